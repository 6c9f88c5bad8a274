"""A roster's file is read whole or not at all; usual weeks stand where no file says anything."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.plans import importing, retention, states
from commonground.plans.models import RosterEntry, RosterImport, UsualShift, Working
from commonground.plans.reading_rows import SAMPLE
from commonground.plans.rostering import add_entry, duties, say_usual_week, say_working
from commonground.plans.spans import aware

from .conftest import WEEK

HEAD = "who,kind,day,start,end,last_day,every_days\n"


def read(text: str, cast, whose=None):
    return importing.read(text.encode(), [cast.bram, cast.dana], whose)


def take(text: str, cast) -> RosterImport:
    reading = read(text, cast)
    held = importing.look_at(reading=reading, by=cast.dana)
    return importing.take_in(looked_at=held, by=cast.dana)


def calendar(*lines: str) -> str:
    inside = ["BEGIN:VEVENT", "UID:1@x", "DTSTAMP:20260301T000000Z", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *inside, "END:VCALENDAR"])


@pytest.fixture
def people(cast, clock_at):
    return cast


def test_two_early_two_late_two_night_four_off_is_read_from_the_sample(people):
    take(SAMPLE, people)
    duty = duties([people.bram], date(2026, 3, 2))[0]
    told = [(start.strftime("%a %H:%M"), end.strftime("%a %H:%M")) for start, end in duty.shifts]
    assert told == [
        ("Mon 07:00", "Mon 15:00"), ("Tue 07:00", "Tue 15:00"), ("Wed 14:00", "Wed 22:00"),
        ("Thu 14:00", "Thu 22:00"), ("Fri 22:00", "Sat 06:00"), ("Sat 22:00", "Sun 06:00"),
    ]  # fmt: skip
    again = duties([people.bram], date(2026, 3, 9))[0]
    # ten days after the first; the night of Saturday ends on the Sunday before
    assert [start for start, _end in again.shifts][1] == datetime(2026, 3, 12, 7)
    assert again.hours == 8 * 4


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("nobody,shift,2026-03-02,07:00,15:00,,", "nobody of your team"),
        ("bram,leave,2026-03-02,,,2026-03-09,0007" + "0" * 5000, "whole number of days"),
        ("=cmd|x,shift,2026-03-02,07:00,15:00,,", "nobody of your team"),
        ("bram,party,2026-03-02,07:00,15:00,,", "kind is one of"),
        ("bram,shift,2.3.2026,07:00,15:00,,", "day is a date"),
        ("bram,shift,2026-03-02,7 am,15:00,,", "start is a time"),
        ("bram,shift,2026-03-02,07:00,,,", "start and end, or neither"),
        ("bram,shift,2026-03-02,,,,", "a shift needs start and end"),
        ("bram,shift,2026-03-02,07:00,15:00,2036-03-02,1", "not more than 400 days"),
        ("bram,shift,2026-03-02,07:00,15:00,2026-03-09,0", "whole number of days"),
        ("bram,shift,2026-03-02,07:00,15:00,,10", "needs a last_day"),
        ("bram,leave,9999-12-31,,,,", "day is a date"),
    ],
)
def test_a_bad_line_is_one_sentence_with_its_number_and_nothing_is_taken_in(people, row, why):
    good = "bram,shift,2026-03-03,07:00,15:00,,\n"
    reading = read(HEAD + good + row + "\n", people)
    assert len(reading.problems) == 1
    assert reading.problems[0].startswith("Line 3:") and why in reading.problems[0]
    with pytest.raises(Refused, match="Nothing was taken in"):
        importing.look_at(reading=reading, by=people.dana)
    assert not RosterEntry.objects.exists() and not RosterImport.objects.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe\x00\x01", "no text in UTF-8"),
        (b"PK\x03\x04" + b"\x00" * 40, "no text in UTF-8"),
        (b"name,day\n", "no who, kind"),
        (b"", "no who, kind"),
        (b"x" * (2 * 2**20 + 1), "larger than 2 MB"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:soon", "not a calendar"),
    ],
)
def test_a_file_that_is_no_roster_is_one_sentence(people, content, why):
    with pytest.raises(Refused, match=why):
        importing.read(content, [people.bram])


def test_two_shifts_of_one_person_at_once_are_refused(people):
    rows = "bram,shift,2026-03-02,07:00,15:00,,\nbram,shift,2026-03-02,14:00,22:00,,\n"
    with pytest.raises(Refused, match="overlap on 2026-03-02"):
        importing.look_at(reading=read(HEAD + rows, people), by=people.dana)


def test_a_second_file_replaces_the_time_of_the_first_and_leaves_what_was_entered_by_hand(people):
    take(HEAD + "bram,shift,2026-03-09,07:00,15:00,2026-03-13,1\n", people)
    add_entry(
        staff=people.bram, kind=states.COURT, start=datetime(2026, 3, 10, 9),
        end=datetime(2026, 3, 10, 12), by=people.dana,
    )  # fmt: skip
    take(HEAD + "bram,shift,2026-03-09,14:00,22:00,2026-03-13,2\n", people)
    duty = duties([people.bram], WEEK)[0]
    assert [start.hour for start, _end in duty.shifts] == [14, 14, 14]
    assert [kind for _s, _e, kind in duty.busy] == [states.COURT]


def test_taking_in_twice_changes_nothing(people):
    held = take(HEAD + "bram,shift,2026-03-09,07:00,15:00,,\n", people)
    importing.take_in(looked_at=held, by=people.dana)
    assert RosterEntry.objects.count() == 1
    assert AuditRow.objects.filter(verb="roster.import").count() == 1
    assert AuditRow.objects.filter(verb="roster.look_at").count() == 1


def test_a_calendar_with_a_weekly_repeat_a_day_off_and_a_zone_is_read(people):
    text = calendar(
        "DTSTART;TZID=Europe/Paris:20260309T080000", "DTEND;TZID=Europe/Paris:20260309T160000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,TU;COUNT=6", "EXDATE;TZID=Europe/Paris:20260310T080000",
        "ATTENDEE:mailto:bram@example.org",
    )  # fmt: skip
    reading = read(text, people)
    assert reading.problems == []
    starts = [s.start for s in reading.stretches]
    # seven in UTC; each at its own
    assert starts[0] == datetime(2026, 3, 9, 7) and len(starts) == 5
    assert {s.who for s in reading.stretches} == {people.bram.public_id}


def test_leave_in_a_calendar_is_told_by_its_category_or_its_first_word(people):
    for line in ("CATEGORIES:LEAVE", "SUMMARY:Leave (booked)"):
        text = calendar("DTSTART;VALUE=DATE:20260309", "DTEND;VALUE=DATE:20260312", line)
        (one,) = read(text, people, people.bram).stretches
        assert (one.kind, one.start, one.end) == (
            states.LEAVE, datetime(2026, 3, 9), datetime(2026, 3, 12),
        )  # fmt: skip


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2", "FREQ=YEARLY",
        "FREQ=DAILY;BYSETPOS=999999",
    ],
)  # fmt: skip
def test_a_repeat_that_would_never_end_is_refused_in_a_sentence(people, rule):
    text = calendar("DTSTART:20260309T080000Z", "DTEND:20260309T160000Z", f"RRULE:{rule}")
    reading = read(text, people, people.bram)
    assert reading.stretches == [] and "use daily or weekly" in reading.problems[0]


def test_an_endless_daily_repeat_is_read_for_a_year_and_no_longer(people):
    text = calendar("DTSTART:20260309T080000Z", "DTEND:20260309T160000Z", "RRULE:FREQ=DAILY")
    assert len(read(text, people, people.bram).stretches) == 401


def test_a_calendar_that_does_not_say_whose_it_is_asks(people):
    text = calendar("DTSTART:20260309T080000Z", "DTEND:20260309T160000Z")
    assert "does not say whose" in read(text, people).problems[0]


def test_a_usual_week_holds_until_a_file_says_otherwise_and_leave_goes_before_both(people):
    say_usual_week(
        staff=[people.bram], weekdays=[0, 1, 2], starts=time(22), ends=time(6), by=people.dana
    )
    duty = duties([people.bram], WEEK)[0]
    assert duty.is_usual and duty.hours == 24
    assert duty.shifts[0] == (datetime(2026, 3, 9, 22), datetime(2026, 3, 10, 6))
    take(HEAD + "bram,shift,2026-03-13,07:00,15:00,,\n", people)
    duty = duties([people.bram], WEEK)[0]
    assert not duty.is_usual and duty.hours == 8
    assert duties([people.bram], WEEK + timedelta(weeks=1))[0].is_usual


def test_rostered_hours_go_a_year_after_their_day(people):
    take(HEAD + "bram,shift,2026-03-09,07:00,15:00,,\n", people)
    rule = retention.ROSTER
    assert rule.days == 365
    assert retention.expired(rule, aware(datetime(2026, 3, 9, 12))) == []
    (key,) = retention.expired(rule, aware(datetime(2026, 3, 10)))
    assert retention.erase(rule, key) == 1 and retention.erase(rule, key) == 0
    assert not RosterEntry.objects.exists()


# the pages


def signed_in(staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def upload(client: Client, text: str, name: str = "roster.csv"):
    file = SimpleUploadedFile(name, text.encode(), "text/csv")
    return client.post("/team/roster/import/", {"file": file})


def test_dana_uploads_looks_and_takes_in(people):
    dana = signed_in(people.dana)
    answer = upload(dana, HEAD + "bram,shift,2026-03-09,07:00,15:00,2026-03-13,1\n")
    assert answer.status_code == 302 and not RosterEntry.objects.exists()
    page = dana.get(answer["Location"]).content.decode()
    assert "Bram (test cast)" in page and "5 shifts, 40 h" in page
    assert dana.post(answer["Location"]).status_code == 302
    assert RosterEntry.objects.count() == 5


def test_a_bad_file_shows_its_lines_and_is_not_kept(people):
    answer = upload(signed_in(people.dana), HEAD + "xavi,shift,2026-03-09,07:00,15:00,,\n")
    assert answer.status_code == 400
    assert "Line 2: nobody of your team signs in as “xavi”." in answer.content.decode()
    assert not RosterImport.objects.exists()


def test_an_officer_reads_the_roster_and_changes_nothing(people):
    bram = signed_in(people.bram)
    assert "Dana (test cast)" in bram.get("/team/roster/").content.decode()
    assert bram.get("/team/roster/usual/").status_code == 403
    assert bram.get("/team/roster/import/").status_code == 403
    assert bram.get(f"/team/roster/people/{people.bram.public_id}/").status_code == 403


def test_chidi_sees_his_own_team_and_nobody_signs_in(people):
    page = signed_in(people.chidi).get("/team/roster/").content.decode()
    assert "Chidi (test cast)" in page and "Bram" not in page
    assert Client().get("/team/roster/").status_code == 302


def test_dana_reaches_nobody_of_another_team(people):
    dana = signed_in(people.dana)
    assert dana.get(f"/team/roster/people/{people.chidi.public_id}/").status_code == 403
    data = {"staff": people.chidi.public_id, "weekdays": [0], "starts": "08:00", "ends": "16:00"}
    assert dana.post("/team/roster/usual/", data).status_code == 400
    assert not UsualShift.objects.exists()


def test_hours_and_powers_of_several_are_said_in_one_step(people):
    dana = signed_in(people.dana)
    bram = people.bram.public_id
    say_working(staff=people.bram, powers="sworn", alone=False, languages=["pl"], by=people.dana)
    data = {"staff": bram, "weekdays": [0], "starts": "08:00", "ends": "16:00"}
    dana.post("/team/roster/usual/", data | {"powers": "support"})
    how = Working.objects.get(staff=people.bram)
    assert (how.powers, how.alone, how.languages) == ("support", False, ["pl"])
    dana.post("/team/roster/usual/", data | {"weekdays": [1], "powers": ""})
    assert Working.objects.get(staff=people.bram).powers == "support"
    page = dana.get("/team/roster/usual/").content.decode()
    assert "Support officer · Monday–Tuesday 08:00–16:00" in page


def test_leave_is_entered_and_taken_out_by_hand(people):
    dana = signed_in(people.dana)
    address = f"/team/roster/people/{people.bram.public_id}/"
    data = {"entry": "1", "kind": "leave", "first": "2026-03-09", "last": "2026-03-10"}
    assert dana.post(address, data).status_code == 302
    assert dana.post(address, data).status_code == 302  # sent twice
    entry = RosterEntry.objects.get()
    assert "Leave" in dana.get(address).content.decode()
    dana.post(f"/team/roster/entries/{entry.public_id}/")
    assert not RosterEntry.objects.exists()


def test_the_roster_takes_as_many_queries_for_many_as_for_few(
    people, town, django_assert_max_num_queries
):
    from tests.cast import person

    for number in range(12):
        person(f"Extra{number}", "officer", town.north)
    dana = signed_in(people.dana)
    with django_assert_max_num_queries(16):
        dana.get("/team/roster/")


def test_the_command_takes_in_a_file_and_says_what_is_wrong_with_another(people, tmp_path, capsys):
    import argparse

    from commonground.plans import command

    def run(text: str, by: str = "dana") -> int:
        file = tmp_path / "roster.csv"
        file.write_text(text)
        parser = argparse.ArgumentParser()
        command.arguments(parser)
        return command.run(parser.parse_args(["import", str(file), "--by", by]))

    assert run(HEAD + "bram,shift,2026-03-09,07:00,15:00,,\n") == 0
    assert "taken in: 1 entries of 1 people, 2026-03-09 to 2026-03-09" in capsys.readouterr().out
    with pytest.raises(Refused, match="Nothing was taken in"):
        run(HEAD + "bram,shift,soon,07:00,15:00,,\n")
    assert "Line 2: day is a date" in capsys.readouterr().err
    with pytest.raises(Refused, match="leads no team"):
        run(HEAD, by="bram")


def test_days_with_the_same_hours_are_told_as_one(people):
    from commonground.plans.rostering import usual_words

    say_usual_week(
        staff=[people.bram], weekdays=[0, 1, 2, 5], starts=time(8), ends=time(16), by=people.dana
    )
    words = usual_words(people.bram.usual_shifts.all())
    assert words == ["Monday–Wednesday 08:00–16:00", "Saturday 08:00–16:00"]
