"""The goals in their order, each as good as the ones before it allow; HiGHS does the choosing.

A goal's bound holds for every plan that is as good in the goals before it. The goals after it may
cost it up to GIVE of its bound, so that there is something left for them to choose.
"""

import math
import time
from collections.abc import Callable

import numpy as np

from commonground.analysis.planning.capacity import Row
from commonground.analysis.planning.draft import Draft
from commonground.analysis.planning.goals import ideals, key, remaining, values
from commonground.analysis.planning.greedy import greedy
from commonground.analysis.planning.improving import Improver, Wanted
from commonground.analysis.planning.packing import Lost, pack
from commonground.analysis.planning.settling import (
    ENOUGH,
    HELD,
    SLACK,
    TOGETHER,
    Clock,
    Settling,
)
from commonground.analysis.planning.stages import Stage, sign
from commonground.analysis.planning.table import INF, Answer, Entries
from commonground.analysis.planning.works import Work

Progress = Callable[[str, float, float], None]

FOR_CHOICE = 0.4  # share of what is left that the last goal's choice may take
ROUNDS, ALL = 25, 3  # choices near what is broken after one for all officers, and those for all
TURN = 3.0  # seconds of each, at most
SPARE = 0.02  # of the last goal's value: columns that cost the relaxed answer less are chosen among
NEARLY = 0.006  # of the last goal's value: so near to its bound each choice of it need be
PACKED = 8  # timetables of a choice, at most
STEP = 1.5  # seconds for that, at most; with what is before it, twice as long
LATE = 6.0  # seconds from the end, when no other choice is taken over
# what missing a settled goal costs, in shares of the last: for each that is missed, or IN_ALL
PRICE = {
    "promises": 400.0, "alerts": 300.0, "unchanged": 50.0, "worst_off": 20.0, "debt": 2.0,
    "continuity": 200.0, "travel": 200.0,
}  # fmt: skip
IN_ALL = ("continuity", "travel")


class Search(Settling):
    """One solve: `best` is always a plan. start : a plan to begin with and to beat."""

    def __init__(
        self, work: Work, start: Draft, until: float, *, seed: int = 0,
        progress: Progress | None = None, clock: Clock = time.monotonic,
    ) -> None:  # fmt: skip
        super().__init__(work, start, until, seed, clock)
        self.progress = progress or (lambda goal, value, bound: None)
        self.best, self.worth = start, self.begun
        self.taken = math.inf  # the last goal of the choice that was given times

    def stages(self) -> tuple[Stage, ...]:
        ideal = ideals(self.work.instance)
        return tuple(
            Stage(goal, value, self.bounds.get(goal, ideal[goal]))
            for goal, value in self.worth.items()
        )

    def run(self) -> None:
        self._serve()
        for goal in self.worth:
            if goal == self.last or self.left() <= self.for_last / 2:
                break
            self._settle(goal)
            self.progress(goal, self.worth_chosen[goal], self.bounds[goal])
        if len(self.limits) == len(self.worth) - 1 and self.large:
            self._end_found()
            self.beside[self.last] = self._bounding(self.last)
        elif len(self.limits) == len(self.worth) - 1:
            self.bounds[self.last] = self._seek(self.last)
        self._choose_last(0.0)
        self._end_found()
        draft = self._packed()
        if self.left() > LATE and self._is_far():
            self._choose_last()
            draft = self._packed()
        self._improve(draft)
        for goal, bounding in self.beside.items():
            bounding.end(self.left() - SLACK)
            bound = self._bound(goal, bounding.found)
            turned = sign(goal)
            self.bounds[goal] = turned * max(turned * bound, turned * self.bounds.get(goal, bound))

    def _choose_last(self, first: float = SPARE) -> None:
        """What is chosen last for all, until its days hold it, and so again from there.

        first : what a column may cost to be chosen among the first time.
        """
        until = self.clock() + FOR_CHOICE * self.left()
        programme = self.programme
        self.solver.aim(programme.goals[self.last] | self._misses(), programme.offset[self.last])
        for turn in range(ALL):
            before = dict(self.chosen)
            self._take(self._least(until, list(self.chosen), spare=SPARE if turn else first))
            self._mend(until)
            if self.chosen == before or self.clock() > until:
                return

    def _mend(self, until: float) -> None:
        """Choose again near what no day holds, until the days hold all."""
        for _ in range(ROUNDS):
            if not self._add(self._lacking()) or self.clock() > until:
                return
            self._near(until)

    def _misses(self) -> Entries:
        """From here on a limit may be missed, for its price: times may not allow all of them."""
        columns = list(self.programme.miss.values())
        self.solver.between(columns, [0.0] * len(columns), [INF] * len(columns))
        return {self.programme.miss[goal]: price for goal, price in self._prices().items()}

    def _near(self, until: float) -> None:
        """Choose again for the officers of what is broken and those near; the others' stay."""
        answer = self._with_others_held(
            self._around(self.broken), lambda columns: self._least(until, columns)
        )
        if answer.x is None:  # what the others have leaves no way
            answer = self._least(until, list(self.chosen))
        self._take(answer)

    def _least(self, until: float, columns: list[int], *, spare: float = SPARE) -> Answer:
        """The last goal's best, prices for what is missed included, nearly."""
        worth, seconds = abs(self.worth_chosen[self.last]), min(TURN, until - self.clock())
        units, spare = NEARLY * worth, spare * worth
        return self._sparingly(seconds, columns, near=0.0, units=units, spare=spare)[1]

    def _is_far(self) -> bool:
        """Times cost much: with the rows that they gave, all can be chosen better once more."""
        if any(self._missed(self.worth)[:-1]):  # some goal is behind its limit
            return True
        return Stage(self.last, self.worth[self.last], self._last_bound()).gap > ENOUGH

    def _last_bound(self) -> float:
        """The last goal's bound so far."""
        if self.last in self.beside:
            return self._bound(self.last, self.beside[self.last].found)
        return self.bounds.get(self.last, 0.0)

    def _improve(self, draft: Draft) -> None:
        """Make the plan better while there is time."""
        self.taken = self.worth[self.last] - self.programme.offset[self.last]
        improver = Improver(Wanted(self.limits, self._prices()), self.seed)
        random, todo = np.random.default_rng(self.seed), set(range(len(self.work.week.of)))
        step = 2 * STEP
        while todo and self.left() > SLACK + step:
            begun = self.clock()
            if self._took_over():
                draft = self._packed()
            first = self._behind(draft) & todo or todo
            part = self._together(int(random.choice(sorted(first))))
            new = improver.better(draft, part, min(STEP, self.left() - SLACK))
            todo -= set(part[: TOGETHER // 2])
            if new.days != draft.days:
                draft = new
                self.consider(draft)
            step = max(step, self.clock() - begun)

    def _behind(self, draft: Draft) -> set[int]:
        """Where the worst off have less than could be: the officers who may go there."""
        worth = values(self.work.instance, draft.assignments())
        if sign("worst_off") * worth["worst_off"] <= self.limits.get("worst_off", math.inf):
            return set()
        left = remaining(self.work.instance, draft.assignments())
        places = set(np.flatnonzero(left == left.max()).tolist())
        return {o for o, visits in enumerate(self.work.visits) if places & set(visits)}

    def _took_over(self) -> bool:
        """Take the choice that the search for a bound met on its way, if it is better."""
        bounding = self.beside.get(self.last)
        found = bounding.better if bounding else None
        if (
            found is None
            or self.left() < LATE
            or found[0] > self.taken - ENOUGH / 2 * abs(self.worth[self.last])
        ):
            return False
        self.taken = found[0]
        self._take(Answer(found[1], found[0]))
        for _ in range(HELD):
            if not self._add(self._lacking()):
                break
            self._near(self.until - SLACK)
        return True

    def _packed(self) -> Draft:
        """The choice with times; while some of it finds none, that is chosen otherwise."""
        until, best = self.clock() + FOR_CHOICE * self.left(), (math.inf, self.best)
        for turn in range(PACKED):
            draft, lost = pack(self.work, self.choice(), self.seed + turn)
            self.consider(greedy(self.work, self.seed, draft.changed({})))
            best = min(best, (lost.many, draft), key=lambda one: one[0])
            if not lost.many or self.clock() > until:
                break
            self._add(self._without(lost), proved=False)
            self._near(until)
        return best[1]

    def _without(self, lost: Lost) -> list[Row]:
        """Rows against what found no time with all else that was chosen."""
        choice = self.choice()
        days = {day for task in lost.tasks for day in choice.days[task]} | set(lost.days)
        chosen = choice.by_day(self.work)
        row, week = self.lacking.nogoods.row, self.work.week
        return [row(week.days[day], chosen[day]) for day in sorted(days)]

    def _together(self, officer: int) -> list[int]:
        """The officer and those whose bases are nearest."""
        bases = [officer.base for officer in self.work.instance.officers]
        ways = self.work.instance.travel[bases[officer], bases]
        return [officer, *(int(o) for o in np.argsort(ways, kind="stable") if o != officer)][
            :TOGETHER
        ]

    def _prices(self) -> dict[str, float]:
        """What missing a limit by one costs."""
        unit = 1.0 + abs(self.worth_chosen[self.last])
        return {
            goal: share * unit / (1.0 + abs(self.limits.get(goal, 0.0)))
            if goal in IN_ALL else share * unit
            for goal, share in PRICE.items()
        }  # fmt: skip

    def consider(self, draft: Draft) -> bool:
        """Keep the plan if it is better than the best so far."""
        worth = values(self.work.instance, draft.assignments())
        if self._missed(worth) >= self._missed(self.worth) or not _keeps_pins(draft):
            return False
        self.best, self.worth = draft, worth
        self.progress(self.last, worth[self.last], self._last_bound())
        return True

    def _missed(self, worth: dict[str, float]) -> tuple[float, ...]:
        """How far each goal is behind its limit, in order, and then the last: less is better."""
        behind = (
            max(0.0, round(sign(goal) * value - self.limits.get(goal, -math.inf), 6))
            for goal, value in worth.items()
        )
        return (*behind, sign(self.last) * worth[self.last])


def _keeps_pins(draft: Draft) -> bool:
    held = {key(made) for made in draft.assignments()}
    return all(key(pin) in held for pin in draft.work.instance.pins)
