"""From the columns of a file to a chart's document."""

import json

import numpy as np
import pytest

from commonground.analysis.charts import METHODS, chart, document, regular_series
from commonground.analysis.errors import Unusable

DAYS = np.arange(np.datetime64("2023-01-01"), np.datetime64("2023-03-02")).astype(str).tolist()
WEEKS = (np.datetime64("2012-01-02") + 7 * np.arange(330)).astype(str).tolist()
COUNTS = np.random.default_rng(1).poisson(9, 330).tolist()


@pytest.mark.parametrize("method", METHODS)
def test_the_document_is_plain_json_with_a_point_for_each_week_judged(method):
    made = document(chart(WEEKS, COUNTS, method=method))
    assert made == json.loads(json.dumps(made, allow_nan=False))
    assert made["unit"] == "week"
    assert made["points"][-1]["date"] == WEEKS[-1]
    assert made["points"][-1]["observed"] == COUNTS[-1]
    assert None not in made["settings"].values()


def test_the_customary_limit_does_not_follow_the_error_rate():
    strict, usual = (
        document(chart(WEEKS, COUNTS, method="farrington", alpha=a)) for a in (0.001, 0.05)
    )
    for one, other in zip(strict["points"], usual["points"], strict=True):
        assert one["upper_95"] == other["upper"] == other["upper_95"]
        assert one["upper"] is None or one["upper"] > one["upper_95"]


def test_weeks_without_enough_for_a_rise_still_say_what_is_usual():
    made = document(chart(WEEKS, [*COUNTS[:-4], 0, 0, 0, 0], method="farrington"))
    last = made["points"][-1]
    assert last["upper"] is None
    assert last["expected"] is None
    assert last["mean"] > 5
    assert last["fall"]
    assert "1 of 67 points are not judged for a rise: fewer than 5 in the last 4." in made["flags"]


def test_what_cannot_be_told_is_null_and_flagged():
    made = document(chart(DAYS, [3] * len(DAYS), method="ears-c3"))
    assert {point["upper"] for point in made["points"]} == {None}
    assert any("cannot be told" in flag for flag in made["flags"])


def test_days_weeks_and_months_are_told_apart_whatever_the_order():
    assert regular_series(DAYS[::-1], range(len(DAYS))).counts[0] == len(DAYS) - 1
    assert regular_series(DAYS, range(len(DAYS))).unit == "day"
    assert regular_series(WEEKS, COUNTS).unit == "week"
    assert regular_series(["2023-01", "2023-02", "2023-03"], [1, 2, 3]).unit == "month"
    ends = regular_series(["2023-01-31", "2023-02-28", "2023-03-31"], ["1", "2", "3"])
    assert ends.unit == "month"
    assert ends.starts.astype(str).tolist() == ["2023-01-01", "2023-02-01", "2023-03-01"]


def test_a_gap_is_refused_or_taken_for_zeros_and_said():
    with pytest.raises(Unusable, match=r"2023-01-03 has no count, and 2 days in all"):
        regular_series(["2023-01-01", "2023-01-02", "2023-01-05"], [1, 1, 1])
    filled = regular_series(["2023-01-01", "2023-01-02", "2023-01-05"], [1, 1, 1], zero_gaps=True)
    assert filled.counts.tolist() == [1, 1, 0, 0, 1]
    assert filled.flags == ("2 days without a count were taken for 0, the first on 2023-01-03.",)


@pytest.mark.parametrize(
    ("dates", "counts", "words"),
    [
        (["2023-01-01", "2023-01-01"], [1, 2], "stands twice"),
        (["2023-01", "2023-01"], [1, 2], "stands twice"),
        (["2023-01-01", "2023-01-02"], [1, -2], "Row 2 has '-2' where a count"),
        (["2023-01-01", "2023-01-02"], [1, "2.5"], "where a count"),
        (["2023-01-01", "2023-01-02"], ["", 1], "Row 1 has '' where a count"),
        (["2023-01-01", "2023-01-02"], ["nan", 1], "where a count"),
        (["2023-01-01", "2023-01-02"], ["inf", 1], "where a count"),
        (["2023-01-01", "yesterday"], [1, 2], "Row 2 has 'yesterday' where a date"),
        (["2023-01-01", ""], [1, 2], "Row 2 has '' where a date"),
        (["2023-01-01"], [1], "at least two dates"),
        ([], [], "at least two dates"),
        (["2023-01-01"], [1, 2], "one count for each date"),
        (["0023-01-01", "2023-01-02"], [1, 2], "mistyped year"),
    ],
)
def test_rows_that_cannot_be_charted_are_refused_in_a_sentence(dates, counts, words):
    with pytest.raises(Unusable, match=words):
        regular_series(dates, counts)


def test_methods_options_and_short_series_are_refused_in_a_sentence():
    with pytest.raises(Unusable, match="must be one of farrington"):
        chart(WEEKS, COUNTS, method="cusum")
    with pytest.raises(Unusable, match="ears-c1 has no option --years-back"):
        chart(WEEKS, COUNTS, method="ears-c1", years_back=3)
    with pytest.raises(Unusable, match="looks 5 years back, and the series has 100 weeks"):
        chart(WEEKS[:100], COUNTS[:100], method="farrington")
    assert chart(WEEKS[:100], COUNTS[:100], method="farrington", years_back=1).dates.size == 45
