"""Windows that are lengthened until something is found."""

import numpy as np
import pytest
from scipy.stats import norm

from commonground.analysis.effects.looks import times

LEVEL, TRIES = 0.05, 200  # a tenth of the 2,000 of the study of placebos
MOST = 4 / 3 * LEVEL


def found_in_any(windows: list[int], factors: list[int], tries: int, seed: int = 11) -> float:
    """The share of comparisons of nothing that find something in one of their windows."""
    steps = np.sqrt(np.diff([0, *windows]))
    sums = np.cumsum(np.random.default_rng(seed).normal(size=(tries, len(windows))) * steps, 1)
    p_values = 2 * norm.sf(np.abs(sums / np.sqrt(windows)))
    return float((p_values * factors <= LEVEL).any(1).mean())


@pytest.mark.parametrize("windows", [[6, 9], [6, 24], [6, 9, 12, 15], [6, 12, 24, 48]])
def test_who_lengthens_a_window_finds_hardly_more_often_what_never_was(windows):
    corrected = [times(earlier) for earlier in range(len(windows))]
    by_chance = 3 * np.sqrt(MOST * (1 - MOST) / TRIES)
    assert found_in_any(windows, corrected, TRIES) <= MOST + by_chance
    assert found_in_any(windows, corrected, 40_000) <= MOST


def test_without_a_correction_it_finds_far_more():
    assert found_in_any([6, 12, 24, 48], [1, 1, 1, 1], 40_000) > 2 * MOST


def test_the_first_version_is_as_certain_as_if_there_were_no_other():
    assert [times(earlier) for earlier in range(3)] == [1, 4, 16]
