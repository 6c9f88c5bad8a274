"""Repeats in a small area: the same counts as Knox's statistic, and what is planted is found."""

import time

import numpy as np
import pytest

from commonground.analysis.errors import Unusable
from commonground.analysis.knox import knox
from commonground.analysis.repeats import METRES, near, places

EDGES = (0, 8, 15, 22)


def events(seed=1, *, n=150, follow=0):
    """Over 2 km and a year; `follow` of them are followed within 100 m and four days."""
    random = np.random.default_rng(seed)
    x, y = random.uniform(0, 2000, (2, n))
    day = random.integers(0, 365, n)
    again = random.choice(n, follow, replace=False)
    x = np.append(x, x[again] + random.uniform(-70, 70, follow))
    y = np.append(y, y[again] + random.uniform(-70, 70, follow))
    day = np.append(day, day[again] + random.integers(1, 5, follow))
    return y / METRES, x / METRES, day


def test_counts_and_chance_are_knoxs():
    latitude, longitude, day = events()
    made = near(latitude, longitude, day, metres=200, edges=EDGES)
    scale = np.cos(np.radians(latitude.mean()))
    for bin_, until in enumerate((7, 14, 21)):
        found = knox(
            longitude * METRES * scale, latitude * METRES, day, distance=200, days=until,
            permutations=9,
        )  # fmt: skip
        assert made.observed[: bin_ + 1].sum() == found.pairs
        assert made.expected[: bin_ + 1].sum() == pytest.approx(found.null_mean)


def test_reports_that_follow_each_other_stand_out_and_others_do_not():
    planted = near(*events(follow=30), metres=200, edges=EDGES)
    assert planted.p_value[0] == 1 / 200 and planted.observed[0] > 2 * planted.expected[0]
    assert min(planted.p_value[1:]) > 0.02
    alone = [near(*events(seed), metres=200, edges=EDGES).p_value[0] for seed in range(40)]
    assert np.mean(np.array(alone) <= 0.05) < 0.16


def test_places_are_counted_the_most_first():
    latitude, longitude = np.array([1.0, 1, 2, 1, 3]), np.array([1.0, 1, 2, 1, 3])
    assert places(latitude, longitude).tolist() == [3, 1, 1]


def test_the_most_that_it_takes_is_quick():
    latitude, longitude, day = events(n=400)
    began = time.process_time()
    near(latitude / 10, longitude / 10, day, metres=400, edges=EDGES)  # all within 400 m
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("many", [1, 401])
def test_too_few_or_too_many_are_refused(many):
    with pytest.raises(Unusable, match="2 to 400"):
        near(*events(n=many), metres=200, edges=EDGES)
