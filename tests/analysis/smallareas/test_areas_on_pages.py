"""Intervals of areas as the pages show them hold the truth as often as is printed."""

import sys
from pathlib import Path

import pytest

STUDIES = Path(__file__).resolve().parents[3] / "benchmarks" / "studies"
WIDER = {"24 areas, all alike", "six areas"}  # the page and the methods page say so


@pytest.fixture(scope="module")
def studies():
    sys.path.insert(0, str(STUDIES))
    try:
        import answers
        import areas_on_pages

        rows = answers.kept("areas_on_pages")["rows"]
        yield areas_on_pages, {row["design"]: row for row in rows}
    finally:
        sys.path.remove(str(STUDIES))


def test_averaged_over_areas_95_percent_intervals_cover_as_often(studies):
    study, kept = studies
    assert set(kept) == set(study.DESIGNS)
    for name, row in kept.items():
        assert row["towns"] == 1000
        assert row["coverage"] >= 0.93 and (row["coverage"] <= 0.97 or name in WIDER), name


def test_areas_with_the_fewest_answers_are_covered_too_and_all_figures_are_nearer(studies):
    _, kept = studies
    for name, row in kept.items():
        assert row["fewest"] >= 0.93 and row["most"] >= 0.93, name
        assert row["error"] < 1, name  # than each area's own answers


def test_a_tenth_comes_out_again(studies):
    """Binomial limits of so many areas, as if those of one town were one: a cautious width."""
    study, kept = studies
    for row in study.study(0.1, seed=13):
        was, towns = kept[row["design"]]["coverage"], row["towns"]
        half = 3.9 * (was * (1 - was) / towns) ** 0.5
        assert abs(row["coverage"] - was) <= half, row
