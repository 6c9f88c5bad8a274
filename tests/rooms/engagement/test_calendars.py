"""Calendars that a phone can follow, read back with an independent parser."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from icalendar import Calendar

from commonground.engagement.planning import cancel_event, change_event, plan_event

CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def chicago(settings):
    settings.TIME_ZONE = "America/Chicago"


def read(client, url: str) -> Calendar:
    answer = client.get(url)
    assert answer["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(answer.content)


def only(calendar: Calendar):
    (entry,) = calendar.walk("VEVENT")
    return entry


def test_an_event_reads_back_with_its_time_place_and_address(client, meeting, chicago):
    entry = only(read(client, reverse("event-calendar", args=[meeting.public_id])))
    assert entry["summary"] == "Beat meeting"
    assert entry.start == meeting.starts_at
    assert entry.end == meeting.ends_at
    assert entry["location"] == "Library"
    assert entry["status"] == "CONFIRMED"
    assert entry["url"].endswith(reverse("event", args=[meeting.public_id]))


def test_the_uid_stays_and_the_sequence_grows(client, meeting, plan, cast):
    url = reverse("event-calendar", args=[meeting.public_id])
    before = only(read(client, url))
    change_event(event=meeting, plan=plan(place={"en": "Park house"}), by=cast.bram.actor())
    after = only(read(client, url))
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)


def test_a_cancelled_event_stays_in_the_calendar_as_cancelled(client, meeting, cast, town):
    cancel_event(event=meeting, because="The library is shut.", by=cast.bram.actor())
    entry = only(read(client, reverse("neighbourhood-events", args=[town.north.slug])))
    assert (entry["status"], entry["sequence"]) == ("CANCELLED", 1)
    assert "The library is shut." in entry["description"]


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ((2026, 3, 7), -6),  # the evening before the clocks go forward
        ((2026, 3, 9), -5),
        ((2026, 10, 31), -5),  # the evening before they go back
        ((2026, 11, 2), -6),
    ],
)
def test_half_past_six_stays_half_past_six_across_both_clock_changes(
    client, plan, cast, chicago, day, hours
):
    starts = datetime(*day, 18, 30, tzinfo=CHICAGO)
    event = plan_event(
        plan=plan(starts_at=starts, ends_at=starts + timedelta(hours=1)), by=cast.bram.actor()
    )
    calendar = read(client, reverse("event-calendar", args=[event.public_id]))
    entry = only(calendar)
    assert entry["dtstart"].params["TZID"] == "America/Chicago"
    assert entry.start.utcoffset() == timedelta(hours=hours)
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["tzid"] == "America/Chicago"
    # what a reader without our zone database makes of the VTIMEZONE alone
    alone = zone.to_tz(lookup_tzid=False)
    naive = entry.start.replace(tzinfo=None)
    assert naive.replace(tzinfo=alone).utcoffset() == timedelta(hours=hours)


def test_words_with_commas_lines_and_accents_come_back_whole(client, plan, cast):
    title = "Café, té; y más\\"
    event = plan_event(
        plan=plan(title={"en": title}, about={"en": "One\nTwo, three; four"}), by=cast.bram.actor()
    )
    answer = client.get(reverse("event-calendar", args=[event.public_id]))
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    entry = only(Calendar.from_ical(answer.content))
    assert entry["summary"] == title
    assert entry["description"] == "One\nTwo, three; four"


def test_a_neighbourhood_calendar_has_its_name_and_only_its_events(client, meeting, town):
    north = read(client, reverse("neighbourhood-events", args=[town.north.slug]))
    south = read(client, reverse("neighbourhood-events", args=[town.south.slug]))
    assert "Northside" in north["x-wr-calname"]
    assert len(north.walk("VEVENT")) == 1
    assert len(south.walk("VEVENT")) == 0
