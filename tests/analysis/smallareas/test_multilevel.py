"""The multilevel model: 100 areas whose truth is known, a slow twin, odd data."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import dblquad

from commonground.analysis.errors import Unusable
from commonground.analysis.smallareas import Cells, fit, poststratified
from commonground.analysis.smallareas.columns import Columns
from commonground.analysis.smallareas.laplace import mode

HERE = Path(__file__).resolve().parents[2] / "reference" / "small_areas"


def read(name):
    with gzip.open(HERE / f"mrp_{name}.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([float(row[key]) for row in rows]) for key in rows[0]}


def fixed(data):
    return np.column_stack([np.ones(len(data["x"])), data["x"], data["sex"], data["own"]])


def groups(data):
    return data["age"].astype(int), data["area"].astype(int)


def test_the_generated_areas_are_as_near_their_truth_as_with_lme4():
    """glmer (Laplace) .05486, NUTS .05490, each area's own answers .0763."""
    sample, frame, truth = read("sample"), read("frame"), read("truth")
    fitted = fit(Cells.of(sample["y"], fixed(sample), list(groups(sample)), [5, 100]))
    assert fitted.sds == pytest.approx([0.224, 0.490], abs=0.07)
    made = poststratified(fitted, fixed(frame), groups(frame), frame["N"], 1)
    assert np.sqrt(np.mean((made.estimate - truth["truth"]) ** 2)) <= 0.0550
    assert 0.90 <= np.mean((made.low <= truth["truth"]) & (truth["truth"] <= made.high)) <= 1
    asked = np.bincount(groups(sample)[1], minlength=100)
    assert np.corrcoef(asked, made.borrowed)[0, 1] < -0.8


def test_the_integral_is_near_the_true_one_for_two_groups():
    """Laplace against quadrature, two groups and no covariates but the sds given."""
    yes, trials = np.array([9.0, 14.0]), np.array([20.0, 20.0])
    columns = Columns(np.zeros((2, 0)), (np.arange(2),), (2,))
    found = mode(yes, trials, columns, np.full(2, 1 / 0.8**2), np.zeros(2))

    def height(b, a):
        line = np.array([a, b])
        return (
            np.exp(yes @ line - trials @ np.logaddexp(0, line) - 0.5 * line @ line / 0.8**2)
            / 0.8**2
        )

    exact, _ = dblquad(height, -6, 6, -6, 6, epsabs=1e-14)
    assert found.value == pytest.approx(np.log(exact / (2 * np.pi)), abs=0.02)


def test_areas_that_do_not_differ_borrow_nearly_everything():
    random = np.random.default_rng(3)
    area = np.repeat(np.arange(30), 40)
    answers = random.integers(0, 2, 1200) * 1.0
    fitted = fit(Cells.of(answers, np.ones((1200, 1)), [area], [30]))
    frame = np.arange(30)
    made = poststratified(fitted, np.ones((30, 1)), (frame,), np.ones(30), 0)
    own = np.bincount(area, answers) / 40
    assert np.ptp(made.estimate) < 0.4 * np.ptp(own)
    assert made.borrowed.min() > 0.5


def test_an_area_that_nobody_was_asked_in_is_predicted_with_more_error():
    random = np.random.default_rng(4)
    area = np.repeat(np.arange(20), 50)
    truth = random.normal(0, 0.8, 21)
    yes = (random.random(1000) < 1 / (1 + np.exp(-truth[area]))) * 1.0
    fitted = fit(Cells.of(yes, np.ones((1000, 1)), [area], [21]))
    made = poststratified(fitted, np.ones((21, 1)), (np.arange(21),), np.ones(21), 0)
    assert made.se[20] > 2 * made.se[:20].max()
    assert made.borrowed[20] == pytest.approx(1)


def test_the_same_seed_gives_the_same_answer():
    random = np.random.default_rng(5)
    area = np.repeat(np.arange(5), 30)
    fitted = fit(Cells.of(random.integers(0, 2, 150) * 1.0, np.ones((150, 1)), [area], [5]))
    frame = (np.ones((5, 1)), (np.arange(5),), np.ones(5), 0)
    one, two = poststratified(fitted, *frame), poststratified(fitted, *frame)
    assert one.low.tolist() == two.low.tolist()


def test_what_cannot_be_modelled_is_refused():
    area = np.repeat(np.arange(4), 10)
    with pytest.raises(Unusable, match="All answered alike"):
        Cells.of(np.ones(40), np.ones((40, 1)), [area], [4])
    with pytest.raises(Unusable, match="0 or 1"):
        Cells.of(np.full(40, 3.0), np.ones((40, 1)), [area], [4])
    yes = (np.arange(40) % 2) * 1.0
    apart = np.column_stack([np.ones(40), yes])
    with pytest.raises(Unusable, match="no finite estimate"):
        fit(Cells.of(yes, apart, [area], [4]))
    fitted = fit(Cells.of(yes, np.ones((40, 1)), [area], [4]))
    with pytest.raises(Unusable, match="without people"):
        poststratified(fitted, np.ones((4, 1)), (np.arange(4),), np.array([1.0, 1, 0, 1]), 0)


def test_columns_multiply_as_the_matrix_that_they_stand_for():
    random = np.random.default_rng(6)
    fixed = random.normal(size=(30, 3))
    groups = random.integers(0, 4, 30), random.integers(0, 7, 30)
    columns = Columns(fixed, groups, (5, 7))  # one level that nobody has
    matrix = np.hstack([fixed, np.eye(5)[groups[0]], np.eye(7)[groups[1]]])
    effects, weight = random.normal(size=(15, 2)), random.random(30)
    assert columns.times(effects) == pytest.approx(matrix @ effects)
    assert columns.sums(weight) == pytest.approx(matrix.T @ weight)
    assert columns.products(weight) == pytest.approx(matrix.T @ (matrix * weight[:, None]))


def test_a_year_is_as_good_a_covariate_as_a_small_number():
    """Its intercept is -99: far from where single people answer, and no answer running away."""
    chance = np.random.default_rng(8)
    year, area = chance.integers(1950, 2020, 2000), chance.integers(0, 20, 2000)
    line = 0.05 * (year - 1985) + chance.normal(0, 0.4, 20)[area]
    yes = (chance.random(2000) < 1 / (1 + np.exp(-line))).astype(float)

    def fitted(covariate):
        return fit(Cells.of(yes, np.column_stack([np.ones(2000), covariate]), [area], [20]))

    plain, years = fitted((year - 1985) / 10), fitted(year)
    assert years.beta[1] == pytest.approx(plain.beta[1] / 10, rel=1e-4)
    assert years.se_beta[1] == pytest.approx(plain.se_beta[1] / 10, rel=1e-3)
    assert years.beta[0] < -80


def test_a_constant_covariate_is_said_to_be_one():
    one = np.ones((4, 2))
    with pytest.raises(Unusable, match="constant or repeats"):
        fit(Cells.of(np.array([0, 1, 0, 1]), one, [np.array([0, 0, 1, 1])], [2]))
