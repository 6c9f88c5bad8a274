"""Planning, changing and cancelling events."""

from datetime import timedelta

import pytest

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.engagement import queries
from commonground.engagement.kinds import load_kinds, read_kinds
from commonground.engagement.models import Event, EventKind
from commonground.engagement.planning import cancel_event, change_event, mark_held, plan_event
from commonground.messaging.models import News


def test_the_kinds_are_data_in_both_languages_and_load_once(db):
    load_kinds()
    assert load_kinds() == 0
    assert EventKind.objects.count() == len(read_kinds())
    assert all({"en", "es"} <= set(kind.name) for kind in EventKind.objects.all())


def test_a_planned_event_is_upcoming_where_it_belongs(meeting, town):
    assert list(queries.upcoming(town.north)) == [meeting]
    assert list(queries.upcoming(town.south)) == []


def test_an_event_of_two_neighbourhoods_is_listed_once(plan, cast, town):
    event = plan_event(plan=plan(neighbourhoods=[town.north, town.south]), by=cast.dana.actor())
    assert list(queries.upcoming()) == [event]
    assert list(queries.listed().in_any([town.north, town.south])) == [event]


def test_the_same_key_again_gives_the_same_event(plan, cast):
    events = [plan_event(plan=plan(), by=cast.bram.actor(), idempotency_key="K") for _ in range(2)]
    assert events[0] == events[1]
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": {"en": " "}}, "name"),
        ({"neighbourhoods": []}, "neighbourhood"),
    ],
)
def test_a_plan_says_what_is_missing(plan, cast, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        plan_event(plan=plan(**changes), by=cast.bram.actor())


def test_an_event_ends_after_it_begins_and_is_not_long_over(plan, cast, clock_at):
    starts = clock_at.moment
    with pytest.raises(Refused, match="end must be after"):
        plan_event(plan=plan(starts_at=starts, ends_at=starts), by=cast.bram.actor())
    with pytest.raises(Refused, match="two weeks"):
        plan_event(plan=plan(starts_at=starts - timedelta(days=15)), by=cast.bram.actor())


def test_a_change_makes_a_new_version_and_no_change_makes_none(meeting, plan, cast):
    assert change_event(event=meeting, plan=plan(), by=cast.bram.actor()).sequence == 0
    moved = change_event(event=meeting, plan=plan(place={"en": "Park house"}), by=cast.bram.actor())
    assert (moved.sequence, moved.place) == (1, {"en": "Park house"})


def test_cancelling_asks_why_and_ends_it(meeting, plan, cast):
    with pytest.raises(Refused, match="why"):
        cancel_event(event=meeting, because="", by=cast.bram.actor())
    gone = cancel_event(event=meeting, because="The library is shut.", by=cast.bram.actor())
    assert (gone.state, gone.sequence) == ("cancelled", 1)
    with pytest.raises(Refused, match="cannot change"):
        change_event(event=meeting, plan=plan(place={"en": "Park"}), by=cast.bram.actor())


def test_what_took_place_waits_to_be_closed(meeting, cast, clock_at, town):
    with pytest.raises(Refused, match="not begun"):
        mark_held(event=meeting, by=cast.bram.actor())
    assert not queries.to_close([town.north])
    clock_at.forward(days=2)
    mark_held(event=meeting, by=cast.bram.actor())
    assert list(queries.to_close([town.north])) == [meeting]


def test_subscribers_are_told_of_a_plan_a_move_and_a_cancellation(meeting, plan, cast):
    change_event(event=meeting, plan=plan(about={"en": "Bring tea"}), by=cast.bram.actor())
    change_event(event=meeting, plan=plan(place={"en": "Park"}), by=cast.bram.actor())
    cancel_event(event=meeting, because="Rain", by=cast.bram.actor())
    titles = [news.title["en"] for news in News.objects.order_by("id")]
    assert titles == ["Beat meeting", "Changed: Beat meeting", "Cancelled: Beat meeting"]


def test_each_verb_leaves_an_audit_row(meeting, cast):
    cancel_event(event=meeting, because="Rain", by=cast.bram.actor())
    rows = AuditRow.objects.filter(noun="event", noun_id=meeting.public_id)
    assert sorted(row.verb for row in rows) == ["event.cancel", "event.plan"]
    assert "Rain" not in str([row.detail for row in rows])
