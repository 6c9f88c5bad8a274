"""Lorenz and Gini, with what chance alone would show beside them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.analysis.coverage.fairness import clustering, fairness, lasting
from commonground.analysis.coverage.lorenz import ginis, lorenz
from commonground.analysis.coverage.twin import slow_gini
from commonground.analysis.errors import Unusable

# The example vector of R's ineq package; ineq(x) prints 0.4620911, its tests 0.462091130267624
INEQ = np.array([541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261.0])
counts = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=9)


def test_gini_equals_that_of_rs_ineq():
    assert lorenz(INEQ, np.ones(10)).gini == pytest.approx(0.462091130267624, abs=1e-14)


@given(counts.filter(lambda rows: any(x for x, _ in rows)))
def test_gini_equals_half_the_mean_difference_pair_by_pair(rows):
    x, w = np.array(rows, dtype=float).T
    slow = slow_gini(x.tolist(), w.tolist())
    assert lorenz(x, w).gini == pytest.approx(slow, abs=1e-12)
    assert ginis(x[None], w)[0] == pytest.approx(slow, abs=1e-12)


def test_the_same_for_each_resident_is_nought_and_all_in_one_place_is_nearly_one():
    people = np.array([1000.0, 3000.0, 6000.0])
    assert lorenz(people / 100, people).gini == pytest.approx(0)
    assert lorenz(np.array([5.0, 0, 0]), people).gini == pytest.approx(0.9)
    curve = lorenz(np.array([5.0, 0, 0]), people)
    assert curve.of.tolist() == pytest.approx([0, 0.3, 0.9, 1])
    assert curve.presence.tolist() == [0, 0, 0, 1]


def drawn(seed: int, rate: float, spread: float, weeks: int = 52, areas: int = 120):
    """Visits by week where residents' rates spread with a gamma of this squared variation."""
    random = np.random.default_rng(seed)
    people = random.integers(3000, 20_000, areas).astype(float)
    rates = random.gamma(1 / spread, spread, areas) if spread else np.ones(areas)
    mean = people * rates / 1e4 * rate
    return random.poisson(mean[:, None], (areas, weeks)), people, lorenz(mean, people).gini


def test_fair_presence_of_few_visits_is_not_called_uneven():
    visits, people, _ = drawn(5, rate=0.05, spread=0)
    found = fairness(visits, people, seed=1)
    assert found.curve.gini > 0.2  # chance alone looks like this
    assert not found.is_uneven
    assert found.chance_low < found.curve.gini < found.chance_high
    assert found.low == 0 and found.corrected < 0.15


def test_uneven_presence_is_told_and_measured_without_what_chance_adds():
    visits, people, true = drawn(6, rate=0.1, spread=0.3)
    found = fairness(visits, people, seed=1)
    assert found.is_uneven
    assert found.low < true < found.high
    assert abs(found.corrected - true) < abs(found.curve.gini - true)


def test_runs_of_visits_raise_what_chance_can_do():
    visits, people, _ = drawn(7, rate=0.1, spread=0)
    once, often = (fairness(n * visits, people, seed=1) for n in (1, 4))
    assert once.clustered == pytest.approx(1, abs=0.1)
    assert often.clustered == pytest.approx(4, abs=0.4)
    assert often.chance == pytest.approx(once.chance, abs=0.02)
    assert not often.is_uneven


def test_the_whole_agencys_busy_weeks_are_no_clusters():
    random = np.random.default_rng(8)
    season = 1 + 0.8 * np.sin(np.arange(52) / 8)
    assert clustering(random.poisson(2 * season, (100, 52)).astype(float)) < 1.1
    assert clustering(np.zeros((3, 4))) == 1


def test_the_curve_of_fair_presence_lies_in_the_band():
    visits, people, _ = drawn(9, rate=0.5, spread=0)
    found = fairness(visits, people, seed=1)
    curve = np.interp(np.linspace(0, 1, 21), found.curve.of, found.curve.presence)
    assert ((found.band_low <= curve) & (curve <= found.band_high)).mean() > 0.8


def test_the_order_of_one_half_tells_nothing_of_the_other_where_only_chance_acts():
    visits, people, _ = drawn(11, rate=0.3, spread=0)
    assert lasting(visits.astype(float), people, np.random.default_rng(1)) < 0.03
    uneven, people, true = drawn(11, rate=3, spread=0.3)
    assert 0.8 * true < lasting(uneven.astype(float), people, np.random.default_rng(1)) < true


def test_presence_in_two_levels_is_not_read_too_high():
    random = np.random.default_rng(12)
    people = random.integers(3000, 20_000, 120).astype(float)
    mean = people / 1e4 * np.where(np.arange(120) < 30, 0, 1)
    found = fairness(random.poisson(mean[:, None], (120, 52)), people, seed=1)
    assert found.low < lorenz(mean, people).gini < found.high


def test_concentration_by_another_order_is_nought_where_it_tells_nothing():
    presence, order = np.array([[3.0, 1, 1, 3]]), np.array([[1.0, 2, 3, 4]])
    assert ginis(presence, np.ones(4), by=order)[0] == pytest.approx(0)


def test_the_same_seed_gives_the_same_answer():
    visits, people, _ = drawn(5, rate=0.1, spread=0.1)
    one, two = (fairness(visits, people, seed=3) for _ in range(2))
    assert (one.low, one.high, one.chance_high) == (two.low, two.high, two.chance_high)


@pytest.mark.parametrize("shape", [(4, 52), (20, 7)])
def test_too_few_places_or_weeks_say_nothing(shape):
    assert fairness(np.full(shape, 9), np.full(shape[0], 100.0), seed=1) is None


def test_too_few_visits_say_nothing():
    table = np.zeros((20, 12))
    assert fairness(table, np.full(20, 100.0), seed=1) is None
    table[0, 0] = 29
    assert fairness(table, np.full(20, 100.0), seed=1) is None


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: lorenz(np.array([]), np.array([])),
        lambda: lorenz(np.zeros(2), np.ones(2)),
        lambda: lorenz(np.ones(2), np.zeros(2)),
        lambda: lorenz(np.array([-1.0, 2]), np.ones(2)),
        lambda: fairness(np.ones((2, 3)), np.ones(3), seed=1),
        lambda: fairness(np.ones((2, 3)), np.zeros(2), seed=1),
    ],
)
def test_what_no_answer_follows_from_is_refused(wrong):
    with pytest.raises(Unusable):
        wrong()
