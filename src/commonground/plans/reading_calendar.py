"""A roster as iCalendar (RFC 5545): one entry per shift, repeated daily or weekly.

Whose it is: the person chosen beside the file, else the entry's ATTENDEE, whose address is one of
ours or begins with a user name. What it is: CATEGORIES, else the first word of SUMMARY, else a
shift. Only what rosters need is read; a repeat that we do not read is said, never guessed.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry
from icalendar.error import InvalidCalendar

from commonground.common import clock
from commonground.common.errors import Refused

from . import states
from .reading_rows import KINDS, PROBLEMS_SHOWN
from .spans import LONGEST_DAYS, MOST, Reading, Stretch

READ = {"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"}
OFTEN = {"DAILY", "WEEKLY"}
LONGEST = timedelta(days=62)
MOST_ENTRIES = 5_000
MOST_LINES = 100_000
LONGEST_LINE = 20_000  # characters, unfolded: a thousand days off
READ_LINES = (
    "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "ATTENDEE", "CATEGORIES", "STATUS",
    "SUMMARY",
)  # fmt: skip


def read_calendar(text: str, people: Mapping[str, str], whose: str = "") -> Reading:
    """`people`: user name or address in small letters -> public id. `whose`: a public id."""
    text = plain(text)
    try:
        entries = list(Calendar.from_ical(text).walk("VEVENT"))
    except Exception:  # icalendar raises what it meets
        raise Refused(_("This is not a calendar: export it as iCalendar (.ics) again.")) from None
    if len(entries) > MOST_ENTRIES:
        raise Refused(_("More than %(n)d entries: send a shorter time.") % {"n": MOST_ENTRIES})
    stretches: list[Stretch] = []
    problems: list[str] = []
    for number, entry in enumerate(entries, start=1):
        try:
            stretches += _of_entry(entry, people, whose)
        except Refused as refusal:
            problems.append(_("Entry %(n)d: %(why)s") % {"n": number, "why": refusal})
        except InvalidCalendar:
            why = _("it holds something that is no calendar's.")
            problems.append(_("Entry %(n)d: %(why)s") % {"n": number, "why": why})
        if len(problems) >= PROBLEMS_SHOWN or len(stretches) > MOST:
            break
    return Reading(stretches, problems)


def plain(text: str) -> str:
    """The file without its own time zones, one line for each property, none of them huge.

    A time zone may say that it changes each second, and icalendar works out every change. The zones
    that everybody knows need no words of the file.
    """
    lines = _unfolded(text)
    if len(lines) > MOST_LINES:
        raise Refused(_("More than %(n)d lines: send a shorter time.") % {"n": MOST_LINES})
    kept, in_zone = [], False
    for line in lines:
        word = line[:LONGEST_LINE].lstrip().upper()
        of_zone = "VTIMEZONE" in word
        in_zone = in_zone or (of_zone and word.startswith("BEGIN"))
        if not in_zone and _is_short(line, word):
            kept.append(line)
        in_zone = in_zone and not (of_zone and word.startswith("END"))
    return "\r\n".join(kept) + "\r\n"


def _unfolded(text: str) -> list[str]:
    """What begins with a space goes on with the line before it; empty lines are none.

    Line by line: one pattern for it all would try each of a million empty lines with every other.
    """
    lines: list[list[str]] = []
    for line in filter(None, re.split(r"\r?\n", text)):
        if lines and line[0] in " \t":
            lines[-1].append(line[1:])
        else:
            lines.append([line])
    return ["".join(parts) for parts in lines]


def _is_short(line: str, word: str) -> bool:
    """A long description is passed over; a long list of days is not, it would be guessed."""
    if len(line) > LONGEST_LINE and word.startswith(READ_LINES):
        raise Refused(_("A line of it is far too long: send a shorter time."))
    return len(line) <= LONGEST_LINE


def _of_entry(entry: Entry, people: Mapping[str, str], whose: str) -> Iterator[Stretch]:
    if str(entry.get("STATUS", "")).upper() == "CANCELLED":
        return iter(())
    who = whose or _who(entry, people)
    start, end = _moment(entry, "DTSTART"), _end(entry)
    if not timedelta() < end - start <= LONGEST:
        raise Refused(_("it ends before it starts, or many weeks after."))
    kind = _kind(entry)
    return (Stretch(who, kind, at, at + (end - start)) for at in _starts(entry, start))


def _who(entry: Entry, people: Mapping[str, str]) -> str:
    named = entry.get("ATTENDEE", [])
    for person in named if isinstance(named, list) else [named]:
        address = str(person).lower().removeprefix("mailto:")
        found = people.get(address) or people.get(address.partition("@")[0])
        if found:
            return found
    raise Refused(_("it does not say whose it is: choose the person beside the file."))


def _kind(entry: Entry) -> str:
    named = entry.get("CATEGORIES")
    groups = named if isinstance(named, list) else [named] if named else []
    words = [str(word).lower() for group in groups for word in group.cats]
    words += str(entry.get("SUMMARY", "")).lower().split()[:1]
    return next((word for word in words if word in KINDS), states.SHIFT)


def _moment(entry: Entry, name: str) -> datetime:
    held = entry.get(name)
    value = getattr(held, "dt", None)
    if "TZID" in getattr(held, "params", {}) and getattr(value, "tzinfo", None) is None:
        raise Refused(_("its time zone is not known: export with a zone such as Europe/London."))
    if not isinstance(value, date) or not 2000 <= value.year <= 2100:
        raise Refused(_("it has no time that can be read."))
    return _local(value)


def _local(value: date | datetime) -> datetime:
    """On the clock on our wall, without a zone."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time())
    if value.tzinfo is None:
        return value.replace(second=0, microsecond=0)
    return value.astimezone(clock.zone()).replace(tzinfo=None, second=0, microsecond=0)


def _end(entry: Entry) -> datetime:
    if "DTEND" in entry:
        return _moment(entry, "DTEND")
    start = _moment(entry, "DTSTART")
    length = getattr(entry.get("DURATION"), "dt", None)
    if isinstance(length, timedelta) and timedelta() < length <= LONGEST:
        return start + length
    if not isinstance(entry["DTSTART"].dt, datetime):
        return start + timedelta(days=1)
    raise Refused(_("it has no end."))


def _starts(entry: Entry, start: datetime) -> list[datetime]:
    """Each time that it begins: no endless repeat, none that has to be searched for."""
    gone = {_local(one) for one in _dates(entry, "EXDATE")}
    rule = entry.get("RRULE")
    found = [start, *(_local(one) for one in _dates(entry, "RDATE"))]
    if rule is not None:
        found += _repeated(rule, start)
    return sorted(set(found) - gone)


def _dates(entry: Entry, name: str) -> list[date | datetime]:
    held = entry.get(name, [])
    lists = held if isinstance(held, list) else [held]
    found = [one.dt for group in lists for one in getattr(group, "dts", [])]
    return [one for one in found if isinstance(one, date)][: MOST + 1]


def _repeated(rule: object, start: datetime) -> list[datetime]:
    parts = {} if isinstance(rule, list) else {str(k).upper(): v for k, v in dict(rule).items()}
    often = {str(word).upper() for word in parts.get("FREQ", [])}
    if not parts or not set(parts) <= READ or len(often) != 1 or not often <= OFTEN:
        raise Refused(_("it repeats in a way that we do not read: use daily or weekly."))
    if any(int(step) < 1 for step in parts.get("INTERVAL", [])):  # it would never come to an end
        raise Refused(_("it repeats in a way that we do not read: use daily or weekly."))
    horizon = start + timedelta(days=LONGEST_DAYS)
    until = min([*(_until(one) for one in parts.pop("UNTIL", [])), horizon])
    text = ";".join(f"{k}={','.join(_word(v) for v in parts[k])}" for k in parts)
    try:
        return list(rrulestr(text, dtstart=start).between(start, until, inc=True))
    except (ValueError, TypeError, OverflowError):
        raise Refused(_("it repeats in a way that we do not read: use daily or weekly.")) from None


def _word(value: object) -> str:
    return value.to_ical().decode() if hasattr(value, "to_ical") else str(value)


def _until(value: object) -> datetime:
    """The last moment at which it may begin; a day means its whole day."""
    if isinstance(value, datetime):
        return _local(value)
    if isinstance(value, date):
        return datetime.combine(value, time(23, 59))
    raise Refused(_("it has no time that can be read."))
