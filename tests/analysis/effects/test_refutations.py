"""Each method tries to refute its own effect in every way; each way can fail, as planted here."""

from dataclasses import replace

import numpy as np
import pytest

from commonground.analysis.effects import did as linear
from commonground.analysis.effects import refuting
from commonground.analysis.effects.did import did
from commonground.analysis.effects.methods import METHODS, Estimator, effect_of
from commonground.analysis.effects.poisson import poisson
from commonground.analysis.effects.random_timing import random_timing
from commonground.analysis.effects.sensitivity import event_paths, of_ratios
from commonground.analysis.effects.staggered import Cohorts, callaway_santanna, sun_abraham

from .panels import made_up, simulated

EVERY = {"pre-trend", "placebo-in-time", "placebo-in-place", "leave-one-out", "permutation"}
OF_MANY = [did, callaway_santanna, sun_abraham, random_timing]
FIRST = np.repeat([8, np.inf], 30)
INSIDE = np.isfinite(FIRST)[:, None] * (np.arange(16) >= 8)


def checks(made):
    return {check.name: check for check in made.checks}


def noise(seed=1, *, n=60, periods=16):
    return np.random.default_rng(seed).normal(0, 1, (n, periods))


def counts(seed=1):
    random = np.random.default_rng(seed)
    mean = np.outer(random.gamma(5, 8, 60), random.uniform(0.8, 1.2, 16))
    return random.poisson(mean).astype(float)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_tells_of_every_refutation(method):
    told = checks(effect_of(made_up(counts(), FIRST), Estimator(method)))
    assert set(told) >= EVERY
    assert [name for name in told if name.startswith("sensitivity")]
    assert all(check.text.endswith((".", ")")) for check in told.values())


@pytest.mark.parametrize("method", OF_MANY)
def test_an_effect_before_the_start_is_seen(method):
    early = np.isfinite(FIRST)[:, None] * (np.arange(16) >= 4) * 1.5
    assert checks(method(made_up(noise() + early, FIRST)))["placebo-in-time"].passed is False
    assert checks(method(made_up(noise(), FIRST)))["placebo-in-time"].passed


def test_the_start_of_all_is_moved_for_those_who_start_first():
    first = np.repeat([6, 9, 12], 20)
    told = checks(random_timing(made_up(noise(), first)))["placebo-in-time"]
    assert told.passed and "3 periods before the first one" in told.text
    early = (first == 6)[:, None] * (np.arange(16) >= 3) * 2.0
    told = checks(random_timing(made_up(noise() + early, first)))["placebo-in-time"]
    assert told.passed is False


@pytest.mark.parametrize("method", OF_MANY)
def test_an_effect_that_hangs_on_one_unit_is_told(method):
    """An effect just beyond its error; a large one hangs on nobody."""
    none = method(made_up(noise(), FIRST), refuted=False)
    for beyond, same in ((1.005, False), (4.0, True)):
        shift = beyond * 1.96 * none.se - none.estimate
        told = checks(method(made_up(noise() + INSIDE * shift, FIRST)))["leave-one-out"]
        assert told.passed is same, told.text


@pytest.mark.parametrize("method", OF_MANY)
def test_leaving_out_to_the_first_order_is_near_the_exact_way(method, monkeypatch):
    panel = made_up(noise(2), FIRST)
    exact = checks(method(panel))["leave-one-out"].text
    monkeypatch.setattr(refuting, "LARGE", 0)
    near = checks(method(panel))["leave-one-out"].text
    assert "Of 60 units" in near and "Of 60 units" not in exact
    assert ends(near) == pytest.approx(ends(exact), abs=0.02)


def ends(text):
    values = text.parts[0].values
    return float(values["low"]), float(values["high"])


@pytest.mark.parametrize("method", OF_MANY)
def test_shuffled_starts_tell_an_effect_from_none(method):
    assert checks(method(made_up(noise(3), FIRST)))["permutation"].passed is False
    assert checks(method(made_up(noise(3) + INSIDE, FIRST)))["permutation"].passed


@pytest.mark.parametrize("method", ["did", "callaway-santanna", "sun-abraham"])
def test_what_is_shuffled_is_the_effect_itself(method):
    panel = simulated(np.random.default_rng(4), n=80, effect=0.5)
    cohorts = Cohorts("simple", "never", universal=method == "sun-abraham")
    of = linear.contrast if method == "did" else cohorts.contrast
    means = [panel.outcome[panel.first == g].mean(axis=0) for g in panel.cohorts]
    estimate = effect_of(panel, Estimator(method)).estimate
    assert np.sum(of(panel).effect * means) == pytest.approx(estimate)


def test_errors_that_are_too_small_show_in_places_without_the_programme():
    """Cohorts of two: their spread is told too badly for normal errors."""
    first = np.repeat([5, 6, 7, 8, 9, np.inf], [2, 2, 2, 2, 2, 50])
    told = checks(callaway_santanna(made_up(noise(5), first)))["placebo-in-place"]
    assert told.passed is False and "too small" in told.text
    assert checks(callaway_santanna(made_up(noise(5), FIRST)))["placebo-in-place"].passed
    few = np.repeat([8, np.inf], [50, 10])
    assert "12 units never treated" in checks(did(made_up(noise(5), few)))["placebo-in-place"].text


def test_what_cannot_be_shuffled_says_why():
    panel = made_up(noise(6), FIRST)
    place = np.argsort(np.argsort(panel.first, kind="stable"))
    torn = replace(panel, cluster=place % 30)  # each has one with and one without
    assert "different times" in checks(did(torn))["permutation"].text
    pairs = replace(panel, cluster=place // 2)
    assert checks(did(pairs))["permutation"].passed is False
    more = replace(panel, covariates=noise(7)[:, :1], covariate_names=("a",))
    told = checks(callaway_santanna(more))
    assert "covariates" in told["permutation"].text and told["leave-one-out"].passed is not None


@pytest.mark.parametrize("others", [3, 25])
def test_starts_that_can_hardly_be_dealt_out_otherwise_are_no_refutation(others):
    """Of four units one can be treated in four ways: none of them is as rare as 5 %."""
    first = np.append(8.0, [np.inf] * others)
    told = checks(did(made_up(noise(3)[: others + 1], first)))["permutation"]
    assert told.passed is (None if others == 3 else False)
    assert ("too few ways" in told.text) is (others == 3)


def test_lots_that_can_hardly_fall_otherwise_refute_nothing():
    first = np.array([8.0, 8.0, np.inf, np.inf])
    told = checks(random_timing(made_up(noise(3)[:4], first)))["permutation"]
    assert told.passed is None and "too few ways" in told.text


def test_ratios_of_before_are_what_counts_are_tried_by():
    """Places of different size that grow alike are parallel by ratio, not by difference."""
    growth = 1.06 ** np.arange(16)
    size = np.where(np.isfinite(FIRST), 80.0, 20.0)[:, None]
    alike = np.random.default_rng(8).poisson(size * growth).astype(float)
    assert checks(poisson(made_up(alike, FIRST)))["pre-trend"].passed
    assert checks(did(made_up(alike, FIRST)))["pre-trend"].passed is False
    apart = np.where(np.isfinite(FIRST)[:, None], growth, 1.0)
    drifting = np.random.default_rng(18).poisson(50 * apart).astype(float)
    told = checks(poisson(made_up(drifting, FIRST)))
    assert told["pre-trend"].passed is False
    assert told["sensitivity-trend"].passed is False
    assert told["placebo-in-time"].passed is False


def test_a_fall_by_two_thirds_outlasts_drifts():
    random = np.random.default_rng(9)
    told = checks(poisson(made_up(random.poisson(4000 * np.where(INSIDE, 0.3, 1.0)) * 1.0, FIRST)))
    assert told["sensitivity-drift"].passed and told["sensitivity-trend"].passed
    assert "logs of ratios" in told["sensitivity-drift"].text
    assert told["leave-one-out"].passed and told["permutation"].passed


def test_ratios_of_totals_are_what_the_regression_has(monkeypatch):
    """The change over the start, by pseudo-likelihood on its two periods alone."""
    seen = {}

    def kept(times, parts, influence, cluster, *, summed):
        seen.update(zip(times, zip(parts, influence.T, strict=True), strict=True))
        return event_paths(times, parts, influence, cluster, summed=summed)

    monkeypatch.setattr("commonground.analysis.effects.sensitivity.event_paths", kept)
    y = counts(10)
    of_ratios(made_up(y, FIRST), 0.95)
    estimate, own = seen[0]
    two = poisson(made_up(y[:, 7:9], np.where(np.isfinite(FIRST), 1, np.inf)), refuted=False)
    assert estimate == pytest.approx(two.estimate)
    assert np.sqrt(np.sum(own**2)) / 60 * np.sqrt(60 / 59) == pytest.approx(two.se)
