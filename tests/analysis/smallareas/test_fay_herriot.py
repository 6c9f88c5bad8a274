"""The area model: R sae's figures on milk, simulated truths, odd data."""

import csv
from pathlib import Path

import numpy as np
import pytest

from commonground.analysis.errors import Unusable
from commonground.analysis.smallareas import Scale, fay_herriot

MILK = Path(__file__).resolve().parents[2] / "reference" / "small_areas" / "milk.csv"


def milk():
    with MILK.open() as file:
        rows = list(csv.DictReader(file))
    direct = np.array([float(row["yi"]) for row in rows])
    variance = np.array([float(row["SD"]) for row in rows]) ** 2
    major = np.array([int(row["MajorArea"]) for row in rows])
    dummies = [(major == k) * 1.0 for k in (2, 3, 4)]
    return direct, variance, np.column_stack([np.ones(len(rows)), *dummies])


def test_milk_is_as_in_r_sae():
    """To 6 digits: R's scoring stops at sigma2_u 0.0185502223, the top is at 0.0185503."""
    made = fay_herriot(*milk())
    near = {"abs": 1e-6}
    assert made.sigma2_u == pytest.approx(0.0185503, **near)
    assert made.beta == pytest.approx([0.968189, 0.1327801, 0.2269462, -0.2413011], **near)
    assert made.se_beta == pytest.approx([0.06936208, 0.10300072, 0.09232981, 0.08161707], **near)
    first = [1.0219703, 1.0476018, 1.0679513, 0.760817, 0.8461574]
    assert made.estimate[:5] == pytest.approx(first, **near)
    mse = [0.01346022, 0.005372876, 0.00570199, 0.00854174, 0.009579594]
    assert made.mse[:5] == pytest.approx(mse, abs=1e-7)


def test_the_likelihood_is_highest_where_a_slow_search_finds_it():
    direct, variance, x = milk()

    def height(sigma2):
        v = np.diag(1 / (sigma2 + variance))
        gram = x.T @ v @ x
        p = v - v @ x @ np.linalg.solve(gram, x.T @ v)
        return (
            -0.5 * np.log(sigma2 + variance).sum()
            - 0.5 * np.linalg.slogdet(gram)[1]
            - 0.5 * direct @ p @ direct
        )

    grid = np.linspace(0.015, 0.022, 7001)
    best = grid[np.argmax([height(s) for s in grid])]
    assert fay_herriot(direct, variance, x).sigma2_u == pytest.approx(best, abs=2e-6)


def test_areas_that_differ_by_chance_alone_borrow_everything():
    random = np.random.default_rng(2)
    variance = np.full(50, 0.04)
    direct = 0.5 + random.normal(0, 0.1, 50)
    made = fay_herriot(direct, variance, np.ones((50, 1)))
    assert made.sigma2_u == 0
    assert made.shrinkage.tolist() == [1.0] * 50
    assert np.ptp(made.estimate) < 1e-12


def test_an_area_without_answers_is_predicted_with_more_error():
    direct, variance, x = milk()
    direct[3] = np.nan
    made = fay_herriot(direct, variance, x)
    assert np.isfinite(made.estimate[3])
    assert made.shrinkage[3] == 1
    assert made.mse[3] > made.sigma2_u > made.mse[[1, 2, 4]].max()


def test_the_variance_between_areas_is_recovered():
    random = np.random.default_rng(7)
    x = np.column_stack([np.ones(400), random.normal(size=400)])
    variance = random.uniform(0.2, 1.0, 400)
    truth = x @ [1.0, 0.5] + random.normal(0, 0.7, 400)
    made = fay_herriot(truth + random.normal(0, np.sqrt(variance)), variance, x)
    assert made.sigma2_u == pytest.approx(0.49, abs=0.15)
    assert made.beta == pytest.approx([1.0, 0.5], abs=0.15)
    assert np.mean((made.estimate - truth) ** 2) == pytest.approx(made.mse.mean(), rel=0.2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda y, v, x: (y, v * 0, x), "variance is missing, zero or negative"),
        (lambda y, v, x: (y, v, np.column_stack([x, x[:, 1]])), "constant or repeats"),
        (
            lambda y, v, x: (y[:5], v[:5], x[:5]),
            "3 covariates need estimates of at least 6 areas; there are 5",
        ),
        (lambda y, v, x: (y, v, x * np.nan), "covariate is missing"),
    ],
)
def test_what_no_model_can_be_fitted_to_is_refused(change, words):
    with pytest.raises(Unusable, match=words):
        fay_herriot(*change(*milk()))


@pytest.mark.parametrize("name", ["logit", "arcsine"])
def test_scales_for_proportions_go_there_and_back(name):
    scale, shares = Scale(name), np.array([0.02, 0.5, 0.97])
    on_it, variance = scale.towards(shares, np.full(3, 1e-4))
    back, low, high = scale.back(on_it, variance, 1.96)
    assert back == pytest.approx(shares)
    assert ((low > 0) & (low < back) & (back < high) & (high < 1)).all()
    assert variance * scale.slope(on_it) ** 2 == pytest.approx(np.full(3, 1e-4))


def test_a_proportion_of_nobody_has_no_variance_on_the_log_odds():
    with pytest.raises(Unusable, match="is 0 or 1"):
        Scale("logit").towards(np.array([0.0, 0.4]), np.array([0.1, 0.1]))
    with pytest.raises(Unusable, match="between 0 and 1"):
        Scale("logit").towards(np.array([1.4]), np.array([0.1]))


def test_the_unit_of_a_covariate_changes_its_coefficient_alone():
    chance = np.random.default_rng(5)
    x, v = chance.normal(size=30), chance.uniform(0.01, 0.05, 30)
    y = 1 + 0.3 * x + chance.normal(0, 0.2, 30) + chance.normal(0, np.sqrt(v))
    plain = fay_herriot(y, v, np.column_stack([np.ones(30), x]))
    moved = fay_herriot(y, v, np.column_stack([np.ones(30), 1e6 + x * 1e-3]))
    assert moved.beta[1] == pytest.approx(1000 * plain.beta[1], rel=1e-5)
    assert moved.estimate == pytest.approx(plain.estimate, abs=1e-6)
    assert moved.mse == pytest.approx(plain.mse, rel=1e-4)
