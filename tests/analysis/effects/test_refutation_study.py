"""How often checks fail where nothing is wrong, and how often a true fall stands."""

import sys
from pathlib import Path

import pytest
from scipy.stats import binom

STUDIES = Path(__file__).resolve().parents[3] / "benchmarks" / "studies"
NEVER = 1e-4  # a limit that chance passes so rarely
DID = "did, 10 beats and 20 like them"


@pytest.fixture(scope="module")
def studies():
    sys.path.insert(0, str(STUDIES))
    try:
        import answers
        import refutations

        yield refutations, answers.kept("refutations")["rows"]
    finally:
        sys.path.remove(str(STUDIES))


def test_places_without_the_programme_fail_no_more_often_than_they_may(studies):
    _, kept = studies
    for row in kept:
        failed = row["failed"].get("placebo-in-place", 0)
        assert failed <= binom.ppf(0.975, row["evaluations"], 0.07), row


def test_a_verdict_where_nothing_was_done_is_rarer_than_an_effect_by_chance(studies):
    _, kept = studies
    for row in kept:
        assert row["stands"] <= row["seen"]
        if row["fall"] == 0:
            assert row["stands_interval"][0] <= 0.05


def test_a_part_comes_out_again(studies):
    study, kept = studies
    rows = study.study(0.03, seed=12, designs={DID: 600}, falls=(0.0, 0.3))
    for row in rows:
        (old,) = (k for k in kept if (k["design"], k["fall"]) == (DID, row["fall"]))
        many = row["evaluations"]
        for count, of in ((row[name], old[name]) for name in ("seen", "stands")):
            low, high = binom.ppf([NEVER, 1 - NEVER], many, of / old["evaluations"])
            assert low <= count <= high, row
        failed = row["failed"].get("placebo-in-place", 0)
        assert failed <= binom.ppf(1 - NEVER, many, 0.05)
