"""Making a plan better: some officers' weeks are opened, the others stay, and HiGHS chooses anew
among the days' works found so far (large neighbourhood search).
"""

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from commonground.analysis.planning.crews import whole_crews
from commonground.analysis.planning.instance import DAY, Ints
from commonground.analysis.planning.model import CLOSE, Days, Search

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

OPENED = 14  # officers
SECONDS = 2.0  # for one try


class Polish:
    def __init__(self, search: Search) -> None:
        self.search, self.master, self.found = search, search.master, search.found
        self.master.add(list(enumerate(search.best)))
        self.master.aim({search.goals[-1]: 1.0})
        lp = self.master.highs.getLp()
        self.matrix = sparse.csc_array(
            (lp.a_matrix_.value_, lp.a_matrix_.index_, lp.a_matrix_.start_),
            shape=(lp.num_row_, lp.num_col_),
        )
        self.row_lower, self.row_upper = np.array(lp.row_lower_), np.array(lp.row_upper_)
        self.cost = np.array(lp.col_cost_)
        self.upper = self._upper(lp)
        self.column = {tuple(p): q for q, p in enumerate(self.master.paths)}
        self.shift = np.array(self.master.path_shift)
        self.usable = np.array([not self.master.twice(p) for p in self.master.paths])

    def _upper(self, lp: highspy.HighsLp) -> Floats:
        """As before the dive: nothing fixed."""
        upper = np.array(lp.col_upper_)
        upper[: self.master.integral] = 1.0
        upper[self.master.fixed_columns :] = 1.0
        return upper

    def run(self) -> None:
        while self.search.left() > 0.2:
            opened = self._opened()
            days = self._solve(opened)
            if days is not None:
                self.search.consider(days)

    def _opened(self) -> Ints:
        """Shifts of officers whose neighbourhoods lie near each other, or of a day and the next."""
        found = self.found
        if self.search.random.random() < 0.3:
            day = self.search.random.integers(7)
            return np.flatnonzero(np.isin(found.shifts.start // DAY, (day,)))
        centre = int(self.search.random.integers(len(found.instance.officers)))
        bases = np.array([officer.base for officer in found.instance.officers])
        near = np.argsort(found.instance.travel[bases[centre], bases], kind="stable")[:OPENED]
        return np.flatnonzero(np.isin(found.shifts.officer, near))

    def _solve(self, opened: Ints) -> Days | None:
        first = self.master.fixed_columns
        now = [self.column.get(tuple(day)) for day in self.search.best]
        fixed = [q for s, q in enumerate(now) if q is not None and s not in set(opened.tolist())]
        free = np.flatnonzero(self.usable & np.isin(self.shift, opened)) + first
        options, closed = self._options(opened)
        keep = np.concatenate([options, np.arange(self.master.integral, first), free])
        settled = np.concatenate([closed, np.array(fixed, dtype=np.int64) + first]).astype(np.int64)
        used = np.asarray(self.matrix[:, settled].sum(axis=1)).ravel()
        chosen = self._mip(keep, used, len(options), len(free))
        if chosen is None:
            return None
        days = list(self.search.best)
        for s in opened.tolist():
            days[s] = []
        for column in keep[len(keep) - len(free) :][chosen].tolist():
            days[self.master.path_shift[column - first]] = self.master.paths[column - first]
        return whole_crews(self.found, days)

    def _options(self, opened: Ints) -> tuple[Ints, Ints]:
        """Options that may change, and those that are in the plan for good."""
        found = self.found
        inside = set(opened.tolist())
        nodes = [n for day in self.search.best for n in day if found.nodes.option[n] >= 0]
        kept = {int(found.nodes.option[n]) for n in nodes}
        held = {
            found.options[int(found.nodes.option[n])].task
            for n in nodes
            if int(found.nodes.shift[n]) not in inside
        }
        free = [o for o, option in enumerate(found.options) if option.task not in held]
        closed = [o for o in kept if found.options[o].task in held]
        return np.array(free, dtype=np.int64), np.array(closed, dtype=np.int64)

    def _mip(self, keep: Ints, used: Floats, options: int, free: int) -> Bools | None:
        """Which of the last `free` columns to take; None where no solution was found."""
        highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("time_limit", max(0.05, min(SECONDS, self.search.left())))
        highs.setOptionValue("mip_rel_gap", CLOSE)
        highs.passModel(self._part(keep, used, options, free))
        highs.run()
        x = np.array(highs.getSolution().col_value)
        found = (
            highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        )
        return x[len(x) - free :] > 0.5 if found and len(x) else None

    def _part(self, keep: Ints, used: Floats, options: int, free: int) -> highspy.HighsLp:
        """The programme with some columns, the others at what the plan has: `used` of each row."""
        part, lp = self.matrix[:, keep].tocsc(), highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(keep), len(used)
        lp.col_cost_ = self.cost[keep]
        lp.col_lower_, lp.col_upper_ = np.zeros(len(keep)), self.upper[keep]
        lp.row_lower_, lp.row_upper_ = self.row_lower - used, self.row_upper - used
        matrix = lp.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kColwise
        matrix.start_, matrix.index_, matrix.value_ = part.indptr, part.indices, part.data
        whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        between = len(keep) - options - free
        lp.integrality_ = [whole] * options + [real] * between + [whole] * free
        return lp
