"""Default points are told from busy places."""

import numpy as np
import pytest

from commonground.analysis.defects import on_default_points

CITY = np.random.default_rng(3).integers(0, 40, size=(4000, 2)).astype(float)


def piled(*piles: tuple[float, int]) -> tuple[np.ndarray, np.ndarray]:
    rows = [CITY, *(np.full((count, 2), place) for place, count in piles)]
    points = np.concatenate(rows)
    return points[:, 0], points[:, 1]


def test_a_city_without_a_default_point_has_none():
    assert not on_default_points(*piled()).any()


def test_a_pile_on_one_point_is_found_and_nothing_else():
    found = on_default_points(*piled((100.5, 600)))
    assert found[4000:].all() and not found[:4000].any()


@pytest.mark.parametrize("second", [500, 590])
def test_two_piles_are_both_found(second):
    found = on_default_points(*piled((100.5, 600), (200.5, second)))
    assert found[4000:].all() and not found[:4000].any()


def test_a_busy_place_is_no_default_point():
    assert not on_default_points(*piled((100.5, 60))).any()  # under 2 %
    assert not on_default_points(*piled((100.5, 150), (200.5, 20))).any()  # it has neighbours


def test_a_handful_of_reports_says_nothing():
    assert not on_default_points(np.full(29, 1.0), np.full(29, 2.0)).any()
    assert on_default_points(np.zeros(0), np.zeros(0)).shape == (0,)


def test_reports_of_one_place_alone_are_left_to_the_scan():
    """With nothing to stand above, one point is where people are."""
    assert not on_default_points(np.full(300, 1.0), np.full(300, 2.0)).any()
