"""Events as iCalendar (RFC 5545): a stable UID, SEQUENCE at each change, local time zones.

Times are written with the deployment's TZID and its VTIMEZONE, so that a weekly half past
six stays half past six across the clock changes.
"""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urljoin

from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from commonground.common import clock
from commonground.common.deployment import deployment
from commonground.common.texts import in_language
from commonground.places.models import Neighbourhood

from . import states
from .models import Event

PRODUCT = "-//Commonground//Events//EN"
HOW_OFTEN = timedelta(hours=12)


def calendar_of(events: Iterable[Event], name: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("name", name)
        calendar.add("refresh-interval", HOW_OFTEN, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(_entry(event))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def neighbourhood_calendar(events: Iterable[Event], neighbourhood: Neighbourhood) -> bytes:
    name = _("Police events in %(place)s") % {"place": neighbourhood.name}
    return calendar_of(events, name)


def _entry(event: Event) -> Entry:
    entry = Entry()
    entry.add("uid", f"event-{event.public_id}@commonground")
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("dtstart", event.starts_at.astimezone(clock.zone()))
    if event.ends_at:
        entry.add("dtend", event.ends_at.astimezone(clock.zone()))
    entry.add("summary", in_language(event.title))
    entry.add("status", _status(event))
    entry.add("url", urljoin(deployment().base_url, reverse("event", args=[event.public_id])))
    if event.place:
        entry.add("location", event.place)
    if words := _description(event):
        entry.add("description", words)
    return entry


def _status(event: Event) -> str:
    if event.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if event.status_note == states.NOT_KNOWN else "CONFIRMED"


def _description(event: Event) -> str:
    parts = [
        _("Example") if event.is_example else "",
        in_language(event.about),
        event.note,
        event.cancelled_because,
    ]
    return "\n".join(part for part in parts if part)
