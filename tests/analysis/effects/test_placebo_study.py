"""How often methods find what never was: what is printed holds, and a part comes out again."""

import sys
from pathlib import Path

import pytest
from scipy.stats import binom

STUDIES = Path(__file__).resolve().parents[3] / "benchmarks" / "studies"
NEVER = 1e-4  # a limit that chance passes so rarely
SLOW = ("synthetic", "roth-santanna", "its")  # a fiftieth; the others a tenth


@pytest.fixture(scope="module")
def studies():
    sys.path.insert(0, str(STUDIES))
    try:
        import answers
        import placebo_effects

        rows = answers.kept("placebo_effects")["rows"]
        yield placebo_effects, {row["design"]: row for row in rows}
    finally:
        sys.path.remove(str(STUDIES))


def test_a_design_is_recommended_by_its_share_alone(studies):
    study, kept = studies
    assert list(kept) == list(study.DESIGNS)
    low, high = study.RECOMMENDED
    for row in kept.values():
        assert row["evaluations"] == 2000
        assert row["recommended"] == (low <= row["share"] <= high)


def test_each_method_for_several_places_is_recommended_somewhere(studies):
    _, kept = studies
    fine = {name.split(",")[0] for name, row in kept.items() if row["recommended"]}
    assert fine >= {
        "did", "poisson", "callaway-santanna", "sun-abraham", "roth-santanna",
        "synthetic-control", "synthetic-did",
    }  # fmt: skip


def test_a_part_comes_out_again(studies):
    study, kept = studies
    for name, design in study.DESIGNS.items():
        part = 0.02 if name.startswith(SLOW) else 0.1
        (row,) = study.study(part, seed=12, designs={name: design}, with_power=False)
        low, high = binom.ppf([NEVER, 1 - NEVER], row["evaluations"], kept[name]["share"])
        assert low <= row["effects"] <= high, row
