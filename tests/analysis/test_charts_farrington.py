"""Farrington's chart against a slow twin, a known truth, and nothing at all."""

import datetime

import numpy as np
import pytest
from scipy.optimize import minimize

from commonground.analysis.charts import FarringtonSettings, farrington
from commonground.analysis.charts.glm import Rows, fit
from commonground.analysis.charts.history import history
from commonground.analysis.charts.limits import Prediction, above, at_most, bounds
from commonground.analysis.errors import Unusable

STARTS = np.datetime64("2012-01-02") + 7 * np.arange(330)
LAST = np.array([329])


def quiet(mean, series=1, seed=1, weeks=330):
    season = 1 + 0.3 * np.sin(2 * np.pi * np.arange(weeks) / 52.18)
    return np.random.default_rng(seed).poisson(mean * season, (series, weeks)).astype(float)


def design(time, group, groups, slope):
    columns = [(group == g).astype(float) for g in range(groups) if (group == g).any()]
    return np.column_stack([*columns, time] if slope else columns)


def optimised(counts, x, weight):
    """Poisson's likelihood with weights, by SciPy: coefficients."""

    def loss(b):
        predictor = x @ b
        mean = np.exp(predictor)
        return (weight * (mean - counts * predictor)).sum(), x.T @ (weight * (mean - counts))

    start = np.zeros(x.shape[1])
    start[:-1] = np.log(counts.mean() + 0.1)
    found = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 2000})
    return found.x


@pytest.mark.parametrize("groups", [1, 4])
@pytest.mark.parametrize("slope", [False, True])
def test_the_fit_is_the_largest_likelihood_that_an_optimiser_finds(groups, slope):
    random = np.random.default_rng(groups + slope)
    time = np.sort(random.uniform(0, 5, (6, 60)), axis=1)
    group = random.integers(0, groups, (6, 60))
    counts = random.poisson(np.exp(1 + 0.2 * time + 0.3 * group)).astype(float)
    weight = random.uniform(0.2, 1.5, (6, 60))
    found = fit(Rows(counts, time, group, groups, weight), slope=slope)
    assert found.converged.all()
    for row in range(6):
        x = design(time[row], group[row], groups, slope)
        mean = np.exp(x @ optimised(counts[row], x, weight[row]))
        np.testing.assert_allclose(found.mean[row], mean, rtol=1e-5)
        covariance = np.linalg.inv(x.T @ (x * (weight[row] * mean)[:, None]))
        now = design(np.array([6.0]), np.array([groups - 1]), groups, False)[0]
        full = np.zeros(x.shape[1])
        full[groups - 1 : groups], full[groups:] = now, 6.0
        variance = found.at(groups - 1, np.full(6, 6.0))[1][row]
        assert variance == pytest.approx(full @ covariance @ full, rel=1e-4)


def slow_history(k, years, window, periods, left_out):
    """Each earlier week asked by itself: how long after or before a time a year before is it?"""
    now = STARTS[k].astype(object)
    marks = [k]
    for back in range(1, years + 1):
        wanted = datetime.date(now.year - back, now.month, now.day)
        marks.append(min(range(len(STARTS)), key=lambda r: abs(STARTS[r].astype(object) - wanted)))
    found = {}
    for row in range(k + 1):
        near = [mark for mark in marks if abs(row - mark) <= window]
        if near:
            found[row] = periods - 1
        elif periods > 1 and row > marks[-1]:
            before = max(mark for mark in marks if mark < row)
            after = min(mark for mark in marks if mark > row)
            between, place = after - before - 2 * window - 1, row - before - window - 1
            sizes = [between // (periods - 1) + (p < between % (periods - 1)) for p in range(99)]
            found[row] = next(p for p in range(periods) if place < sum(sizes[: p + 1]))
    return {row: group for row, group in found.items() if row < k - left_out}


@pytest.mark.parametrize("settings", [(5, 3, 1, 3), (5, 3, 10, 26), (2, 0, 4, 0), (3, 5, 7, 1)])
def test_the_weeks_held_against_are_those_of_a_walk_through_the_calendar(settings):
    years, window, periods, left_out = settings
    held = history(
        STARTS, "week", years=years, window=window, periods=periods, left_out=left_out,
        points=np.array([300, 329]),
    )  # fmt: skip
    for at, k in enumerate((300, 329)):
        used = held.used[at]
        ours = dict(zip(held.row[at][used].tolist(), held.group[at][used].tolist(), strict=True))
        assert ours == slow_history(k, *settings)


def test_many_series_together_are_each_series_alone():
    counts = quiet(4, series=5)
    together = farrington(counts, STARTS, "week")
    for row in range(5):
        alone = farrington(counts[row], STARTS, "week")
        for name in ("expected", "upper", "lower", "p_rise", "p_fall", "slope"):
            np.testing.assert_array_equal(getattr(together, name)[row], getattr(alone, name)[0])


def test_an_outbreak_is_found_and_so_is_silence():
    counts = quiet(20, series=100)
    counts[:50, -1] *= 2
    counts[50:, -1] = np.floor(counts[50:, -1] / 3)
    found = farrington(counts, STARTS, "week", points=LAST)
    assert found.alarm[:50].mean() > 0.85
    assert found.fall[50:].mean() > 0.9
    assert not found.fall[:50].any()
    assert not found.alarm[50:].any()


def test_an_outbreak_of_last_year_does_not_hide_this_years():
    counts = quiet(10, series=40)
    counts[:, -52:-50] += 60
    counts[:, -1] += 12
    upper = {
        reweight: farrington(
            counts, STARTS, "week", FarringtonSettings(reweight=reweight), points=LAST
        ).upper.mean()
        for reweight in (True, False)
    }
    assert upper[True] < 0.6 * upper[False]


def test_a_trend_is_used_where_there_is_one_and_three_years_show_it():
    growing = np.random.default_rng(3).poisson(np.exp(np.linspace(2, 4, 330)))
    growing[277] = 200  # so that the prediction is no higher than all before
    for years, used in ((5, True), (2, False)):
        settings = FarringtonSettings(years_back=years)
        found = farrington(growing, STARTS, "week", settings, points=LAST)
        assert np.isfinite(found.slope[0, 0]) is np.bool_(used)
        if used:
            assert found.slope[0, 0] == pytest.approx(2 / 330, rel=0.15)


def test_too_short_a_history_leaves_nothing_to_say():
    found = farrington(quiet(4)[:, :200], STARTS[:200], "week")
    assert found.upper.shape == (1, 0)


def test_nothing_but_zeros_is_neither_a_rise_nor_a_fall():
    found = farrington(np.zeros(330), STARTS, "week")
    assert np.isnan(found.upper).all()
    assert not found.alarm.any()
    assert not found.fall.any()
    assert (found.past == 0).all()


def test_sparse_counts_can_rise_but_not_fall():
    counts = quiet(0.3)
    counts[0, -3:] = [3, 4, 5]
    found = farrington(counts, STARTS, "week", points=LAST)
    assert found.alarm[0, 0]
    assert found.lower[0, 0] == 0


@pytest.mark.parametrize("limit", ["delta", "nbPlugin", "muan", "predictive"])
def test_limits_hold_at_least_what_they_should_and_widen_with_doubt(limit):
    sure, unsure = (
        Prediction(np.log(np.array([1.0, 8.0, 50.0])), np.full(3, error), np.full(3, 1.7))
        for error in (0.01, 0.3)
    )
    narrow, low = bounds(sure, limit=limit, alpha=0.01, alpha_fall=0.01)
    wide, lower = bounds(unsure, limit=limit, alpha=0.01, alpha_fall=0.01)
    assert (wide >= narrow).all()
    assert (lower <= low).all()
    assert (low < np.array([1.0, 8.0, 50.0])).all()
    if limit != "nbPlugin":
        assert wide[2] > narrow[2]
        assert lower[2] < low[2]


def test_the_predictive_distribution_is_that_of_jeffreys_prior():
    """17 reports in 40 weeks: the next week's count, by simulation from the posterior."""
    random = np.random.default_rng(8)
    drawn = random.poisson(random.gamma(17.5, 1 / 40, 400_000))
    predicted = Prediction(np.log(np.array([17 / 40])), np.sqrt(np.array([1 / 17])), np.ones(1))
    upper, _ = bounds(predicted, limit="predictive", alpha=0.01, alpha_fall=0.01)
    assert upper[0] == np.quantile(drawn, 0.99)


def test_tails_add_up_and_follow_variance():
    count, mean, spread = np.arange(30.0), np.full(30, 9.0), np.full(30, 2.5)
    np.testing.assert_allclose(at_most(count, mean, spread) + above(count, mean, spread), 1)
    chance = np.diff(at_most(np.arange(-1.0, 400), np.full(401, 9.0), np.full(401, 2.5)))
    values = np.arange(400)
    assert (chance * values).sum() == pytest.approx(9)
    assert (chance * (values - 9) ** 2).sum() == pytest.approx(9 * 2.5)
    poisson = np.diff(at_most(np.arange(-1.0, 99), np.full(100, 9.0), np.ones(100)))
    assert (poisson * np.arange(99)).sum() == pytest.approx(9)


@pytest.mark.parametrize(
    "wrong",
    [
        {"years_back": 0}, {"window": -1}, {"window": 26}, {"periods": 0}, {"periods": 47},
        {"left_out": -1}, {"alpha": 0}, {"alpha": 0.5}, {"alpha_fall": 2.0}, {"limit": "gamma"},
        {"p_trend": 0}, {"least": (5, 0)}, {"weights_threshold": 0}, {"errors": "none"},
    ],
)  # fmt: skip
def test_settings_out_of_bounds_are_refused_in_a_sentence(wrong):
    with pytest.raises(Unusable, match=r"[A-Z].*\.$"):
        farrington(quiet(4), STARTS, "week", FarringtonSettings(**wrong))
