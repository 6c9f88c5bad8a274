"""A person changes the plan: move, give, take out, add, fix. Each is checked at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from commonground.analysis.planning.parts import Document
from commonground.common.errors import Refused
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood

from . import states
from .collecting import minute
from .models import Version, WeekPlan
from .numbers import numbers
from .versions import Board, Slots, change, slot


def find(slots: Iterable[Document], slot_id: str) -> Document:
    """Raises Refused where it is over, or gone."""
    found = next((s for s in slots if s["id"] == slot_id), None)
    if found is None:
        raise Refused(_("This part of the plan is over, or no longer there."))
    return found


def with_crew(slots: Slots, one: Document) -> list[str]:
    """The slots that stand and fall together: a task's crew, or a visit alone."""
    if one["task"] is None:
        return [one["id"]]
    return [s["id"] for s in slots if s["task"] == one["task"]]


def move(
    *, plan: WeekPlan, based_on: int, slot_id: str, officer: Staff, start: datetime, by: Staff,
    key: str = "",
) -> Version:  # fmt: skip
    """Another time, for all who go together; another officer, for this one. It stays as long."""

    def edit(board: Board) -> Slots:
        one = find(board.coming, slot_id)
        crew = with_crew(board.coming, one)
        moved = [_at(s, start) if s["id"] in crew else s for s in board.coming]
        return [_of(s, officer) if s["id"] == slot_id else s for s in moved]

    return change(plan=plan, based_on=based_on, why=states.MOVED, by=by, key=key, edit=edit)


def _at(one: Document, start: datetime) -> Document:
    length = datetime.fromisoformat(one["end"]) - datetime.fromisoformat(one["start"])
    if minute(start) == one["start"]:
        return one
    return one | {"start": minute(start), "end": minute(start + length), "by_lot": False}


def _of(one: Document, officer: Staff) -> Document:
    if officer.public_id == one["officer"]:
        return one
    return one | {"officer": officer.public_id, "by_lot": False}


def remove(*, plan: WeekPlan, based_on: int, slot_id: str, by: Staff, key: str = "") -> Version:
    """Out of the plan, with the whole crew where several go together."""

    def edit(board: Board) -> Slots:
        gone = with_crew(board.coming, find(board.coming, slot_id))
        return [s for s in board.coming if s["id"] not in gone]

    return change(plan=plan, based_on=based_on, why=states.REMOVED, by=by, key=key, edit=edit)


def pin(
    *, plan: WeekPlan, based_on: int, slot_id: str, pinned: bool, by: Staff, key: str = ""
) -> Version:
    """Fixed: planning again leaves it as it is."""

    def edit(board: Board) -> Slots:
        crew = with_crew(board.coming, find(board.coming, slot_id))
        return [s | {"pinned": pinned} if s["id"] in crew else s for s in board.coming]

    why = states.PINNED if pinned else states.FREED
    return change(plan=plan, based_on=based_on, why=why, by=by, key=key, edit=edit)


def add_visit(
    *, plan: WeekPlan, based_on: int, officer: Staff, place: Neighbourhood, start: datetime,
    by: Staff, key: str = "",
) -> Version:  # fmt: skip
    """A visit that a person wants, whatever is owed; it is fixed, since somebody chose it."""
    end = start + timedelta(minutes=numbers().visit_minutes)

    def edit(board: Board) -> Slots:
        return [*board.coming, slot(officer, place, start, end, pinned=True)]

    return change(plan=plan, based_on=based_on, why=states.ADDED, by=by, key=key, edit=edit)


def add_task(
    *, plan: WeekPlan, based_on: int, source: str, crew: list[Staff], start: datetime, by: Staff,
    key: str = "",
) -> Version:  # fmt: skip
    """Something that is not in the plan yet, for these officers."""

    def edit(board: Board) -> Slots:
        task = next((t for t in board.instance.tasks if t.id == source), None)
        if task is None or any(s["task"] == source for s in board.coming):
            raise Refused(_("That is in the plan already, or no longer to be planned."))
        place = next(p for p in board.gathered.places if p.public_id == _place(board, task.place))
        end = start + timedelta(minutes=task.minutes)
        more = {"task": source, "what": task.kind, "pinned": True}
        return [*board.coming, *(slot(one, place, start, end, **more) for one in crew)]

    return change(plan=plan, based_on=based_on, why=states.ADDED, by=by, key=key, edit=edit)


def _place(board: Board, number: int) -> str:
    return board.instance.neighbourhoods[number].id
