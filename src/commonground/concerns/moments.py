"""When a resident did something: to the hour, so that no log of a network matches it."""

from datetime import datetime, timedelta

from django.db.models import Max

from commonground.common import clock

from .models import Concern


def coarse() -> datetime:
    """The product's time, cut to the hour. For what residents do; staff rows are exact."""
    return clock.now().replace(minute=0, second=0, microsecond=0)


def coarse_after(concern: Concern) -> datetime:
    """The same, but never before what already stands in the thread: order is kept."""
    wrote = concern.messages.aggregate(last=Max("at"))["last"]
    moved = concern.changes.aggregate(last=Max("at"))["last"]
    known = [at for at in (wrote, moved) if at is not None]
    return max([coarse(), *(at + timedelta(microseconds=1) for at in known)])
