"""Several outcomes shuffled together: false alarms of all, and power where they go together."""

import numpy as np
import pytest

from commonground.analysis.effects.methods import METHODS, Estimator, stepped_down
from commonground.analysis.effects.several import holm
from commonground.analysis.effects.stepping_down import westfall_young

from .panels import made_up

FIRST = np.repeat([4, np.inf], 15)
INSIDE = np.isfinite(FIRST)[:, None] * (np.arange(8) >= 4)


def outcomes(random, *, many=5, alike=0.9, effect=0.0):
    """Panels of the same units, whose errors go together; only the first has an effect."""
    shared = random.normal(0, 1, (30, 8))
    made = []
    for k in range(many):
        noise = np.sqrt(alike) * shared + np.sqrt(1 - alike) * random.normal(0, 1, (30, 8))
        made.append(made_up(noise + (k == 0) * effect * INSIDE, FIRST))
    return made


def test_the_family_has_a_false_alarm_as_rarely_as_it_may():
    random, by, tries = np.random.default_rng(1), Estimator("did"), 60
    for alike in (0.0, 0.9):
        alarms = [
            min(stepped_down(outcomes(random, alike=alike), by)) <= 0.05 for _ in range(tries)
        ]
        assert np.mean(alarms) <= 0.05 + 3 * (0.05 * 0.95 / tries) ** 0.5


def test_less_is_lost_than_by_holm_where_outcomes_go_together():
    random = np.random.default_rng(2)
    gained = 0
    for _ in range(25):
        z = np.abs(np.sqrt(0.9) * random.normal() + np.sqrt(0.1) * random.normal(size=5))
        shared, own = random.normal(size=(4000, 1)), random.normal(size=(4000, 5))
        drawn = np.abs(np.sqrt(0.9) * shared + np.sqrt(0.1) * own)
        single = (1 + (drawn >= z).sum(axis=0)) / 4001
        stepped = westfall_young(z, drawn)
        assert np.all(stepped <= np.array(holm(single.tolist())) + 0.02)
        assert np.all(stepped >= single - 1e-12)
        gained += stepped.min() < 0.8 * min(holm(single.tolist()))
    assert gained > 12


def test_p_values_follow_the_order_of_the_outcomes():
    drawn = np.abs(np.random.default_rng(3).normal(size=(999, 3)))
    made = westfall_young(np.array([0.1, 4.0, 2.0]), drawn)
    assert made[1] <= made[2] <= made[0] and made[1] == pytest.approx(0.001, abs=0.002)


@pytest.mark.parametrize("method", METHODS)
def test_an_effect_on_one_of_several_is_found_where_starts_can_be_shuffled(method):
    panels = outcomes(np.random.default_rng(4), many=2, effect=4.0)
    if method == "poisson":
        panels = [made_up(np.exp(panel.outcome[np.argsort(panel.units.astype(int))]), FIRST)
                  for panel in panels]  # fmt: skip
    made = stepped_down(panels, Estimator(method))
    if method in ("its", "synthetic-control", "synthetic-did"):
        assert made is None
    else:
        assert made[0] == pytest.approx(0.001) and made[1] > 0.05
