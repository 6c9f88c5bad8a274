"""A plan is asked for on a page and made by the worker, in a process of its own."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from commonground.analysis.errors import Unusable
from commonground.analysis.planning.parts import Week
from commonground.analysis.planning.reading import read_plan
from commonground.analysis.planning.writing import write_assignments
from commonground.common import clock
from commonground.common.errors import Refused
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood

from . import states
from .models import Proposal, Solve, Version, WeekPlan
from .numbers import numbers
from .rostering import monday
from .versions import (
    Board,
    Slots,
    add_version,
    board,
    carried_over,
    check_may_change,
    note,
    patch_of,
    possible,
    running,
)

if TYPE_CHECKING:
    from commonground.analysis.planning.solving import Plan

log = logging.getLogger("commonground.plans")

STALE = timedelta(seconds=90)  # beyond its time, without a sign of life: its process is gone
LARGE = 20  # officers: fewer need no more than FEW_SECONDS
FEW_SECONDS = 5
WEEKS_AHEAD = 8


@transaction.atomic
def ask_for_plan(
    *, week: date, places: Sequence[Neighbourhood], by: Staff, is_example: bool = False,
    seconds: int | None = None,
) -> Solve:  # fmt: skip
    """Plan a week for these neighbourhoods; asking twice gives the same wish."""
    if not places:
        raise Refused(_("You are posted to no neighbourhood."))
    _check_week(week)
    plan, is_new = WeekPlan.objects.get_or_create(
        week=week, patch=patch_of(places), defaults={"is_example": is_example}
    )
    if is_new:
        plan.neighbourhoods.set(places)
    number = plan.latest.number if plan.latest else 0
    return ask(plan=plan, based_on=number, by=by, seconds=seconds)


def _check_week(week: date) -> None:
    if week.weekday():
        raise Refused(_("A plan's week begins on a Monday."))
    this = monday(clock.today())
    if not this <= week <= this + timedelta(weeks=WEEKS_AHEAD):
        raise Refused(_("Plan this week or one of the next %(n)d weeks.") % {"n": WEEKS_AHEAD})


@transaction.atomic
def ask(
    *, plan: WeekPlan, based_on: int, by: Staff, anew: bool = False, seconds: int | None = None
) -> Solve:
    """Plan around what is fixed: with few changes, or all the rest anew."""
    held = WeekPlan.objects.select_for_update().get(pk=plan.pk)
    if there := running(held):
        return there
    check_may_change(held)
    latest = held.latest
    if based_on != (latest.number if latest else 0):
        raise Refused(_("Somebody changed the plan in the meantime. Look at it again."))
    ours = board(held, latest.slots if latest else [])  # a sentence at once where nobody works
    most = numbers().most_seconds
    usual = most if len(ours.instance.officers) >= LARGE else min(FEW_SECONDS, most)
    made = Solve.objects.create(
        plan=held, based_on=based_on, anew=anew, by=by, seconds=seconds or usual,
        seed=secrets.randbelow(2**32),
    )  # fmt: skip
    note(held, "plan.ask", by)
    return made


def is_wanted() -> bool:
    """Is there a plan to be made, or one whose process is gone?"""
    return Solve.objects.filter(state=states.WAITING).exists() or bool(_stale())


def _stale() -> list[Solve]:
    """Machine time: a process dies in it."""
    now = datetime.now(UTC)
    at_work = Solve.objects.filter(state=states.RUNNING)
    return [s for s in at_work if s.alive_at and s.alive_at < now - _patience(s)]


def _patience(solve: Solve) -> timedelta:
    return STALE + timedelta(seconds=solve.seconds)


def work_off() -> int:
    """Make every plan that was asked for; how many."""
    for gone in _stale():
        fail(gone, _("It was cut off before it was done. Ask again."))
    count = 0
    while (solve := _claim()) is not None:
        count += 1
        run(solve)
    return count


@transaction.atomic
def _claim() -> Solve | None:
    can_skip = connection.features.has_select_for_update_skip_locked
    rows = Solve.objects.select_for_update(skip_locked=can_skip)
    solve = rows.filter(state=states.WAITING).order_by("asked_at", "id").first()
    if solve is not None:
        solve.state, solve.alive_at = states.RUNNING, datetime.now(UTC)
        solve.save(update_fields=["state", "alive_at"])
    return solve


def fail(solve: Solve, why: str) -> None:
    solve.state, solve.problem = states.FAILED, why[:300]
    solve.save(update_fields=["state", "problem"])


def run(solve: Solve) -> None:
    """Solve one wish and keep the plan; whatever goes wrong is a sentence on its page."""
    try:
        make(solve)
    except (Refused, Unusable) as refusal:
        fail(solve, str(refusal))
    except IntegrityError:
        fail(solve, _("The plan changed while it was made. Ask again."))
    except Exception as problem:  # the page must not wait for ever
        log.error("a plan failed: %s", type(problem).__name__)
        fail(solve, _("It could not be planned: tell whoever looks after this system."))


def make(solve: Solve) -> Version:
    """The plan itself, outside of any transaction: it takes seconds."""
    # the solver's libraries are large, and pages need none of them
    from commonground.analysis.planning.solving import INFEASIBLE
    from commonground.analysis.planning.solving import solve as find

    plan, latest = solve.plan, solve.plan.latest
    ours = board(plan, latest.slots if latest else [])
    coming = possible(ours, ours.coming)
    pins = [slot for slot in coming if slot["pinned"]]
    wanted = replace(ours.instance, pins=_read(ours, pins))
    if latest and not solve.anew:
        wanted = replace(wanted, previous=_read(ours, coming))

    def tell(goal: str, value: float, bound: float) -> None:
        solve.progress = [
            *(s for s in solve.progress if s[0] != goal),
            [goal, value, _known(bound)],
        ]
        solve.alive_at = datetime.now(UTC)
        solve.save(update_fields=["progress", "alive_at"])

    found = find(wanted, seconds=solve.seconds, seed=solve.seed, progress=tell)
    if found.status == INFEASIBLE:
        raise Refused(_("What is fixed does not fit together any more: free some of it."))
    lots = {
        (wanted.officers[d.officer].id, wanted.neighbourhoods[d.place].id, d.chosen)
        for d in found.draws
    }
    made = write_assignments(wanted, found.assignments)
    by_lot = _lots(ours, lots)
    slots = ours.done + carried_over(coming, made, by_lot)
    return _keep(solve, ours, slots, found)


def _read(ours: Board, slots: Slots) -> tuple:
    return tuple(read_plan({"assignments": slots}, ours.instance))


def _known(bound: float) -> float | None:
    return round(bound, 6) if abs(bound) < 1e300 else None


def _lots(ours: Board, lots: set[tuple[str, str, int]]) -> set[tuple[str, str, str]]:
    week = Week(ours.instance.week)
    return {(officer, place, week.name(start)) for officer, place, start in lots}


@transaction.atomic
def _keep(solve: Solve, ours: Board, slots: Slots, found: Plan) -> Version:
    week = Week(ours.instance.week)
    plan = WeekPlan.objects.select_for_update().get(pk=solve.plan_id)
    latest = plan.latest
    if solve.based_on != (latest.number if latest else 0):
        raise Refused(_("The plan changed while it was made. Ask again."))
    draws = [
        {
            "officer": ours.instance.officers[d.officer].id,
            "neighbourhood": ours.instance.neighbourhoods[d.place].id,
            "among": [week.name(start) for start in d.among],
            "chosen": week.name(d.chosen),
        }
        for d in found.draws
    ]
    Proposal.objects.filter(plan=plan).delete()
    made = add_version(
        plan=plan, why=states.RESOLVED if latest else states.SOLVED, by=solve.by, slots=slots,
        stages=[[s.goal, s.value, _known(s.bound)] for s in found.stages],
        unmet=[[one.what, one.why] for one in found.unmet], draws=draws, seed=solve.seed,
    )  # fmt: skip
    solve.state = states.DONE
    solve.save(update_fields=["state"])
    return made
