"""A plan as people see it: officer by day, day by day, with names and titles looked up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from commonground.analysis.planning.parts import Document
from commonground.common import wording
from commonground.common.texts import in_language
from commonground.earlywarning import queries as alerts
from commonground.earlywarning.models import Alert
from commonground.engagement.models import Event
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood
from commonground.tasks.models import Task

from . import states
from .calendars import KINDS
from .models import Version, WeekPlan
from .reasons import reason, todo
from .rostering import Duty

# how a slot is drawn: what residents were told of, what asks for us, and visits
CODES = {"event": "promised", "drop-in": "promised", "promise": "promised", "alert": "asked",
         "visit": ""}  # fmt: skip


@dataclass(frozen=True)
class Named:
    """What ids are called. titles : source -> words."""

    staff: dict[str, str]
    places: dict[str, str]
    titles: dict[str, str]

    def title(self, source: str) -> str:
        return self.titles.get(source, _("(no longer there)"))


def named(plan: WeekPlan, slots: Iterable[Document], sources: Iterable[str] = ()) -> Named:
    """Five queries, whatever the number of slots."""
    slots = list(slots)
    wanted = {s["task"] for s in slots if s["task"]} | set(sources)
    staff = Staff.objects.filter(public_id__in={s["officer"] for s in slots})
    places = plan.neighbourhoods.all()
    return Named(
        dict(staff.values_list("public_id", "display_name")),
        {place.public_id: place.name for place in places},
        titles(wanted),
    )


def titles(sources: Iterable[str]) -> dict[str, str]:
    """source -> what a person calls it."""
    ids: dict[str, list[str]] = {"event": [], "task": [], "alert": []}
    for source in sources:
        noun, _sign, public_id = source.partition(":")
        ids.setdefault(noun, []).append(public_id)
    found = {
        f"event:{e.public_id}": in_language(e.title)
        for e in Event.objects.filter(public_id__in=ids["event"])
    }
    found |= {
        f"task:{t.public_id}": t.title or _("(words no longer kept)")
        for t in Task.objects.filter(public_id__in=ids["task"])
    }
    rows = Alert.objects.filter(public_id__in=ids["alert"]).prefetch_related("neighbourhoods")
    return found | {f"alert:{alert.public_id}": alerts.title(alert) for alert in rows}


@dataclass(frozen=True)
class Shown:
    """One slot as it is drawn."""

    id: str
    officer: str
    name: str
    day: date
    from_time: str
    to_time: str
    kind: str
    what: str
    place: str
    vehicle: str
    pinned: bool
    by_lot: bool
    is_over: bool
    kind_code: str


@dataclass(frozen=True)
class Cell:
    day: date
    shifts: list[str]  # "07:00-15:00"
    away: list[str]
    slots: list[Shown]


@dataclass(frozen=True)
class Row:
    officer: str
    name: str
    hours: float
    cells: list[Cell]


@dataclass(frozen=True)
class Grid:
    """rows : officer by day. days : day by day, what happens in its order."""

    days: list[tuple[date, list[Shown]]]
    rows: list[Row]


def grid(plan: WeekPlan, slots: Sequence[Document], duties: Sequence[Duty], begin: str) -> Grid:
    names = named(plan, slots)
    shown = [_shown(slot, names, begin) for slot in sorted(slots, key=lambda s: s["start"])]
    days = [plan.week + timedelta(days=n) for n in range(7)]
    by_day = [(day, [s for s in shown if s.day == day]) for day in days]
    on_duty = [_row(duty, shown, days) for duty in duties if duty.shifts or duty.busy]
    there = {row.officer for row in on_duty}
    gone = {s.officer: s.name for s in shown if s.officer not in there}
    rows = on_duty + [
        Row(officer, name, 0.0, [Cell(d, [], [], _of(shown, officer, d)) for d in days])
        for officer, name in gone.items()
    ]
    return Grid(by_day, rows)


def _row(duty: Duty, shown: list[Shown], days: list[date]) -> Row:
    officer = duty.staff.public_id
    cells = [
        Cell(day, _hours(duty, day), _away(duty, day), _of(shown, officer, day)) for day in days
    ]
    return Row(officer, duty.staff.display_name, duty.hours, cells)


def _of(shown: list[Shown], officer: str, day: date) -> list[Shown]:
    return [s for s in shown if s.officer == officer and s.day == day]


def _hours(duty: Duty, day: date) -> list[str]:
    return [f"{start:%H:%M}–{end:%H:%M}" for start, end in duty.shifts if start.date() == day]


def _away(duty: Duty, day: date) -> list[str]:
    labels = dict(states.ENTRIES)
    at = datetime.combine(day, datetime.min.time())
    return sorted({
        str(labels[kind])
        for start, end, kind in duty.busy
        if start < at + timedelta(days=1) and end > at
    })  # fmt: skip


def _shown(slot: Document, names: Named, begin: str) -> Shown:
    start, end = datetime.fromisoformat(slot["start"]), datetime.fromisoformat(slot["end"])
    what = names.title(slot["task"]) if slot["task"] else ""
    return Shown(
        slot["id"], slot["officer"], names.staff.get(slot["officer"], _("Somebody")),
        start.date(), f"{start:%H:%M}", f"{end:%H:%M}", str(KINDS[slot["what"]]), what,
        names.places.get(slot["neighbourhood"], ""), slot["vehicle"] or "", slot["pinned"],
        slot["by_lot"], slot["start"] < begin, CODES[slot["what"]],
    )  # fmt: skip


@dataclass(frozen=True)
class Missing:
    """Something that is not in the plan, why, and what to do about it."""

    title: str
    why: str
    todo: str
    source: str


def missing(version: Version, places: Iterable[Neighbourhood]) -> list[Missing]:
    """The unmet, with the names of what they are about."""
    names = {place.public_id: place.name for place in places}
    parts = [(what.split(" ", 1)[-1], what, why) for what, why in version.unmet]
    called = titles(source for source, _what, _why in parts if ":" in source)
    return [
        Missing(called[source], reason(why), todo(why), source)
        if source in called
        else Missing(_of_place(what, names), reason(why), todo(why), "")
        for source, what, why in parts
    ]


def _of_place(what: str, names: dict[str, str]) -> str:
    place = next((name for id_, name in names.items() if id_ in what), "")
    return _("Minimum presence in %(place)s") % {"place": place}


def differences(before: Sequence[Document], after: Sequence[Document], names: Named) -> list[str]:
    """What one plan has that the other has not, slot by slot."""
    old, new = {s["id"]: s for s in before}, {s["id"]: s for s in after}
    told = []
    for slot_id in [*old, *(i for i in new if i not in old)]:
        was, now = old.get(slot_id), new.get(slot_id)
        if was is None:
            told.append(_("New: %(now)s") % {"now": _words(now, names)})
        elif now is None:
            told.append(_("Gone: %(was)s") % {"was": _words(was, names)})
        elif any(was[n] != now[n] for n in ("officer", "start", "neighbourhood")):
            told.append(
                _("%(now)s, instead of %(was)s")
                % {"now": _words(now, names), "was": _words(was, names)}
            )
    return told


def _words(slot: Document, names: Named) -> str:
    start = datetime.fromisoformat(slot["start"])
    what = names.title(slot["task"]) if slot["task"] else str(KINDS["visit"])
    return (
        f"{names.staff.get(slot['officer'], '')}: {what}, "
        f"{names.places.get(slot['neighbourhood'], '')}, "
        f"{wording.day(start.date())} {start:%H:%M}"
    )
