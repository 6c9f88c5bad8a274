"""How often intervals hold the truth, also where paths do not stay parallel."""

import sys
from pathlib import Path

import pytest
from scipy.stats import binom

STUDIES = Path(__file__).resolve().parents[3] / "benchmarks" / "studies"
NEVER = 1e-4  # a limit that chance passes so rarely


@pytest.fixture(scope="module")
def studies():
    sys.path.insert(0, str(STUDIES))
    try:
        import answers
        import effects_coverage

        yield effects_coverage, answers.kept("effects_coverage")["rows"]
    finally:
        sys.path.remove(str(STUDIES))


def test_bounded_drifts_are_held_as_often_as_intervals_say(studies):
    """Each limit of a share has 95 % or more in it."""
    _, kept = studies
    bounded = [row for row in kept if "drift" in row and row["interval"] != "as if parallel"]
    assert len(bounded) >= 8
    assert all(row["limits"][1] >= 0.95 for row in bounded)


def test_without_the_bound_a_straight_drift_is_missed(studies):
    _, kept = studies
    (row,) = (
        row for row in kept
        if row.get("drift") == "a straight line" and row["interval"] == "as if parallel"
    )  # fmt: skip
    assert row["limits"][1] < 0.5


def test_a_part_comes_out_again(studies, monkeypatch):
    study, kept = studies
    monkeypatch.setattr(study, "TRIED", {"a straight line": study.PLAIN | study.STRAIGHT})
    monkeypatch.setattr(study, "REAL", {name: study.REAL[name] for name in list(study.REAL)[:1]})
    for row in study.study(0.1, seed=3):
        (old,) = (
            one for one in kept
            if all(one.get(key) == row.get(key) for key in ("interval", "drift", "fall"))
        )  # fmt: skip
        low, high = binom.ppf([NEVER, 1 - NEVER], row["evaluations"], old["share"])
        assert low <= row["held"] <= high, row
