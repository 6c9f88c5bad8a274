"""The demo city's calendar: what was scheduled, never what was held."""

import time
from datetime import datetime

import pytest

from commonground import demo_data
from commonground.common.actors import Actor
from commonground.engagement import queries
from commonground.engagement.caps import CAPS_KINDS, load_caps
from commonground.engagement.models import Event
from commonground.places.models import Neighbourhood

BY = Actor.system("test")


@pytest.fixture
def beats(db):
    return Neighbourhood.objects.bulk_create(
        Neighbourhood(source_id=b.number, slug=f"beat-{b.number}", name=b.name)
        for b in demo_data.beats()
    )


def test_the_whole_calendar_loads_in_a_few_seconds_and_once(beats):
    rows = demo_data.calendar_events()
    began = time.process_time()
    assert load_caps(rows, BY) == len(rows) == Event.objects.count()
    assert time.process_time() - began < 10
    assert load_caps(rows, BY) == 0
    assert {row.kind for row in rows} <= set(CAPS_KINDS)


def test_each_of_the_5006_rows_is_an_event_or_left_out_for_a_reason():
    rows, left_out = demo_data.calendar_events(), demo_data.calendar_rows_left_out()
    assert len(rows) + len(left_out) == 5006
    assert sorted(left_out.values()) == ["duplicate"] * 14 + ["test"]
    assert sum(row.cancelled for row in rows) == 10
    assert sum(row.ends is None for row in rows) == 818
    assert sum(row.after_snapshot for row in rows) == 594
    assert len({row.id for row in rows}) == len(rows)


def test_what_the_calendar_called_cancelled_is_shown_as_cancelled(beats, clock_at, client):
    rows = [row for row in demo_data.calendar_events() if row.cancelled]
    assert load_caps(rows, BY) == 10
    assert set(Event.objects.values_list("state", "status_note")) == {("cancelled", "")}
    page = client.get(f"/events/{Event.objects.first().public_id}/").content.decode()
    assert "Cancelled." in page


def test_every_row_has_its_beat_and_after_the_calendar_was_read_nobody_knows(
    beats, settings, clock_at
):
    settings.TIME_ZONE = "America/Chicago"
    load_caps(demo_data.calendar_events(), BY)
    assert not Event.objects.filter(neighbourhoods=None).exists()
    after = Event.objects.filter(starts_at__date__gt=demo_data.CALENDAR_READ_ON)
    assert after.count() > 500
    assert set(after.values_list("status_note", flat=True)) == {"not-known"}
    before = Event.objects.filter(starts_at__date__lte=demo_data.CALENDAR_READ_ON)
    before = before.exclude(state="cancelled")
    assert set(before.values_list("status_note", flat=True)) == {"as-listed"}
    assert not queries.to_close(beats).exists()  # nobody here can close what others planned


def test_a_row_of_several_beats_belongs_to_each_and_one_without_to_its_district(beats):
    two = demo_data.CalendarEvent(
        "caps-x1", "015", datetime(2017, 5, 2, 18, 30), None, "beat-meeting", "", ("1531", "1532"),
        "Library", False,
    )  # fmt: skip
    none = demo_data.CalendarEvent(
        "caps-x2", "025", datetime(2017, 5, 2, 18, 30), None, "seniors", "", (), "", False
    )
    load_caps([two, none], BY)
    first = Event.objects.get(source="caps-x1")
    assert [n.source_id for n in first.neighbourhoods.order_by("source_id")] == ["1531", "1532"]
    assert first.title["es"] == "Reunión del sector 1531, 1532"
    second = Event.objects.get(source="caps-x2")
    assert second.wider_area == {"en": "District 25", "es": "Distrito 25"}
    assert {n.source_id[:2] for n in second.neighbourhoods.all()} == {"25"}


def test_before_it_begins_it_is_planned_and_after_that_nobody_knows(beats, clock_at, client):
    row = demo_data.CalendarEvent(
        "caps-x3", "015", datetime(2026, 3, 9, 18, 30), None, "beat-meeting", "", ("1531",),
        "Library", True,
    )  # fmt: skip
    load_caps([row], BY)
    event = Event.objects.get()
    address = f"/events/{event.public_id}/"
    before = client.get(address).content.decode()
    assert event.note == "planned, from the City's calendar"
    assert "not known" not in before and "from the City's calendar" in before
    assert "planned, from the City" in client.get("/events/").content.decode()
    clock_at.forward(days=8)
    assert event.note == "scheduled; not known whether held"
    assert "not known whether it was held" in client.get(address).content.decode()


def test_what_nobody_knows_of_is_tentative_in_a_calendar(beats, client):
    row = demo_data.CalendarEvent(
        "caps-x4", "015", datetime(2017, 9, 5, 18, 30), None, "beat-meeting", "", ("1531",),
        "Library", True,
    )  # fmt: skip
    load_caps([row], BY)
    answer = client.get(f"/events/{Event.objects.get().public_id}.ics").content.decode()
    assert "STATUS:TENTATIVE" in answer
    assert "not known whether held" in answer
    assert "DTEND" not in answer  # the source gives no end, so none is made up
