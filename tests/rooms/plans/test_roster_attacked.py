"""Calendars that are made to keep the reader busy for ever, or to break it."""

from datetime import datetime
from time import process_time

import pytest

from commonground.common.errors import Refused

from .test_roster import calendar, read

HOURS = ("DTSTART:20260309T080000Z", "DTEND:20260309T160000Z")


@pytest.fixture
def crew(cast, clock_at):
    return cast


def with_zone(rule: str, called: str = "Evil") -> str:
    zone = [
        "BEGIN:VTIMEZONE", f"TZID:{called}", "BEGIN:STANDARD", "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0100", "TZOFFSETTO:+0000", rule, "END:STANDARD", "END:VTIMEZONE",
    ]  # fmt: skip
    times = [f"{w};TZID={called}:20260309T{t}" for w, t in (("DTSTART", "080000"), ("DTEND", "16"))]
    text = calendar(times[0], times[1] + "0000")
    return text.replace("BEGIN:VEVENT", "\r\n".join([*zone, "BEGIN:VEVENT"]), 1)


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;INTERVAL=0", "FREQ=WEEKLY;INTERVAL=0;BYDAY=MO", "FREQ=DAILY;INTERVAL=-1"]
)
def test_a_repeat_that_stands_still_is_refused(crew, rule):
    reading = read(calendar(*HOURS, f"RRULE:{rule}"), crew, crew.bram)
    assert reading.stretches == [] and "use daily or weekly" in reading.problems[0]


@pytest.mark.parametrize(
    "rule",
    ["RRULE:FREQ=SECONDLY", "RRULE:FREQ=YEARLY;INTERVAL=0", "RRULE:FREQ=MINUTELY;COUNT=9999999"],
)
def test_a_zone_of_the_file_s_own_that_changes_each_second_is_not_worked_out(
    crew, rule
):  # fmt: skip
    reading = read(with_zone(rule), crew, crew.bram)
    assert reading.stretches == [] and "zone is not known" in reading.problems[0]


def test_a_zone_hidden_by_folding_or_small_letters_is_taken_out_too(crew):
    text = with_zone("RRULE:FREQ=SECONDLY").replace("BEGIN:VTIMEZONE", "begin:VTIME\r\n ZONE")
    assert "zone is not known" in read(text, crew, crew.bram).problems[0]


def test_a_zone_that_everybody_knows_is_read_whatever_the_file_says_of_it(crew):
    for called in ("Europe/Paris", "W. Europe Standard Time"):
        reading = read(with_zone("RRULE:FREQ=SECONDLY", called), crew, crew.bram)
        assert reading.problems == []
        assert reading.stretches[0].start == datetime(2026, 3, 9, 7)


@pytest.mark.parametrize(
    "line",
    [
        "RRULE:FREQ=DAILY;INTERVAL=99999999999",
        "RRULE:FREQ=WEEKLY;WKST=XX",
        "RRULE:FREQ=DAILY;BYDAY=",
    ],
)
def test_what_is_broken_inside_an_entry_is_said_of_that_entry(crew, line):
    reading = read(calendar(*HOURS, line), crew, crew.bram)
    assert reading.problems == ["Entry 1: it holds something that is no calendar's."]


def test_a_line_without_end_is_refused_where_it_is_read_and_passed_over_elsewhere(
    crew,
):
    long = "CATEGORIES:" + "a," * 500_000
    with pytest.raises(Refused, match="far too long"):
        read(calendar(*HOURS, long), crew, crew.bram)
    text = calendar(*HOURS, "DESCRIPTION:" + "a" * 500_000)
    assert len(read(text, crew, crew.bram).stretches) == 1
    with pytest.raises(Refused, match="More than 100000 lines"):
        read(calendar(*HOURS, *["X-A:1"] * 100_000), crew, crew.bram)


def test_a_file_of_empty_lines_keeps_nobody_waiting(crew):
    text = calendar(*HOURS).replace("BEGIN:VEVENT", "\n" * 1_000_000 + "BEGIN:VEVENT", 1)
    before = process_time()
    assert len(read(text, crew, crew.bram).stretches) == 1
    assert process_time() - before < 10  # it would take a day


def test_a_folded_line_goes_on_after_an_empty_one(crew):
    text = calendar(*HOURS).replace("DTEND:2026", "DTEND:\r\n\r\n 2026")
    assert len(read(text, crew, crew.bram).stretches) == 1
