"""EARS against a slow twin, a known truth, and nothing at all."""

import statistics

import numpy as np
import pytest
from scipy.stats import norm

from commonground.analysis.charts import EarsSettings, ears
from commonground.analysis.errors import Unusable


def slow(counts, day, variant, alpha):
    """(upper, lower) of one day, from the definitions."""
    lag, z = (0 if variant == "C1" else 2), norm.ppf(1 - alpha)

    def parts(of):
        before = [float(c) for c in counts[of - lag - 7 : of - lag]]
        return statistics.mean(before), statistics.stdev(before)

    mean, spread = parts(day)
    if variant != "C3":
        return mean + z * spread, max(mean - z * spread, 0)
    away = [(counts[d] - parts(d)[0]) / parts(d)[1] for d in (day - 1, day - 2)]
    risen, fallen = sum(max(0, a - 1) for a in away), sum(max(0, -a - 1) for a in away)
    upper, lower = counts[day] + spread * (z - risen), mean - spread * (z - fallen)
    return max(upper, 0), max(lower, 0)


@pytest.mark.parametrize("variant", ["C1", "C2", "C3"])
def test_limits_are_those_of_the_definitions_day_by_day(variant):
    counts = np.random.default_rng(4).poisson(30, 60)
    settings = EarsSettings(variant, alpha=0.02)
    found = ears(counts, settings)
    for at, day in enumerate(range(settings.needed, 60)):
        upper, lower = slow(counts, day, variant, 0.02)
        assert found.upper[0, at] == pytest.approx(upper)
        assert found.lower[0, at] == pytest.approx(lower)


@pytest.mark.parametrize("variant", ["C1", "C2", "C3"])
def test_a_burst_is_a_rise_and_silence_is_a_fall(variant):
    counts = np.random.default_rng(5).poisson(40, (100, 40)).astype(float)
    counts[:50, -3:] *= 2
    counts[50:, -3:] = 2
    found = ears(counts, EarsSettings(variant, alpha=0.025))
    assert found.alarm[:50, -3:].any(axis=1).mean() > 0.95
    assert found.fall[50:, -3:].any(axis=1).mean() > 0.95
    assert found.fall[:50, -3:].sum() <= 1


def test_falls_have_an_error_rate_of_their_own():
    counts = np.random.default_rng(6).poisson(40, 40)
    one, other = (ears(counts, EarsSettings(alpha_fall=rate)) for rate in (None, 0.2))
    np.testing.assert_array_equal(one.upper, other.upper)
    assert (other.lower > one.lower).all()


def test_p_values_cross_the_error_rate_where_the_limit_is():
    counts = np.random.default_rng(7).poisson(6, (20, 50))
    found = ears(counts, EarsSettings(alpha=0.05))
    np.testing.assert_array_equal(found.p_rise < 0.05, found.alarm)
    np.testing.assert_array_equal(found.score > 1, found.alarm)


def test_nothing_but_zeros_says_nothing():
    for variant in ("C1", "C2", "C3"):
        found = ears(np.zeros(30), EarsSettings(variant))
        assert not found.alarm.any()
        assert not found.fall.any()


def test_too_few_counts_are_refused_in_a_sentence():
    with pytest.raises(Unusable, match="needs 11 counts before the first"):
        ears(np.ones(11), EarsSettings("C3"))


@pytest.mark.parametrize(
    "wrong", [{"baseline": 2}, {"min_sigma": -1}, {"min_sigma": np.nan}, {"alpha": 0.7}]
)
def test_settings_out_of_bounds_are_refused_in_a_sentence(wrong):
    with pytest.raises(Unusable, match=r"[A-Z].*\.$"):
        ears(np.ones(30), EarsSettings(**wrong))
