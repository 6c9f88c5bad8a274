"""The difference of two independent waves."""

import numpy as np
import pytest
from scipy.stats import ttest_ind

from commonground.analysis.surveys.changes import independent_change


def test_two_simple_samples_give_welch_s_test():
    random = np.random.default_rng(3)
    first, second = random.normal(0, 1, 20), random.normal(0.5, 3, 12)
    ends = [(x.mean(), x.std(ddof=1) / np.sqrt(len(x)), len(x) - 1) for x in (first, second)]
    made = independent_change(*ends)
    known = ttest_ind(second, first, equal_var=False)
    assert made.df == pytest.approx(known.df)
    interval = known.confidence_interval()
    assert (made.low, made.high) == pytest.approx((interval.low, interval.high))


def test_without_degrees_of_freedom_the_normal_curve_is_used():
    made = independent_change((50, 3, 0), (60, 4, 0))
    assert (made.difference, made.se) == (10, 5)
    assert (made.low, made.high) == pytest.approx((0.2002, 19.7998), abs=1e-4)
    assert made.visible == pytest.approx(9.7998, abs=1e-4)
    assert made.reliable == pytest.approx(14.0079, abs=1e-4)


def test_where_nothing_changed_one_interval_in_twenty_leaves_out_zero():
    random, wrong = np.random.default_rng(11), 0
    for _ in range(1000):
        ends = [
            (x.mean(), x.std(ddof=1) / 10, 99) for x in random.normal(0, 1, (2, 100))
        ]  # fmt: skip
        made = independent_change(*ends)
        wrong += not made.low <= 0 <= made.high
    assert 34 <= wrong <= 67  # 50 of 1,000, with the binomial's limits


def test_errors_that_are_none_are_refused():
    for first, second in ((0.0, 0.0), (-1.0, 2.0)):
        with pytest.raises(ValueError, match="standard errors"):
            independent_change((1, first, 5), (2, second, 5))
