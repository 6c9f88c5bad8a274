"""Reads of events. What counts contacts is in `activity`, and only there."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from commonground.common import clock
from commonground.places.models import Neighbourhood

from . import states
from .models import Event, EventQuerySet

CALENDAR_DAYS_BACK = 60
FEED_DAYS_BACK, FEED_DAYS_AHEAD = 7, 60


def listed() -> EventQuerySet:
    """For the teams: all of them."""
    return Event.objects.select_related("kind", "series")


def public() -> EventQuerySet:
    """For everybody: without those that their hosts did not want on a list."""
    return listed().public()


def to_come(rows: EventQuerySet) -> EventQuerySet:
    """Not over yet (from the beginning of today on), cancelled ones told as such."""
    return rows.from_moment(clock.start_of(clock.today())).order_by("starts_at", "public_id")


def over(rows: EventQuerySet) -> EventQuerySet:
    """From before today."""
    return rows.filter(starts_at__lt=clock.start_of(clock.today()))


def upcoming(neighbourhood: Neighbourhood | None = None) -> EventQuerySet:
    """What the public list and the neighbourhood's page hold."""
    rows = to_come(public())
    return rows.in_any([neighbourhood]) if neighbourhood else rows


def between(neighbourhoods: Iterable[Neighbourhood], first: date, last: date) -> EventQuerySet:
    """Events of the local days `first` to `last`, both included."""
    until = clock.start_of(last + timedelta(days=1))
    rows = listed().in_any(neighbourhoods).from_moment(clock.start_of(first))
    return rows.filter(starts_at__lt=until).order_by("starts_at", "public_id")


def to_close(neighbourhoods: Iterable[Neighbourhood]) -> EventQuerySet:
    """Over but not closed, the oldest first."""
    rows = listed().in_any(neighbourhoods).to_close()
    return rows.order_by("starts_at", "public_id")


def other_days(event: Event) -> EventQuerySet:
    """The coming days of the same series, without this one."""
    rows = to_come(public().filter(series=event.series).exclude(pk=event.pk))
    return rows.exclude(state=states.CANCELLED)


def unclosed_since(neighbourhoods: Iterable[Neighbourhood], days: int) -> EventQuerySet:
    """Over for at least so many days, and still not closed."""
    before = clock.now() - timedelta(days=days)
    over_long = Q(ends_at__lte=before) | Q(ends_at__isnull=True, starts_at__lte=before)
    return to_close(neighbourhoods).filter(over_long)


def on_calendar(neighbourhood: Neighbourhood) -> EventQuerySet:
    """What the subscribable calendar holds: from two months ago on, and a series wholly.

    A series is one entry there: days that dropped off its beginning would be a change of it.
    """
    since = clock.start_of(clock.today() - timedelta(days=CALENDAR_DAYS_BACK))
    rows = public().in_any([neighbourhood])
    recent = Event.objects.public().in_any([neighbourhood]).from_moment(since)
    series = recent.filter(series__isnull=False).values("series")
    rows = rows.filter(Q(starts_at__gte=since) | Q(series__in=series))
    return rows.order_by("starts_at", "public_id")


def in_feed(neighbourhood: Neighbourhood) -> EventQuerySet:
    """What the Atom feed holds: from last week to two months ahead, the latest change first."""
    day = clock.today()
    first, last = day - timedelta(days=FEED_DAYS_BACK), day + timedelta(days=FEED_DAYS_AHEAD)
    rows = public().in_any([neighbourhood]).from_moment(clock.start_of(first))
    return rows.filter(starts_at__lt=clock.start_of(last)).order_by("-changed_at", "public_id")
