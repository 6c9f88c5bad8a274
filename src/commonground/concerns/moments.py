"""When something was done: a resident's step to the hour, so that no network's log matches it.

Rows carry no counted number, so within one concern the times alone keep the order.
"""

from datetime import datetime, timedelta

from django.db.models import Max

from commonground.common import clock

from .models import Concern


def coarse() -> datetime:
    """The product's time, cut to the hour. For what residents do; staff rows are exact."""
    return clock.now().replace(minute=0, second=0, microsecond=0)


def coarse_after(concern: Concern) -> datetime:
    """The same, but after what already stands in the thread."""
    return after(concern, coarse())


def now_after(concern: Concern) -> datetime:
    """This moment, but after what already stands in the thread: what staff do is exact."""
    return after(concern, clock.now())


def after(concern: Concern, at: datetime) -> datetime:
    """`at`, or just after the last that stands in the thread, whichever is later."""
    wrote = concern.messages.aggregate(last=Max("at"))["last"]
    moved = concern.changes.aggregate(last=Max("at"))["last"]
    known = [at for at in (wrote, moved) if at is not None]
    return max([at, *(at + timedelta(microseconds=1) for at in known)])
