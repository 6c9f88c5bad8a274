"""One stream, one morning: how many shuffles are drawn, and what they say."""

import numpy as np
import pytest

from commonground.analysis.emerging import FEW, FITS, Emerging, emerging, enough

UNTIL = 736_000


def morning(n: int, *, planted: int = 0, level: float = 0.001, seed: int = 3) -> Emerging:
    """Reports by chance over a year and 64 places 300 m apart; `planted` in one place this week."""
    random = np.random.default_rng(seed)
    place, day = random.integers(0, 64, n), random.integers(UNTIL - 364, UNTIL + 1, n)
    place = np.concatenate([place, np.full(planted, 20)])
    day = np.concatenate([day, random.integers(UNTIL - 5, UNTIL + 1, planted)])
    x, y = -87.7 + 0.0036 * (np.arange(64) % 8), 41.8 + 0.0027 * (np.arange(64) // 8)
    return emerging(place, day, x, y, until=UNTIL, seed=seed, level=level)


@pytest.mark.parametrize("level", [0.01, 0.0033, 0.001, 0.0007])
def test_fewer_than_ten_of_the_shuffles_is_the_same_as_within_the_level(level):
    whole = enough(level)
    assert FEW / (whole + 1) <= level < (FEW + 1) / (whole + 1)
    assert FEW / whole > level  # a stop at the tenth is never within it


def test_a_sparse_stream_is_shuffled_as_often_as_its_level_needs():
    made = morning(200, planted=8)
    assert made.found.replications == enough(0.001) == 9999
    (cluster, *_) = made.alerts(0.001)
    assert made.reached(cluster) == 0
    assert made.p_value(cluster) == min(1 / 10_000, cluster.gumbel_p_value)


def test_in_a_sparse_stream_shuffles_are_counted_where_any_reach():
    made = morning(200, planted=5, level=0.01, seed=5)
    cluster = made.found.clusters[0]
    assert 0 < made.reached(cluster) < FEW
    assert made.p_value(cluster) == (made.reached(cluster) + 1) / 1000 != cluster.gumbel_p_value


def test_the_tail_says_nothing_of_the_sparsest_streams():
    made = morning(60, planted=8)
    (cluster, *_) = made.alerts(0.001)
    assert made.reached(cluster) == 0
    assert made.p_value(cluster) == 1 / 10_000 > cluster.gumbel_p_value


def test_where_nothing_stands_out_the_shuffles_stop_at_the_tenth():
    made = morning(200)
    assert made.found.replications < 2000
    assert made.alerts(0.001) == []


def test_a_stream_of_many_reports_reads_how_rare_from_the_fitted_tail():
    made = morning(FITS, planted=60)
    assert made.found.replications == 999
    (cluster, *_) = made.alerts(0.001)
    assert made.reached(cluster) == 0
    assert made.p_value(cluster) == cluster.gumbel_p_value < 1e-5
