"""Refutations of one series and of mixes; each can fail, as planted here."""

import numpy as np
import pytest

from commonground.analysis.effects.its import its
from commonground.analysis.effects.synthetic import backdated, block, synthetic

from .panels import made_up, states
from .test_refutations import checks, noise

TIME = np.arange(40)
AFTER = (TIME >= 24) * 1.0


def alone(path, start=24):
    return made_up(noise(11, n=1, periods=40) + path, [start])


def test_a_series_that_bends_before_is_no_line():
    assert checks(its(alone(0.02 * (TIME - 12) ** 2)))["pre-trend"].passed is False
    assert checks(its(alone(0.5 * TIME)))["pre-trend"].passed


def test_a_change_before_the_start_is_seen():
    assert checks(its(alone(8.0 * (TIME >= 12))))["placebo-in-time"].passed is False
    assert checks(its(alone(8.0 * AFTER)))["placebo-in-time"].passed


def test_a_series_is_tried_in_other_places_and_without_single_units():
    first = np.repeat([24, np.inf], [4, 30])
    none = noise(12, n=34, periods=40)
    inside = np.isfinite(first)[:, None] * AFTER
    told = checks(its(made_up(none + inside * 12.0, first)))
    assert told["placebo-in-place"].passed and told["leave-one-out"].passed
    assert told["sensitivity-change"].passed
    told = checks(its(made_up(none + inside * 4.0, first)))["sensitivity-change"]
    assert told.passed is False and "the largest such change was" in told.text
    told = checks(its(made_up(none, first)))
    assert told["placebo-in-place"].passed is False
    assert "nothing to undo" in told["sensitivity-change"].text
    one = (np.arange(34) == 0)[:, None] * AFTER * 12.0  # all that happened, happened in one of four
    told = checks(its(made_up(none * 0.5 + one, first)))
    assert told["leave-one-out"].passed is False


def test_with_little_time_before_nobody_knows_what_is_usual():
    assert checks(its(alone(30.0 * AFTER)))["sensitivity-change"].passed
    short = checks(its(alone(30.0 * (TIME >= 5), start=5)))["sensitivity-change"]
    assert short.passed is None and "too little time before" in short.text


def test_a_mix_is_tried_at_earlier_starts():
    told = checks(synthetic(states(), method="synthetic-control"))
    assert told["sensitivity-gap"].passed and "8 times before" in told["sensitivity-gap"].text
    assert backdated(block(states()), "synthetic-control", -10.0).passed is False
    assert told["permutation"].passed is False and "0.077" in told["permutation"].text


def test_a_place_that_no_mix_reaches_is_at_no_level_of_a_synthetic_control():
    """Far above all others before the start as after it: that is no effect."""
    first, around = np.append(24.0, [np.inf] * 29), noise(14, n=30, periods=40)
    path = 10 * np.sin(np.arange(40) / 6) + around
    far = made_up(path + np.isfinite(first)[:, None] * 60.0, first)
    assert checks(synthetic(far, method="synthetic-control"))["fit-before"].passed is False
    assert checks(synthetic(far, method="synthetic-did"))["fit-before"].passed


@pytest.mark.parametrize("method", ["synthetic-control", "synthetic-did"])
def test_a_deep_fall_in_one_place_stands_out_among_placebos(method):
    first = np.append(24.0, [np.inf] * 29)
    fall = np.isfinite(first)[:, None] * AFTER * -20.0
    told = checks(synthetic(made_up(noise(14, n=30, periods=40) + fall, first), method=method))
    assert told["permutation"].passed and told["placebo-in-place"].passed
    assert told["leave-one-out"].passed
