"""Rows before and after joins, gaps in time, shares of units, several outcomes."""

from datetime import date

import numpy as np
import pytest
from scipy.stats import chisquare

from commonground.analysis.effects.audits import (
    even_times,
    filled,
    gaps,
    joined,
    sample_ratio,
    silence,
    starts,
)
from commonground.analysis.effects.several import benjamini_hochberg, holm
from commonground.analysis.errors import Unusable


def test_a_join_counts_rows_and_names_what_found_no_partner():
    made = joined("answers and areas", ["a", "a", "b", "c"], ["a", "b", "d"])
    assert (made.left, made.right, made.rows) == (4, 3, 3)
    assert (made.left_alone, made.right_alone, made.twice) == (("c",), ("d",), ())
    check = made.check()
    assert check.passed is False
    assert "4 and 3 rows became 3" in check.text and "1 found no partner: c" in check.text


def test_a_join_that_loses_and_doubles_nothing_passes():
    assert joined("x", [1, 2, 2], [1, 2]).check().passed is True
    doubled = joined("x", [1, 2], [1, 2, 2])
    assert doubled.rows == 3 and doubled.check().passed is False


def test_many_unmatched_are_counted_and_some_are_named():
    text = joined("x", list(range(1000)), []).check().text
    assert "1,000 found no partner" in text and "and 995 more" in text


def test_a_share_that_chance_does_not_explain_is_found():
    fine, lost = sample_ratio(52, 48, 0.5), sample_ratio(400, 600, 0.5)
    assert fine.passed is True and lost.passed is False
    assert f"{chisquare([52, 48]).pvalue:.3g}" in fine.text
    for wrong in (0, 1, 1.5):
        with pytest.raises(Unusable, match="between 0 and 1"):
            sample_ratio(1, 1, wrong)
    with pytest.raises(Unusable, match="no units"):
        sample_ratio(0, 0, 0.5)


@pytest.mark.parametrize(
    ("times", "full"),
    [
        ([1, 2, 4], [1, 2, 3, 4]),
        ([0.5, 1.5, 4.5], [0.5, 1.5, 2.5, 3.5, 4.5]),
        ([2010, 2012, 2018], [2010, 2012, 2014, 2016, 2018]),
        ([202411, 202412, 202502], [202411, 202412, 202501, 202502]),
        ([20241201, 20250101, 20250301], [20241201, 20250101, 20250201, 20250301]),
        ([20240227, 20240228, 20240301], [20240227, 20240228, 20240229, 20240301]),
        ([1, 2, 3.5], None),
        ([1, 2, 1_000_000], None),
    ],
)
def test_periods_that_no_row_has(times, full):
    made = even_times(np.array(times, float))
    assert (made if made is None else made.tolist()) == full


def test_gaps_in_time_are_told_and_even_times_are_not():
    assert gaps(np.array([202411.0, 202412.0, 202501.0])) is None
    assert gaps(np.array([1.0])) is None
    told = gaps(np.array([1.0, 2.0, 5.0]))
    assert told.passed is False and "2 times in between (3, 4)" in told.text
    assert "not evenly spaced" in gaps(np.array([1.0, 2.0, 3.5])).text


def test_rows_that_were_taken_for_zeros_are_counted():
    assert (
        "12 rows became 5 units times 4 periods, 20 in all: 8 had no row"
        in filled(12, 5, 4, 0).text
    )
    assert "2 periods without any row" in filled(12, 5, 4, 2).text
    assert filled(20, 5, 4, 0).passed is True


def test_p_values_of_several_outcomes():
    """Worked by hand."""
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert benjamini_hochberg([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.04, 0.04])
    assert holm([0.02, None, float("nan")]) == [pytest.approx(0.06), None, None]
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert benjamini_hochberg([None]) == [None]


def test_starts_that_may_mean_something_else_are_told():
    times = np.arange(4.0)
    assert starts(times + 1, np.array([2.0, 0.0, np.inf, 0.5])) is None
    told = starts(times, np.array([1.5, 2.5, 9.0, 0.0, np.inf]))
    assert told.passed is None
    assert [part.values["many"] for part in told.text.parts] == ["2", "1", "1"]
    assert "start between two periods: 2." in told.text and "a period 0" in told.text


def test_a_source_that_fell_silent_is_found_and_a_quiet_one_is_not():
    since, until = 736_000, 736_399
    busy = np.random.default_rng(1).integers(since, until + 1, 2_000)
    assert silence(busy, since, until, least=14).passed
    for gap in ((since, since + 30), (since + 90, since + 110), (until - 20, until)):
        without = busy[(busy < gap[0]) | (busy > gap[1])]
        found = silence(without, since, until, least=14)
        assert found.passed is False and date.fromordinal(gap[0]).isoformat() in found.text
        assert silence(without, since, until, least=40).passed
    quiet = np.random.default_rng(2).integers(since, until + 1, 30)
    assert np.diff(np.unique(quiet)).max() > 28
    assert silence(quiet, since, until, least=14).passed
