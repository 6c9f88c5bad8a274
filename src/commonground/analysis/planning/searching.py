"""The goals in their order, each as good as the ones before it allow; HiGHS does the choosing.

A goal's bound holds for every plan that is as good in the goals before it. The goals after it may
cost it up to GIVE of its best, so that there is something left for them to choose.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from commonground.analysis.planning.choosing import (
    choice_of,
    others,
    solution_of,
    timeless,
    without,
)
from commonground.analysis.planning.cuts import cuts
from commonground.analysis.planning.draft import Draft
from commonground.analysis.planning.goals import (
    GOALS,
    grain,
    ideals,
    key,
    remaining,
    values,
)
from commonground.analysis.planning.packing import Choice, pack
from commonground.analysis.planning.programme import Programme
from commonground.analysis.planning.table import INF, Answer, Entries, Solver
from commonground.analysis.planning.works import Work

Progress = Callable[[str, float, float], None]
Clock = Callable[[], float]

GIVE = {"continuity": 0.015, "travel": 0.015}  # shares of the best; the others give nothing
CLOSE = 0.002  # of the bound
LEAST = 2.0  # seconds for the relaxed programme, which a goal is never chosen without
ENOUGH = 0.01  # of the bound: nearer than this, nothing else is tried
TURNS = {"debt": 2, "continuity": 2, "travel": 2}  # with rows that were lacking
FOR_TIMES = 0.25  # share of the seconds that is kept for the timetable
ONE = 0.4  # share of what is left of the others that one goal may take
ROUNDS = 25
CROWDED = 1e-5  # what a minute too many in a day costs, in shares of the last goal
NEAR = 12  # minutes: officers that may take over what finds no time with others
# what missing a settled goal costs, in shares of the last: for each that is missed, or for all
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

    clock : seconds; the search ends at `until` of it.
    """

    def __init__(
        self, work: Work, start: Draft, until: float, *, seed: int = 0,
        progress: Progress | None = None, clock: Clock = time.monotonic,
    ) -> None:  # fmt: skip
        self.work, self.seed, self.clock, self.until = work, seed, clock, until
        self.progress = progress or (lambda goal, value, bound: None)
        self.best, self.worth = start, values(work.instance, start.assignments())
        self.begun = self.worth
        self.programme = Programme(work)
        self.solver = Solver(self.programme.table, seed)
        self.chosen = solution_of(self.programme, start)
        self.worth_chosen = self.worth
        self.bounds: dict[str, float] = {}
        self.limits: dict[str, float] = {}
        self.for_times = FOR_TIMES * (until - clock())

    def left(self) -> float:
        return self.until - self.clock()

    def stages(self) -> tuple[Stage, ...]:
        ideal = ideals(self.work.instance)
        return tuple(
            Stage(goal, value, self.bounds.get(goal, ideal[goal]))
            for goal, value in self.worth.items()
        )

    def run(self) -> None:
        for goal in self.worth:
            if self.left() <= self.for_times:
                break
            self._settle(goal)
            self.progress(goal, self.worth_chosen[goal], self.bounds[goal])
        self._timetable()

    def _settle(self, goal: str) -> None:
        """The goal's best, its bound, and a row that keeps it."""
        ideal = ideals(self.work.instance)[goal]
        self.bounds[goal] = ideal
        if goal == "worst_off":
            self._seek("debt")  # which serves those behind most, and is chosen sooner
            if Stage(goal, self.worth_chosen[goal], ideal).gap > 0:
                self.bounds[goal] = min(self._seek(goal), self._bound_of_worst())
        elif Stage(goal, self.worth_chosen[goal], ideal).gap > 0:
            self.bounds[goal] = self._seek(goal)
        sign, now = _sign(goal), self.worth_chosen[goal]
        limit = sign * now + GIVE.get(goal, 0.0) * abs(now)
        begun = sign * self.begun[goal]  # what later goals cost is not more than that
        self.limits[goal] = (min(limit, begun) if sign * now <= begun else limit) + 1e-6
        if goal != next(reversed(self.worth)):
            programme = self.programme
            entries = programme.goals[goal] | {programme.miss[goal]: -1.0}
            self.solver.row(-INF, self.limits[goal] - programme.offset[goal], entries)

    def _bound_of_worst(self) -> float:
        """How much the neighbourhood that stays worst off could have at best."""
        left = remaining(self.work.instance, timeless(self.programme, self.choice()))
        self.solver.aim(dict.fromkeys(self.programme.owed[int(left.argmax())], 1.0))
        answer = self.solver.relaxed(self.left() - self.for_times)
        return self._bound("worst_off", answer.bound)

    def _seek(self, goal: str) -> float:
        """Choose for one goal, with the rows that the choices lacked. Returns its bound."""
        until = self.clock() + ONE * (self.left() - self.for_times)
        if goal == next(reversed(self.worth)):
            until = self.until - self.for_times
        bound = -INF
        for turn in reversed(range(TURNS.get(goal, 1))):
            self.solver.aim(self.programme.goals[goal])
            bound = max(bound, self._choose(goal, bound, until))
            rows = cuts(self.programme, self.choice())
            if not rows or not turn or self.clock() > until:
                break
            self._add(rows)
        return self._bound(goal, bound)

    def _choose(self, goal: str, bound: float, until: float) -> float:
        """First among what the relaxed programme or the choice so far uses, then among all."""
        relaxed, answer = self._sparingly((until - self.clock()) / 2, list(self.chosen))
        bound = max(bound, relaxed.bound)
        enough = bound + ENOUGH * abs(bound + self.programme.offset[goal])
        if (
            (answer.x is None or answer.value > enough)
            and relaxed.x is not None
            and self.clock() < until
        ):
            self._take(answer)
            answer = self.solver.best((until - self.clock()) / 2, CLOSE, self.chosen)
            bound = max(bound, answer.bound)
        self._take(answer)
        return bound

    def _sparingly(self, seconds: float, columns: list[int]) -> tuple[Answer, Answer]:
        """The best of the relaxed programme, and of what that or the choice so far uses."""
        relaxed = self.solver.relaxed(max(LEAST, seconds))
        if relaxed.x is None:
            return relaxed, relaxed
        unused = [c for c in columns if self.chosen[c] < 0.5 and relaxed.x[c] < 1e-6]
        none, upper = [0.0] * len(unused), [self.programme.table.upper[c] for c in unused]
        self.solver.between(unused, none, none)
        answer = self.solver.best(max(LEAST, seconds), CLOSE, self.chosen)
        self.solver.between(unused, none, upper)
        return relaxed, answer

    def _bound(self, goal: str, bound: float) -> float:
        """As the goal is counted: it comes in whole grains."""
        step, least = grain(self.work.instance, goal), bound + self.programme.offset[goal]
        if step and math.isfinite(least):
            least = math.ceil(least / step - 1e-6) * step
        worst = ideals(self.work.instance)[goal]
        return min(worst, -least) if GOALS[goal] else max(worst, least)

    def _add(self, rows: list[tuple[float, Entries]]) -> None:
        for most, entries in rows:
            self.solver.row(-INF, most, entries)

    def _take(self, answer: Answer) -> None:
        if answer.x is None:
            return
        self.chosen = {column: round(answer.x[column]) for column in self.chosen}
        self.worth_chosen = values(self.work.instance, timeless(self.programme, self.choice()))

    def choice(self) -> Choice:
        return choice_of(self.programme, self.chosen)

    def _timetable(self) -> None:
        """Give times to what was chosen; what finds none is chosen otherwise."""
        objective = self._weighted()
        for turn in range(ROUNDS):
            choice = self.choice()
            draft, lost = pack(self.work, choice, self.seed + turn)
            self.consider(draft)
            rows = cuts(self.programme, choice)
            rows += without(self.programme, choice, lost)
            if not rows or self.left() < 0.3:
                return
            self._add(rows)
            self._mend(objective, self._around({c for _, row in rows for c in row}))

    def _weighted(self) -> Entries:
        """The last goal, and a price for what is missed of the others."""
        programme, last = self.programme, next(reversed(self.worth))
        unit = 1.0 + abs(self.worth_chosen[last])
        price = {
            programme.miss[goal]: share * unit / (1.0 + abs(self.limits.get(goal, 0.0)))
            if goal in GIVE else share * unit
            for goal, share in PRICE.items()
        }  # fmt: skip
        columns = list(price)
        self.solver.between(columns, [0.0] * len(columns), [INF] * len(columns))
        crowded = dict.fromkeys(programme.crowded, CROWDED * unit)
        return programme.goals[last] | price | crowded

    def _around(self, columns: set[int]) -> set[int]:
        """Officers that these columns are of, and those whose base is near."""
        programme, days = self.programme, self.work.week.days
        mine = {days[d].officer for (_, d), c in programme.x.items() if c in columns}
        mine |= {days[d].officer for (d, _), c in programme.y.items() if c in columns}
        mine |= {days[d].officer for d, c in enumerate(programme.u) if c in columns}
        bases = [officer.base for officer in self.work.instance.officers]
        near = self.work.instance.travel[np.ix_([bases[o] for o in sorted(mine)], bases)]
        return set(np.flatnonzero(near.min(axis=0) <= NEAR).tolist())

    def _mend(self, objective: Entries, officers: set[int]) -> None:
        """Choose again for some officers; the others' choices stay."""
        held = others(self.programme, officers)
        values = [float(self.chosen[c]) for c in held]
        lower, upper = ([of[c] for c in held] for of in
                        (self.programme.table.lower, self.programme.table.upper))  # fmt: skip
        self.solver.between(held, values, values)
        self.solver.aim(objective)
        free = sorted(set(self.chosen) - set(held))
        self._take(self._sparingly(self.left() / 2, free)[1])
        self.solver.between(held, lower, upper)

    def consider(self, draft: Draft) -> bool:
        """Keep the plan if it is better than the best so far."""
        worth = values(self.work.instance, draft.assignments())
        if self._missed(worth) >= self._missed(self.worth) or not _keeps_pins(draft):
            return False
        self.best, self.worth = draft, worth
        return True

    def _missed(self, worth: dict[str, float]) -> tuple[float, ...]:
        """How far each goal is behind its limit, in order, and then the last: less is better."""
        last = next(reversed(worth))
        behind = (
            max(0.0, round(_sign(goal) * value - self.limits.get(goal, -math.inf), 6))
            for goal, value in worth.items()
        )
        return (*behind, _sign(last) * worth[last])


def _sign(goal: str) -> float:
    return -1.0 if GOALS[goal] else 1.0


def _keeps_pins(draft: Draft) -> bool:
    held = {key(made) for made in draft.assignments()}
    return all(key(pin) in held for pin in draft.work.instance.pins)
