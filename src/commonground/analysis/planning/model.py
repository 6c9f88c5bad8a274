"""The solver: goals in their order, each as good as the ones before it allow.

For each goal the linear programme over all days' works gives a bound. The goals after it may then
cost it up to GIVE of that bound, no more. At the end a plan is looked for that keeps all of this.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from commonground.analysis.planning.candidates import Candidates
from commonground.analysis.planning.goals import GOALS, offsets, values
from commonground.analysis.planning.greedy import assignments, pinned
from commonground.analysis.planning.instance import ALERT
from commonground.analysis.planning.master import SENSE, Master
from commonground.analysis.planning.paths import Floats, best_paths

Days = list[list[int]]
Progress = Callable[[str, float, float], None]
Clock = Callable[[], float]

GIVE = {"continuity": 0.01, "travel": 0.01}  # the others give nothing
COUNTED = ("promises", "alerts", "unchanged")  # whole numbers: a bound is rounded
CLOSE = 0.002  # of the bound: the linear programme is solved well enough
ROUNDS = 80
FOR_BOUNDS = 0.6  # share of the time
# what missing a settled goal costs, in units of the last goal's bound: for each that is missed, or
# for all of it
PRICE = {
    "promises": 4.0, "alerts": 3.0, "unchanged": 0.5, "worst_off": 0.5, "debt": 0.08,
    "continuity": 40.0, "travel": 40.0,
}  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """One goal: its value in the plan, and the best that it could be, given those before it."""

    goal: str
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """|bound - value| / |bound|; 0 where the value is as good, inf where the bound is 0."""
        short = (self.bound - self.value) * (1 if GOALS[self.goal] else -1)
        if short <= 1e-6 * max(1.0, abs(self.bound)):
            return 0.0
        return short / abs(self.bound) if self.bound else float("inf")


class Search:
    """One solve: `best` is always a plan. start : a plan to begin with and to beat.

    clock : seconds; `seconds` of it may be used.
    """

    def __init__(
        self, found: Candidates, start: Days, seconds: float, *, seed: int = 0,
        progress: Progress | None = None, clock: Clock = time.monotonic,
    ) -> None:  # fmt: skip
        self.found, self.clock = found, clock
        self.until, self.began = clock() + seconds, clock()
        self.progress = progress or (lambda goal, value, bound: None)
        self.random = np.random.default_rng(seed)
        self.best = start
        self.worth = values(found.instance, assignments(found, start))
        self.goals = tuple(self.worth)
        self.pinned = set(pinned(found))
        self.offset = offsets(found.instance)
        self.bounds: dict[str, float] = {}
        self.limits: dict[str, float] = {}
        self.price: dict[str, float] = {}
        self.master = Master(found)
        self.master.add(list(enumerate(start)))

    def left(self) -> float:
        return self.until - self.clock()

    def done(self) -> bool:
        """Is the best plan as good as can be in every goal?"""
        return all(stage.gap == 0 for stage in self.stages())

    def stages(self) -> tuple[Stage, ...]:
        ideal = {goal: self.bounds.get(goal, self._ideal(goal)) for goal in self.goals}
        return tuple(Stage(goal, self.worth[goal], ideal[goal]) for goal in self.goals)

    def bound_goals(self) -> None:
        """Bound each goal in turn, and settle how much of it the later ones may cost."""
        until = self.began + FOR_BOUNDS * (self.until - self.began)
        for goal in self.goals:
            self.bounds[goal] = self._bound(goal, until)
            self.limits[goal] = self._limit(goal)
            if goal != self.goals[-1]:
                self.master.settle(goal, self.limits[goal] - self.offset.get(goal, 0.0), 1e-6)
            self.progress(goal, self.worth[goal], self.bounds[goal])

    def _bound(self, goal: str, until: float) -> float:
        ideal = self._ideal(goal)
        if self._reached(goal, ideal):
            return ideal
        value = SENSE[goal] * self.generate({goal: 1.0}, until) + self.offset.get(goal, 0.0)
        if goal in COUNTED:
            value = float(np.floor(value + 1e-4)) if np.isfinite(value) else value
        return min(value, ideal) if GOALS[goal] else max(value, ideal)

    def _reached(self, goal: str, ideal: float) -> bool:
        """Does the plan at hand show that the ideal can be had, with all goals before it?"""
        within = all((self.worth[g] - limit) * SENSE[g] <= 1e-6 for g, limit in self.limits.items())
        return within and Stage(goal, self.worth[goal], ideal).gap == 0

    def _ideal(self, goal: str) -> float:
        """What no plan can beat, seen without solving."""
        instance = self.found.instance
        if goal in ("promises", "alerts"):
            mine = [t for t in instance.tasks if (t.kind == ALERT) == (goal == "alerts")]
            return float(sum(task.weight for task in mine))
        if goal == "unchanged":
            return float(len(instance.previous or ()))
        if goal == "continuity":
            days = self.found.shifts.end - self.found.shifts.start
            return float(days.sum() / 60)
        return self.offset.get(goal, 0.0)

    def _limit(self, goal: str) -> float:
        bound = self.bounds[goal]
        return bound + SENSE[goal] * GIVE.get(goal, 0.0) * abs(bound)

    def loosen(self) -> None:
        """From bounds to plans: a settled goal may be missed, but that is dear."""
        last = abs(self.bounds[self.goals[-1]]) + 1.0
        self.price = {
            goal: last * share / (abs(self.bounds[goal]) + 1.0) if goal in GIVE else last * share
            for goal, share in PRICE.items()
            if goal in self.goals
        }
        self.master.loosen(self.price, 2 * self.price["promises"])

    def generate(self, mix: dict[str, float], until: float) -> float:
        """Add columns until the linear programme is as good as with all; returns its bound."""
        bound = -np.inf
        for _ in range(ROUNDS):
            self.master.aim(mix)
            good, value, duals = self.master.solve(max(0.05, until - self.clock()))
            if not good:
                break
            least, new = self._price(duals)
            bound = max(bound, value + least)
            if value - bound <= CLOSE * abs(value) or not new or self.clock() > until:
                break
        return float(bound)

    def _price(self, duals: Floats) -> tuple[float, int]:
        """Add the columns that would help. Returns what they could help at most, and how many."""
        worth = self.master.prices(duals)
        every = np.arange(len(self.found.shifts.start))
        most, paths = best_paths(self.found, worth, every, once=False)
        gain = -most - duals[: len(most)]
        helping = [(s, paths[s]) for s in np.flatnonzero(gain < -1e-6).tolist()]
        again = np.array([s for s, p in helping if self.master.twice(p)], dtype=np.int64)
        if len(again):
            _, others = best_paths(self.found, worth, again, once=True)
            helping += list(zip(again.tolist(), others, strict=True))
        return float(np.minimum(gain, 0).sum()), self.master.add(helping)

    def consider(self, days: Days) -> bool:
        """Keep the plan if it is better than the best so far."""
        if not self.pinned <= {node for day in days for node in day}:
            return False
        worth = values(self.found.instance, assignments(self.found, days))
        counted = [goal for goal in COUNTED if goal in worth]
        ranks = [tuple(w[goal] for goal in counted) for w in (worth, self.worth)]
        better = self.cost(worth) < self.cost(self.worth) - 1e-6
        if ranks[0] < ranks[1] or (ranks[0] == ranks[1] and not better):
            return False
        self.best, self.worth = days, worth
        return True

    def cost(self, worth: dict[str, float]) -> float:
        """The last goal, and the price of all that is missed of the others: less is better."""
        last = self.goals[-1]
        missed = {g: max(0.0, (worth[g] - self.limits[g]) * SENSE[g]) for g in self.price}
        return SENSE[last] * worth[last] + sum(self.price[g] * miss for g, miss in missed.items())
