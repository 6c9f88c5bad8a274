"""Making a plan better: some officers' days are opened, the others stay.

This is large neighbourhood search (Shaw 1998).

For what is open new days' works are found as for the whole (see `model`), and HiGHS chooses among
those that could still be part of something better than the plan at hand.
"""

from typing import Any

import highspy
import numpy as np
from scipy import sparse

from commonground.analysis.planning.crews import whole_crews
from commonground.analysis.planning.goals import remaining
from commonground.analysis.planning.greedy import assignments
from commonground.analysis.planning.instance import DAY, Ints
from commonground.analysis.planning.model import CLOSE, Days, Search
from commonground.analysis.planning.paths import Floats, best_paths
from commonground.analysis.planning.rows import INF

OPENED = 14  # officers
BY_DAY = 0.3  # how often a day is opened instead
AT_OWED = 0.5  # how often, where a neighbourhood is still owed something
SECONDS = 2.0  # for one choice
ROUNDS = 20  # of new columns
KEPT = 400  # columns to choose among


class Polish:
    def __init__(self, search: Search) -> None:
        self.search, self.master, self.found = search, search.master, search.found
        self.master.aim({search.goals[-1]: 1.0})
        lp = self.master.highs.getLp()
        matrix = sparse.csc_array(
            (lp.a_matrix_.value_, lp.a_matrix_.index_, lp.a_matrix_.start_),
            shape=(lp.num_row_, lp.num_col_),
        )
        self.fixed_part = matrix[:, : self.master.dummies].tocsc()
        self.cost = np.array(lp.col_cost_)[: self.master.dummies]
        self.upper = np.array(lp.col_upper_)[: self.master.dummies]
        self.upper[: self.master.integral] = 1.0
        self.row_lower, self.row_upper = np.array(lp.row_lower_), np.array(lp.row_upper_)
        self.entries: dict[tuple[int, ...], dict[int, float]] = {}
        self.pool: list[list[list[int]]] = [[] for _ in self.found.shifts.start]
        for s, path in zip(self.master.path_shift, self.master.paths, strict=True):
            if not self.master.twice(path):
                self.pool[s].append(path)

    def run(self) -> None:
        while self.search.left() > 0.2:
            Opened(self, self._choose()).improve()

    def _choose(self) -> Ints:
        """Shifts of officers near each other, first where something is owed, or of one day."""
        found, random = self.found, self.search.random
        if random.random() < BY_DAY:
            return np.flatnonzero(found.shifts.start // DAY == random.integers(7))
        bases = np.array([officer.base for officer in found.instance.officers])
        owed = np.flatnonzero(remaining(found.instance, assignments(found, self.search.best)))
        among = owed if len(owed) and random.random() < AT_OWED else bases
        near = np.argsort(found.instance.travel[random.choice(among), bases], kind="stable")
        return np.flatnonzero(np.isin(found.shifts.officer, near[:OPENED]))

    def of(self, s: int, path: list[int]) -> dict[int, float]:
        """What a path puts into the rows, remembered."""
        key = tuple(path)
        if key not in self.entries:
            self.entries[key] = self.master.entries(s, path)
        return self.entries[key]


class Opened:
    """The part of the programme that is open."""

    def __init__(self, polish: Polish, shifts: Ints) -> None:
        self.polish, self.search, self.found = polish, polish.search, polish.found
        self.shifts = shifts
        self.days = [[] if s in set(shifts.tolist()) else d for s, d in enumerate(self.search.best)]
        self.paths: list[tuple[int, list[int]]] = []
        self.known: set[tuple[int, ...]] = set()
        self.options = self._options()
        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self.highs.setOptionValue("output_flag", False)
        self.highs.passModel(self._fixed_part())
        for s in shifts.tolist():
            now = self.search.best[s]
            self._add([(s, path) for path in [*polish.pool[s], now] if path])

    def improve(self) -> bool:
        """Returns whether a better plan was found."""
        most = self.search.cost(self.search.worth)
        least, reduced = self._generate()
        if most - least <= CLOSE * abs(most) * 0.1:
            return False
        days = self._choose(reduced, most - least)
        return days is not None and self.search.consider(days)

    def _options(self) -> Ints:
        """Options of tasks that nobody outside does."""
        found = self.found
        nodes = [n for day in self.days for n in day if found.nodes.option[n] >= 0]
        self.closed = sorted({int(found.nodes.option[n]) for n in nodes})
        held = {found.options[o].task for o in self.closed}
        return np.array([option.task not in held for option in found.options], dtype=bool)

    def _fixed_part(self) -> highspy.HighsLp:
        """All but the paths; what stays is at its value."""
        polish, lp = self.polish, highspy.HighsLp()
        used = np.zeros(len(polish.row_lower))
        for s, day in enumerate(self.days):
            for row, value in polish.of(s, day).items() if day else ():
                used[row] += value
        used += np.asarray(polish.fixed_part[:, self.closed].sum(axis=1)).ravel()
        upper = polish.upper.copy()
        upper[: len(self.options)][~self.options] = 0.0
        lp.num_col_, lp.num_row_ = len(upper), len(used)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = polish.cost, np.zeros(len(upper)), upper
        lp.row_lower_, lp.row_upper_ = polish.row_lower - used, polish.row_upper - used
        matrix, part = lp.a_matrix_, polish.fixed_part
        matrix.format_ = highspy.MatrixFormat.kColwise
        matrix.start_, matrix.index_, matrix.value_ = part.indptr, part.indices, part.data
        return lp

    def _add(self, paths: list[tuple[int, list[int]]]) -> int:
        new = [(s, p) for s, p in paths if tuple(p) not in self.known]
        entries = [self.polish.of(s, path) for s, path in new]
        self.known |= {tuple(path) for _, path in new}
        self.paths += new
        sizes = np.array([0, *(len(e) for e in entries)])
        self.highs.addCols(
            len(new), np.zeros(len(new)), np.zeros(len(new)), np.full(len(new), INF),
            int(sizes.sum()), np.cumsum(sizes)[:-1].astype(np.int32),
            np.array([row for e in entries for row in e], dtype=np.int32),
            np.array([value for e in entries for value in e.values()], dtype=float),
        )  # fmt: skip
        return len(new)

    def _generate(self) -> tuple[float, Floats]:
        """The least that could be, and each column's reduced cost there."""
        least, reduced = -np.inf, np.zeros(0)
        for _ in range(ROUNDS):
            self.highs.setOptionValue("time_limit", self.highs.getRunTime() + self._seconds())
            self.highs.run()
            if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                break
            solution = self.highs.getSolution()
            duals, reduced = np.array(solution.row_dual), np.array(solution.col_dual)
            least = self.highs.getInfo().objective_function_value
            worth = self.search.master.prices(duals)
            most, paths = best_paths(self.found, worth, self.shifts, once=True)
            gain = most + duals[self.shifts]
            helping = np.flatnonzero(gain > 1e-4).tolist()
            new = [(int(self.shifts[k]), paths[k]) for k in helping if paths[k]]
            if not self._add(new):
                break
        return float(least), reduced

    def _seconds(self) -> float:
        return max(0.05, min(SECONDS, self.search.left()))

    def _choose(self, reduced: Floats, room: float) -> Days | None:
        """The best whole choice among the columns that fit into the room for improvement."""
        highs, first = self.highs, self.polish.master.dummies
        count = len(self.paths)
        costs = np.pad(reduced[first:], (0, first + count - len(reduced)))
        allowed = np.sort(costs)[: max(KEPT, 1)]
        limit = min(room, float(allowed[-1]) if len(allowed) else room)
        now = {tuple(self.search.best[s]) for s in self.shifts.tolist()}
        for k, (_, path) in enumerate(self.paths):
            keep = costs[k] <= limit + 1e-9 or tuple(path) in now
            highs.changeColBounds(first + k, 0.0, 1.0 if keep else 0.0)
        whole = [*range(self.polish.master.integral), *range(first, first + count)]
        kinds = np.full(len(whole), highspy.HighsVarType.kInteger)
        highs.changeColsIntegrality(len(whole), np.array(whole, dtype=np.int32), kinds)
        highs.setOptionValue("time_limit", highs.getRunTime() + self._seconds())
        highs.setOptionValue("mip_rel_gap", CLOSE)
        highs.run()
        found = highspy.SolutionStatus.kSolutionStatusFeasible
        if highs.getInfo().primal_solution_status != found:
            return None
        x = np.array(highs.getSolution().col_value)[first:]
        days = list(self.days)
        for k in np.flatnonzero(x > 0.5).tolist():
            days[self.paths[k][0]] = self.paths[k][1]
        return whole_crews(self.found, days)
