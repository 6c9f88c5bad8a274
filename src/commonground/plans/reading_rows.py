"""A roster as rows: who, kind, day, start, end, last_day, every_days (docs/reference/roster.md)."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from commonground.common.errors import Refused

from . import states
from .spans import LONGEST_DAYS, MOST, Reading, Stretch, one_after_midnight, whole_days

NEEDED = ("who", "kind", "day")
COLUMNS = (*NEEDED, "start", "end", "last_day", "every_days")
KINDS = {kind for kind, _label in states.BY_HAND}
PROBLEMS_SHOWN = 50

SAMPLE = """\
who,kind,day,start,end,last_day,every_days
bram,shift,2026-03-02,07:00,15:00,2026-05-31,10
bram,shift,2026-03-03,07:00,15:00,2026-05-31,10
bram,shift,2026-03-04,14:00,22:00,2026-05-31,10
bram,shift,2026-03-05,14:00,22:00,2026-05-31,10
bram,shift,2026-03-06,22:00,06:00,2026-05-31,10
bram,shift,2026-03-07,22:00,06:00,2026-05-31,10
bram,leave,2026-04-06,,,2026-04-10,
dana,shift,2026-03-02,09:00,17:00,2026-05-31,7
dana,court,2026-03-09,09:30,12:00,,
"""


def read_rows(text: str, people: Mapping[str, str]) -> Reading:
    """`people`: user name in small letters -> public id. Every bad row is told, none is taken."""
    rows = csv.reader(io.StringIO(text, newline=""))
    stretches: list[Stretch] = []
    problems: list[str] = []
    heads = _heads(rows)
    for number, cells in _numbered(rows):
        if not any(cells):
            continue
        try:
            stretches += _of_row(dict(zip(heads, cells, strict=False)), people)
        except Refused as refusal:
            problems.append(_("Line %(n)d: %(why)s") % {"n": number, "why": refusal})
        if len(problems) >= PROBLEMS_SHOWN or len(stretches) > MOST:
            break
    return Reading(stretches, problems)


def _heads(rows: Iterator[list[str]]) -> list[str]:
    try:
        heads = [head.strip().lower() for head in next(rows, [])]
    except csv.Error:
        heads = []
    missing = [name for name in NEEDED if name not in heads]
    if missing:
        raise Refused(
            _("The first line must name the columns %(all)s; this has no %(missing)s.")
            % {"all": ", ".join(COLUMNS), "missing": ", ".join(missing)}
        )
    return heads


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    try:
        for number, cells in enumerate(rows, start=2):
            yield number, [cell.strip() for cell in cells]
    except csv.Error:
        raise Refused(_("This is not a file of rows: save it as CSV and send it again.")) from None


def _of_row(row: dict[str, str], people: Mapping[str, str]) -> list[Stretch]:
    who = people.get(row.get("who", "").lower())
    if who is None:
        name = row.get("who", "")[:40]
        raise Refused(_("nobody of your team signs in as “%(name)s”.") % {"name": name})
    kind = row.get("kind", "").lower()
    if kind not in KINDS:
        known = ", ".join(sorted(KINDS))
        raise Refused(_("kind is one of %(kinds)s.") % {"kinds": known})
    day = _day(row, "day")
    starts, ends = _time(row, "start"), _time(row, "end")
    if (starts is None) != (ends is None):
        raise Refused(_("give start and end, or neither for whole days."))
    if kind == states.SHIFT and starts is None:
        raise Refused(_("a shift needs start and end."))
    return [
        Stretch(who, kind, *_hours(on, starts, ends)) for on in _days(row, day)
    ]  # fmt: skip


def _hours(day: date, starts: time | None, ends: time | None) -> tuple[datetime, datetime]:
    if starts is None or ends is None:
        return whole_days(day, day)
    return one_after_midnight(day, starts, ends)


def _days(row: dict[str, str], day: date) -> list[date]:
    """The day alone, or every so many days until the last one."""
    every, last = _every(row), row.get("last_day", "")
    if not last:
        if row.get("every_days"):
            raise Refused(_("what repeats needs a last_day."))
        return [day]
    until = _day(row, "last_day")
    if not day <= until <= day + timedelta(days=LONGEST_DAYS):
        raise Refused(
            _("last_day comes after day, and not more than %(n)d days later.") % {"n": LONGEST_DAYS}
        )
    return [day + timedelta(days=n) for n in range(0, (until - day).days + 1, every)]


def _every(row: dict[str, str]) -> int:
    text = row.get("every_days", "") or "1"
    is_short = text.isascii() and text.isdigit() and len(text) <= 4
    if not is_short or not 1 <= int(text) <= LONGEST_DAYS:
        raise Refused(_("every_days is a whole number of days, such as 7."))
    return int(text)


def _day(row: dict[str, str], name: str) -> date:
    try:
        found = datetime.strptime(row.get(name, ""), "%Y-%m-%d").date()
    except ValueError:
        found = date.min
    if not 2000 <= found.year <= 2100:
        raise Refused(_("%(name)s is a date such as 2026-03-02.") % {"name": name})
    return found


def _time(row: dict[str, str], name: str) -> time | None:
    text = row.get(name, "")
    if not text:
        return None
    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError:
        raise Refused(_("%(name)s is a time such as 07:00.") % {"name": name}) from None
