"""Noise of figures that come without an error: simulated truths, and all of one kind."""

import numpy as np
import pytest

from commonground.analysis.surveys.noise import noise_of_changes, taken_back


def walks(random, waves, areas, step):
    return np.cumsum(random.normal(0, step, (waves, areas)), axis=0)


def test_errors_without_memory_are_found_beside_levels_that_walk():
    random = np.random.default_rng(1)
    made = walks(random, 60, 40, 1.0) + random.normal(0, 2.0, (60, 40))
    assert noise_of_changes(made) == pytest.approx(2.0, rel=0.07)
    assert taken_back(made, 1) == pytest.approx(2 * 4 / (1 + 2 * 4), abs=0.05)


def test_windows_that_roll_over_four_quarters():
    """Each quarter's error is 6, of a window's mean 3."""
    random = np.random.default_rng(2)
    quarters = walks(random, 83, 40, 0.5) + random.normal(0, 6.0, (83, 40))
    windows = sum(quarters[k : 80 + k] for k in range(4)) / 4
    assert noise_of_changes(windows, (4,)) == pytest.approx(3.0, rel=0.07)
    assert noise_of_changes(windows) < 1  # taken for independent, they seem to have none


def test_a_smoothing_that_nobody_told_of():
    random = np.random.default_rng(3)
    errors = random.normal(0, 4.0, (206, 40))
    smooth = 0.5 * errors[3:] + 0.3 * errors[2:-1] + 0.2 * errors[1:-2]
    true = 4 * np.sqrt(0.25 + 0.09 + 0.04)
    assert noise_of_changes(smooth, (1, 2, 3)) == pytest.approx(true, rel=0.07)
    assert taken_back(smooth, 3) == pytest.approx(1, abs=0.03)


def test_what_stays_changed_is_no_noise():
    made = walks(np.random.default_rng(4), 400, 40, 1.0)
    assert noise_of_changes(made) < 0.2
    assert taken_back(made, 4) < 0.1


def test_a_month_without_a_figure_is_left_out():
    random = np.random.default_rng(5)
    made = random.normal(0, 2.0, (80, 40))
    made[random.random(made.shape) < 0.1] = np.nan
    assert noise_of_changes(made) == pytest.approx(2.0, rel=0.1)
