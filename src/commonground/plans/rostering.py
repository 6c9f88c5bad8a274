"""Rosters by hand: usual weeks, leave and court, how somebody works; and who is on duty when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.errors import Refused
from commonground.common.turns import in_turn
from commonground.people.models import Posting, Role, Staff
from commonground.people.rules import role_for
from commonground.places.models import Neighbourhood

from . import states
from .models import RosterEntry, UsualShift, Working
from .spans import aware, one_after_midnight

WEEK = timedelta(days=7)
LONGEST_SHIFT = timedelta(hours=16)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def team(places: Iterable[Neighbourhood], first: date, last: date) -> list[Staff]:
    """Officers and supervisors posted to one of the places in these days, by name."""
    wanted = {place.id for place in places}
    postings = Posting.objects.filter(
        role__in=[Role.OFFICER, Role.SUPERVISOR], from_on__lte=last
    ).exclude(to_on__lt=first)
    theirs = {p.staff_id for p in postings if p.neighbourhood_id in wanted}
    return list(
        Staff.objects.filter(id__in=theirs, is_active=True)
        .select_related("working")
        .order_by("display_name", "id")
    )


def working_of(staff: Staff) -> Working:
    """How somebody works; the usual where nobody has said."""
    return getattr(staff, "working", None) or Working(staff=staff)


@transaction.atomic
def say_usual_week(
    *, staff: Sequence[Staff], weekdays: Iterable[int], starts: time, ends: time, by: Staff
) -> int:
    """These days of these people's usual week; their other days stay. How many days were said."""
    days = sorted(set(weekdays))
    if not staff or not days:
        raise Refused(_("Choose who, and on which days."))
    check_shift(*one_after_midnight(date(2024, 1, 1), starts, ends))
    in_turn(*staff)
    UsualShift.objects.filter(staff__in=staff, weekday__in=days).delete()
    UsualShift.objects.bulk_create(
        UsualShift(staff=person, weekday=day, starts=starts, ends=ends)
        for person in staff
        for day in days
    )
    for person in staff:
        _audit(by, "roster.usual", person, days=len(days))
    return len(staff) * len(days)


@transaction.atomic
def forget_usual_days(*, staff: Sequence[Staff], weekdays: Iterable[int], by: Staff) -> int:
    """They do not usually work on these days."""
    gone, _models = UsualShift.objects.filter(staff__in=staff, weekday__in=[*weekdays]).delete()
    for person in staff:
        _audit(by, "roster.usual", person, days=0)
    return gone


def check_shift(start: datetime, end: datetime) -> None:
    if end - start > LONGEST_SHIFT:
        raise Refused(_("A shift is 16 hours long at most: look at its end again."))


def usual_words(shifts: Iterable[UsualShift]) -> list[str]:
    """The usual week in few words: days one after the other with the same hours, as one."""
    runs: list[list[UsualShift]] = []
    for shift in shifts:
        last = runs[-1][-1] if runs else None
        hours = (shift.weekday - 1, shift.starts, shift.ends)
        if last is not None and (last.weekday, last.starts, last.ends) == hours:
            runs[-1].append(shift)
        else:
            runs.append([shift])
    return [f"{_days_words(run)} {run[0].starts:%H:%M}–{run[0].ends:%H:%M}" for run in runs]


def _days_words(run: list[UsualShift]) -> str:
    first, last = run[0].get_weekday_display(), run[-1].get_weekday_display()
    return first if len(run) == 1 else f"{first}–{last}"


@transaction.atomic
def say_working(
    *, staff: Staff, powers: str, alone: bool, languages: Iterable[str], by: Staff
) -> Working:
    known = {code for code, _name in states.LANGUAGES}
    made, _is_new = Working.objects.update_or_create(
        staff=staff,
        defaults={
            "powers": powers, "alone": alone, "languages": sorted(set(languages) & known),
        },
    )  # fmt: skip
    _audit(by, "roster.working", staff)
    return made


@transaction.atomic
def say_powers(*, staff: Sequence[Staff], powers: str, by: Staff) -> None:
    """Sworn or support, of several at once; how else they work stays."""
    for person in staff:
        Working.objects.update_or_create(staff=person, defaults={"powers": powers})
        _audit(by, "roster.working", person)


@transaction.atomic
def add_entry(*, staff: Staff, kind: str, start: datetime, end: datetime, by: Staff) -> RosterEntry:
    """A shift, leave, court or training by hand. `start`, `end`: local, without a zone.

    The same again gives the one that is there.
    """
    if end <= start:
        raise Refused(_("The end must be after the beginning."))
    if end - start > 62 * timedelta(days=1):
        raise Refused(_("That is longer than two months: look at the last day again."))
    in_turn(staff)
    if kind == states.SHIFT:
        check_shift(start, end)
        _check_free(staff, aware(start), aware(end))
    made, is_new = RosterEntry.objects.get_or_create(
        staff=staff, kind=kind, starts_at=aware(start), ends_at=aware(end), source=states.HAND
    )
    if is_new:
        _audit(by, "roster.add", staff, kind=kind)
    return made


def _check_free(staff: Staff, start: datetime, end: datetime) -> None:
    same = RosterEntry.objects.filter(staff=staff, kind=states.SHIFT).exclude(
        starts_at=start, ends_at=end, source=states.HAND
    )
    if same.filter(starts_at__lt=end, ends_at__gt=start).exists():
        raise Refused(_("There is a shift at that time already: take it out first."))


@transaction.atomic
def remove_entry(*, entry: RosterEntry, by: Staff) -> None:
    _audit(by, "roster.remove", entry.staff, kind=entry.kind)
    entry.delete()


def _audit(by: Staff, verb: str, staff: Staff, **detail: object) -> None:
    actor = by.actor(role_for(by, "roster.edit"))
    audit.record(by=actor, verb=verb, noun="staff", noun_id=staff.public_id, **detail)


@dataclass(frozen=True)
class Duty:
    """One person's week: `shifts` and `busy` as (start, end, kind), local, without a zone."""

    staff: Staff
    week: date
    shifts: tuple[tuple[datetime, datetime], ...]
    busy: tuple[tuple[datetime, datetime, str], ...]
    restricted: bool
    is_usual: bool  # from the usual week: no roster says anything of these days

    @property
    def hours(self) -> float:
        """Of the shifts that begin in the week."""
        ours = [s for s in self.shifts if s[0].date() >= self.week]
        return sum((end - start).total_seconds() for start, end in ours) / 3600


def duties(staff: Sequence[Staff], week: date) -> list[Duty]:
    """Who is on duty from the Sunday before a week to its end. Two queries.

    A roster's shifts count; who has none in the week has the usual one.
    """
    first, last = week - timedelta(days=1), week + WEEK
    rows = RosterEntry.objects.filter(
        staff__in=staff, starts_at__lt=clock.start_of(last), ends_at__gt=clock.start_of(first)
    )
    by_staff: dict[int, list[RosterEntry]] = {}
    for row in rows.order_by("starts_at"):
        by_staff.setdefault(row.staff_id, []).append(row)
    usual: dict[int, list[UsualShift]] = {}
    for shift in UsualShift.objects.filter(staff__in=staff):
        usual.setdefault(shift.staff_id, []).append(shift)
    return [
        _duty(person, week, by_staff.get(person.id, []), usual.get(person.id, []))
        for person in staff
    ]


def _duty(staff: Staff, week: date, rows: list[RosterEntry], usual: list[UsualShift]) -> Duty:
    low, high = (datetime.combine(week + timedelta(days=n), time()) for n in (-2, 9))
    local = [(max(low, _wall(r.starts_at)), min(high, _wall(r.ends_at)), r) for r in rows]
    shifts = [(start, end) for start, end, row in local if row.kind == states.SHIFT]
    is_rostered = any(row.source == states.IMPORT for _s, _e, row in local)
    if not is_rostered:
        shifts += _usual_shifts(week, usual, {start.date() for start, _end in shifts})
    return Duty(
        staff, week, tuple(_merged(shifts)),
        tuple((start, end, row.kind) for start, end, row in local if row.kind in states.BUSY),
        any(row.kind == states.RESTRICTED for _s, _e, row in local),
        not is_rostered and bool(usual),
    )  # fmt: skip


def _usual_shifts(
    week: date, usual: list[UsualShift], said: set[date]
) -> list[tuple[datetime, datetime]]:
    """The usual shifts, but on days of which a person said something else."""
    days = [week + timedelta(days=n) for n in range(-1, 7)]
    return [
        one_after_midnight(day, shift.starts, shift.ends)
        for day in days
        for shift in usual
        if shift.weekday == day.weekday() and day not in said
    ]


def _merged(shifts: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Shifts that overlap or touch, as one."""
    made: list[tuple[datetime, datetime]] = []
    for start, end in sorted(shifts):
        if made and start <= made[-1][1]:
            made[-1] = made[-1][0], max(made[-1][1], end)
        else:
            made.append((start, end))
    return made


def _wall(moment: datetime) -> datetime:
    return moment.astimezone(clock.zone()).replace(tzinfo=None)
