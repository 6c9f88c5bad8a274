"""What HiGHS is asked, and that it is asked it the way that it counts."""

import subprocess
import sys

import numpy as np
import pytest

from commonground.analysis.planning.days import roster
from commonground.analysis.planning.example import example
from commonground.analysis.planning.programme import Programme
from commonground.analysis.planning.searching import Search
from commonground.analysis.planning.solving import begin
from commonground.analysis.planning.table import INF, Solver, Table
from commonground.analysis.planning.works import works


def knapsack(seed=3, items=30):
    """Strongly correlated, so that whole numbers differ from parts."""
    rng = np.random.default_rng(seed)
    weights = rng.integers(20, 90, items)
    table = Table()
    columns = [table.column(1.0, whole=True) for _ in range(items)]
    held = dict(zip(columns, map(float, weights), strict=True))
    table.row(-INF, float(weights.sum() // 2), held)
    return table, {c: -(w + 10.0) for c, w in held.items()}


def test_an_offset_is_in_no_answer():
    table, aim = knapsack()
    plain, moved = Solver(table, 1), Solver(table, 1)
    plain.aim(aim)
    moved.aim(aim, 5_000.0)
    for ask in (lambda s: s.relaxed(10).value, lambda s: s.best(10, 0.0, {}).value):
        assert ask(moved) == pytest.approx(ask(plain), abs=1e-6)


def test_a_gap_is_a_share_of_the_objective_with_its_offset():
    """Half of -1,000 would be near enough; of -1,000 + 1,001 it is not."""
    table, aim = knapsack()
    solver = Solver(table, 1)
    solver.aim(aim)
    exact = solver.best(10, 0.0, {}).value
    solver.aim(aim, 1.0 - exact)
    assert solver.best(10, 0.2, {}).value == pytest.approx(exact, abs=0.25)


def test_a_relaxed_answer_after_new_rows_is_that_of_a_new_start():
    table, aim = knapsack()
    solver = Solver(table, 1)
    solver.aim(aim)
    first = solver.relaxed(10).value
    for row in ({0: 1.0, 1: 1.0}, {2: 1.0, 3: 1.0, 4: 1.0}):
        solver.row(-INF, 1.0, row)
        table.row(-INF, 1.0, row)
        again, fresh = solver.relaxed(10), Solver(table, 1)
        fresh.aim(aim)
        assert again.value == pytest.approx(fresh.relaxed(10).value, abs=1e-6)
    assert again.value > first


def test_every_search_for_whole_numbers_has_its_own_seconds():
    instance = example(officers=40, neighbourhoods=80, events=40, seed=1)
    made = Programme(works(roster(instance)))
    solver = Solver(made.table, 1)
    solver.aim(made.goals["evenness"], made.offset["evenness"])
    took = []
    for _ in range(6):
        before = solver.highs.getRunTime()
        solver.best(0.4, 0.0, {})
        took.append(solver.highs.getRunTime() - before)
    # were they added up, the last would have 2.4 seconds
    assert min(took[-2:]) < 1.5


def test_rows_of_nobody_are_chosen_anew_for_all():
    work = works(roster(example(officers=5, neighbourhoods=8, events=5, seed=1)))
    search = Search(work, begin(work, 1), until=1.0, clock=lambda: 0.0)
    assert search._around(set()) == set(range(5))


def test_nothing_is_written_where_answers_are():
    code = "from commonground.analysis.planning.table import Solver, Table\n"
    code += "table = Table()\ntable.column(1.0, whole=True)\nSolver(table, 1).best(1, 0.0, {})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b""
