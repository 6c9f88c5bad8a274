"""The goals in their order, each settled with its bound and what those after it may cost it.

HiGHS chooses who does what; what a day does not hold comes back as a row.
"""

import math
from collections.abc import Callable

import numpy as np

from commonground.analysis.planning.bounding import CLOSE, Bounding
from commonground.analysis.planning.capacity import Row
from commonground.analysis.planning.choosing import choice_of, others, solution_of, timeless
from commonground.analysis.planning.draft import Draft
from commonground.analysis.planning.goals import GOALS, grain, ideals, remaining, values
from commonground.analysis.planning.lacking import Lacking
from commonground.analysis.planning.packing import Choice
from commonground.analysis.planning.programme import Programme
from commonground.analysis.planning.stages import Stage, sign
from commonground.analysis.planning.table import INF, Answer, Entries, Floats, Solver
from commonground.analysis.planning.works import Work

Clock = Callable[[], float]

GIVE = {"continuity": 0.0185, "travel": 0.0185}  # of their bound, for the goals after them
ALLOWED = {"continuity": 0.0198, "travel": 0.0198}  # the same once there are times, which cost some
LEAST = 2.0  # seconds for the relaxed programme, which a goal is never chosen without
ENOUGH_OF = 0.5  # of what a goal gives: nearer than this to its bound, it is settled
EXACT = 2e-5  # of what the first goals are worth together
ENOUGH = 0.01  # of the bound: nearer than this, nothing else is tried
TIGHTER = 6  # rounds of rows that a relaxed answer breaks, for a goal
FEW = 4  # rows of which a round is not worth another
SHY = 0.002  # of travel in what those rounds aim at: rows for near places are of more use
FOR_LAST = 0.55  # share of the seconds that is kept for the last goal and the timetable
ONE = 0.6  # share of what is left of the others that one goal may take
# what one of each is worth where the first goals are sought at once
SERVED = {
    "promises": 400.0, "alerts": 300.0, "worst_off": 20.0, "debt": 1.0, "continuity": 0.02,
    "travel": 0.002,
}  # fmt: skip
HELD = 3  # choices of an early goal, at most, until the days hold it
NEAR = 12  # minutes: officers that may take over what finds no time with others
TOGETHER = 12  # officers whose days are planned anew at once
REACH = 1.5  # seconds for those who may go to the worst off
SMALL = 4_000  # columns, of which a bound is found sooner than a process begins
SLACK = 1.3  # seconds for what comes after the search


class Settling:
    """chosen : column -> value of the choice so far, `worth_chosen` what it is worth. limits : of
    the goals that are settled, less being better.

    clock : seconds; the search ends at `until` of it.
    """

    def __init__(self, work: Work, start: Draft, until: float, seed: int, clock: Clock) -> None:
        self.work, self.seed, self.clock, self.until = work, seed, clock, until
        self.begun = values(work.instance, start.assignments())
        self.many_begun = max(1, len(start.assignments()))
        self.programme = Programme(work)
        self.solver = Solver(self.programme.table, seed)
        self.chosen = solution_of(self.programme, start)
        self.worth_chosen = self.begun
        self.bounds: dict[str, float] = {}
        self.limits: dict[str, float] = {}
        self.for_last = FOR_LAST * (until - clock())
        self.last = next(reversed(self.begun))
        self.large = self.solver.columns > SMALL
        self.beside: dict[str, Bounding] = {}
        self.unproved: list[int] = []  # rows that may be wrong about some plans
        self.broken: set[int] = set()  # columns of the rows that came after the choice
        self.lacking = Lacking(self.programme, self.solver)

    def left(self) -> float:
        return self.until - self.clock()

    def _serve(self) -> None:
        """The first goals at once, and a little of the others: nearly always that is all that the
        first could be.
        """
        until, aim = self._until(), self._served()
        self._tighten(aim, until, near=False)
        self.solver.aim(aim)
        self._hold(until)

    def _served(self) -> Entries:
        """The first goals together, and a little of the others."""
        goals, aim = self.programme.goals, dict[int, float]()
        for goal, worth in SERVED.items():
            for column, each in goals[goal].items():
                aim[column] = aim.get(column, 0.0) + worth * each
        return aim

    def _hold(self, until: float) -> None:
        """Choose until the days hold what is chosen, so that there are such plans."""
        columns = list(self.chosen)
        for _ in range(HELD):
            self._take(self._sparingly(until - self.clock(), columns, near=EXACT)[1])
            if not self._add(self._lacking()) or self.clock() > until:
                return

    def _settle(self, goal: str) -> None:
        """The goal's best, its bound, and a row that keeps it."""
        self.bounds.setdefault(goal, ideals(self.work.instance)[goal])
        if goal == "worst_off" and self.large and not self._done(goal):
            self._reach(goal)
            if not self._done(goal):
                self.beside[goal] = self._bounding(goal)
        elif not self._done(goal):
            self.bounds[goal] = self._seek(goal)
        self._limit(goal)

    def _reach(self, goal: str) -> None:
        """Choose again for those who may go to the worst off, and near what no day holds."""
        self.solver.aim(self._served())
        for _ in range(HELD):
            mine = set() if self._done(goal) else self._for_worst_off()
            mine |= self._around(self.broken) if self.broken else set()
            if not mine:
                return
            before = sign(goal) * self.worth_chosen[goal]
            self._take(self._with_others_held(mine, self._served_again))
            self._add(self._lacking())
            if sign(goal) * self.worth_chosen[goal] >= before:
                return

    def _served_again(self, _columns: list[int]) -> Answer:
        return self.solver.best(REACH, EXACT, self.chosen)

    def _for_worst_off(self) -> set[int]:
        """The officers who may go where most is still owed, and those based near them."""
        left = remaining(self.work.instance, timeless(self.programme, self.choice()))
        places = set(np.flatnonzero(left == left.max()).tolist())
        mine = {o for o, visits in enumerate(self.work.visits) if places & set(visits)}
        if not mine:
            return mine
        near = np.argsort(self._ways(mine), kind="stable")[:TOGETHER]
        return mine | set(near.tolist())

    def _ways(self, officers: set[int]) -> Floats:
        """(o,) minutes from the nearest of these officers' bases to each one's."""
        bases = [officer.base for officer in self.work.instance.officers]
        ways = self.work.instance.travel[np.ix_([bases[o] for o in sorted(officers)], bases)]
        return np.asarray(ways.min(axis=0))

    def _with_others_held(
        self, officers: set[int], choose: Callable[[list[int]], Answer]
    ) -> Answer:
        """What is chosen while all that these officers have no part in stays; `choose` is given
        the columns that may change."""
        held = others(self.programme, officers)
        table, now = self.programme.table, [float(self.chosen[c]) for c in held]
        self.solver.between(held, now, now)
        answer = choose(sorted(set(self.chosen) - set(held)))
        self.solver.between(held, [table.lower[c] for c in held], [table.upper[c] for c in held])
        return answer

    def _done(self, goal: str) -> bool:
        """Is the choice as good as it can be, nearly?"""
        return Stage(goal, self.worth_chosen[goal], self.bounds[goal]).gap <= CLOSE

    def _limit(self, goal: str) -> None:
        """What the goals after it may cost it; not more than that where the plan began better."""
        turned, bound = sign(goal), self.bounds[goal]
        now, begun = turned * self.worth_chosen[goal], turned * self._begun(goal)
        most = begun if now <= begun else INF
        limit, allowed = (
            min(max(now, turned * bound + give * abs(bound)), most) + 1e-6
            for give in (GIVE.get(goal, 0.0), ALLOWED.get(goal, 0.0))
        )
        self.limits[goal], programme = allowed, self.programme
        entries = programme.goals[goal] | {programme.miss[goal]: -1.0}
        self.solver.row(-INF, limit - programme.offset[goal], entries)

    def _begun(self, goal: str) -> float:
        """The value that the plan began with; of travel, that of so many assignments."""
        many = len(timeless(self.programme, self.choice())) if goal == "travel" else 0
        return self.begun[goal] * (many / self.many_begun if many else 1.0)

    def _until(self) -> float:
        """When the goal in hand should be settled."""
        return self.clock() + ONE * (self.left() - self.for_last)

    def _seek(self, goal: str) -> float:
        """Choose for one goal, with the rows that the choices lacked. Returns its bound."""
        until, aim = self._until(), self.programme.goals[goal]
        self._tighten(aim, until)
        self._aim(goal)
        bound = self.solver.relaxed(max(LEAST, until - self.clock())).bound
        enough = GIVE.get(goal, 0.0) * ENOUGH_OF or CLOSE
        near = Stage(goal, self.worth_chosen[goal], self._bound(goal, bound)).gap <= enough
        if not near and self.left() > self.for_last:
            bound = max(bound, self._choose(goal, bound, until))
        return self._bound(goal, bound)

    def _aim(self, goal: str) -> None:
        self.solver.aim(self.programme.goals[goal], self.programme.offset[goal])

    def _tighten(self, aim: Entries, until: float, *, near: bool = True) -> None:
        """Rows that the relaxed programme's answers break. near : with a little of travel."""
        aim = dict(aim)
        for column, minutes in self.programme.goals["travel"].items() if near else ():
            aim[column] = aim.get(column, 0.0) + SHY * minutes
        self.solver.aim(aim)
        for _ in range(TIGHTER):
            answer = self.solver.relaxed(max(LEAST, until - self.clock()))
            if answer.x is None or self.clock() > until:
                return
            if self._add(self.lacking.of_parts(answer.x)) < FEW:
                return

    def _around(self, columns: set[int]) -> set[int]:
        """The officers of these columns, of the crews of their tasks, and those near."""
        programme, days = self.programme, self.work.week.days
        counted = self.lacking.nogoods.known  # columns that say how many visits there are
        columns = columns | {visits for (visits, _), says in counted.items() if says in columns}
        named = [*programme.x.items(), *programme.z.items()]
        tasks = {t for (t, _), c in named if c in columns}
        mine = {
            days[d].officer for (t, d), c in programme.x.items()
            if c in columns or (t in tasks and self.chosen[c] > 0.5)
        }  # fmt: skip
        mine |= {days[d].officer for (d, _), c in programme.y.items() if c in columns}
        if not mine:
            return set(range(len(self.work.instance.officers)))
        return set(np.flatnonzero(self._ways(mine) <= NEAR).tolist())

    def _lacking(self) -> list[Row]:
        """Rows that the choice breaks."""
        return self.lacking.of_choice(self.chosen)

    def _choose(self, goal: str, bound: float, until: float) -> float:
        """First among what the relaxed programme or the choice so far uses, then among all."""
        near = GIVE.get(goal, 0.0) * ENOUGH_OF
        seconds, enough = (until - self.clock()) / 2, near or ENOUGH
        relaxed, answer = self._sparingly(seconds, list(self.chosen), near=near or CLOSE)
        self._take(answer)
        bound = max(bound, relaxed.bound)
        if Stage(goal, self.worth_chosen[goal], self._bound(goal, bound)).gap <= enough:
            return bound
        answer = self.solver.best(max(LEAST, until - self.clock()), near or CLOSE, self.chosen)
        self._take(answer)
        if not near and self._add(self._lacking()):
            self._hold(until)
        return max(bound, answer.bound)

    def _sparingly(
        self, seconds: float, columns: list[int], *, near: float = CLOSE, units: float = 0.0,
        spare: float = 0.0,
    ) -> tuple[Answer, Answer]:  # fmt: skip
        """The best of the relaxed programme, and of what that or the choice so far uses, or would
        use for less than `spare`. near, units : how near to its bound that need be.
        """
        relaxed = self.solver.relaxed(max(LEAST, seconds))
        if relaxed.x is None:
            return relaxed, relaxed
        cost = self.solver.reduced()
        unused = [
            c for c in columns
            if self.chosen[c] < 0.5 and relaxed.x[c] < 1e-6 and cost[c] >= spare
        ]  # fmt: skip
        none, upper = [0.0] * len(unused), [self.programme.table.upper[c] for c in unused]
        self.solver.between(unused, none, none)
        answer = self.solver.best(max(LEAST, seconds), near, self.chosen, units=units)
        self.solver.between(unused, none, upper)
        return relaxed, answer

    def _bound(self, goal: str, bound: float) -> float:
        """As the goal is counted: it comes in whole grains."""
        step, least = grain(self.work.instance, goal), bound + self.programme.offset[goal]
        worst = ideals(self.work.instance)[goal]
        if not math.isfinite(least):
            return worst
        if step:
            least = math.ceil(least / step - 1e-6) * step
        return min(worst, -least) if GOALS[goal] else max(worst, least)

    def _add(self, rows: list[Row], *, proved: bool = True) -> int:
        """proved : they hold for every plan, so that bounds may use them."""
        for most, entries in rows:
            number = self.solver.row(-INF, most, entries)
            self.unproved += [] if proved else [number]
            if self._of_choice(entries) > most + 1e-6:
                self.broken |= set(entries)
        return len(rows)

    def _of_choice(self, entries: Entries) -> float:
        """What the choice makes of a row."""
        says = {column: pair for pair, column in self.lacking.nogoods.known.items()}
        total = 0.0
        for column, each in entries.items():
            visits, many = says.get(column, (column, 0))
            now = self.chosen[visits]
            total += each * (now if column not in says else float(now >= many))
        return total

    def _take(self, answer: Answer) -> None:
        if answer.x is None:
            return
        self.broken = set()
        self.chosen = {column: round(answer.x[column]) for column in self.chosen}
        self.worth_chosen = values(self.work.instance, timeless(self.programme, self.choice()))

    def choice(self) -> Choice:
        return choice_of(self.programme, self.chosen)

    def _bounding(self, goal: str) -> Bounding:
        """Seek the goal's bound beside all that follows."""
        self._tighten(self.programme.goals[goal], self._until())
        return self._seeking(goal)

    def _seeking(self, goal: str) -> Bounding:
        """With the rows that hold for every plan, and no limit missed."""
        aim, offset = self.programme.goals[goal], self.programme.offset[goal]
        packed = self.solver.packed(aim, offset, self.chosen)
        packed["most"][self.unproved] = INF
        packed["upper"][list(self.programme.miss.values())] = 0.0
        known = (self.programme, self.lacking.nogoods.known) if goal == self.last else None
        return Bounding(packed, known, self.left() - SLACK)

    def _end_found(self) -> None:
        """No more is sought of what is as good as it can be: there are two cores."""
        for goal, bounding in self.beside.items():
            worth = self.worth_chosen[goal]
            if Stage(goal, worth, self._bound(goal, bounding.found)).gap <= CLOSE:
                bounding.end(0.0)
