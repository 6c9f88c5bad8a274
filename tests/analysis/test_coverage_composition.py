"""Presence where more of a group live, against where fewer do."""

import numpy as np
import pytest

from commonground.analysis.coverage.composition import composition, resampled
from commonground.analysis.errors import Unusable

PEOPLE = np.full(100, 1000.0)
SHARE = np.linspace(0.01, 0.9, 100)


def drawn(times: float, seed: int = 3, rate: float = 0.5):
    """Visits of a year; the rate rises with the group's share, to `times` at the highest."""
    random = np.random.default_rng(seed)
    mean = rate * (1 + (times - 1) * SHARE / SHARE.max())
    return random.poisson(mean[:, None], (100, 52))


def test_even_presence_has_a_ratio_about_one():
    found = composition(drawn(1), PEOPLE, PEOPLE * SHARE, seed=1)
    assert found.ratio.is_even
    assert found.ratio.low < found.ratio.value < found.ratio.high
    assert found.areas.tolist() == [20] * 5


def test_presence_that_avoids_a_group_is_told():
    found = composition(drawn(0.5), PEOPLE, PEOPLE * SHARE, seed=1)
    assert found.ratio.high < 1
    assert found.rates[0] > found.rates[4]


def test_the_interval_holds_even_presence_as_often_as_it_says():
    even = [
        composition(drawn(1, seed), PEOPLE, PEOPLE * SHARE, seed=seed).ratio.is_even
        for seed in range(100)
    ]
    assert 85 <= sum(even) <= 100  # 95 of 100 by its claim: chance leaves this 1 time in 10,000


def test_who_lives_where_nobody_came_is_counted():
    visits = np.ones((100, 12))
    visits[90:] = 0
    found = composition(visits, PEOPLE, PEOPLE * SHARE, seed=1)
    assert found.of_all == pytest.approx(0.1)
    assert found.of_group == pytest.approx(SHARE[90:].sum() / SHARE.sum())


def test_weeks_are_drawn_again_whole():
    table = np.arange(12.0).reshape(3, 4)
    again = resampled(table, np.random.default_rng(1), 50)
    assert again.shape == (50, 3)
    assert np.allclose(again[:, 1] - again[:, 0], 16)  # each week of row 1 is 4 above row 0


def test_few_visits_say_nothing():
    visits = np.zeros((100, 12))
    assert composition(visits, PEOPLE, PEOPLE * SHARE, seed=1).ratio is None
    visits[0], visits[99, 0] = 0.5, 1
    assert composition(visits, PEOPLE, PEOPLE * SHARE, seed=1).ratio is None


@pytest.mark.parametrize(
    ("people", "group"), [(PEOPLE * 0, PEOPLE * 0), (PEOPLE, PEOPLE * 2), (PEOPLE, PEOPLE[:3])]
)
def test_what_no_answer_follows_from_is_refused(people, group):
    with pytest.raises(Unusable):
        composition(np.ones((100, 4)), people, group, seed=1)
