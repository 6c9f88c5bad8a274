"""A week's plan from an instance: begin greedily, bound the goals, dive, polish, draw, explain."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from commonground.analysis.errors import Unusable
from commonground.analysis.planning.candidates import Candidates, candidates, merged
from commonground.analysis.planning.checking import check
from commonground.analysis.planning.crews import whole_crews, with_vehicles
from commonground.analysis.planning.diving import Dive
from commonground.analysis.planning.drawing import Draw, draw_times
from commonground.analysis.planning.explaining import Unmet, unmet
from commonground.analysis.planning.goals import rank, values
from commonground.analysis.planning.greedy import Draft, assignments, greedy, pinned
from commonground.analysis.planning.instance import Assignment, Instance
from commonground.analysis.planning.model import Clock, Days, Progress, Search, Stage
from commonground.analysis.planning.parts import Week
from commonground.analysis.planning.paths import best_paths
from commonground.analysis.planning.polishing import Polish

OPTIMAL, FEASIBLE, INFEASIBLE = "optimal", "feasible", "infeasible"
FOR_DIVE = 0.5  # share of the time that is left after bounding


@dataclass(frozen=True)
class Plan:
    """status : optimal where every goal is at its bound; infeasible where pins cannot all hold.

    stages : each goal in its order with value, bound and gap. draws : what chance decided.
    """

    status: str
    assignments: tuple[Assignment, ...]
    stages: tuple[Stage, ...]
    unmet: tuple[Unmet, ...]
    draws: tuple[Draw, ...]
    seed: int

    @property
    def widest(self) -> Stage | None:
        """The goal that may be furthest from its bound; the last of those that are equal."""
        return max(reversed(self.stages), key=lambda stage: stage.gap, default=None)


def solve(
    instance: Instance, *, seconds: float = 30.0, seed: int = 1,
    progress: Progress | None = None, clock: Clock = time.monotonic,
) -> Plan:  # fmt: skip
    """Plan the week. A valid plan is there at every time limit.

    Raises
    ------
    Unusable : a pin is against a hard rule by itself, or against other pins of its officer.
    """
    began = clock()
    found = candidates(instance)
    _check_pins(found)
    start = begin(found, seed)
    left = seconds - (clock() - began)
    search = Search(found, start, left, seed=seed, progress=progress, clock=clock)
    if left > 0:
        improve(search)
    return _finished(found, search, seed)


def improve(search: Search) -> None:
    """Use the time that is left."""
    search.bound_goals()
    if search.done() or search.left() <= 0:
        return
    search.loosen()
    days = Dive(search).run(search.clock() + FOR_DIVE * search.left())
    if days is not None:
        search.consider(days)
    Polish(search).run()


def begin(found: Candidates, seed: int) -> Days:
    """A first plan: the greedy one, or what can be kept of the plan before, if that is better."""
    plans = [greedy(found, seed)]
    if found.instance.previous is not None:
        plans.append(of_plan(found, found.instance.previous))
    return max(plans, key=lambda days: rank(values(found.instance, assignments(found, days))))


def of_plan(found: Candidates, plan: Iterable[Assignment]) -> Days:
    """What can be kept of a plan, with all that is pinned."""
    draft = Draft(found, [[] for _ in found.shifts.start], [0] * len(found.instance.officers))
    fixed = pinned(found)
    for node in fixed:
        draft.put(node)
    for nodes in _pieces(found, plan):
        draft.put_all([node for node in nodes if node not in fixed])
    return whole_crews(found, draft.days)


def _pieces(found: Candidates, plan: Iterable[Assignment]) -> list[list[int]]:
    """The nodes of a plan: those of a crew together, -1 for what can no longer be."""
    tasks = len(found.instance.tasks)
    pieces: dict[tuple[int, int], list[int]] = {}
    for a in merged(plan):
        item = tasks + a.place if a.task is None else a.task
        on = np.flatnonzero(found.shifts.officer == a.officer).tolist()
        node = max((found.at.get((s, item, a.start, a.end), -1) for s in on), default=-1)
        who = a.officer if a.task is None else -1
        pieces.setdefault((item, who * 10**6 + (a.start if a.task is None else 0)), []).append(node)
    return [nodes for nodes in pieces.values() if min(nodes) >= 0]


def _check_pins(found: Candidates) -> None:
    """Raises Unusable where a pin cannot hold."""
    instance, here = found.instance, pinned(found)
    wanted = merged(instance.pins)
    week = Week(instance.week)
    held = {
        (int(found.shifts.officer[found.nodes.shift[n]]), int(found.nodes.start[n])) for n in here
    }
    for pin in wanted:
        if (pin.officer, pin.start) not in held:
            name = instance.officers[pin.officer].id
            raise Unusable(
                f"What is fixed for {name} at {week.name(pin.start)} breaks a hard rule: "
                "free it or change its time."
            )
    every = np.arange(len(found.shifts.start))
    most, _ = best_paths(found, np.zeros(len(found.nodes.start)), every, once=True)
    if not np.isfinite(most).all():
        s = int(np.flatnonzero(~np.isfinite(most))[0])
        raise Unusable(
            f"What is fixed for {instance.officers[found.shifts.officer[s]].id} on "
            f"{week.name(int(found.shifts.start[s]))[:10]} does not fit together: free some of it."
        )


def _finished(found: Candidates, search: Search, seed: int) -> Plan:
    instance, days = found.instance, search.best
    draws: tuple[Draw, ...] = ()
    if instance.previous is None:
        days, draws = draw_times(found, days, seed)
    made = with_vehicles(instance, assignments(found, days))
    if check(instance, made):  # only where what is fixed cannot be completed
        return Plan(INFEASIBLE, (), (), _unmet_pins(instance, made), (), seed)
    status = OPTIMAL if search.done() else FEASIBLE
    return Plan(status, tuple(made), search.stages(), tuple(unmet(instance, made)), draws, seed)


def _unmet_pins(instance: Instance, made: list[Assignment]) -> tuple[Unmet, ...]:
    return tuple(
        Unmet("what is fixed", f"{broken.words} It cannot be put right in this week.")
        for broken in check(instance, made)
    )
