"""The product's time. In the demo city the date stands still and the time of day is real.

Sessions, codes, signatures and lockouts use the machine's time, never this one.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from .deployment import deployment


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def now() -> datetime:
    """Aware, in UTC."""
    real = datetime.now(UTC)
    day = deployment().demo_date
    if day is None:
        return real
    local = real.astimezone(zone())
    return datetime.combine(day, local.time(), tzinfo=zone()).astimezone(UTC)


def today() -> date:
    """The local civil day."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    return moment.astimezone(zone()).date()


def start_of(day: date) -> datetime:
    """The first moment of a local day, in UTC."""
    return datetime.combine(day, time.min, tzinfo=zone()).astimezone(UTC)
