"""Falls and rises among many series: within the budget, and found."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

from commonground.analysis.charts import falls_and_rises
from commonground.analysis.errors import Unusable

STUDIES = Path(__file__).resolve().parents[2] / "benchmarks" / "studies"
STARTS = np.datetime64("2012-01-02") + 7 * np.arange(320)


def town(series=300, seed=1, low=0.1, high=15.0):
    """Quiet weeks of many series, sparse and dense."""
    random = np.random.default_rng(seed)
    mean = np.exp(random.uniform(np.log(low), np.log(high), (series, 1)))
    return random.negative_binomial(4 * mean, 0.8, (series, 320)).astype(float)


def test_quiet_weeks_bring_no_more_false_alarms_than_the_budget():
    alarms, weeks, budget = 0, 10, 1.0
    for seed in range(weeks):
        found = falls_and_rises(town(seed=seed), STARTS)
        rises, falls = found.beyond(found.threshold(budget))
        alarms += int(rises.sum() + falls.sum())
    assert alarms <= binom.ppf(0.999, weeks * 300, budget / 300)


def test_a_rise_and_a_fall_are_found_among_hundreds():
    counts = town()
    counts[:3, -1] = 4 * counts[:3].mean(axis=1) + 8
    full = np.argsort(-counts.mean(axis=1))[:3]
    counts[full, -1] = 0
    found = falls_and_rises(counts, STARTS)
    rises, falls = found.beyond(found.threshold(0.25))
    assert rises[:3].all()
    assert falls[full].all()
    assert rises.sum() + falls.sum() <= 8


def test_the_budget_is_shared_by_the_tests_that_can_alarm():
    found = falls_and_rises(town(low=0.01, high=0.1), STARTS)
    assert found.threshold(0.3) == pytest.approx(0.3 / 300)
    mixed = falls_and_rises(np.vstack([town(), town(low=60, high=80)]), STARTS)
    assert 0.3 / 1200 < mixed.threshold(0.3) < 0.3 / 600


def test_one_report_where_there_never_was_any_is_no_rise_but_several_are():
    counts = np.zeros((3, 320))
    counts[1, -1], counts[2, -1] = 1, 4
    found = falls_and_rises(counts, STARTS)
    assert found.told.tolist() == [True, True, True]
    assert found.beyond(0.001)[0].tolist() == [False, False, True]


def test_sparse_reports_clump_as_their_kind_does():
    random = np.random.default_rng(2)
    calm = random.poisson(0.2, (200, 320)).astype(float)
    clumps = 3.0 * random.poisson(0.07, (200, 320))
    calm[0, -1] = clumps[0, -1] = 3
    both = np.vstack([calm, clumps])
    apart = falls_and_rises(both, STARTS, kinds=np.repeat([0, 1], 200))
    assert apart.p_rise[0] < 0.005
    assert apart.p_rise[200] > 0.03


def test_as_many_years_as_there_are_are_looked_back_over():
    counts = town(series=4)
    for weeks, years in ((50, 0), (60, 1), (120, 2), (320, 5)):
        found = falls_and_rises(counts[:, -weeks:], STARTS[-weeks:])
        assert found.years_back == years
        assert found.told.all() if years else not found.told.any()
    assert falls_and_rises(counts[:, -50:], STARTS[-50:]).threshold(1) == 0


@pytest.mark.parametrize("unit", ["day", "month"])
def test_days_and_months_are_told_too(unit):
    counts = np.random.default_rng(3).poisson(8, (4, 800 if unit == "day" else 60)).astype(float)
    counts[0, -1] = 40
    starts = np.datetime64("2015-01-01") + np.arange(counts.shape[1])
    if unit == "month":
        months = np.datetime64("2015-01") + np.arange(60)
        starts = months.astype("datetime64[D]")
    found = falls_and_rises(counts, starts, unit)
    assert found.beyond(0.0001)[0].tolist() == [True, False, False, False]


def test_a_budget_of_nothing_is_refused():
    with pytest.raises(Unusable, match="budget"):
        falls_and_rises(town(series=2), STARTS).threshold(0)


@pytest.mark.slow
def test_the_printed_false_alarm_rates_come_out_again_from_a_tenth(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(STUDIES), *sys.path])
    import charts_null

    printed = json.loads(charts_null.ANSWER.read_text(encoding="utf-8"))
    again = list(charts_null.study(charts_null.SERIES // 10, seed=77))
    assert len(printed) == len(again)
    for old, new in zip(printed, again, strict=True):
        assert (old["chart"], old["mean"], old["ratio"]) == (
            new["chart"], new["mean"], new["ratio"]
        )  # fmt: skip
        for kind in ("rises", "falls"):
            both = (old[kind]["n"] + new[kind]["n"]) / (old["series"] + new["series"])
            spread = np.sqrt(both * (1 - both) * (1 / old["series"] + 1 / new["series"]))
            assert abs(old[kind]["share"] - new[kind]["share"]) <= 4.5 * spread + 2e-3, new


def test_the_mornings_printed_false_alarm_rates_keep_to_their_p_value():
    """All but rises of the sparsest clumped counts, as the methods page says."""
    printed = json.loads((STUDIES / "charts_null.json").read_text(encoding="utf-8"))
    rows = [row for row in printed if row["chart"].startswith("falls and rises")]
    assert len(rows) == 3 * 14
    over = [
        (row["mean"], row["ratio"])
        for row in rows
        for kind in ("rises", "falls")
        if row[kind]["interval"][0] > row["nominal"]
    ]
    assert set(over) <= {(0.2, 2)}
    assert all(row["rises"]["share"] < 2.5 * row["nominal"] for row in rows)
