"""Alerts by fifths of areas: a drift that is there is seen, and none where there is none."""

import numpy as np
import pytest

from commonground.analysis.drift import fifths, rate, rate_ratio, share
from commonground.analysis.errors import Unusable


def test_areas_are_shared_out_into_fifths_whatever_their_order():
    shares = np.linspace(0, 1, 100)
    mixed = np.random.default_rng(1).permutation(100)
    assert np.bincount(fifths(shares)).tolist() == [20] * 5
    assert (fifths(shares[mixed]) == fifths(shares)[mixed]).all()


def test_areas_with_one_share_are_in_one_fifth():
    assert set(fifths(np.full(50, 0.3)).tolist()) == {2}
    assert len(fifths(np.array([]))) == 0


def test_a_share_that_is_no_number_is_refused():
    with pytest.raises(Unusable):
        fifths(np.array([0.1, np.nan]))


def test_the_ratio_and_its_interval_are_the_exact_ones():
    """R 4.2.2: poisson.test(c(11, 6 + 8 + 7), c(800, 1083 + 1050 + 878)) of its help page."""
    found = rate_ratio(11, 800, 21, 3011)
    assert found.value == pytest.approx(1.971488, rel=1e-6)
    assert (found.low, found.high) == pytest.approx((0.8584264, 4.2772659), rel=1e-6)
    assert found.is_even


def test_none_against_some_has_an_end_and_none_against_none_says_nothing():
    assert rate_ratio(0, 10, 5, 10).low == 0 and rate_ratio(0, 10, 5, 10).high < 1.1
    assert rate_ratio(5, 10, 0, 10).value == float("inf")
    assert rate_ratio(0, 10, 0, 10) is None and rate_ratio(3, 0, 2, 10) is None


def test_one_rate_has_garwoods_interval_and_a_share_wilsons():
    assert rate(0, 1) == pytest.approx((0, 0, 3.688879), rel=1e-6)
    assert rate(10, 2) == pytest.approx((5, 2.397694, 9.195180), rel=1e-5)
    assert rate(4, 0) is None
    assert share(0, 10)[1:] == pytest.approx((0, 0.2775328), rel=1e-5)
    assert share(10, 10)[1:] == pytest.approx((0.7224672, 1), rel=1e-5)


@pytest.mark.parametrize("call", [
    lambda: rate_ratio(-1, 1, 1, 1), lambda: rate(-1, 1), lambda: share(2, 1), lambda: share(0, 0),
])  # fmt: skip
def test_what_cannot_be_is_refused(call):
    with pytest.raises(Unusable):
        call()


def city(drift: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """250 areas: share of a group, a year's reports, and alerts that follow the reports alone,
    but for `drift`: how many times as many the area with most of the group gets."""
    random = np.random.default_rng(seed)
    group = random.uniform(0, 0.6, 250)
    reports = random.poisson(700, 250)
    alerts = random.poisson(0.001 * reports * drift ** (group / 0.6))
    return group, reports, alerts


def seen(drift: float, seed: int) -> bool:
    group, reports, alerts = city(drift, seed)
    part = fifths(group)
    last, first = part == 4, part == 0
    return not rate_ratio(
        int(alerts[last].sum()), float(reports[last].sum()),
        int(alerts[first].sum()), float(reports[first].sum()),
    ).is_even  # fmt: skip


def test_a_city_that_drifts_is_seen_and_one_that_does_not_is_not():
    """At 95 % at most one in 20 quiet cities is called one that drifts; the limits are exact,
    so fewer."""
    assert sum(seen(3.0, seed) for seed in range(40)) >= 38
    assert sum(seen(1.0, seed) for seed in range(200)) <= 15
