"""A roster's file: looked at first, then taken in whole, or not at all."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.errors import Refused
from commonground.common.ids import new_public_id
from commonground.common.turns import in_turn
from commonground.people.models import Staff
from commonground.people.rules import role_for

from . import states
from .models import RosterEntry, RosterImport
from .reading_calendar import read_calendar
from .reading_rows import read_rows
from .spans import Reading, Stretch, aware, check_size, period

LARGEST = 2 * 2**20  # bytes
HELD_HOURS = 24  # a file that was looked at waits so long


def read(content: bytes, staff: Iterable[Staff], whose: Staff | None = None) -> Reading:
    """Rows or a calendar, whichever it is."""
    if len(content) > LARGEST:
        raise Refused(_("This file is larger than 2 MB: send a shorter time."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_("This is no text in UTF-8: save it as CSV or iCalendar again.")) from None
    if "\x00" in text:
        raise Refused(_("This is no text in UTF-8: save it as CSV or iCalendar again."))
    people = _names(staff)
    if text.lstrip()[:15].upper() == "BEGIN:VCALENDAR":
        return read_calendar(text, people, whose.public_id if whose else "")
    return read_rows(text, people)


def _names(staff: Iterable[Staff]) -> dict[str, str]:
    found = {}
    for person in staff:
        found[person.username.lower()] = person.public_id
        if person.email:
            found[person.email.lower()] = person.public_id
    return found


@transaction.atomic
def look_at(*, reading: Reading, by: Staff) -> RosterImport:
    """Keep what a file says until somebody takes it in. The rosters are not changed yet."""
    if reading.problems:
        raise Refused(_("Nothing was taken in: mend these lines first."))
    check_size(reading.stretches)
    check_apart(reading.stretches)
    RosterImport.objects.filter(taken_in_at=None, by=by).delete()  # of an earlier try
    first, last = period(reading.stretches)
    held = RosterImport.objects.create(
        by=by, from_on=first, to_on=last, entry_count=len(reading.stretches),
        staff_count=len({one.who for one in reading.stretches}),
        rows=[[s.who, s.kind, s.start.isoformat(), s.end.isoformat()] for s in reading.stretches],
    )  # fmt: skip
    _audit(held, "roster.look_at", by)
    return held


def check_apart(stretches: list[Stretch]) -> None:
    """Nobody has two shifts at once."""
    shifts = sorted(
        (s for s in stretches if s.kind == states.SHIFT), key=lambda s: (s.who, s.start)
    )
    for one, two in zip(shifts, shifts[1:], strict=False):
        if one.who == two.who and two.start < one.end:
            raise Refused(
                _("Two shifts of one person overlap on %(day)s. Nothing was taken in.")
                % {"day": two.start.date().isoformat()}
            )


@transaction.atomic
def take_in(*, looked_at: RosterImport, by: Staff) -> RosterImport:
    """Replace what files said of these people in this time. Taking in twice changes nothing."""
    held = RosterImport.objects.select_for_update().get(pk=looked_at.pk)
    if held.taken_in_at is not None:
        return held
    if held.looked_at < clock.now() - timedelta(hours=HELD_HOURS):
        raise Refused(_("This was looked at more than a day ago: send the file again."))
    staff = {s.public_id: s for s in Staff.objects.filter(public_id__in={r[0] for r in held.rows})}
    in_turn(*staff.values())
    _replace(held, list(staff.values()))
    RosterEntry.objects.bulk_create([_entry(row, staff[row[0]]) for row in held.rows])
    held.taken_in_at, held.rows = clock.now(), []
    held.save(update_fields=["taken_in_at", "rows"])
    _audit(held, "roster.import", by)
    return held


def _audit(held: RosterImport, verb: str, by: Staff) -> None:
    audit.record(
        by=by.actor(role_for(by, "roster.edit")), verb=verb, noun="roster",
        noun_id=held.public_id, entries=held.entry_count, staff=held.staff_count,
    )  # fmt: skip


def _replace(held: RosterImport, staff: list[Staff]) -> None:
    start = clock.start_of(held.from_on)
    end = clock.start_of(held.to_on + timedelta(days=1))
    RosterEntry.objects.filter(
        staff__in=staff, source=states.IMPORT, starts_at__gte=start, starts_at__lt=end
    ).delete()


def _entry(row: list[str], staff: Staff) -> RosterEntry:
    _who, kind, start, end = row
    return RosterEntry(
        public_id=new_public_id(), staff=staff, kind=kind, source=states.IMPORT,
        starts_at=aware(datetime.fromisoformat(start)), ends_at=aware(datetime.fromisoformat(end)),
    )  # fmt: skip


def by_person(looked_at: RosterImport) -> list[tuple[str, int, float]]:
    """(public id, shifts, hours) of each person of a file that waits."""
    found: dict[str, tuple[int, float]] = {}
    for who, kind, start, end in looked_at.rows:
        shifts, hours = found.get(who, (0, 0.0))
        if kind == states.SHIFT:
            length = datetime.fromisoformat(end) - datetime.fromisoformat(start)
            shifts, hours = shifts + 1, hours + length.total_seconds() / 3600
        found[who] = shifts, hours
    return [(who, *counts) for who, counts in found.items()]
