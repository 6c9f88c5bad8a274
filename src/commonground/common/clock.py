"""The product's time. In the demo city the date stands still and the time of day is real.

Sessions, codes, signatures and lockouts use the machine's time, never this one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from .deployment import deployment


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


_held: ContextVar[datetime | None] = ContextVar("held", default=None)


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """The clock stands at `moment`: how the demo city gets its past, and tests their days."""
    token = _held.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)


def now() -> datetime:
    """Aware, in UTC."""
    if (moment := _held.get()) is not None:
        return moment
    real = datetime.now(UTC)
    day = deployment().demo_date
    if day is None:
        return real
    local = real.astimezone(zone())
    return datetime.combine(day, local.time(), tzinfo=zone()).astimezone(UTC)


def hour() -> datetime:
    """Now, cut to the hour: for what may tell when somebody without a name was here."""
    return now().replace(minute=0, second=0, microsecond=0)


def today() -> date:
    """The local civil day."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    return moment.astimezone(zone()).date()


def start_of(day: date) -> datetime:
    """The first moment of a local day, in UTC."""
    return datetime.combine(day, time.min, tzinfo=zone()).astimezone(UTC)
