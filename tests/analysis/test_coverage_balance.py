"""Reactive only, not, or cannot tell: by limits, not by rank."""

from math import isnan

import numpy as np
import pytest

from commonground.analysis.coverage.balance import (
    CANNOT_TELL,
    NOT,
    REACTIVE_ONLY,
    Rule,
    balance,
)
from commonground.analysis.coverage.clusters import effects, intraclass, intraclass_of_each
from commonground.analysis.coverage.limits import limits
from commonground.analysis.coverage.twin import slow_upper
from commonground.analysis.errors import Unusable


def even(total: int, weeks: int = 12) -> list[int]:
    """A total spread over the weeks, as evenly as whole numbers go."""
    return [total * (week + 1) // weeks - total * week // weeks for week in range(weeks)]


def judged(visits: int, calls: int, rule: Rule | None = None):
    return balance(np.array([even(visits)]), np.array([even(calls)]), rule)


@pytest.mark.parametrize(
    ("visits", "calls", "word"),
    [
        (0, 300, REACTIVE_ONLY),
        (2, 500, REACTIVE_ONLY),
        (0, 40, CANNOT_TELL),  # so few that 1 in 20 may show none
        (0, 0, CANNOT_TELL),
        (15, 285, CANNOT_TELL),  # 5 in 100 is the threshold itself
        (60, 240, NOT),
        (5, 0, NOT),
    ],
)
def test_the_word_follows_from_the_limits(visits, calls, word):
    assert judged(visits, calls).word[0] == word


def test_nothing_at_all_has_no_share_and_limits_that_say_nothing():
    found = judged(0, 0)
    assert isnan(found.share[0])
    assert (found.low[0], found.high[0]) == (0, 1)


def test_another_neighbourhood_does_not_change_the_word_by_its_rank():
    quiet, busy = even(0), even(300)
    alone = balance(np.array([quiet]), np.array([busy]))
    among = balance(np.array([quiet, quiet, quiet]), np.array([busy, busy, even(900)]))
    assert alone.word[0] == among.word[0] == REACTIVE_ONLY


def test_only_the_last_weeks_count():
    old, new = [5] * 12, [0] * 12
    found = balance(np.array([old + new]), np.array([[25] * 24]))
    assert (found.visits[0], found.calls[0], found.word[0]) == (0, 300, REACTIVE_ONLY)


def test_visits_that_were_not_logged_could_change_the_word_and_it_says_how_many():
    found = judged(2, 500)
    more = int(found.more_visits[0])
    assert more > 0
    effect = found.effect
    few = limits(np.array([2.0 + more - 1]), np.array([502.0 + more - 1]), effect, 0.01)[1]
    enough = limits(np.array([2.0 + more]), np.array([502.0 + more]), effect, 0.01)[1]
    assert few[0] < 0.05 <= enough[0]
    assert judged(60, 240).more_visits[0] == 0


@pytest.mark.parametrize(("count", "of"), [(0, 10), (0, 300), (3, 100), (9, 10), (10, 10)])
def test_the_limits_equal_the_slow_exact_ones(count, of):
    low, high = limits(np.array([count]), np.array([of]), np.ones(1), 0.01)
    assert high[0] == pytest.approx(slow_upper(count, of, 0.01), abs=1e-9)
    assert low[0] == pytest.approx(1 - slow_upper(of - count, of, 0.01), abs=1e-9)


def test_the_limits_are_the_published_ones():
    """Clopper & Pearson for 4 of 20, printed by R's binom.test as 0.0573 and 0.4366."""
    low, high = limits(np.array([4]), np.array([20]), np.ones(1), 0.025)
    assert (round(low[0], 4), round(high[0], 4)) == (0.0573, 0.4366)


def test_clusters_widen_the_limits_as_fewer_records_would():
    twice = limits(np.array([6.0]), np.array([200.0]), np.array([2.0]), 0.01)
    half = limits(np.array([3.0]), np.array([100.0]), np.ones(1), 0.01)
    assert np.allclose(twice, half)


def test_weeks_that_are_alike_are_told_from_weeks_that_are_not():
    random = np.random.default_rng(4)
    of = np.full((200, 12), 20)
    chance = random.binomial(of, 0.1)
    assert intraclass(chance, of) < 0.01
    alike = random.binomial(of, random.beta(0.9, 8.1, size=of.shape))  # rho = 1 / 10
    assert intraclass(alike, of) == pytest.approx(0.1, abs=0.02)
    whole = np.where(random.random(of.shape) < 0.1, of, 0)
    assert intraclass(whole, of) == pytest.approx(1, abs=0.01)


def test_alike_is_worked_out_as_the_table_of_variance_says():
    """Two neighbourhoods by hand: (1 of 4, 3 of 4) and (0 of 2, 2 of 4)."""
    x, m = np.array([[1, 3], [0, 2]]), np.array([[4, 4], [2, 4]])
    between = ((1 / 4 + 9 / 4 - 16 / 8) + (0 + 4 / 4 - 4 / 6)) / 2
    within = ((4 - 10 / 4) + (2 - 1)) / (6 + 4)
    usual = ((8 - 32 / 8) + (6 - 20 / 6)) / 2
    rho = (between - within) / (between + (usual - 1) * within)
    assert intraclass(x, m) == pytest.approx(rho)


def test_a_neighbourhood_whose_visits_come_all_at_once_is_judged_by_its_own_weeks():
    calls = np.full((40, 12), 25)
    visits = np.ones((40, 12), dtype=int)
    visits[0] = [12] + [0] * 11
    found = balance(visits, calls)
    assert found.alike < 0.05
    assert found.effect[0] > 5 > 1.1 * found.effect[1:].max()
    each = intraclass_of_each(visits, visits + calls)
    assert each[0] == intraclass(visits[:1], (visits + calls)[:1]) > found.alike


def test_one_record_a_week_has_no_cluster():
    assert effects(np.ones((3, 5)), 0.5).tolist() == [1, 1, 1]
    assert effects(np.full((1, 5), 11), 0.1).tolist() == [2]
    assert intraclass(np.zeros((2, 1)), np.ones((2, 1))) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: balance(np.zeros((2, 3)), np.zeros((2, 4))),
        lambda: balance(np.array([[-1]]), np.array([[1]])),
        lambda: balance(np.array([[np.nan]]), np.array([[1]])),
        lambda: Rule(share=0),
        lambda: Rule(share=1),
        lambda: Rule(weeks=0),
        lambda: Rule(wrong=0.5),
        lambda: limits(np.array([2]), np.array([1]), np.ones(1), 0.01),
        lambda: limits(np.array([1]), np.array([1]), np.zeros(1), 0.01),
        lambda: intraclass(np.ones((1, 2)), np.zeros((1, 2))),
    ],
)
def test_what_no_answer_follows_from_is_refused(wrong):
    with pytest.raises(Unusable):
        wrong()
