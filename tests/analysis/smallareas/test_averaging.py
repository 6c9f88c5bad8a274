"""The area model averaged over the variance between areas, and figures from answers themselves."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from commonground.analysis.errors import Unusable
from commonground.analysis.smallareas import Everybody, drawn_together, fay_herriot
from commonground.analysis.smallareas.averaging import averaged


def areas(m=12, seed=5):
    random = np.random.default_rng(seed)
    x = np.column_stack([np.ones(m), random.normal(size=m)])
    variance = random.uniform(0.5, 2.0, m) ** 2
    return x @ [5.0, 1.0] + random.normal(0, 1.0, m) + random.normal(0, variance**0.5), variance, x


def test_it_is_what_a_joint_normal_of_areas_and_answers_says():
    """By another way: slopes with a flat prior as a normal of huge variance, areas and direct
    estimates as one normal, conditioned and averaged over a fine grid of sigma2_u."""
    direct, variance, x = areas()
    wide = 1e6
    sigma2 = (np.arange(400) + 0.5) / 400 * 40.0
    weight, mean, second = [], [], []
    for each in sigma2:
        between = wide * x @ x.T + each * np.eye(len(direct))
        total = between + np.diag(variance)
        gain = between @ np.linalg.inv(total)
        one = gain @ direct
        weight.append(multivariate_normal.logpdf(direct, np.zeros(len(direct)), total))
        mean.append(one)
        second.append(one**2 + np.diag(between - gain @ between))
    weight = np.exp(np.array(weight) - max(weight))
    weight /= weight.sum()
    expected = weight @ np.array(mean)
    made = averaged(direct, variance, x)
    assert made.estimate == pytest.approx(expected, abs=0.02)
    assert made.mse == pytest.approx(weight @ np.array(second) - expected**2, rel=0.03)


def test_where_the_likeliest_variance_is_nought_areas_may_differ_all_the_same():
    variance = np.full(8, 4.0)
    direct = np.array([5.0, 5.3, 4.8, 5.1, 4.9, 5.2, 5.0, 4.7])
    x = np.ones((8, 1))
    assert fay_herriot(direct, variance, x).sigma2_u == 0.0
    made = averaged(direct, variance, x)
    assert made.sigma2_u > 0 and np.all((made.borrowed > 0.5) & (made.borrowed < 1))
    assert np.all(np.abs(made.estimate - 5) < np.abs(direct - 5) + 1e-12)


def test_an_area_without_answers_is_told_from_its_covariates_alone():
    direct, variance, x = areas()
    direct[3] = np.nan
    made = averaged(direct, np.where(np.arange(12) == 3, np.nan, variance), x)
    assert made.borrowed[3] == 1 and np.isfinite(made.estimate[3])
    assert made.mse[3] > np.delete(made.mse, 3).max() * 0.5


@pytest.mark.parametrize("unit", [1e-6, 1e6])
def test_the_unit_does_not_matter(unit):
    direct, variance, x = areas()
    made, other = averaged(direct, variance, x), averaged(unit * direct, unit**2 * variance, x)
    assert other.estimate == pytest.approx(unit * made.estimate)
    assert other.borrowed == pytest.approx(made.borrowed)


def test_too_few_areas_are_refused():
    direct, variance, x = areas()
    with pytest.raises(Unusable, match="must be 5 at least"):
        averaged(direct[:4], variance[:4], x[:4])


def answers(seed=8, m=10, n=400):
    random = np.random.default_rng(seed)
    area = random.integers(-1, m, n)
    values = (random.random(n) < 0.3 + 0.03 * area) * 1.0
    values[random.random(n) < 0.1] = np.nan
    return values, random.uniform(1, 3, n), area


def test_who_skipped_or_lives_nowhere_counts_for_no_area():
    values, weights, area = answers()
    x, whole = np.ones((10, 1)), Everybody(se=0.03, deff=1.2, n=int((~np.isnan(values)).sum()))
    made = drawn_together(values, weights, area, x, whole, is_share=True, least=10)
    assert made.n.tolist() == [int((~np.isnan(values[area == a])).sum()) for a in range(10)]
    assert np.all((made.low >= 0) & (made.low < made.estimate) & (made.estimate < made.high))
    assert np.all((made.high <= 1) & (made.borrowed > 0) & (made.borrowed < 1))


def test_nothing_is_learned_of_an_area_with_fewer_answers_than_the_least():
    values, weights, area = answers()
    area[area == 4] = 5
    area[np.flatnonzero(area == 5)[:9]] = 4
    x, whole = np.ones((10, 1)), Everybody(0.03, 1.2, 360)
    made, others = (
        drawn_together(np.where((area == 4) & ~np.isnan(values), said, values), weights, area, x,
                       whole, is_share=True, least=10)
        for said in (0.0, 1.0)
    )  # fmt: skip
    assert made.borrowed[4] == 1 and made.estimate[4] == others.estimate[4]


def test_where_everybody_agrees_the_share_is_near_one_and_the_interval_is_not_empty():
    values, weights, area = answers()
    values[:] = 1.0
    x, whole = np.ones((10, 1)), Everybody(0.01, 1.0, 400)
    made = drawn_together(values, weights, area, x, whole, is_share=True, least=10)
    assert np.all((made.low < 1) & (made.high == 1) & (made.estimate > 0.97))


def test_means_stay_in_their_own_unit():
    values, weights, area = answers()
    x, whole = np.ones((10, 1)), Everybody(0.3, 1.2, 360)
    made = drawn_together(10 * values, weights, area, x, whole, is_share=False, least=10)
    assert np.all((made.low < made.estimate) & (made.estimate < made.high))
    assert 2 < made.estimate.mean() < 7
