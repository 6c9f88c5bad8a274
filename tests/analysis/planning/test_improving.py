"""Days planned anew break no rule, and make no plan worse."""

import numpy as np
import pytest

from commonground.analysis.planning.checking import check
from commonground.analysis.planning.days import roster
from commonground.analysis.planning.draft import Draft
from commonground.analysis.planning.example import example
from commonground.analysis.planning.goals import GOALS, values
from commonground.analysis.planning.greedy import greedy
from commonground.analysis.planning.improving import Improver, Wanted
from commonground.analysis.planning.vehicles import with_vehicles
from commonground.analysis.planning.works import works

from .weeks import at, officer, task, visit, week

PRICES = {
    "promises": 4e4, "alerts": 3e4, "unchanged": 0.0, "worst_off": 2e3, "debt": 2e2,
    "continuity": 20.0, "travel": 2.0,
}  # fmt: skip


def worth(instance, draft):
    """As the improver counts it: the last goal, and what misses the limits of 0 of the others."""
    found = values(instance, draft.assignments())
    sign = {goal: 1 if GOALS[goal] else -1 for goal in found}
    return sum(sign[goal] * found[goal] * PRICES.get(goal, 1.0) for goal in found)


def limits(draft):
    """A third better than the plan, so that each hour and minute counts."""
    found = values(draft.work.instance, draft.assignments())
    sign = {goal: -1 if GOALS[goal] else 1 for goal in found}
    named = ("worst_off", "debt", "continuity", "travel")
    return {goal: sign[goal] * found[goal] - abs(found[goal]) / 3 for goal in named}


@pytest.mark.parametrize("seed", range(4))
def test_days_planned_anew_break_no_rule_and_are_worth_more(seed):
    instance = example(officers=10, neighbourhoods=18, events=12, seed=seed)
    draft = greedy(works(roster(instance)), seed)
    improver = Improver(Wanted(limits(draft), PRICES), seed)
    random, before = np.random.default_rng(seed), worth(instance, draft)
    for _ in range(4):
        some = random.choice(10, 6, replace=False).tolist()
        new = improver.better(draft, some, 2.0)
        assert worth(instance, new) >= worth(instance, draft) - 1.0
        assert check(instance, with_vehicles(instance, new.assignments())) == []
        draft = new
    assert worth(instance, draft) > before


def test_the_least_travel_is_found_where_there_is_one_choice():
    far, near = officer("far", base=2, homes=(0,)), officer("near", base=0, homes=(0,))
    instance = week(officers=[far, near], owed=(120, 0, 0), minimum=0)
    draft = Draft(works(roster(instance)))
    assert draft.put(0, draft.visit(0, 0))
    new = Improver(Wanted(limits(draft), PRICES), 1).better(draft, [0, 1], 1.0)
    assert [made.officer for made in new.assignments()] == [1]


def test_a_promise_that_nobody_kept_is_kept_where_somebody_can():
    instance = week(tasks=[task("chat", kind="promise", place=1)], owed=(240, 0, 0))
    draft = Draft(works(roster(instance)))
    assert draft.put(0, draft.visit(0, 0).at(at(0, 9)))
    new = Improver(Wanted(limits(draft), PRICES), 1).better(draft, [0], 1.0)
    assert {made.task for made in new.assignments()} == {0, None}


def test_a_day_with_something_pinned_stays():
    pin = visit(0, 0, at(0, 9))
    instance = week(tasks=[task("chat", start=9.0)], owed=(120, 120, 0), pins=(pin,))
    draft = Draft(works(roster(instance)))
    assert draft.put(0, draft.visit(0, 0).at(at(0, 9)))
    new = Improver(Wanted(limits(draft), PRICES), 1).better(draft, [0], 1.0)
    assert new.assignments() == draft.assignments()
