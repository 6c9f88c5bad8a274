"""The interval of a synthetic control: every effect that the ranks of placebos do not reject."""

import numpy as np
import pytest
from scipy.stats import t

from commonground.analysis.effects.synthetic import block, in_space, reach, synthetic

from .panels import made_up


def walks(seed: int, controls: int, effect: float):
    outcome = np.random.default_rng(seed).normal(0, 1, (controls + 1, 14)).cumsum(axis=1)
    outcome[0, 10:] += effect
    return made_up(outcome, [10.0] + [np.inf] * controls)


@pytest.mark.parametrize("method", ["synthetic-control", "synthetic-did"])
@pytest.mark.parametrize("controls", [19, 24, 45])
def test_interval_and_p_value_say_the_same(method, controls):
    said = []
    for seed, effect in enumerate(np.linspace(0, 6, 8)):
        made = synthetic(walks(seed, controls, effect), method=method)
        said.append(made.p_value <= 0.05)
        assert said[-1] == (made.low > 0 or made.high < 0)
    assert set(said) == {True, False}


def test_the_interval_reaches_as_far_as_the_placebos():
    placebos = np.array([*range(-10, 0), *range(1, 11)], dtype=float)
    assert reach(placebos, 0.95) == 10  # the 20th of 20: one of 21 alike may be beyond
    assert reach(placebos, 0.8) == 9  # the 17th
    assert reach(placebos[:18], 0.95) is None and reach(np.zeros(30), 0.95) is None


def test_with_few_placebos_the_interval_is_students():
    panel = walks(3, 8, 2.0)
    made = synthetic(panel, method="synthetic-did")
    spread = in_space(block(panel), "synthetic-did").std(ddof=1)
    assert made.high - made.estimate == pytest.approx(t.ppf(0.975, 7) * spread)
