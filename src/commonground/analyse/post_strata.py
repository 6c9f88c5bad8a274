"""`commonground analyse mrp`: a multilevel model of answers, and who lives where."""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.analyse.columns import Columns
from commonground.analyse.options import listed
from commonground.analyse.sheets import database, sheet
from commonground.analyse.tables import table
from commonground.analysis.errors import Unusable

EPILOG = """\
DATA.csv has one row per answer, the outcome 0 or 1. FRAME.csv has one row per kind of people and
area, with how many there are, and the same columns as DATA.csv. Covariates are what a census
knows; never police activity.

Example:
  commonground analyse mrp answers.csv --outcome safe --covariates deprivation,sex,renting \\
      --groups age --area ward --frame census.csv --people people

What it assumes is in docs/methods/small-areas.md.
"""

Codes = NDArray[np.intp]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EPILOG
    parser.add_argument("data", type=Path, metavar="DATA.csv", help="one row per answer")
    parser.add_argument("--outcome", required=True, metavar="Y", help="column of 0 and 1")
    parser.add_argument("--area", required=True, metavar="A", help="column of areas")
    parser.add_argument("--frame", required=True, type=Path, metavar="FRAME.csv", help="people")
    parser.add_argument("--people", default="people", metavar="N", help="column (default people)")
    for name, what in (("covariates", "columns of numbers"), ("groups", "further groups")):
        parser.add_argument(f"--{name}", type=listed, default=[], metavar="X1,X2", help=what)
    parser.add_argument("--level", type=float, default=0.95, metavar="L", help="default 0.95")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the draws (default 1)")
    parser.add_argument("--json", action="store_true", help="print one JSON object, not a table")


def run(args: argparse.Namespace) -> None:
    if not 0 < args.level < 1:
        raise Unusable("--level must be between 0 and 1.")
    if args.seed < 0:
        raise Unusable("--seed must be at least 0.")
    made = document(args)
    print(json.dumps(made)) if args.json else _show(made)


def document(args: argparse.Namespace) -> dict[str, Any]:
    from commonground.analysis.smallareas import Cells, fit, poststratified

    groups = [*args.groups, args.area]
    with database(1) as opened:
        answers, frame = Columns(opened, sheet(args.data)), Columns(opened, sheet(args.frame))
        coded = [_codes(answers, frame, name) for name in groups]
        outcome, people = answers.numbers(args.outcome), frame.numbers(args.people)
        fixed, rows = (_fixed(columns, args.covariates) for columns in (answers, frame))
    levels = [len(names) for names, _, _ in coded]
    fitted = fit(Cells.of(outcome, fixed, [own for _, own, _ in coded], levels))
    found = poststratified(
        fitted, rows, tuple(theirs for _, _, theirs in coded), people, len(groups) - 1,
        seed=args.seed, level=args.level,
    )  # fmt: skip
    names, own, _ = coded[-1]
    asked = np.bincount(own, minlength=len(names))
    return {
        "method": "multilevel-laplace",
        "coefficients": ["(intercept)", *args.covariates],
        "beta": fitted.beta.tolist(),
        "se_beta": fitted.se_beta.tolist(),
        "sds": dict(zip(groups, fitted.sds.tolist(), strict=True)),
        "areas": [
            {"area": name, "n": int(asked[i]), "estimate": float(found.estimate[i]),
             "se": float(found.se[i]), "low": float(found.low[i]), "high": float(found.high[i]),
             "shrinkage": float(found.borrowed[i])}
            for i, name in enumerate(names)
        ],
    }  # fmt: skip


def _codes(answers: Columns, frame: Columns, name: str) -> tuple[list[str], Codes, Codes]:
    """(levels in the frame's order, codes of the answers, codes of the frame)."""
    theirs, own = frame.filled(name), answers.filled(name)
    places = {level: i for i, level in enumerate(dict.fromkeys(theirs.tolist()))}
    strange = next((level for level in own if level not in places), None)
    if strange is not None:
        raise Unusable(f"{frame.file.name} has no people with {name} “{strange}”.")
    return (
        list(places),
        np.array([places[level] for level in own], dtype=np.intp),
        np.array([places[level] for level in theirs], dtype=np.intp),
    )


def _fixed(columns: Columns, names: list[str]) -> NDArray[np.float64]:
    read = [columns.numbers(name) for name in names]
    n = len(columns.texts(columns.file.header[0]))
    return np.column_stack([np.ones(n), *read])


def _show(made: dict[str, Any]) -> None:
    rows = [
        (
            area["area"], f"{area['n']:,}", f"{area['estimate']:.4f}", f"{area['se']:.3g}",
            f"{area['low']:.4f}", f"{area['high']:.4f}", f"{area['shrinkage']:.0%}",
        )
        for area in made["areas"]
    ]  # fmt: skip
    print(table(("area", "answers", "share", "se", "from", "to", "borrowed"), rows))
    sds = ", ".join(f"{name} {sd:.3g}" for name, sd in made["sds"].items())
    told = ", ".join(
        f"{name} {b:.4g} ({se:.3g})"
        for name, b, se in zip(made["coefficients"], made["beta"], made["se_beta"], strict=True)
    )
    print(f"\nLog-odds: {told}; standard deviations {sds}.")
    print("borrowed: how much of the area's own difference comes from other areas.")
