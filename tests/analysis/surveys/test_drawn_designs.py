"""40 drawn designs give what R survey 4.1-1 gives: strata, clusters in one and two stages, sizes as
counts and as shares, weights, margins, missing answers, groups that not all clusters have."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from commonground.analysis.surveys import (
    Margin,
    estimate_mean,
    estimate_ratio,
    estimate_total,
    make_design,
    poststratify,
    rake,
)

HERE = Path(__file__).resolve().parents[2] / "reference" / "surveys"
R = json.loads((HERE / "drawn.json").read_text())


def drawn():
    sys.path.insert(0, str(HERE))
    try:
        from drawn import cases

        return cases()
    finally:
        sys.path.remove(str(HERE))


CASES = drawn()


def designed(case):
    c, two = case.columns, case.kind in ("two", "strattwo")
    sizes = [c["f1"], c["f2"]] if two else [c["f1"]]
    clusters = [] if case.kind in ("srs", "strat") else [c["k"], c["i"]] if two else [c["k"]]
    design = make_design(
        len(c["y"]),
        weights=None if case.weights == "from sizes" else c["w"],
        strata=c["h"] if case.kind.startswith("strat") else None,
        clusters=clusters,
        populations=sizes if case.has_sizes else [],
    )
    margins = [Margin(name, tuple("abc"[: len(t)]), t, c[name]) for name, t in case.totals.items()]
    if case.met == "rake":
        return design.calibrated(*rake(design.weights, margins))
    if case.met == "poststratify":
        return design.calibrated(*poststratify(design.weights, margins[1]))
    return design


@pytest.mark.parametrize("number", range(len(CASES)))
def test_it_is_as_in_r(number):
    case, wanted = CASES[number], R[str(number)]
    c, design = case.columns, designed(CASES[number])
    known = c["known"] == 1
    y = np.where(known, c["y"], 0.0)
    made = {
        "mean": estimate_mean(design, y, members=known),
        "total": estimate_total(design, y, members=known),
        "ratio": estimate_ratio(design, y, c["z"], members=known),
        "part": estimate_total(design, c["z"], members=c["d"] == 1),
    }
    for group in range(3):
        made[f"group{group}"] = estimate_mean(design, y, members=known & (c["g"] == group))
    for name, found in made.items():
        near = pytest.approx(wanted[name], rel=1e-7, abs=1e-9)
        assert [found.estimate, found.se, found.deff] == near, name


def test_all_kinds_are_among_them():
    assert {case.kind for case in CASES} == {"srs", "strat", "clus", "stratclus", "two", "strattwo"}
    assert {case.met for case in CASES} == {"no", "rake", "poststratify"}
    assert {case.weights for case in CASES} == {"from sizes", "equal", "unequal"}
    assert {bool(case.columns["f1"].max() <= 1) for case in CASES} == {True, False}
