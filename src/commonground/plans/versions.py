"""What a plan says, version after version; a slot keeps its id however it moves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.analysis.planning.checking import check
from commonground.analysis.planning.explaining import unmet
from commonground.analysis.planning.goals import values
from commonground.analysis.planning.instance import Instance
from commonground.analysis.planning.parts import Document
from commonground.analysis.planning.reading import read_plan
from commonground.common import audit
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.ids import new_public_id
from commonground.people.models import Staff
from commonground.people.rules import role_for
from commonground.places.models import Neighbourhood

from . import states
from .collecting import Gathered, begin_of, document, end_of, gather, instance, minute
from .models import Solve, Version, WeekPlan
from .vehicles import with_vehicles
from .words import broken_words

Slots = list[Document]
# the solver's reason where somebody could: after a change by hand it may just have been taken out
COULD = "those who could come"
KEY = ("officer", "task", "neighbourhood", "start")
ALIKE: tuple[tuple[str, ...], ...] = (
    KEY,
    ("officer", "task", "neighbourhood"),
    ("task", "neighbourhood", "start"),
    ("task", "neighbourhood"),
)


@dataclass(frozen=True)
class Board:
    """A plan at hand: its slots before now, those to come, and the instance of what is to come."""

    plan: WeekPlan
    gathered: Gathered
    done: Slots
    coming: Slots
    instance: Instance

    @property
    def slots(self) -> Slots:
        return self.done + self.coming


def board(plan: WeekPlan, slots: Slots) -> Board:
    """Raises Refused where nobody has a shift."""
    gathered = gather(plan)
    begin = minute(gathered.begin)
    done = [slot for slot in slots if slot["start"] < begin]
    coming = [slot for slot in slots if slot["start"] >= begin]
    made = instance(document(plan, gathered, done, coming))
    return Board(plan, gathered, done, coming, made)


def possible(board: Board, slots: Slots) -> Slots:
    """The slots whose people, tasks and places are all still there."""
    known = board.instance
    officers = {o.id for o in known.officers}
    tasks = {t.id for t in known.tasks} | {None}
    places = {p.id for p in known.neighbourhoods}
    return [
        s for s in slots
        if s["officer"] in officers and s["task"] in tasks and s["neighbourhood"] in places
        and (s["vehicle"] is None or s["vehicle"] in known.vehicles)
    ]  # fmt: skip


def check_slots(board: Board, slots: Slots) -> None:
    """Raises Refused with every hard rule that slots to come would break."""
    if len(possible(board, slots)) != len(slots):
        raise Refused(
            _("Somebody or something in this plan is no longer there: plan the week again.")
        )
    found = check(board.instance, read_plan({"assignments": slots}, board.instance))
    broken = [one for one in found if one.rule != "owed"]  # a person may give more than is owed
    if broken:
        raise Refused(broken_words(board.gathered.staff, broken))


def worth(board: Board, slots: Slots) -> tuple[list, list]:
    """Each goal's value without a bound, and what is not in the plan and why."""
    plan = read_plan({"assignments": possible(board, slots)}, board.instance)
    stages = [[goal, value, None] for goal, value in values(board.instance, plan).items()]
    found = unmet(board.instance, plan)
    return stages, [[one.what, "" if one.why.startswith(COULD) else one.why] for one in found]


def carried_over(old: Slots, made: Iterable[Document], by_lot: set[tuple]) -> Slots:
    """New assignments with the ids of the slots that they continue, the most alike first."""
    new = [dict(one) for one in made]
    left = list(old)
    for names in ALIKE:
        for one in new:
            if "id" in one:
                continue
            same = next((s for s in left if all(s[n] == one[n] for n in names)), None)
            if same is not None:
                left.remove(same)
                kept = all(same[n] == one[n] for n in KEY)
                one |= {"id": same["id"], "pinned": kept and same["pinned"]}
                one["by_lot"] = kept and same["by_lot"]
    for one in new:
        one.setdefault("id", new_public_id())
        one.setdefault("pinned", False)
        lot = (one["officer"], one["neighbourhood"], one["start"]) in by_lot
        one["by_lot"] = one.get("by_lot", False) or (lot and one["task"] is None)
    return _whole_visits(new)


def _whole_visits(slots: Slots) -> Slots:
    """A visit that goes on without a pause was drawn as one."""
    drawn = {(s["officer"], s["neighbourhood"], s["end"]) for s in slots if s["by_lot"]}
    for one in sorted(slots, key=lambda s: s["start"]):
        if one["task"] is None and (one["officer"], one["neighbourhood"], one["start"]) in drawn:
            one["by_lot"] = True
            drawn.add((one["officer"], one["neighbourhood"], one["end"]))
    return slots


def slot(
    officer: Staff, place: Neighbourhood, start: datetime, end: datetime, **more: object
) -> Document:
    return {
        "id": new_public_id(), "officer": officer.public_id, "what": "visit", "task": None,
        "neighbourhood": place.public_id, "start": minute(start), "end": minute(end),
        "vehicle": None, "pinned": False, "by_lot": False,
    } | more  # fmt: skip


def find_plan(week: date, places: Iterable[Neighbourhood]) -> WeekPlan | None:
    return WeekPlan.objects.filter(week=week, patch=patch_of(places)).first()


def patch_of(places: Iterable[Neighbourhood]) -> str:
    """One word for a set of neighbourhoods, whatever the order."""
    return sha256(" ".join(sorted(place.public_id for place in places)).encode()).hexdigest()


def add_version(
    *, plan: WeekPlan, why: str, by: Staff | None, slots: Slots, stages: list, unmet: list,
    draws: list | None = None, seed: int | None = None, key: str | None = None, **detail: object,
) -> Version:  # fmt: skip
    """The next version, with its audit row. The caller holds the plan's row."""
    before = plan.latest
    made = Version.objects.create(
        plan=plan, number=(before.number if before else 0) + 1, why=why, by=by,
        slots=sorted(slots, key=lambda s: (s["start"], s["officer"])), stages=stages, unmet=unmet,
        draws=draws if draws is not None else before.draws if before else [],
        seed=seed if seed is not None else before.seed if before else None,
        idempotency_key=key or None,
    )  # fmt: skip
    note(plan, f"plan.{why}", by, number=made.number, **detail)
    return made


def note(plan: WeekPlan, verb: str, by: Staff | None, **detail: object) -> None:
    actor = by.actor(role_for(by, "plan.make")) if by else Actor.system("plan")
    places = list(plan.neighbourhoods.values_list("public_id", flat=True)[:2])
    audit.record(
        by=actor, verb=verb, noun="plan", noun_id=plan.public_id,
        neighbourhood=places[0] if len(places) == 1 else "", **detail,
    )  # fmt: skip


@transaction.atomic
def change(
    *, plan: WeekPlan, based_on: int, why: str, by: Staff, key: str,
    edit: Callable[[Board], Slots],
) -> Version:  # fmt: skip
    """One change by a person: made on the version they saw, checked, kept as the next version.

    The same key again gives the version that it made.
    """
    held = WeekPlan.objects.select_for_update().get(pk=plan.pk)
    if key and (there := held.versions.filter(idempotency_key=key).first()):
        return there
    latest = held.latest
    check_may_change(held)
    if latest is None or latest.number != based_on:
        raise Refused(_("Somebody changed the plan in the meantime. Look at it again."))
    ours = board(held, latest.slots)
    coming = edit(ours)
    _check_not_over(ours, coming)
    # what a person places may be more than is owed: the instance has to hold it
    wider = board(held, ours.done + coming)
    coming = with_vehicles(wider.instance, possible(wider, coming))
    check_slots(wider, coming)
    stages, missing = worth(wider, coming)
    return add_version(
        plan=held, why=why, by=by, slots=ours.done + coming, stages=stages, unmet=missing, key=key
    )


def _check_not_over(board: Board, slots: Slots) -> None:
    """What is put before now is in no instance, and would leave the plan unseen."""
    begin = minute(board.gathered.begin)
    if any(one["start"] < begin for one in slots):
        raise Refused(_("This time is over. Choose a later one."))


def check_may_change(plan: WeekPlan) -> None:
    if plan.solves.filter(state__in=[states.WAITING, states.RUNNING]).exists():
        raise Refused(_("The week is being planned. Wait until that is done."))
    if begin_of(plan) >= end_of(plan):
        raise Refused(_("This week is over: its plan cannot change any more."))


def running(plan: WeekPlan) -> Solve | None:
    return plan.solves.filter(state__in=[states.WAITING, states.RUNNING]).first()
