"""Events as iCalendar (RFC 5545): a stable UID, SEQUENCE at each change, local time zones.

Times are written with the deployment's TZID and its VTIMEZONE, so that a weekly half past
six stays half past six across the clock changes. A series is one entry with an RRULE; a day
that is not as the rule says stands beside it (RECURRENCE-ID), one that is not here is left
out of it (EXDATE). So a reader that expands the rule finds exactly our events.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urljoin

from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from commonground.common import clock
from commonground.common.deployment import deployment
from commonground.common.texts import in_language, printable
from commonground.places.models import Neighbourhood

from . import states
from .models import Event
from .series import pattern
from .series.models import FORTNIGHTLY, MONTHLY, Series
from .series.repeating import at

PRODUCT = "-//Commonground//Events//EN"
HOW_OFTEN = timedelta(hours=12)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def calendar_of(events: Iterable[Event], name: str = "") -> bytes:
    """A calendar of these and no others; of a series the days that are among them."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("name", name)
        calendar.add("refresh-interval", HOW_OFTEN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", HOW_OFTEN)
    for entry in _entries(events):
        calendar.add_component(entry)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def neighbourhood_calendar(events: Iterable[Event], neighbourhood: Neighbourhood) -> bytes:
    name = _("Police events in %(place)s") % {"place": neighbourhood.name}
    return calendar_of(events, name)


def one_day(event: Event) -> bytes:
    """One event by itself; a day of a series says of which entry it is a part."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_day_of(event) if event.series else _entry(event))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _entries(events: Iterable[Event]) -> list[Entry]:
    entries, series = [], {}
    for event in events:
        if event.series:
            series.setdefault(event.series, {})[event.occurs_on] = event
        else:
            entries.append(_entry(event))
    for one, by_day in series.items():
        entries += _series_entries(one, by_day)
    return entries


def _series_entries(series: Series, by_day: dict[date, Event]) -> list[Entry]:
    """The rule, without the days that are not here, and the days that differ from it."""
    here = [by_day[day] for day in sorted(by_day)]
    days = pattern.days(series.first_on, series.every, series.count)
    master = Entry()
    _stamp(master, _uid(series), series.sequence, series.changed_at)
    _times(master, *_by_rule(series, series.first_on))
    _words(master, series.title, series.place, here[0])
    master.add("status", "CONFIRMED")
    master.add("rrule", _rule(series))
    if left_out := [at(day, series.begins) for day in days if day not in by_day]:
        master.add("exdate", left_out)
    if words := _told(series.about, example=here[0].is_example):
        master.add("description", words)
    return [master, *(_day_of(event) for event in here if not _is_by_rule(event, series))]


def _rule(series: Series) -> dict[str, object]:
    """COUNT, never UNTIL: a number means the same in every zone."""
    if series.every == MONTHLY:
        nth = pattern.nth_of_month(series.first_on)
        by_day = f"{nth}{WEEKDAYS[series.first_on.weekday()]}"
        return {"FREQ": "MONTHLY", "COUNT": series.count, "BYDAY": by_day}
    interval = {"INTERVAL": 2} if series.every == FORTNIGHTLY else {}
    return {"FREQ": "WEEKLY", **interval, "COUNT": series.count}


def _by_rule(series: Series, day: date) -> tuple[datetime, datetime | None]:
    return at(day, series.begins), at(day, series.ends) if series.ends else None


def _is_by_rule(event: Event, series: Series) -> bool:
    """Compared as UTC: a time that the clock change doubles or skips equals nothing else."""
    starts, ends = _by_rule(series, event.occurs_on)
    same_time = event.starts_at == starts.astimezone(UTC)
    same_end = event.ends_at == (ends and ends.astimezone(UTC))
    words = (event.title, event.about, event.place)
    same_words = words == (series.title, series.about, series.place)
    return same_time and same_end and same_words and not event.is_cancelled


def _day_of(event: Event) -> Entry:
    """A day of a series, under the series' UID. All of a series has one SEQUENCE."""
    entry = Entry()
    series = event.series
    _stamp(entry, _uid(series), series.sequence, event.changed_at)
    entry.add("recurrence-id", at(event.occurs_on, series.begins))
    return _tell(entry, event)


def _entry(event: Event) -> Entry:
    entry = Entry()
    _stamp(entry, f"event-{event.public_id}@commonground", event.sequence, event.changed_at)
    return _tell(entry, event)


def _uid(series: Series) -> str:
    return f"series-{series.public_id}@commonground"


def _stamp(entry: Entry, uid: str, sequence: int, changed_at: datetime) -> None:
    """DTSTAMP is the last change: unchanged events make an unchanged file, byte for byte."""
    entry.add("uid", uid)
    entry.add("sequence", sequence)
    entry.add("dtstamp", changed_at)
    entry.add("last-modified", changed_at)


def _tell(entry: Entry, event: Event) -> Entry:
    zone = clock.zone()
    ends = event.ends_at.astimezone(zone) if event.ends_at else None
    _times(entry, event.starts_at.astimezone(zone), ends)
    _words(entry, event.title, event.place, event)
    entry.add("status", _status(event))
    told = _told(event.about, event.note, event.cancelled_because, example=event.is_example)
    if told:
        entry.add("description", told)
    return entry


def _times(entry: Entry, starts: datetime, ends: datetime | None) -> None:
    entry.add("dtstart", starts)
    if ends:
        entry.add("dtend", ends)


def _words(entry: Entry, title: dict[str, str], place: dict[str, str], event: Event) -> None:
    entry.add("summary", printable(in_language(title)))
    entry.add("url", urljoin(deployment().base_url, reverse("event", args=[event.public_id])))
    if where := in_language(place):
        entry.add("location", printable(where))


def _status(event: Event) -> str:
    if event.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if event.status_note == states.NOT_KNOWN else "CONFIRMED"


def _told(about: dict[str, str], *more: str, example: bool) -> str:
    parts = [_("Example") if example else "", in_language(about), *more]
    return printable("\n".join(part for part in parts if part))
