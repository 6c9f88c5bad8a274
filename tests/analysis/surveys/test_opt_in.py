"""A model's interval for self-selected answers: by hand, where it holds, and where it does not."""

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

from commonground.analysis.errors import Unusable
from commonground.analysis.surveys import Margin
from commonground.analysis.surveys.opt_in import (
    ALIKE,
    ALIKE_IN_CELLS,
    APART,
    COUNTED,
    model_based,
)

STUDIES = Path(__file__).resolve().parents[3] / "benchmarks" / "studies"
NEVER = 1e-4  # a limit that chance passes so rarely


def cells(counts, codes):
    return Margin("age", ("young", "old"), np.array(counts, dtype=float), np.array(codes))


def test_each_cell_counts_by_who_lives_there():
    values, codes = np.array([1.0, 3.0, 5.0, 6.0, 7.0]), [0, 0, 1, 1, 1]
    made = model_based(values, cells=cells([300, 100], codes))
    assert made.estimate == pytest.approx(0.75 * 2 + 0.25 * 6)
    parts = 0.75**2 * (1 - 2 / 300) * 2 / 2, 0.25**2 * (1 - 3 / 100) * 1 / 3
    assert made.se == pytest.approx(sum(parts) ** 0.5)
    assert made.df == pytest.approx(sum(parts) ** 2 / (parts[0] ** 2 / 1 + parts[1] ** 2 / 2))
    assert made.assumptions == (ALIKE_IN_CELLS, APART, COUNTED)


def test_shares_of_people_give_the_same_without_the_share_that_answered():
    values, codes = np.array([1.0, 0.0, 1.0, 1.0, 0.0]), [0, 0, 1, 1, 1]
    by_count = model_based(values, cells=cells([3e9, 1e9], codes), is_share=True)
    by_share = model_based(values, cells=cells([0.75, 0.25], codes), is_share=True)
    assert by_share.estimate == by_count.estimate
    assert by_share.se == pytest.approx(by_count.se)


def test_where_everybody_answered_nothing_is_left_to_a_model():
    made = model_based(np.array([1.0, 3.0, 5.0, 6.0]), cells=cells([2, 2], [0, 0, 1, 1]))
    assert (made.estimate, made.se, made.low, made.high) == (3.75, 0, 3.75, 3.75)


def test_all_alike_is_not_certainty():
    made = model_based(np.ones(40), is_share=True)
    assert (made.estimate, made.high) == (1, 1)
    assert 0.85 < made.low < 0.95
    assert made.assumptions == (ALIKE, APART)


@pytest.mark.parametrize(
    ("counts", "codes", "said"),
    [
        ([10, 10], [0, 0, 0, 1], "Fewer than 2 who answered have age “old”"),
        ([10, 0], [0, 0, 1, 1], "age “old”, where nobody lives"),
        ([10, -1], [0, 0, 1, 1], "missing or negative"),
        ([np.nan, 1], [0, 0, 1, 1], "missing or negative"),
    ],
)
def test_cells_that_cannot_be_used_are_refused(counts, codes, said):
    with pytest.raises(Unusable, match=said):
        model_based(np.arange(4.0), cells=cells(counts, codes))


def test_one_answer_is_refused():
    with pytest.raises(Unusable, match="One answer tells nothing"):
        model_based(np.array([1.0]))


@pytest.fixture(scope="module")
def opt_in():
    sys.path.insert(0, str(STUDIES))
    try:
        import answers
        import opt_in

        yield opt_in, {row["case"]: row for row in answers.kept("opt_in")["rows"]}
    finally:
        sys.path.remove(str(STUDIES))


def test_it_holds_where_its_assumption_does_and_fails_where_not(opt_in):
    _, kept = opt_in
    for case, row in kept.items():
        assert row["towns"] == 1000
        if case.startswith("alike"):
            assert 0.93 <= row["coverage"] <= 0.97
        else:
            assert row["coverage"] < 0.8, case


def test_a_tenth_comes_out_again(opt_in):
    study, kept = opt_in
    for row in study.study(0.1, seed=5):
        low, high = binom.ppf([NEVER, 1 - NEVER], row["towns"], kept[row["case"]]["coverage"])
        assert low <= row["coverage"] * row["towns"] <= high, row
