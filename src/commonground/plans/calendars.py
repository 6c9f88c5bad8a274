"""An officer's published week as iCalendar, behind a secret address that can be revoked.

Only the address's hash is kept; it is shown once. Inside are times, neighbourhoods and what kind
of work it is: no words of residents and no names.
"""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from icalendar import Calendar
from icalendar import Event as Entry

from commonground.common import audit, clock
from commonground.common.turns import in_turn
from commonground.people.models import Staff
from commonground.people.rules import role_for

from .models import CalendarEntry, CalendarKey

PRODUCT = "-//Commonground//Plan//EN"
HOW_OFTEN = timedelta(hours=1)
DAYS_BACK = 60
KINDS = {
    "visit": gettext_lazy("Visit"),
    "event": gettext_lazy("Event"),
    "drop-in": gettext_lazy("Drop-in"),
    "promise": gettext_lazy("Promise"),
    "alert": gettext_lazy("Alert or task"),
}
BYTES = 32


@transaction.atomic
def make_address(*, staff: Staff) -> str:
    """A new secret word; those before it end. Whoever has it can read the calendar."""
    _end(staff)
    word = secrets.token_urlsafe(BYTES)
    key = CalendarKey.objects.create(staff=staff, token_hash=_hashed(word))
    _audit(staff, "calendar.make", key)
    return word


@transaction.atomic
def revoke_address(*, staff: Staff) -> int:
    return _end(staff)


def _end(staff: Staff) -> int:
    in_turn(staff)
    keys = list(CalendarKey.objects.select_for_update().filter(staff=staff, revoked_at=None))
    for key in keys:
        key.revoked_at = clock.now()
        key.save(update_fields=["revoked_at"])
        _audit(staff, "calendar.revoke", key)
    return len(keys)


def current_key(staff: Staff) -> CalendarKey | None:
    return CalendarKey.objects.filter(staff=staff, revoked_at=None).first()


def whose(word: str) -> Staff | None:
    """Found by the hash alone, so that no comparison tells how near a guess is."""
    keys = CalendarKey.objects.filter(token_hash=_hashed(word), revoked_at=None)
    key = keys.select_related("staff").first()
    return key.staff if key and key.staff.is_active else None


def _hashed(word: str) -> str:
    return sha256(word.encode()).hexdigest()


def _audit(staff: Staff, verb: str, key: CalendarKey) -> None:
    actor = staff.actor(role_for(staff, "calendar.own"))
    audit.record(by=actor, verb=verb, noun="calendar", noun_id=key.public_id)


def calendar_of(staff: Staff) -> bytes:
    since = clock.now() - timedelta(days=DAYS_BACK)
    rows = CalendarEntry.objects.filter(staff=staff, ends_at__gte=since)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Weekly plan"))
    calendar.add("name", _("Weekly plan"))
    calendar.add("refresh-interval", HOW_OFTEN, parameters={"VALUE": "DURATION"})
    for row in rows.select_related("neighbourhood", "staff").order_by("starts_at", "slot"):
        calendar.add_component(_entry(row))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _entry(row: CalendarEntry) -> Entry:
    entry = Entry()
    entry.add("uid", f"slot-{row.slot}-{row.staff.public_id}@commonground")
    entry.add("sequence", row.sequence)
    entry.add("dtstamp", row.changed_at)
    entry.add("last-modified", row.changed_at)
    entry.add("dtstart", row.starts_at.astimezone(clock.zone()))
    entry.add("dtend", row.ends_at.astimezone(clock.zone()))
    entry.add("summary", f"{KINDS[row.what]}: {row.neighbourhood.name}")
    entry.add("location", row.neighbourhood.name)
    entry.add("status", "CANCELLED" if row.cancelled else "CONFIRMED")
    entry.add("class", "PRIVATE")
    return entry
