"""Comparison areas are those that went most alike before; what came after is never looked at."""

import numpy as np
import pytest

from commonground.analysis.effects.comparing import nearest
from commonground.analysis.errors import Unusable

NAMES = ["own", "twin", "higher", "double", "other"]


def series():
    random = np.random.default_rng(1)
    own = 20 + 5 * np.sin(np.arange(20))
    noise = random.normal(0, 0.1, (5, 20))
    away = 20 + 5 * np.cos(np.arange(20))
    return np.array([own, own, own + 4, own * 2, away]) + noise


def chosen(**more):
    given = {"start": 12, "treated": ["own"], "pool": NAMES[1:], "many": 2} | more
    return nearest(series(), NAMES, **given)


def test_the_nearest_are_chosen_by_the_measure_that_was_asked_for():
    assert chosen(by="levels").chosen == ("twin", "higher")
    assert set(chosen(by="trends").chosen) == {"twin", "higher"}
    assert set(chosen(by="ratios").chosen) == {"twin", "double"}


def test_the_distances_are_root_mean_squares():
    outcome = series()
    (match,) = [m for m in chosen().matches if m.unit == "higher"]
    gap = outcome[0, :12] - outcome[2, :12]
    assert match.levels == pytest.approx(np.sqrt(np.mean(gap**2)))
    assert match.trends == pytest.approx(gap.std())


def test_the_chosen_together_fit_better_than_the_whole_pool():
    made = chosen()
    assert made.together < made.pool and made.periods == 12


def test_nothing_of_after_the_start_changes_the_choice():
    after = series()
    after[:, 12:] = np.random.default_rng(2).normal(0, 1e6, (5, 8))
    again = nearest(after, NAMES, start=12, treated=["own"], pool=NAMES[1:], many=2)
    assert again == chosen()


def test_an_area_without_counts_is_last_by_ratios():
    outcome = np.vstack([series(), np.zeros(20)])
    made = nearest(
        outcome, [*NAMES, "none"], start=12, treated=["own"], pool=["none", "other"], many=1,
        by="ratios",
    )  # fmt: skip
    assert made.chosen == ("other",) and np.isnan(made.matches[-1].ratios)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"start": 3}, "too few"),
        ({"treated": []}, "No area is to be treated"),
        ({"treated": ["nowhere"]}, "nowhere has no outcomes"),
        ({"pool": NAMES}, "own is to be treated"),
        ({"many": 5}, "from a pool of 4"),
    ],
)
def test_choices_that_are_none_are_refused(change, words):
    with pytest.raises(Unusable, match=words):
        chosen(**change)
