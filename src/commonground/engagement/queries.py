"""Reads of events. What counts contacts is in `activity`, and only there."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from commonground.common import clock
from commonground.places.models import Neighbourhood

from . import states
from .models import Event, EventQuerySet

CALENDAR_DAYS_BACK = 60


def listed() -> EventQuerySet:
    return Event.objects.select_related("kind")


def upcoming(neighbourhood: Neighbourhood | None = None) -> EventQuerySet:
    """Not over yet (from the beginning of today on), cancelled ones told as such."""
    rows = listed().from_moment(clock.start_of(clock.today())).order_by("starts_at", "public_id")
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


def on_calendar(neighbourhood: Neighbourhood) -> EventQuerySet:
    """What the subscribable calendar holds: from two months ago on."""
    since = clock.start_of(clock.today() - timedelta(days=CALENDAR_DAYS_BACK))
    rows = listed().in_any([neighbourhood]).from_moment(since)
    return rows.order_by("starts_at", "public_id")


def made_since(neighbourhood: Neighbourhood, since: datetime) -> EventQuerySet:
    """Put on the list after a moment and still to come: what a subscriber has not read."""
    return upcoming(neighbourhood).filter(made_at__gt=since).exclude(state=states.CANCELLED)


def before_today(neighbourhood: Neighbourhood | None = None) -> EventQuerySet:
    """What is over, for the public list."""
    rows = listed().filter(starts_at__lt=clock.start_of(clock.today()))
    return rows.in_any([neighbourhood]) if neighbourhood else rows
