"""The tables that replicates are compared with: never too high, and hardly ever too low."""

import numpy as np
import pytest

from commonground.analysis.scan.thresholds import fewest, largest_expected, may_exceed, ratio


@pytest.mark.parametrize("level", [0.05, 1.0, 4.0, 12.0, 80.0, 900.0])
@pytest.mark.parametrize("n", [50, 4_000, 1_000_000])
def test_the_table_holds_the_fewest_cases_that_reach_a_level(level, n):
    expected = np.geomspace(1e-6, 0.4 * n, 60)[:, None]
    most = int(0.5 * n)
    table = np.full((60, 1), -1)
    fewest(expected, largest_expected(level, most, n, expected.max() * 2), 1, table)
    for mu, c in zip(expected[:, 0], table[:, 0], strict=True):
        if c < 0:
            assert ratio(most, mu, n) < level
        else:
            assert ratio(c, mu, n) >= level * (1 - 1e-6)
            assert ratio(c - 1, mu, n) < level


def test_no_fewer_than_the_fewest_cases_of_a_cluster_are_asked_for():
    table = np.full((1, 1), -1)
    fewest(np.array([[0.01]]), largest_expected(1.0, 40, 100, 1.0), 6, table)
    assert table.tolist() == [[6]]


def test_a_window_that_is_not_asked_for_keeps_what_it_has():
    table = np.full((1, 2), 99)
    fewest(np.array([[-1.0, 0.5]]), largest_expected(1.0, 40, 100, 1.0), 1, table)
    assert table[0, 0] == 99 and table[0, 1] < 99


def test_what_the_bound_passes_over_is_never_better():
    random = np.random.default_rng(1)
    for _ in range(5_000):
        n = int(random.integers(2, 10_000))
        c = int(random.integers(1, n + 1))
        mu = float(random.uniform(0, c))
        assert may_exceed(ratio(c, mu, n) * (1 - 1e-9), c, mu, n)
    assert not may_exceed(10.0, 11, 10.0, 1_000)
