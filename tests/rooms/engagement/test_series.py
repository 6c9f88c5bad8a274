"""Events that repeat: each day its own event, one entry in the calendar, the same days in both."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from django.urls import reverse
from icalendar import Calendar

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.engagement import queries
from commonground.engagement.models import Event
from commonground.engagement.planning import cancel_event, change_event, plan_of
from commonground.engagement.series import pattern
from commonground.engagement.series.repeating import (
    MOST,
    Repeat,
    cancel_following,
    change_following,
    plan_series,
)
from commonground.messaging.models import News

CHICAGO = ZoneInfo("America/Chicago")

PARK = {"en": "Park"}


@pytest.fixture(autouse=True)
def chicago(settings):
    settings.TIME_ZONE = "America/Chicago"


@pytest.fixture
def series(plan, cast):
    """Tuesdays at half past six, over the clock change of 8 March 2026."""

    def make(
        first=datetime(2026, 3, 3, 18, 30, tzinfo=CHICAGO), every="weekly", minutes=60, **ends
    ):
        told = plan(starts_at=first, ends_at=first + timedelta(minutes=minutes))
        return plan_series(
            plan=told, repeat=Repeat(every, **(ends or {"times": 4})), by=cast.bram.actor()
        )

    return make


def test_monthly_is_the_same_weekday_of_the_month():
    assert pattern.days(date(2026, 3, 10), "monthly", 4) == [
        date(2026, 3, 10), date(2026, 4, 14), date(2026, 5, 12), date(2026, 6, 9),
    ]  # fmt: skip


def test_a_fifth_weekday_is_the_last_one_of_each_month():
    assert pattern.days(date(2026, 3, 31), "monthly", 4) == [
        date(2026, 3, 31), date(2026, 4, 28), date(2026, 5, 26), date(2026, 6, 30),
    ]  # fmt: skip


def test_each_day_is_an_event_at_the_same_time_of_the_clock(series):
    events = series()
    local = [event.starts_at.astimezone(CHICAGO) for event in events]
    assert [moment.date() for moment in local] == [date(2026, 3, day) for day in (3, 10, 17, 24)]
    assert {moment.time() for moment in local} == {time(18, 30)}
    assert len({event.starts_at.astimezone(UTC).time() for event in events}) == 2


def test_an_hour_that_the_clock_skips_is_no_length(series):
    with pytest.raises(Refused, match="end must be after"):
        series(first=datetime(2026, 3, 1, 2, 30, tzinfo=CHICAGO))  # on 8 March two is three


def test_until_a_day_counts_that_day(series):
    assert len(series(until=date(2026, 3, 24))) == 4
    assert len(series(every="fortnightly", until=date(2026, 3, 30))) == 2


@pytest.mark.parametrize(
    ("every", "ends", "sentence"),
    [
        ("daily", {"times": 3}, "how often"),
        ("weekly", {"times": 3, "until": date(2026, 4, 1)}, "one of the two"),
        ("weekly", {"until": None}, "one of the two"),
        ("weekly", {"times": 1}, "at least two"),
        ("weekly", {"until": date(2026, 1, 1)}, "at least two"),
        ("weekly", {"times": MOST + 1}, "At most 60"),
        ("weekly", {"until": date(2031, 1, 1)}, "At most 60"),
    ],
)
def test_a_series_says_what_is_wrong_with_it(series, every, ends, sentence):
    with pytest.raises(Refused, match=sentence):
        series(every=every, **ends)
    assert not Event.objects.exists()


def test_who_follows_is_told_once_of_a_series_and_once_of_each_change(series, plan, cast):
    events = series()
    change_following(event=events[1], plan=plan_of_with(events[1], place=PARK), by=actor(cast))
    cancel_following(event=events[2], because="The hall is shut.", by=actor(cast))
    assert [news.title["en"] for news in News.objects.order_by("id")] == [
        "Beat meeting", "Changed: Beat meeting", "Cancelled: Beat meeting",
    ]  # fmt: skip


def test_the_same_key_again_gives_the_same_series(plan, cast):
    for _twice in range(2):
        events = plan_series(
            plan=plan(), repeat=Repeat("weekly", times=3), by=actor(cast), idempotency_key="K"
        )
    assert len(events) == Event.objects.count() == 3


def actor(cast):
    return cast.bram.actor()


def plan_of_with(event, **changes):
    return replace(plan_of(event), **changes)


def test_a_change_of_one_day_leaves_the_others(series, cast):
    events = series()
    change_event(event=events[1], plan=plan_of_with(events[1], place=PARK), by=actor(cast))
    assert [row.place["en"] for row in fresh(events)] == ["Library", "Park", "Library", "Library"]


def fresh(events):
    return list(Event.objects.filter(pk__in=[e.pk for e in events]).order_by("occurs_on"))


def test_this_and_the_following_move_by_the_same_days_and_keep_what_is_their_own(series, cast):
    events = series()
    change_event(event=events[2], plan=plan_of_with(events[2], place=PARK), by=actor(cast))
    first = fresh(events)[1]
    moved = plan_of_with(
        first,
        starts_at=datetime(2026, 3, 12, 17, 0, tzinfo=CHICAGO),  # Thursday, earlier
        ends_at=datetime(2026, 3, 12, 18, 0, tzinfo=CHICAGO),
    )
    change_following(event=first, plan=moved, by=actor(cast))
    local = [event.starts_at.astimezone(CHICAGO) for event in fresh(events)]
    assert [moment.day for moment in local] == [3, 12, 19, 26]
    assert [moment.hour for moment in local] == [18, 17, 17, 17]
    assert [row.place["en"] for row in fresh(events)] == ["Library", "Library", "Park", "Library"]


def local_hours(event) -> tuple[datetime, datetime]:
    return event.starts_at.astimezone(CHICAGO), event.ends_at.astimezone(CHICAGO)


@pytest.mark.parametrize(
    ("hours", "theirs"),
    [
        ((17, 18), (20, 21)),  # only the weekday changes: the hours are the day's own
        ((17, 19), (17, 19)),  # theirs would end before they begin: they get the new ones
        ((16, 18), (16, 21)),
    ],
)
def test_a_day_with_hours_of_its_own_keeps_those_that_do_not_change(series, cast, hours, theirs):
    events = series(datetime(2026, 3, 3, 17, 0, tzinfo=CHICAGO))
    own = plan_of_with(
        events[2],
        starts_at=datetime(2026, 3, 18, 20, 0, tzinfo=CHICAGO),  # Wednesday, later
        ends_at=datetime(2026, 3, 18, 21, 0, tzinfo=CHICAGO),
    )
    change_event(event=events[2], plan=own, by=actor(cast))
    first = fresh(events)[1]
    begins, ends = (datetime(2026, 3, 11, hour, 0, tzinfo=CHICAGO) for hour in hours)
    moved = plan_of_with(first, starts_at=begins, ends_at=ends)
    change_following(event=first, plan=moved, by=actor(cast))
    found = [local_hours(event) for event in fresh(events)]
    assert [begins.day for begins, _ends in found] == [3, 11, 19, 25]
    hours_of = [(begins.hour, ends.hour) for begins, ends in found]
    assert hours_of == [(17, 18), hours, theirs, hours]


def test_cancelling_the_following_leaves_what_is_cancelled_or_closed_already(series, cast):
    events = series()
    cancel_event(event=events[2], because="Rain", by=actor(cast))
    assert len(cancel_following(event=events[1], because="The hall is shut.", by=actor(cast))) == 2
    said = [event.cancelled_because for event in fresh(events)]
    assert said == ["", "The hall is shut.", "Rain", "The hall is shut."]


def test_an_event_that_does_not_repeat_has_no_following(meeting, cast):
    with pytest.raises(Refused, match="does not repeat"):
        cancel_following(event=meeting, because="Rain", by=actor(cast))


def test_the_series_and_each_changed_day_leave_audit_rows(series, cast):
    events = series()
    cancel_following(event=events[3], because="Rain", by=actor(cast))
    rows = AuditRow.objects.filter(noun="series")
    assert {row.verb: row.detail["days"] for row in rows} == {"series.plan": 4, "series.cancel": 1}
    theirs = AuditRow.objects.filter(noun="event", noun_id=events[3].public_id)
    assert {row.verb for row in theirs} == {"event.plan", "event.cancel"}


# What a calendar makes of it ------------------------------------------------------------------


def read(client, url) -> Calendar:
    answer = client.get(url)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content)


def expanded(calendar: Calendar) -> list[tuple]:
    """What an independent reader finds, between two days far apart."""
    found = recurring_ical_events.of(calendar).between(date(2025, 1, 1), date(2029, 1, 1))
    return sorted(told(entry) for entry in found)


def told(entry) -> tuple:
    starts, ends = entry.start.astimezone(UTC), entry.end.astimezone(UTC)
    return (starts, ends, str(entry["summary"]), str(entry.get("location", "")), entry["status"])


def ours(rows) -> list[tuple]:
    return sorted(
        (
            event.starts_at, event.ends_at, event.title["en"], event.place["en"],
            "CANCELLED" if event.is_cancelled else "CONFIRMED",
        )
        for event in rows
    )  # fmt: skip


SPRING = datetime(2026, 3, 3, 18, 30, tzinfo=CHICAGO)
AUTUMN = datetime(2026, 10, 20, 18, 30, tzinfo=CHICAGO)


@pytest.mark.parametrize("every", ["weekly", "fortnightly", "monthly"])
@pytest.mark.parametrize("first", [SPRING, AUTUMN])
@pytest.mark.parametrize("times", [5, 26])
def test_a_reader_of_rules_finds_our_days_across_both_clock_changes(
    client, series, town, every, first, times
):
    events = series(first=first, every=every, times=times)
    calendar = read(client, reverse("neighbourhood-events", args=[town.north.slug]))
    (entry,) = calendar.walk("VEVENT")
    assert "RRULE" in entry
    assert expanded(calendar) == ours(events)


@pytest.mark.parametrize("night", [datetime(2026, 3, 1, 2, 30), datetime(2026, 10, 25, 1, 30)])
def test_a_night_that_the_clock_skips_or_doubles_is_the_same_in_both(client, series, night):
    events = fresh(series(first=night.replace(tzinfo=CHICAGO), times=3, minutes=90))
    calendar = read(client, reverse("series-calendar", args=[events[0].series.public_id]))
    assert [e[0] for e in expanded(calendar)] == [e[0] for e in ours(events)]


@pytest.fixture
def lively(series, cast, town):
    """A series of which one day was cancelled, one moved, one went elsewhere, two renamed."""
    events = series(first=AUTUMN, times=8)
    by = actor(cast)
    cancel_event(event=events[1], because="Rain", by=by)
    later = {"starts_at": events[2].starts_at + timedelta(days=1, hours=2)}
    later["ends_at"] = later["starts_at"] + timedelta(minutes=90)
    change_event(event=events[2], plan=plan_of_with(events[2], **later), by=by)
    elsewhere = plan_of_with(events[3], neighbourhoods=[town.south])
    change_event(event=events[3], plan=elsewhere, by=by)
    change_following(event=events[6], plan=plan_of_with(events[6], title={"en": "Tea"}), by=by)
    return fresh(events)


def test_exceptions_expand_to_our_rows_in_each_neighbourhood_s_calendar(client, lively, town):
    north = read(client, reverse("neighbourhood-events", args=[town.north.slug]))
    assert expanded(north) == ours(event for event in lively if event != lively[3])
    south = read(client, reverse("neighbourhood-events", args=[town.south.slug]))
    assert expanded(south) == ours([lively[3]])
    whole = read(client, reverse("series-calendar", args=[lively[0].series.public_id]))
    assert expanded(whole) == ours(lively)


def test_one_uid_and_one_sequence_for_the_whole_series_and_it_rises(client, series, cast, town):
    events = series()
    url = reverse("neighbourhood-events", args=[town.north.slug])
    before = read(client, url).walk("VEVENT")
    cancel_event(event=events[1], because="Rain", by=actor(cast))
    after = read(client, url).walk("VEVENT")
    assert len({entry["uid"] for entry in [*before, *after]}) == 1
    assert {entry["sequence"] for entry in before} == {0}
    assert {entry["sequence"] for entry in after} == {1}
    (override,) = [entry for entry in after if "recurrence-id" in entry]
    assert override["status"] == "CANCELLED"
    assert override["recurrence-id"].dt == datetime(2026, 3, 10, 18, 30, tzinfo=CHICAGO)


def test_one_day_by_itself_is_the_same_entry_as_in_the_series(client, series):
    event = series()[2]
    (entry,) = read(client, reverse("event-calendar", args=[event.public_id])).walk("VEVENT")
    assert entry["uid"] == f"series-{event.series.public_id}@commonground"
    assert entry["recurrence-id"].dt == event.starts_at
    assert "rrule" not in entry


def test_an_old_series_that_goes_on_stays_whole_in_the_calendar(client, series, clock_at, town):
    events = series(times=20)
    clock_at.forward(days=100)
    calendar = read(client, reverse("neighbourhood-events", args=[town.north.slug]))
    assert expanded(calendar) == ours(events)
    clock_at.forward(days=100)
    assert not read(client, reverse("neighbourhood-events", args=[town.north.slug])).walk("VEVENT")


def test_a_day_is_closed_by_itself(series, clock_at, town):
    events = series()
    clock_at.forward(days=10)
    assert list(queries.to_close([town.north])) == events[:2]
