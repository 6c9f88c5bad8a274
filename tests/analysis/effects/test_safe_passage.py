"""The replication does what was registered, and the page prints what came out."""

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
STUDIES = ROOT / "benchmarks" / "studies"
PAGE = ROOT / "docs" / "methods" / "safe-passage.md"


@pytest.fixture(scope="module")
def study():
    sys.path.insert(0, str(STUDIES))
    try:
        import answers
        import safe_passage

        yield safe_passage, answers.kept("safe_passage")
    finally:
        sys.path.remove(str(STUDIES))


def test_the_plan_is_the_one_that_was_registered(study):
    made, kept = study
    registered = json.loads(made.REGISTERED.read_text())
    assert made.digest(made.PLAN) == registered["sha256"] == kept["settings"]["registered"]
    assert registered["plan"] == made.PLAN


def test_the_registered_estimate_comes_out_again(study):
    made, kept = study
    name, panel = next(made.estimates(made.table()))
    again = made.effect_of(panel, made.Estimator(**made.PLAN["estimator"]))
    assert name == kept["rows"][0]["outcome"] == "violent"
    assert (again.estimate, again.se) == pytest.approx(
        (kept["rows"][0]["estimate"], kept["rows"][0]["se"])
    )
    assert (panel.n - (panel.first < 1).sum(), again.n_periods) == (4524, 15)


def test_the_page_prints_every_registered_figure(study):
    text = PAGE.read_text()
    for row in study[1]["rows"]:
        assert f"{row['estimate']:.3f}" in text
        assert f"{row['low']:.3f} to {row['high']:.3f}" in text
        assert f"{row['mean_before']:.2f}" in text
        (trend,) = [c for c in row["checks"] if c["name"] == "pre-trend"]
        assert "exploratory" in row or trend["passed"] is False
