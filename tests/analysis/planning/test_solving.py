"""Plans keep every hard rule; each goal is as good as trying everything finds it to be."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from commonground.analysis.errors import Unusable
from commonground.analysis.planning.checking import check
from commonground.analysis.planning.days import arrange, roster
from commonground.analysis.planning.example import example
from commonground.analysis.planning.goals import GOALS, rank, values
from commonground.analysis.planning.greedy import greedy
from commonground.analysis.planning.instance import Span
from commonground.analysis.planning.packing import fixed
from commonground.analysis.planning.solving import INFEASIBLE, OPTIMAL, solve
from commonground.analysis.planning.vehicles import with_vehicles
from commonground.analysis.planning.works import works

from .weeks import at, does, officer, task, visit, week

PART = {"homes": (0, 1), "hours": (9, 13)}
AMBER, BLUE = officer("amber", **PART), officer("blue", **PART, base=1)


@pytest.mark.parametrize("seed", range(6))
def test_a_plan_of_a_drawn_week_keeps_every_rule_and_no_promise_passes_the_bound(seed):
    instance = example(officers=6, neighbourhoods=12, events=5, seed=seed)
    plan = solve(instance, seconds=5, seed=seed)
    assert check(instance, list(plan.assignments)) == []
    assert plan.stages[0].value <= plan.stages[0].bound


@pytest.mark.parametrize("seed", range(6))
def test_the_greedy_plan_keeps_every_rule_and_the_solved_one_is_no_worse(seed):
    instance = example(officers=8, neighbourhoods=15, events=8, seed=seed)
    drawn = with_vehicles(instance, greedy(works(roster(instance)), seed).assignments())
    assert check(instance, drawn) == []
    solved = solve(instance, seconds=5, seed=seed).assignments
    goals = list(GOALS)[:2]
    before, after = values(instance, drawn), values(instance, solved)
    assert [after[goal] for goal in goals] >= [before[goal] for goal in goals]


def test_without_any_time_there_is_a_plan_all_the_same():
    instance = example(officers=8, neighbourhoods=15, events=8, seed=1)
    plan = solve(instance, seconds=0)
    assert plan.assignments
    assert check(instance, list(plan.assignments)) == []


def test_the_same_seed_draws_the_same_plan():
    instance = example(officers=5, neighbourhoods=9, events=4, seed=2)
    one, two = (solve(instance, seconds=20, seed=7) for _ in range(2))
    assert one.assignments == two.assignments
    assert one.draws == two.draws


def every_plan(instance, pieces):
    """All choices, for each piece, of one of its assignments or of none."""
    for chosen in product(*([None, *options] for options in pieces)):
        plan = [made for made in chosen if made is not None]
        if not check(instance, plan):
            yield plan


TINY = {
    "two tasks at one time and one officer": week(
        officers=[AMBER], tasks=[task("one"), task("two", weight=2)], owed=(120, 0, 0)
    ),
    "an alert in the way of a promise": week(
        officers=[AMBER], tasks=[task("alert", kind="alert"), task("chat", kind="promise")]
    ),
    "two neighbourhoods, one further behind": week(officers=[AMBER], owed=(120, 240, 0)),
    "each at home": week(officers=[AMBER, BLUE], owed=(120, 120, 0)),
    "a crew": week(officers=[AMBER, BLUE], tasks=[task("walk", crew=2)], owed=(120, 0, 0)),
}


@pytest.mark.parametrize("name", TINY)
def test_a_tiny_week_is_planned_as_well_as_trying_everything(name):
    instance = TINY[name]
    staff = range(len(instance.officers))
    pieces = [[does(instance, who, n)] for n in range(len(instance.tasks)) for who in staff]
    starts = [at(0, 9 + quarter / 4) for quarter in range(9)]
    for place, owed in enumerate(instance.neighbourhoods):
        for _ in range(owed.due // 120):
            pieces.append([visit(who, place, start) for who in staff for start in starts])
    best = max(rank(values(instance, plan)) for plan in every_plan(instance, pieces))
    plan = solve(instance, seconds=5)
    made = values(instance, plan.assignments)
    assert rank(made)[:4] == best[:4]  # the goals that give nothing to those after them
    bounds = rank({stage.goal: stage.bound for stage in plan.stages})
    assert all(value <= bound for value, bound in zip(best[:4], bounds[:4], strict=True))


def test_times_are_found_exactly_when_some_order_of_the_pieces_has_them():
    random = np.random.default_rng(3)
    instance = week(officers=[AMBER], owed=(120, 120, 120))
    here = roster(instance)
    work = works(here)
    day, ways = here.days[0], here.ways
    for _ in range(40):
        tasks = [task(f"t{n}", start=9 + int(random.integers(12)) / 4, minutes=30,
                      place=int(random.integers(3))) for n in range(3)]  # fmt: skip
        made = replace(instance, tasks=tuple(tasks))
        found = works(roster(made)).pieces
        pieces = [found[n][0] for n in range(3) if 0 in found[n]]
        plan = [does(made, 0, n) for n in range(3) if 0 in found[n]]
        assert (arrange(ways, day, pieces) is None) == bool(check(made, plan))
    assert fixed(work).assignments() == []


def test_what_is_pinned_stays_whatever_it_costs():
    pin = visit(0, 1, at(0, 10))
    instance = week(officers=[AMBER], tasks=[task("chat")], owed=(0, 120, 0), pins=(pin,))
    plan = solve(instance, seconds=5)
    assert pin in plan.assignments
    assert [unmet.what for unmet in plan.unmet] == ["event chat"]


def test_a_pin_that_breaks_a_rule_is_told():
    away = officer("amber", busy=(Span(at(0, 9), at(0, 17), "leave"),))
    instance = week(officers=[away, BLUE], owed=(120, 0, 0), pins=(visit(0, 0, at(0, 10)),))
    with pytest.raises(Unusable, match="amber at 2026-11-23T10:00"):
        solve(instance, seconds=1)


def test_a_pinned_crew_that_nobody_can_complete_is_infeasible():
    walk = week(officers=[AMBER], tasks=[task("walk", crew=2)])
    instance = replace(walk, pins=(does(walk, 0, 0),))
    try:
        assert solve(instance, seconds=1).status == INFEASIBLE
    except Unusable as told:
        assert "amber" in str(told)


def test_few_things_change_when_a_week_is_planned_again():
    instance = example(officers=8, neighbourhoods=15, events=6, seed=4)
    before = solve(instance, seconds=5).assignments
    away = replace(instance.officers[0], busy=(Span(at(0, 0), at(7, 0), "leave"),))
    after = solve(
        replace(instance, officers=(away, *instance.officers[1:]), previous=before), seconds=5
    )
    kept = next(stage for stage in after.stages if stage.goal == "unchanged")
    stay = sum(made.officer != 0 for made in before)
    assert kept.value >= 0.75 * stay


def test_a_team_of_seven_plans_its_three_wards_to_the_optimum():
    instance = example(officers=7, neighbourhoods=3, events=3, seed=1)
    plan = solve(instance, seconds=10)
    assert plan.status == OPTIMAL or max(stage.gap for stage in plan.stages) <= 0.02
