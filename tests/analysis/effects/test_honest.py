"""Sensitivity to drifts apart: published intervals, simulated truths, slow twins."""

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.stats import binom, foldnorm

from commonground.analysis.effects.att import att
from commonground.analysis.effects.did import did
from commonground.analysis.effects.honest import Paths, breakdown_relative, cases, relative
from commonground.analysis.effects.smooth import breakdown_smooth, corners, folded, shortest
from commonground.analysis.effects.staggered import before, callaway_santanna, sun_abraham

from .panels import counties, made_up, simulated

# Benzarti & Carloni 2019: event study of four periods before and four after, and its covariance,
# as R `HonestDiD` has it (`BCdata_EventStudy`).
EFFECTS = [
    0.006696352, 0.029345034, -0.006472972, 0.073014989, 0.195961118, 0.312063903, 0.239541546,
    0.126042500,
]  # fmt: skip
BETWEEN = """
8.428358e-04 4.768687e-04 2.618051e-04 2.354220e-04 1.676371e-04 1.128708e-04 1.992816e-05 -1.368265e-04
4.768687e-04 6.425420e-04 3.987425e-04 2.435515e-04 2.201960e-04 1.804591e-04 3.843765e-05 -2.960422e-05
2.618051e-04 3.987425e-04 5.229950e-04 2.117686e-04 1.840722e-04 1.458528e-04 7.005197e-05 5.952995e-05
2.354220e-04 2.435515e-04 2.117686e-04 3.089595e-04 1.197866e-04 1.334081e-04 1.016335e-04 1.079052e-04
1.676371e-04 2.201960e-04 1.840722e-04 1.197866e-04 3.599704e-04 2.478819e-04 1.749579e-04 1.654257e-04
1.128708e-04 1.804591e-04 1.458528e-04 1.334081e-04 2.478819e-04 4.263950e-04 2.171438e-04 2.892748e-04
1.992816e-05 3.843765e-05 7.005197e-05 1.016335e-04 1.749579e-04 2.171438e-04 4.886698e-04 3.805322e-04
-1.368265e-04 -2.960422e-05 5.952995e-05 1.079052e-04 1.654257e-04 2.892748e-04 3.805322e-04 7.617394e-04
"""  # noqa: E501 # a matrix reads best as one
FIRST, THIRD, MEAN = np.eye(4)[0], np.eye(4)[2], np.full(4, 0.25)


def taxes() -> Paths:
    turn = np.eye(8)
    turn[:4] = np.diff(np.eye(9), axis=0)[:4, [0, 1, 2, 3, 5, 6, 7, 8]]  # drifts into the next
    between = np.array(BETWEEN.split(), float).reshape(8, 8)
    value = turn @ EFFECTS
    return Paths(value[:4], value[4:], turn @ between @ turn.T)


@pytest.mark.parametrize(
    ("weights", "bound", "published"),
    [
        (FIRST, 0, (0.159, 0.233)), (FIRST, 2 / 9, (0.143, 0.248)), (FIRST, 4 / 9, (0.123, 0.267)),
        (FIRST, 6 / 9, (0.101, 0.288)), (FIRST, 8 / 9, (0.0786, 0.309)),
        (FIRST, 10 / 9, (0.0551, 0.330)), (FIRST, 12 / 9, (0.0308, 0.352)),
        (FIRST, 14 / 9, (0.00722, 0.376)), (MEAN, 0.5, (0.06775, 0.36919)),
        (MEAN, 1, (-0.06969, 0.50663)),
    ],
)  # fmt: skip
def test_relative_bounds_agree_with_r(weights, bound, published):
    """R HonestDiD, hybrid C-LF, on a grid of 1,000 points 0.00076 apart."""
    assert relative(taxes(), bound, weights=weights) == pytest.approx(published, abs=0.0011)


@pytest.mark.parametrize(
    ("weights", "bound", "published"),
    [
        (FIRST, 0, (0.131, 0.216)), (FIRST, 0.0449, (0.175, 0.363)), (FIRST, 0.1, (0.119, 0.419)),
        (FIRST, 0.2, (0.0194, 0.519)), (FIRST, 0.3, (-0.0806, 0.619)), (THIRD, 0, (0.144, 0.260)),
        (THIRD, 0.1, (-0.244, 1.16)), (THIRD, 0.2, (-0.844, 1.76)), (THIRD, 0.3, (-1.444, 2.361)),
    ],
)  # fmt: skip
def test_smooth_bounds_agree_with_r(weights, bound, published):
    """R HonestDiD, fixed-length intervals, to its three printed digits (and its search's error)."""
    made = shortest(taxes(), bound, weights=weights)
    assert (made.low, made.high) == pytest.approx(published, abs=0.0013)


def test_breakdown_values_are_where_the_intervals_reach_no_effect():
    paths = taxes()
    most = breakdown_relative(paths, weights=FIRST)
    assert 1.556 < most < 1.778  # R's interval is above 0 at the first, not at the second
    assert relative(paths, most - 0.01, weights=FIRST)[0] > 0
    assert relative(paths, most + 0.01, weights=FIRST)[0] < 0
    steep = breakdown_smooth(paths, weights=FIRST)
    assert shortest(paths, steep * 0.999, weights=FIRST).low > 0
    assert shortest(paths, steep * 1.001, weights=FIRST).low < 0


def test_an_effect_that_is_none_has_no_breakdown_value():
    nothing = Paths(np.array([0.1, -0.2]), np.array([0.05]), np.eye(3))
    assert breakdown_relative(nothing) == 0 == breakdown_smooth(nothing)


@pytest.mark.parametrize("bound", [0.5, 1.0])
@pytest.mark.parametrize("scale", [0.3, 1.0, 4.0])
def test_relative_intervals_cover_the_truth_at_the_worst_drift(bound, scale):
    """Drifts after the start are as large as allowed, all one way; the largest earlier one is
    known from noise alone (0.3), or plain to see (4)."""
    random = np.random.default_rng([1, int(10 * scale)])
    between = taxes().covariance * 100
    truth = np.concatenate([scale * np.array([0.3, -1.0, 0.5, 0.2]), np.zeros(4)])
    truth[4:] = bound * scale * np.arange(1, 5)
    weights = np.full(4, 0.25)
    turn = np.zeros((5, 8))
    turn[:4, :4], turn[4, 4:] = np.eye(4), weights
    found = cases(turn @ between @ turn.T, weights, bound, 0.95)
    drawn = random.multivariate_normal(truth, between, 1500) @ turn.T
    covered = [any(case.holds(value, np.zeros(1))[0] for case in found) for value in drawn]
    assert np.mean(covered) > 0.95 - 3 * (0.05 * 0.95 / 1500) ** 0.5


def test_smooth_intervals_cover_the_truth_at_the_worst_drift():
    paths, bound = taxes(), 0.03
    bends = np.array([1.0, -1, 1, 1, 1, 1, 1]) * bound  # of slope, at each period but the ends
    slopes = 0.02 + np.concatenate([[0], np.cumsum(bends)])
    drift = np.concatenate([slopes[:4], np.cumsum(slopes[4:])])
    drawn = np.random.default_rng(2).multivariate_normal(drift, paths.covariance, 200)
    made = [shortest(Paths(one[:4], one[4:], paths.covariance), bound) for one in drawn]
    covered = np.mean([one.low <= 0 <= one.high for one in made])
    assert covered > 0.95 - 3 * (0.05 * 0.95 / 200) ** 0.5


def test_no_other_mix_of_earlier_drifts_has_a_shorter_interval():
    paths, bound = taxes(), 0.0225
    best = shortest(paths, bound, weights=FIRST)
    value, covariance = paths.summed(FIRST)
    random = np.random.default_rng(3)
    for _ in range(100):
        w = best.earlier + random.normal(0, 0.2, 4)
        w += (1 - w.sum()) / 4
        mix = np.append(-w, 1.0)
        spread = np.sqrt(mix @ covariance @ mix)
        half = spread * foldnorm.ppf(0.95, worst_bias(w, bound) / spread)
        assert half > (best.high - best.low) / 2 - 1e-9


@pytest.mark.parametrize("rank", [1, 3, 6])
def test_the_corners_of_a_penalty_are_where_a_slow_search_ends(rank):
    random = np.random.default_rng(rank)
    x = random.normal(size=(rank, 6))
    bend, pull = x.T @ x, -x.T @ random.normal(size=rank)
    penalties, there = corners(bend, pull)
    assert penalties[0] == 0 and np.all(np.diff(penalties) >= 0) and not there[-1].any()
    for penalty in np.linspace(0.1, 0.9, 5) * penalties[-1]:
        own = np.array([np.interp(penalty, penalties, one) for one in there.T])
        slow = in_turn(bend, pull, penalty)
        least, found = (
            a @ bend @ a / 2 + pull @ a + penalty * np.abs(a).sum() for a in (slow, own)
        )
        assert found == pytest.approx(least, abs=1e-10)


def in_turn(bend, pull, penalty):
    """One after another, each as it is best while the others stay."""
    sums = np.zeros(len(pull))
    for _ in range(20_000):
        before = sums.copy()
        for i in range(len(sums)):
            slope = pull[i] + bend[i] @ sums - bend[i, i] * sums[i]
            sums[i] = -np.sign(slope) * max(abs(slope) - penalty, 0.0) / bend[i, i]
        if np.abs(sums - before).max() < 1e-14:
            break
    return sums


def worst_bias(w, bound):
    """By linear programming over all drifts of four earlier steps and one after the start."""
    steps = np.array([*-w, 1.0])
    bends = np.diff(np.eye(5), axis=0)
    made = linprog(-steps, np.vstack([bends, -bends]), np.full(8, bound), bounds=[(None, None)] * 5)
    return -made.fun


def test_quantiles_of_a_folded_normal():
    for away in (0.0, 0.5, 2.0, 7.0):
        assert folded(away, 0.95) == pytest.approx(foldnorm.ppf(0.95, away), abs=1e-8)


@pytest.mark.parametrize("estimator", [did, callaway_santanna, sun_abraham])
def test_a_large_effect_outlasts_drifts_and_none_has_nothing_to_undo(estimator):
    random = np.random.default_rng(4)
    large = estimator(simulated(random, effect=8.0, n=80, starts=(5, np.inf)))
    told = {check.name: check for check in large.checks}
    assert told["sensitivity-drift"].passed and told["sensitivity-trend"].passed
    none = estimator(simulated(random, n=80, starts=(5, np.inf)))
    told = {check.name: check for check in none.checks}
    assert told["sensitivity-drift"].passed is None
    assert "nothing for a drift to undo" in told["sensitivity-drift"].text


def test_a_drift_that_goes_straight_on_is_no_effect():
    random = np.random.default_rng(55)
    first = np.repeat([6, np.inf], 40)
    drift = np.isfinite(first)[:, None] * np.arange(10) * 0.5
    made = callaway_santanna(made_up(random.normal(0, 0.5, (80, 10)) + drift, first))
    told = {check.name: check for check in made.checks}
    assert made.p_value < 1e-6
    assert told["pre-trend"].passed is False
    assert told["sensitivity-trend"].passed is False


def test_with_few_clusters_or_no_time_before_it_cannot_be_told():
    few = simulated(np.random.default_rng(6), n=9, starts=(4, np.inf))
    for made in (did(few), callaway_santanna(few)):
        (check,) = [c for c in made.checks if c.name.startswith("sensitivity")]
        assert check.passed is None and "Fewer than 6 clusters" in check.text
    short = callaway_santanna(simulated(np.random.default_rng(7), starts=(1, np.inf)))
    (check,) = [c for c in short.checks if c.name.startswith("sensitivity")]
    assert "under two periods" in check.text


@pytest.mark.parametrize("universal", [False, True])
def test_the_drift_that_the_pre_trend_test_would_see_is_seen_so_often(universal):
    """A staggered panel with just the drift that the check names."""
    random = np.random.default_rng(8)
    first = np.repeat([5, 7, np.inf], 60)

    def told(outcome):
        panel = made_up(outcome, first)
        return before(panel, att(panel, "never", universal=universal), universal=universal).text

    text = told(random.normal(0, 1, (180, 9)))
    drift = float(text.split("A drift of ")[1].split(" ")[0])
    path = np.isfinite(first)[:, None] * np.arange(9) * drift
    seen = [
        "different already" in told(noise + path) for noise in random.normal(0, 1, (60, 180, 9))
    ]
    assert 0.6 < np.mean(seen) < 0.95


def test_more_comparisons_than_clusters_bear_are_put_together_by_time():
    """Sixty units in six starts: a test of all 60 cells would find nearly every panel unlike."""
    first = np.repeat([5, 7, 9, 11, 13, np.inf], 10)
    seen = 0
    for noise in np.random.default_rng(9).normal(0, 1, (40, 60, 15)):
        panel = made_up(noise, first)
        text = before(panel, att(panel, "never"), universal=False).text
        assert "comparisons: 1)" in text
        seen += "different already" in text
    assert seen < 8


def test_starts_of_few_units_bear_few_comparisons():
    """Three starts of 15 units beside 200 others: a test of all cells fails in half of nothing."""
    first = np.repeat([6, 9, 12, np.inf], [15, 15, 15, 200])
    seen = 0
    for noise in np.random.default_rng(10).normal(0, 1, (60, 245, 18)):
        panel = made_up(noise, first)
        text = before(panel, att(panel, "never"), universal=False).text
        assert "comparisons: 4)" in text
        seen += "different already" in text
    assert seen <= binom.ppf(1 - 1e-4, 60, 0.05)


def test_counties_are_below_0_until_drifts_are_under_half_of_the_largest_before():
    told = {check.name: check for check in callaway_santanna(counties()).checks}
    assert told["sensitivity-drift"].passed is False
    assert "0.42 times as much" in told["sensitivity-drift"].text


def test_a_variance_that_rounding_makes_negative_is_none():
    root = np.array([[1.0, 2.0, 3.0, 4.0], [2.0, 4.0, 6.0, 8.0 + 1e-9]])
    covariance = root.T @ root - 1e-12 * np.eye(4)
    found = shortest(Paths(np.array([0.1, 0.2, 0.4]), np.array([0.9]), covariance), 0.0)
    assert np.isfinite([found.low, found.high]).all()
    assert found.low <= found.estimate <= found.high
