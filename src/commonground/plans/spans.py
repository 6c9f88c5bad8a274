"""Stretches of somebody's time as they are read from a roster, before they are rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from commonground.common import clock
from commonground.common.errors import Refused

MOST = 20_000  # stretches of one file
LONGEST_DAYS = 400  # from the first day of a file to the last
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """who : a member of staff's public id. start, end : local time without a zone."""

    who: str
    kind: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Reading:
    """What a file says; `problems` holds a sentence for each bad row, and then nothing counts."""

    stretches: list[Stretch]
    problems: list[str]


def aware(moment: datetime) -> datetime:
    """A local time of the clock on the wall, as a moment."""
    return moment.replace(tzinfo=clock.zone())


def whole_days(first: date, last: date) -> tuple[datetime, datetime]:
    return datetime.combine(first, time()), datetime.combine(last + DAY, time())


def one_after_midnight(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """A shift that begins on `day`; one that ends at or before its start ends on the next day."""
    start, end = datetime.combine(day, starts), datetime.combine(day, ends)
    return start, end if end > start else end + DAY


def period(stretches: Iterable[Stretch]) -> tuple[date, date]:
    """The first and the last day on which something begins."""
    days = [stretch.start.date() for stretch in stretches]
    return min(days), max(days)


def check_size(stretches: list[Stretch]) -> None:
    if not stretches:
        raise Refused(_("There is no shift in this file."))
    if len(stretches) > MOST:
        raise Refused(
            _("This is more than %(n)d shifts: send a shorter time, or fewer people.") % {"n": MOST}
        )
    first, last = period(stretches)
    if (last - first).days > LONGEST_DAYS:
        raise Refused(
            _("This is a roster of more than %(n)d days: send a shorter time.")
            % {"n": LONGEST_DAYS}
        )
