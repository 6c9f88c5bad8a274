"""A measure over time: simulated truths, a slow twin, breaks, windows that overlap."""

import numpy as np
import pytest

from commonground.analysis.errors import Unusable
from commonground.analysis.surveys.smoothing import (
    apart,
    rolling_difference,
    smooth,
)


def walk(random, waves=24, areas=40, tau=0.02, se=0.04):
    truth = 0.6 + np.cumsum(random.normal(0, tau, (waves, areas)), axis=0)
    return truth, truth + random.normal(0, se, (waves, areas)), np.full((waves, areas), se**2)


def test_it_recovers_the_variance_of_change_and_is_nearer_than_single_waves():
    truth, direct, variance = walk(np.random.default_rng(1))
    made = smooth(np.arange(24.0), direct, variance)
    assert made.tau2**0.5 == pytest.approx(0.02, rel=0.25)
    assert np.mean((made.level - truth) ** 2) < 0.5 * np.mean((direct - truth) ** 2)
    covered = np.mean((made.low <= truth) & (truth <= made.high))
    assert 0.93 < covered < 0.97


def test_it_equals_the_normal_distribution_written_out():
    random = np.random.default_rng(2)
    times = np.array([0.0, 1, 3, 4, 7])
    direct = random.normal(0, 1, (5, 1))
    variance = random.uniform(0.3, 1, (5, 1))
    made = smooth(times, direct, variance)
    shared = made.tau2 * np.minimum.outer(times, times) + 1e7
    total = shared + np.diag(variance[:, 0])
    assert made.level[:, 0] == pytest.approx(
        shared @ np.linalg.solve(total, direct[:, 0]), abs=1e-4
    )
    left = np.diag(shared - shared @ np.linalg.solve(total, shared))
    assert made.se[:, 0] ** 2 == pytest.approx(left, abs=1e-3)


def test_where_nothing_changes_it_says_so_most_of_the_time():
    random = np.random.default_rng(3)
    found = [
        smooth(np.arange(8.0), random.normal(0.5, 0.05, (8, 10)), np.full((8, 10), 0.05**2)).tau2
        for _ in range(60)
    ]
    assert np.median(found) ** 0.5 < 0.01


def test_a_missing_wave_has_a_wider_interval():
    _, direct, variance = walk(np.random.default_rng(4))
    direct[10, 3] = np.nan
    made = smooth(np.arange(24.0), direct, variance)
    assert made.se[10, 3] > made.se[10, 4]
    assert np.isfinite(made.level).all()


def test_a_break_lets_the_level_jump():
    truth, direct, variance = walk(np.random.default_rng(5))
    moved = direct + np.where(np.arange(24) >= 12, 0.3, 0.0)[:, None]
    breaks = np.arange(24) == 12
    made = smooth(np.arange(24.0), moved, variance, breaks=breaks)
    assert np.mean(made.level[12] - made.level[11]) == pytest.approx(0.3, abs=0.03)
    assert made.tau2 < smooth(np.arange(24.0), moved, variance).tau2 / 3


def test_before_its_first_wave_nothing_is_known_of_an_area_but_by_those_after():
    _, direct, variance = walk(np.random.default_rng(6))
    direct[:12, 0] = np.nan
    breaks = np.arange(24) == 12
    made = smooth(np.arange(24.0), direct, variance, breaks=breaks)
    assert np.isnan(made.level[:12, 0]).all()
    assert np.isfinite(made.level[12:, 0]).all()


def test_windows_that_share_answers_are_thinned():
    ends = np.arange(10) * 3.0
    assert apart(ends, 12.0).tolist() == [1, 5, 9]
    assert apart(ends, 3.0).tolist() == list(range(10))


def test_shared_answers_cancel_in_a_difference():
    random = np.random.default_rng(7)
    answers = random.normal(0, 1, (4000, 600))
    first, second = answers[:, :400].mean(axis=1), answers[:, 200:].mean(axis=1)
    _, se = rolling_difference((0.0, 0.05), (0.0, 0.05), 0.5)
    assert np.std(second - first) == pytest.approx(se, rel=0.05)
    with pytest.raises(Unusable, match="from 0 to under 1"):
        rolling_difference((0, 1), (0, 1), 1.0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t, y, v: (t[::-1], y, v), "must ascend"),
        (lambda t, y, v: (t, y, v * 0), "above 0"),
        (lambda t, y, v: (t[:2], y[:2], v[:2]), "No area has 3 waves"),
    ],
)
def test_what_cannot_be_smoothed_is_refused(change, words):
    _, direct, variance = walk(np.random.default_rng(10))
    with pytest.raises(Unusable, match=words):
        smooth(*change(np.arange(24.0), direct, variance))
