"""Where the worst off have less than could be, those who may go there are chosen for again."""

import pytest

from commonground.analysis.planning.choosing import solution_of
from commonground.analysis.planning.days import roster
from commonground.analysis.planning.draft import Draft
from commonground.analysis.planning.example import example
from commonground.analysis.planning.goals import ideals, values
from commonground.analysis.planning.greedy import greedy
from commonground.analysis.planning.searching import Search
from commonground.analysis.planning.solving import begin, solve
from commonground.analysis.planning.works import works

from .weeks import officer, week


def reaching(instance, draft):
    """A search that has chosen the draft, and its bound of the worst off."""
    search = Search(draft.work, draft, until=20.0, clock=lambda: 0.0)
    search.chosen = solution_of(search.programme, draft)
    search.bounds["worst_off"] = ideals(instance)["worst_off"]
    return search


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_that_comes_before_is_lost_and_the_worst_off_get_what_can_be(seed):
    instance = example(officers=8, neighbourhoods=14, events=8, seed=seed)
    draft = greedy(works(roster(instance)), seed)
    for day in range(len(draft.days)):  # the greedy plan's tasks, and no visits
        draft.days[day] = [
            (piece, start) for piece, start in draft.days[day] if piece.task is not None
        ]
    search, before = reaching(instance, draft), values(instance, draft.assignments())
    search.worth_chosen = before
    search._reach("worst_off")
    now, best = search.worth_chosen, solve(instance, seconds=5.0).stages
    assert [now[g] >= before[g] for g in ("promises", "alerts")] == [True, True]
    assert now["worst_off"] >= {one.goal: one.value for one in best}["worst_off"]


def test_where_nobody_may_go_nothing_is_chosen_again():
    instance = week(officers=[officer("amber", homes=(0,))], owed=(*[0] * 11, 480))
    work = works(roster(instance))
    search = reaching(instance, begin(work, 1))
    assert search._for_worst_off() == set()
    chosen = dict(search.chosen)
    search._reach("worst_off")
    assert search.chosen == chosen and isinstance(search.best, Draft)
