"""The linear programme over days' works (columns), in HiGHS; columns are added as they are found.

A column is a path of a shift (see `paths`), so this is Dantzig and Wolfe's decomposition
(Operations Research 8, 1960): its bound is that of all paths, though only some are written down.
"""

from collections.abc import Sequence
from typing import Any

import highspy
import numpy as np

from commonground.analysis.planning.candidates import Candidates
from commonground.analysis.planning.goals import GOALS, HOUR, KNOT, fair_shares
from commonground.analysis.planning.instance import PROMISED
from commonground.analysis.planning.rows import INF, NAMES, Floats, Rows

SENSE = {name: -1.0 if more else 1.0 for name, more in GOALS.items()}  # HiGHS seeks the least


class Master:
    """The programme with the columns found so far."""

    def __init__(self, found: Candidates) -> None:
        self.found = found
        self.rows = Rows(found)
        self.goals: list[Floats] = []  # (goals,) of each column
        self.paths: list[list[int]] = []
        self.path_shift: list[int] = []
        self.known: set[tuple[int, ...]] = set()
        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self.highs.setOptionValue("output_flag", False)
        self._rows()
        self._options()
        self._debts()
        self._loads()
        self.misses = len(self.goals)
        self._misses()
        self.dummies = len(self.goals)
        self._dummies()
        self.fixed_columns = len(self.goals)
        self.extra = np.zeros(self.fixed_columns)
        self.integral = len(found.options)

    def _rows(self) -> None:
        lower, upper = np.array(self.rows.lower), np.array(self.rows.upper)
        none = np.zeros(0, dtype=np.int32)
        self.highs.addRows(len(lower), lower, upper, 0, none, none, np.zeros(0))

    def _column(self, upper: float, entries: dict[int, float], goals: dict[str, float]) -> None:
        worth = np.array([goals.get(name, 0.0) for name in NAMES])
        at = self.rows.layout.goal
        entries = entries | {at + NAMES.index(name): value for name, value in goals.items()}
        index = np.array(list(entries), dtype=np.int32)
        self.highs.addCol(0.0, 0.0, upper, len(index), index, np.array(list(entries.values())))
        self.goals.append(worth)

    def _options(self) -> None:
        at, instance = self.rows.layout, self.found.instance
        mine: dict[int, list[int]] = {}
        for (number, _), row in self.rows.members.items():
            mine.setdefault(number, []).append(at.member + row)
        vans = [(row, set(group)) for row, group in enumerate(self.rows.van_times)]
        for o, option in enumerate(self.found.options):
            task = instance.tasks[option.task]
            entries = {at.once + option.task: 1.0, at.crew + o: -float(option.crew)}
            entries[at.presence + task.place] = task.minutes / HOUR
            entries |= dict.fromkeys(mine.get(option.task, []), -1.0)
            if 0 < task.sworn < option.crew:
                entries[at.sworn + o] = -float(task.sworn)
            for row, (which, _) in enumerate(self.rows.spoken):
                if which == o:
                    entries[at.spoken + row] = -1.0
            for row, group in vans:
                if o in group:
                    entries[at.van + row] = 1.0
            goal = "promises" if task.kind in PROMISED else "alerts"
            self._column(1.0, entries, {goal: float(task.weight)})

    def _debts(self) -> None:
        """Presence that is missing, in pieces of a visit, each dearer than the last."""
        at, step = self.rows.layout, self.found.instance.rules.visit / HOUR
        for h, place in enumerate(self.found.instance.neighbourhoods):
            for piece in range(-(-place.due // self.found.instance.rules.visit)):
                slope = step * (2 * piece + 1)
                self._column(step, {at.presence + h: 1.0, at.worst + h: 1.0}, {"debt": -slope})
        every = range(at.worst, at.worst + len(self.found.instance.neighbourhoods))
        self._column(INF, dict.fromkeys(every, -1.0), {"worst_off": -1.0})

    def _loads(self) -> None:
        """Hours over (-1) and under (1) the fair share, each piece dearer than the last."""
        at, step = self.rows.layout, KNOT / HOUR
        for number, fair in enumerate(fair_shares(self.found.instance)):
            mine = self.found.shifts.officer == number
            minutes = int((self.found.shifts.end - self.found.shifts.start)[mine].sum())
            for side, most in ((-1.0, max(0, minutes - fair)), (1.0, fair)):
                for piece in range(-(-most // KNOT)):
                    slope = step * (2 * piece + 1)
                    self._column(step, {at.load + number: side}, {"evenness": slope})

    def _misses(self) -> None:
        """By how much a settled goal is missed: 0, but while a plan is being looked for."""
        for row, more in enumerate(GOALS.values()):
            self._column(0.0, {self.rows.layout.goal + row: 1.0 if more else -1.0}, {})

    def _dummies(self) -> None:
        """Members that a crew lacks: 0, but while a plan is being looked for."""
        at = self.rows.layout
        for row in range(at.crew, at.presence):
            self._column(0.0, {row: 1.0}, {})

    def loosen(self, price: dict[str, float], lacking: float) -> None:
        """Let settled goals be missed, and crews be too small, at a price for each unit."""
        self.extra = np.zeros(self.fixed_columns)
        for number, name in enumerate(NAMES):
            self.extra[self.misses + number] = price.get(name, 0.0)
            self.highs.changeColBounds(self.misses + number, 0.0, INF if name in price else 0.0)
        self.extra[self.dummies : self.fixed_columns] = lacking
        for column in range(self.dummies, self.fixed_columns):
            self.highs.changeColBounds(column, 0.0, INF)

    def add(self, paths: Sequence[tuple[int, list[int]]]) -> int:
        """Add the paths of shifts that are not there yet. Returns how many were new."""
        unlike = {tuple(path): s for s, path in paths if path}
        new = [(s, list(path)) for path, s in unlike.items() if path not in self.known]
        if not new:
            return 0
        starts: list[int] = []
        index: list[int] = []
        value: list[float] = []
        for s, path in new:
            self.known.add(tuple(path))
            self.paths.append(path)
            self.path_shift.append(s)
            entries = self.entries(s, path)
            starts.append(len(index))
            index += entries.keys()
            value += entries.values()
            at = self.rows.layout.goal
            self.goals.append(np.array([entries.get(at + g, 0.0) for g in range(len(NAMES))]))
        zero = np.zeros(len(new))
        self.highs.addCols(
            len(new), zero, zero, np.full(len(new), INF), len(index),
            np.array(starts, dtype=np.int32), np.array(index, dtype=np.int32), np.array(value),
        )  # fmt: skip
        return len(new)

    def entries(self, s: int, path: list[int]) -> dict[int, float]:
        """What a path puts into the rows."""
        matrix, at = self.rows.nodes, self.rows.layout
        entries = {at.shift + s: 1.0}
        for node in path:
            low, high = matrix.indptr[node], matrix.indptr[node + 1]
            for row, value in zip(matrix.indices[low:high], matrix.data[low:high], strict=True):
                entries[int(row)] = entries.get(int(row), 0.0) + float(value)
        return entries

    def aim(self, mix: dict[str, float]) -> None:
        """Look for the most of goals that are better higher, the least of the others."""
        factor = np.array([SENSE[name] * mix.get(name, 0.0) for name in NAMES])
        costs = np.array(self.goals) @ factor
        costs[: self.fixed_columns] += self.extra
        self.factor = factor
        self.cost = costs
        self.highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)

    def settle(self, goal: str, value: float, slack: float) -> None:
        """No later solution may be worse in this goal."""
        row = self.rows.layout.goal + NAMES.index(goal)
        if GOALS[goal]:
            self.highs.changeRowBounds(row, value - slack, INF)
        else:
            self.highs.changeRowBounds(row, -INF, value + slack)

    def solve(self, seconds: float) -> tuple[bool, float, Floats]:
        """Returns whether the LP was solved, its value and its rows' duals."""
        self.highs.setOptionValue("time_limit", self.highs.getRunTime() + max(0.05, seconds))
        self.highs.run()
        good = self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        duals = np.array(self.highs.getSolution().row_dual)
        return good, self.highs.getInfo().objective_function_value, duals

    def prices(self, duals: Floats) -> Floats:
        """Each node's worth under the duals."""
        at = self.rows.layout
        pay = duals.copy()
        pay[at.goal : at.goal + len(NAMES)] -= self.factor
        return np.asarray(self.rows.nodes.T @ pay)

    def twice(self, path: list[int]) -> bool:
        """Does an item come twice? Such columns serve the bound only."""
        nodes = self.found.nodes
        held = nodes.item[path].tolist()
        return len(held) != len(set(held))
