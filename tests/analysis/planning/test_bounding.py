"""A bound sought by another process is the programme's; the process ends with the plan."""

from commonground.analysis.planning import bounding
from commonground.analysis.planning.bounding import Bounding
from commonground.analysis.planning.choosing import choice_of, solution_of, timeless
from commonground.analysis.planning.days import roster
from commonground.analysis.planning.draft import Draft
from commonground.analysis.planning.example import example
from commonground.analysis.planning.goals import values
from commonground.analysis.planning.programme import Programme
from commonground.analysis.planning.table import Solver
from commonground.analysis.planning.works import works


def programme(officers=6, neighbourhoods=10, events=6):
    instance = example(officers=officers, neighbourhoods=neighbourhoods, events=events, seed=1)
    made = Programme(works(roster(instance)))
    return made, Solver(made.table, 1)


def test_another_process_finds_the_same_bound_and_a_solution_worth_it():
    made, solver = programme()
    aim = made.goals["debt"]
    solver.aim(aim)
    here = solver.best(20, 0.0, {})
    beside = Bounding(solver.packed(aim, 0.0, {}), None, 20)
    beside.end(30)
    assert beside.process.poll() is not None
    assert beside.found <= here.value + 1e-6
    assert beside.found >= here.value - bounding.CLOSE * abs(here.value) - 1e-6
    value, x = beside.better
    chosen = solution_of(made, Draft(made.work))
    choice = choice_of(made, {column: x[column] for column in chosen})
    worth = values(made.instance, timeless(made, choice))["debt"]
    assert abs(-worth - made.offset["debt"] - value) < 1e-6


def test_a_process_that_goes_on_is_ended():
    made, solver = programme(officers=40, neighbourhoods=80, events=40)
    beside = Bounding(solver.packed(made.goals["evenness"], 0.0, {}), None, 60)
    beside.end(0)
    assert beside.process.poll() is not None
