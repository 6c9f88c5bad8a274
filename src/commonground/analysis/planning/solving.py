"""A week's plan from an instance: begin greedily, take the goals in order, give times, explain."""

import time
from dataclasses import dataclass

from commonground.analysis.planning.checking import check
from commonground.analysis.planning.days import roster
from commonground.analysis.planning.draft import Draft
from commonground.analysis.planning.drawing import Draw, draw_times
from commonground.analysis.planning.explaining import Unmet, unmet
from commonground.analysis.planning.goals import rank, values
from commonground.analysis.planning.greedy import greedy
from commonground.analysis.planning.instance import Assignment, Instance
from commonground.analysis.planning.packing import fixed, kept_of
from commonground.analysis.planning.searching import Progress, Search
from commonground.analysis.planning.settling import Clock
from commonground.analysis.planning.stages import Stage
from commonground.analysis.planning.vehicles import with_vehicles
from commonground.analysis.planning.works import Work, works

OPTIMAL, FEASIBLE, INFEASIBLE = "optimal", "feasible", "infeasible"


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
    until = clock() + seconds
    work = works(roster(instance))
    search = Search(work, begin(work, seed), until, seed=seed, progress=progress, clock=clock)
    if clock() < until:
        search.run()
    return _finished(work, search, seed)


def begin(work: Work, seed: int) -> Draft:
    """A first plan: the greedy one, or what can be kept of the plan before, if that is better."""
    plans = [greedy(work, seed, fixed(work))]
    if work.instance.previous is not None:
        plans.append(greedy(work, seed, kept_of(work)))
    return max(plans, key=lambda draft: rank(values(work.instance, draft.assignments())))


def _finished(work: Work, search: Search, seed: int) -> Plan:
    instance = work.instance
    draws = () if instance.previous is not None else draw_times(search.best, seed)
    made = with_vehicles(instance, search.best.assignments())
    broken = check(instance, made)
    if broken:  # only where what is fixed cannot be completed
        why = tuple(
            Unmet("what is fixed", f"{one.words} It cannot be put right in this week.")
            for one in broken
        )
        return Plan(INFEASIBLE, (), (), why, (), seed)
    stages = search.stages()
    status = OPTIMAL if all(stage.gap == 0 for stage in stages) else FEASIBLE
    return Plan(status, tuple(made), stages, tuple(unmet(instance, made)), draws, seed)
