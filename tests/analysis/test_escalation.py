"""The matched comparison behind one number: what it recovers, and when it says nothing."""

import numpy as np
import pytest
from scipy.stats import binom

from commonground.analysis.errors import Unusable
from commonground.analysis.escalation import Sets, compare, matched, odds

DISTRICTS, PLACES, EXPOSED = 12, 30, 4
RUNS = 120


def town(random, ratio):
    """Sets of a town whose busier places have clusters more often; rates stay what they were."""
    usual = random.gamma(2.0, 40.0, (DISTRICTS, PLACES))
    history = random.poisson(np.stack([usual, usual / 2], axis=2))
    shaken = usual / 6 * random.lognormal(0, 0.2, usual.shape) * random.lognormal(0, 0.5)
    rows = []
    for district in range(DISTRICTS):
        share = usual[district] / usual[district].sum()
        alerts = random.choice(PLACES, EXPOSED, replace=False, p=share)
        free = ~np.isin(np.arange(PLACES), alerts)
        after = random.poisson(np.where(free, 1, ratio) * shaken[district])
        for place in alerts.tolist():
            others = matched(history[district], place, free, most=3, caliper=1.5)
            if len(others):
                expected = odds(history[district, :, 0], place, others)
                rows.append((after[place], after[others].sum(), expected, district))
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return Sets(*columns)


@pytest.mark.parametrize("ratio", [1.0, 1.4])
def test_a_known_ratio_lies_in_the_interval_as_often_as_it_says(ratio):
    random = np.random.default_rng(7)
    found = [compare(town(random, ratio)) for _ in range(RUNS)]
    held = sum(one.low <= ratio <= one.high for one in found)
    assert binom.ppf(0.005, RUNS, 0.95) <= held <= binom.ppf(0.995, RUNS, 0.95)
    middle = np.mean([np.log(one.ratio) for one in found])
    assert abs(middle - np.log(ratio)) < 0.03  # a tenth of a ratio that matters


def test_the_smallest_ratio_that_would_be_told_is_told_four_times_in_five():
    random = np.random.default_rng(11)
    seen = np.mean([compare(town(random, 1.0)).seen for _ in range(30)])
    told = sum(compare(town(random, seen)).low > 1 for _ in range(RUNS))
    assert binom.ppf(0.001, RUNS, 0.8) <= told <= binom.ppf(0.999, RUNS, 0.8)


def test_of_pairs_alike_before_it_is_the_one_sum_over_the_other():
    random = np.random.default_rng(3)
    pairs = random.poisson(20, (40, 2))
    found = compare(Sets(pairs[:, 0], pairs[:, 1], np.ones(40), np.arange(40) % 8))
    assert found.ratio == pytest.approx(pairs[:, 0].sum() / pairs[:, 1].sum())
    assert (found.sets, found.groups) == (40, 8)


def test_it_is_where_the_binomial_likelihood_is_highest():
    sets = town(np.random.default_rng(5), 1.3)
    total = sets.exposed + sets.others

    def likelihood(ratio):
        share = ratio * sets.odds / (1 + ratio * sets.odds)
        return binom.logpmf(sets.exposed, total, share).sum()

    tried = np.linspace(0.5, 2.5, 2001)
    assert compare(sets).ratio == pytest.approx(tried[np.argmax([*map(likelihood, tried)])], 1e-3)


def test_a_place_that_was_twice_as_busy_before_is_expected_to_be_so_after():
    sets = Sets(np.full(10, 20), np.full(10, 10), np.full(10, 2.0), np.arange(10))
    assert compare(sets).ratio == pytest.approx(1)
    assert odds(np.array([20, 10, 10]), 0, np.array([1, 2])) == pytest.approx(20.5 / 21)


@pytest.mark.parametrize("exposed, others", [(0, 9), (9, 0), (0, 0)])
def test_without_incidents_on_one_side_it_cannot_tell(exposed, others):
    assert compare(Sets(np.full(9, exposed), np.full(9, others), np.ones(9), np.arange(9))) is None


def test_with_fewer_than_five_districts_or_no_sets_it_cannot_tell():
    few = Sets(np.full(9, 5), np.full(9, 5), np.ones(9), np.arange(9) % 4)
    none = Sets(np.zeros(0, int), np.zeros(0, int), np.zeros(0), np.zeros(0, int))
    assert compare(few) is None and compare(none) is None


def test_the_nearest_places_come_first_and_none_that_is_too_unlike_or_not_eligible():
    history = np.array([[100, 50], [101, 50], [99, 49], [110, 55], [400, 50], [100, 50]])
    eligible = np.array([True, True, True, True, True, False])
    assert matched(history, 0, eligible, most=5, caliper=1.0).tolist() == [1, 2, 3]
    assert matched(history, 0, eligible, most=2, caliper=1.0).tolist() == [1, 2]
    assert matched(history, 4, eligible, most=2, caliper=1.0).tolist() == []


def test_counts_below_zero_and_places_without_others_are_refused_with_a_sentence():
    with pytest.raises(Unusable, match="0 or more"):
        Sets(np.array([-1]), np.array([1]), np.ones(1), np.zeros(1, int))
    with pytest.raises(Unusable, match="others"):
        Sets(np.array([1]), np.array([1]), np.array([np.inf]), np.zeros(1, int))
