"""Numbers and times in people's words. Pure, apart from the language of the page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import dateformat, formats
from django.utils.translation import get_language_bidi, gettext, ngettext, pgettext

from . import clock
from .deployment import deployment

BEFORE_DIGITS = "\u200e"  # what follows runs from left to right
HOURS_SHOWN = 12  # nearer than this, a promise is told in hours
FRESH_MONTHS = 3
SIMPLE_SHARES = (
    (1, 10), (1, 5), (1, 4), (1, 3), (2, 5), (1, 2), (3, 5), (2, 3), (3, 4), (4, 5), (9, 10),
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """Words, and the tone that a tag lends them: '' (well), 'wait', 'bad' or 'info'."""

    words: str
    tone: str = ""


def day(value: date | None, today: date | None = None) -> str:
    """ "9 June"; with the year where it is not this one."""
    if value is None:
        return ""
    value = _local(value)
    if value.year == (today or clock.today()).year:
        return dateformat.format(value, pgettext("date without year", "j F"))
    return dateformat.format(value, pgettext("date with year", "j F Y"))


def days_long(days: int) -> str:
    """ "90 days"; whole years of 365 days as years."""
    if days and days % 365 == 0:
        return ngettext("%(n)d year", "%(n)d years", days // 365) % {"n": days // 365}
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def moment(value: datetime, today: date | None = None) -> str:
    """ "Tue 27 June, 6:30 p.m.", local; with the year where it is not this one."""
    local = value.astimezone(clock.zone())
    if local.year == (today or clock.today()).year:
        return dateformat.format(local, pgettext("day and time", "D j F, P"))
    return dateformat.format(local, pgettext("day, year and time", "D j F Y, P"))


def time_of_day(value: datetime) -> str:
    """ "6:30 p.m.", local."""
    return dateformat.format(value.astimezone(clock.zone()), pgettext("time of day", "P"))


def zone_name() -> str:
    """What residents call our time: the agency's own words, else "Chicago time"."""
    zone = clock.zone().key
    area, _, city = zone.rpartition("/")
    if ours := deployment().time_zone_name:
        return ours
    if area in ("", "Etc"):
        return city
    return gettext("%(city)s time") % {"city": city.replace("_", " ")}


def month(value: date) -> str:
    """ "June 2017"."""
    return dateformat.format(_local(value), pgettext("month with year", "F Y"))


def weekday(value: date) -> str:
    """ "Tuesday 27 June"."""
    return dateformat.format(_local(value), pgettext("weekday and day", "l j F"))


def time_left(due: date | datetime, now: datetime) -> Told:
    """The promise clock: how long until `due`, or how late it is."""
    today = clock.local_day(now)
    if isinstance(due, datetime):
        hours = (due - now).total_seconds() / 3600
        if hours < 0:
            return Told(_late(-hours), "bad")
        if hours < HOURS_SHOWN:
            return Told(gettext("%(hours)d h left") % {"hours": max(1, round(hours))}, "bad")
    days = (_local(due) - today).days
    if days < 0:
        return Told(_late(-days * 24), "bad")
    return _ahead(_local(due), days, today)


def _ahead(due: date, days: int, today: date) -> Told:
    if days == 0:
        return Told(gettext("today"), "wait")
    if days == 1:
        return Told(gettext("tomorrow"), "wait")
    if days < 7:
        return Told(dateformat.format(due, "D"))
    return Told(day(due, today))


def _late(hours: float) -> str:
    if hours < 48:
        count = max(1, round(hours))
        return gettext("%(hours)d h late") % {"hours": count}
    count = int(hours // 24)
    return ngettext("%(days)d day late", "%(days)d days late", count) % {"days": count}


def freshness(updated_on: date, today: date) -> Told:
    """When something was last looked after; in the tone of bad news after three months."""
    if add_months(updated_on, FRESH_MONTHS) >= today:
        return Told(gettext("updated %(day)s") % {"day": day(updated_on, today)})
    count = (today - updated_on).days
    words = ngettext("not updated for %(days)d day", "not updated for %(days)d days", count)
    return Told(words % {"days": count}, "bad")


def add_months(value: date, count: int) -> date:
    """The same day `count` months on, or that month's last day."""
    year, month = divmod(value.year * 12 + value.month - 1 + count, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(value.day, last))


MOST_YEARS = 30  # nobody has watched for longer: beyond it a figure would only look exact


def once_in(days: float) -> str:
    """A recurrence interval: "about once in 3 years"."""
    if days > 365.25 * MOST_YEARS:
        return gettext("less often than once in %(count)d years") % {"count": MOST_YEARS}
    for length, one, many in (
        (365.25, gettext("about once a year"), gettext("about once in %(count)d years")),
        (30.44, gettext("about once a month"), gettext("about once in %(count)d months")),
        (1.0, gettext("about once a day"), gettext("about once in %(count)d days")),
    ):
        count = round(days / length)
        if count > 1:
            return many % {"count": count}
        if days >= length:
            return one
    return gettext("about once a day")


def grouped(value: float, decimals: int = 0) -> str:
    """ "15,563" or "0.4", as the page's language writes it; the one form of a number."""
    rounded = round(value, decimals)
    return formats.number_format(
        rounded if decimals else int(rounded),
        decimal_pos=decimals,
        use_l10n=True,
        force_grouping=True,
    )


def about_count(value: int) -> str:
    """An estimate said no more exactly than it is known: three digits at most."""
    unit = 10 ** max(0, len(str(value)) - 3)
    return grouped(round(value / unit) * unit)


def with_sign(value: float, size: str) -> str:
    """ "+5", "−3", "0": `size` with the sign of `value`, which stays before it on a page that runs
    from right to left."""
    sign = "+" if value > 0 else "\u2212" if value < 0 else ""
    return f"{BEFORE_DIGITS if sign and get_language_bidi() else ''}{sign}{size}"


def about_share(share: float) -> str:
    """ "About 1 in 3": the nearest simple share, never rounded up to all or down to none."""
    if share <= 0:
        return gettext("Nobody")
    if share >= 1:
        return gettext("Everyone")
    if share < 0.05:
        return gettext("Fewer than 1 in 20")
    if share > 0.95:
        return gettext("More than 19 in 20")
    part, whole = min(SIMPLE_SHARES, key=lambda pair: abs(pair[0] / pair[1] - share))
    return gettext("About %(part)d in %(whole)d") % {"part": part, "whole": whole}


def _local(value: date | datetime) -> date:
    return clock.local_day(value) if isinstance(value, datetime) else value
