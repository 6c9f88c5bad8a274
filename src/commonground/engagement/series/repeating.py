"""Planning a series, and changing or cancelling one of its days and all that follow.

Each day is an event of its own, closed on its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.twice import once_a_key

from .. import states
from ..models import Event
from ..planning import Plan, announce_event, cancel_event, change_event, check_plan, plan_of
from .models import HOW_OFTEN, Series
from .pattern import count_until, days

MOST = 60  # days of a series: a year of weeks and some


@dataclass(frozen=True)
class Repeat:
    """How often; and either until a day or so many times."""

    every: str
    until: date | None = None
    times: int | None = None


@once_a_key(Event)
@transaction.atomic
def plan_series(
    *,
    plan: Plan,
    repeat: Repeat,
    by: Actor,
    is_example: bool = False,
    idempotency_key: str | None = None,
) -> list[Event]:
    """Put each day of a series on the public list; who follows is told once, of the first."""
    if idempotency_key and (there := Event.objects.filter(idempotency_key=idempotency_key).first()):
        return list(there.series.events.order_by("occurs_on")) if there.series else [there]
    series = _series(plan, repeat)
    events = [
        _day(series, plan, day, is_example)
        for day in days(series.first_on, series.every, series.count)
    ]
    if idempotency_key:
        Event.objects.filter(pk=events[0].pk).update(idempotency_key=idempotency_key)
    announce_event(events[0], events[0].title)
    _audit(series, "plan", events, by)
    place = _only_place(events[0])
    ids = {event.public_id: place for event in events}
    audit.record_each(by=by, verb="event.plan", noun="event", ids=ids)
    return events


def change_following(*, event: Event, plan: Plan, by: Actor) -> list[Event]:
    """Change a day and those after it in the same way; what they have of their own stays."""
    before = plan_of(event)

    def change(row: Event, tell: bool) -> Event:
        return change_event(event=row, plan=_alike(plan_of(row), before, plan), by=by, tell=tell)

    return _each(event, "change", by, change)


def cancel_following(*, event: Event, because: str, by: Actor) -> list[Event]:
    """Cancel a day and those after it."""

    def cancel(row: Event, tell: bool) -> Event:
        return cancel_event(event=row, because=because, by=by, tell=tell)

    return _each(event, "cancel", by, cancel)


def _series(plan: Plan, repeat: Repeat) -> Series:
    starts = plan.starts_at.astimezone(clock.zone())
    words = plan.words()
    return Series.objects.create(
        every=repeat.every,
        first_on=starts.date(),
        count=_how_many(starts.date(), repeat),
        begins=_hours(plan)[0],
        ends=_hours(plan)[1],
        **{name: words[name] for name in ("title", "about", "place")},
    )


def _how_many(first: date, repeat: Repeat) -> int:
    if repeat.every not in dict(HOW_OFTEN):
        raise Refused(_("Choose how often it comes again."))
    if (repeat.until is None) == (repeat.times is None):
        raise Refused(_("Say until which day it comes again, or how many times: one of the two."))
    count = repeat.times or 0
    if repeat.until:
        count = count_until(first, repeat.every, repeat.until, MOST)
    if count < 2:
        raise Refused(_("A series has at least two days. Choose a later end, or plan one day."))
    if count > MOST:
        raise Refused(_("At most %(count)d days at once. Choose an earlier end.") % {"count": MOST})
    return count


def _day(series: Series, plan: Plan, day: date, is_example: bool) -> Event:
    ends_at = at(day, series.ends) if series.ends else None
    plan = replace(plan, starts_at=at(day, series.begins), ends_at=ends_at)
    check_plan(plan)
    event = Event.objects.create(
        series=series, occurs_on=day, is_example=is_example, **plan.words()
    )
    event.neighbourhoods.set(plan.neighbourhoods)
    return event


def at(day: date, moment: time) -> datetime:
    """A time of the local clock on a local day."""
    return datetime.combine(day, moment, tzinfo=clock.zone())


def _alike(theirs: Plan, before: Plan, after: Plan) -> Plan:
    """`theirs`, changed as `after` changes `before`: an hour moves to, the day moves by."""
    was, told = before.words(), after.words()
    changed = {name: getattr(after, name) for name in told if told[name] != was[name]}
    if set(before.neighbourhoods) != set(after.neighbourhoods):
        changed["neighbourhoods"] = after.neighbourhoods
    if {"starts_at", "ends_at"} & changed.keys():
        changed |= _moved(theirs, before, after)
    return replace(theirs, **changed, hosts_agreed=after.hosts_agreed)


def _moved(theirs: Plan, before: Plan, after: Plan) -> dict[str, datetime | None]:
    """By as many days; an hour that did not change stays a day's own, if it fits the other."""
    day = clock.local_day(theirs.starts_at)
    day += clock.local_day(after.starts_at) - clock.local_day(before.starts_at)
    (was_begins, was_ends), (begins, ends), own = _hours(before), _hours(after), _hours(theirs)
    kept = (own[0] if begins == was_begins else begins, own[1] if ends == was_ends else ends)
    begins, ends = (begins, ends) if kept[1] and kept[1] <= kept[0] else kept
    return {"starts_at": at(day, begins), "ends_at": ends and at(day, ends)}


def _hours(plan: Plan) -> tuple[time, time | None]:
    """From and until, by the local clock."""
    ends = plan.ends_at and plan.ends_at.astimezone(clock.zone()).time()
    return plan.starts_at.astimezone(clock.zone()).time(), ends


@transaction.atomic
def _each(
    event: Event, verb: str, by: Actor, change: Callable[[Event, bool], Event]
) -> list[Event]:
    """This day and the following ones that may still change; only the first is told of.

    A day that went to another neighbourhood is no longer this team's to change.
    """
    if event.series is None:
        raise Refused(_("This event does not repeat."))
    rows = event.series.events.filter(occurs_on__gte=event.occurs_on, state__in=states.OPEN)
    rows = rows.in_any(event.neighbourhoods.all()).select_related("kind").order_by("occurs_on")
    changed = [change(row, number == 0) for number, row in enumerate(list(rows))]
    _audit(event.series, verb, changed, by)
    return changed


def _audit(series: Series, verb: str, events: list[Event], by: Actor) -> None:
    audit.record(
        by=by,
        verb=f"series.{verb}",
        noun="series",
        noun_id=series.public_id,
        neighbourhood=_only_place(events[0]) if events else "",
        days=len(events),
    )


def _only_place(event: Event) -> str:
    """The public id of its neighbourhood, where it has one and no more."""
    places = [place.public_id for place in event.neighbourhoods.all()]
    return places[0] if len(places) == 1 else ""
