"""Columns and rows of a mixed-integer programme, and HiGHS to solve it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Entries = dict[int, float]
INF = highspy.kHighsInf
BASIC = highspy.HighsBasisStatus.kBasic
LEAST_UNITS = 1e-6
WHOLE, REAL = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous


@dataclass
class Table:
    """Columns from 0 to `upper`, whole or not, and rows between two limits."""

    upper: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[float, float, Entries]] = field(default_factory=list)

    def column(self, upper: float, *, whole: bool = False) -> int:
        self.lower.append(0.0)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.upper) - 1

    def row(self, lower: float, upper: float, entries: Entries) -> None:
        self.rows.append((lower, upper, entries))

    def made(self) -> highspy.HighsLp:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.upper), len(self.rows)
        lp.col_cost_ = np.zeros(len(self.upper))
        lp.col_lower_, lp.col_upper_ = np.array(self.lower), np.array(self.upper)
        lp.row_lower_ = np.array([row[0] for row in self.rows])
        lp.row_upper_ = np.array([row[1] for row in self.rows])
        sizes = [len(row[2]) for row in self.rows]
        matrix = sparse.csr_array(
            (
                np.array([v for row in self.rows for v in row[2].values()], dtype=float),
                np.array([c for row in self.rows for c in row[2]], dtype=np.int32),
                np.cumsum([0, *sizes]),
            ),
            shape=(len(self.rows), len(self.upper)),
        )
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
        lp.a_matrix_.value_ = matrix.data
        lp.integrality_ = [WHOLE if one else REAL for one in self.whole]
        return lp


@dataclass(frozen=True)
class Answer:
    """x : the best solution, None if none was found, and its value. bound : no solution is below
    it; inf where there can be none.
    """

    x: Floats | None
    bound: float
    value: float = INF


class Solver:
    """HiGHS with one table: it seeks the least of an objective."""

    def __init__(self, table: Table, seed: int) -> None:
        self.columns, self.seed = len(table.upper), seed
        self.highs, self.basis, self.offset = _highs(seed), None, 0.0
        self.highs.passModel(table.made())

    def packed(self, aim: Entries, offset: float, start: Entries) -> dict[str, NDArray[Any]]:
        """The programme with this aim and a solution to start from, as arrays for a file."""
        lp = self.highs.getLp()
        cost = np.zeros(self.columns)
        cost[list(aim)] = list(aim.values())
        return {
            "cost": cost, "lower": np.array(lp.col_lower_), "upper": np.array(lp.col_upper_),
            "least": np.array(lp.row_lower_), "most": np.array(lp.row_upper_),
            "begin": np.array(lp.a_matrix_.start_), "index": np.array(lp.a_matrix_.index_),
            "value": np.array(lp.a_matrix_.value_),
            "whole": np.array([kind == WHOLE for kind in lp.integrality_]),
            "rowwise": np.array([lp.a_matrix_.format_ == highspy.MatrixFormat.kRowwise]),
            "start": np.array([list(start), list(start.values())], dtype=float),
            "seed": np.array([self.seed]), "offset": np.array([offset]),
        }  # fmt: skip

    @classmethod
    def unpacked(cls, made: dict[str, NDArray[Any]]) -> "Solver":
        solver = cls.__new__(cls)
        solver.columns, solver.seed = len(made["cost"]), int(made["seed"][0])
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(made["cost"]), len(made["least"])
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = made["cost"], made["lower"], made["upper"]
        lp.row_lower_, lp.row_upper_ = made["least"], made["most"]
        formats = highspy.MatrixFormat
        lp.a_matrix_.format_ = formats.kRowwise if made["rowwise"][0] else formats.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = made["begin"], made["index"]
        lp.a_matrix_.value_ = made["value"]
        lp.integrality_ = [WHOLE if one else REAL for one in made["whole"]]
        solver.highs, solver.basis = _highs(solver.seed), None
        solver.offset = lp.offset_ = float(made["offset"][0])
        solver.highs.passModel(lp)
        return solver

    def column(self, upper: float) -> int:
        """One more, whole."""
        self.highs.addVar(0.0, upper)
        self.highs.changeColIntegrality(self.columns, WHOLE)
        self.columns += 1
        return self.columns - 1

    def row(self, lower: float, upper: float, entries: Entries) -> int:
        """Its number."""
        index = np.array(list(entries), dtype=np.int32)
        self.highs.addRow(lower, upper, len(index), index, np.array(list(entries.values())))
        return int(self.highs.getNumRow()) - 1

    def aim(self, objective: Entries, offset: float = 0.0) -> None:
        """offset : what the objective is more, for gaps in shares of it; no answer holds it."""
        self.basis, self.offset = None, offset
        costs = np.zeros(self.columns)
        costs[list(objective)] = list(objective.values())
        self.highs.changeColsCost(self.columns, np.arange(self.columns, dtype=np.int32), costs)
        self.highs.changeObjectiveOffset(offset)

    def between(self, columns: list[int], lower: list[float], upper: list[float]) -> None:
        self.highs.changeColsBounds(
            len(columns), np.array(columns, dtype=np.int32), np.array(lower), np.array(upper)
        )

    def best(
        self, seconds: float, gap: float, start: Entries, *, units: float = LEAST_UNITS
    ) -> Answer:
        """Whole numbers, if the time allows within `gap` of the bound, a share of it, or within so
        many units; from a solution on.
        """
        self.highs.setOptionValue("mip_rel_gap", gap)
        self.highs.setOptionValue("mip_abs_gap", units)
        self.highs.clearSolver()
        if start:
            where, value = np.array(list(start), dtype=np.int32), np.array(list(start.values()))
            self.highs.setSolution(len(where), where, value)
        self._run(seconds)
        if self.highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return Answer(None, INF)
        info = self.highs.getInfo()
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if not found:
            return Answer(None, info.mip_dual_bound - self.offset)
        value, bound = info.objective_function_value, info.mip_dual_bound
        return Answer(self._x(), bound - self.offset, value - self.offset)

    def telling(
        self, solution: Callable[[float, Floats], None], bound: Callable[[float], None]
    ) -> None:
        """Tell of each better whole solution as it is found, its value and columns, and of the
        bound so far.
        """

        def met(event: Any) -> None:
            value = event.data_out.objective_function_value - self.offset
            solution(value, np.array(event.data_out.mip_solution))

        def went_on(event: Any) -> None:
            bound(event.data_out.mip_dual_bound - self.offset)

        self.highs.cbMipImprovingSolution += met
        self.highs.cbMipInterrupt += went_on

    def relaxed(self, seconds: float) -> Answer:
        """The best of all numbers, whole or not; from the last such answer with this aim on."""
        self.highs.setOptionValue("solve_relaxation", True)
        self._begin()
        self._run(self.highs.getRunTime() + seconds)  # here all runs count, for whole numbers one
        self.highs.setOptionValue("solve_relaxation", False)
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return Answer(None, -INF)
        self.basis = self.highs.getBasis()
        value = self.highs.getInfo().objective_function_value - self.offset
        return Answer(self._x(), value, value)

    def _begin(self) -> None:
        """Where the last such answer ended; rows that were added since are met or not."""
        self.highs.clearSolver()
        if self.basis is not None:
            new = self.highs.getNumRow() - len(self.basis.row_status)
            self.basis.row_status = [*self.basis.row_status, *[BASIC] * new]
            self.highs.setBasis(self.basis)

    def reduced(self) -> Floats:
        """(columns,) what a unit of each would add to the last relaxed answer's value."""
        return np.array(self.highs.getSolution().col_dual)

    def _run(self, seconds: float) -> None:
        self.highs.setOptionValue("time_limit", max(0.01, seconds))
        self.highs.run()

    def _x(self) -> Floats:
        return np.array(self.highs.getSolution().col_value)


class _Quiet(highspy.Highs):
    """Says nothing: HiGHS greets on standard output, from 1.16 on while it is being made."""

    def enableCallbacks(self) -> None:  # the first that is called of a new one
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _highs(seed: int) -> Any:
    highs = _Quiet()  # type: ignore[no-untyped-call]
    highs.setOptionValue("random_seed", seed % 2**31)
    highs.setOptionValue("mip_feasibility_tolerance", 1e-7)
    return highs
