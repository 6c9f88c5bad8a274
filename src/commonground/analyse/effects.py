"""`commonground analyse effect`: did it work, and what could be wrong with saying so?"""

import argparse
import json
from pathlib import Path
from typing import Any

from commonground.analyse.numbers import finite
from commonground.analyse.options import listed
from commonground.analyse.tables import table
from commonground.analysis.errors import Unusable

EPILOG = """\
PANEL.csv has one row per unit and time, with the outcome and the time at which the unit was first
treated (the same in all its rows; empty, 0 or inf for never):

  unit,time,outcome,first
  north,2024-01,12,2024-06

Times are numbers, or dates that begin with the year (2024, 2024-06, 2024-06-01).

Example:
  commonground analyse effect panel.csv --unit beat --time month --outcome reports \\
      --first-treated start --method callaway-santanna --aggregate event

Which method is for what, and what each assumes, is in docs/methods/effects.md.
"""

METHODS = (
    "did", "callaway-santanna", "sun-abraham", "roth-santanna", "synthetic-control",
    "synthetic-did", "its", "poisson",
)  # fmt: skip
STAGGERED = ("callaway-santanna", "sun-abraham", "roth-santanna")
Document = dict[str, Any]
ROUNDING = 1e-12


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EPILOG
    parser.add_argument("panel", type=Path, metavar="PANEL.csv", help="one row per unit and time")
    for name, what in (
        ("unit", "units"), ("time", "times"), ("outcome", "the outcome (several: A,B)"),
        ("first-treated", "times of first treatment"),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", required=True, metavar="C", help=f"column of {what}")
    parser.add_argument("--method", required=True, choices=METHODS)
    parser.add_argument(
        "--aggregate", choices=("simple", "cohort", "calendar", "event"),
        help="how cohorts and periods are put together (staggered methods; default simple)",
    )  # fmt: skip
    parser.add_argument("--cluster", metavar="C", help="column of clusters (default: the units)")
    parser.add_argument(
        "--covariates", type=listed, default=[], metavar="A,B",
        help="columns known before the start (callaway-santanna)",
    )  # fmt: skip
    parser.add_argument(
        "--not-yet-treated", action="store_true",
        help="compare with units that are treated later as well (callaway-santanna)",
    )  # fmt: skip
    parser.add_argument(
        "--inference", choices=("sampling", "design"),
        help="sampling: units are a sample (default); design: chance is who starts when "
        "(roth-santanna always)",
    )  # fmt: skip
    parser.add_argument(
        "--season", type=int, default=0, metavar="N", help="periods in a year, for its (default 0)"
    )
    parser.add_argument(
        "--fill-zero", action="store_true", help="a unit and time without a row had an outcome of 0"
    )
    parser.add_argument(
        "--permutations", type=int, default=0, metavar="N",
        help="with random timing: starts shuffled among units so often, for a p-value",
    )  # fmt: skip
    parser.add_argument(
        "--planned-share", type=float, metavar="S",
        help="share of units that was to be treated: is it so, but for chance?",
    )  # fmt: skip
    parser.add_argument("--level", type=float, default=0.95, metavar="L", help="default 0.95")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="default 1")
    parser.add_argument("--json", action="store_true", help="print one JSON object, not a table")


def run(args: argparse.Namespace) -> None:
    check(args)
    made = document(args)
    print(json.dumps(made)) if args.json else _show(made, args.level)


def check(args: argparse.Namespace) -> None:
    """Raises Unusable for options that contradict each other."""
    method, design = args.method, args.inference == "design"
    needs = {
        "--aggregate is for callaway-santanna, sun-abraham and roth-santanna.":
            args.aggregate is not None and method not in STAGGERED,
        "--inference design is for callaway-santanna, sun-abraham and roth-santanna.":
            design and method not in STAGGERED,
        "roth-santanna always has --inference design: chance is who starts when.":
            method == "roth-santanna" and args.inference == "sampling",
        "--covariates are for callaway-santanna with --inference sampling.":
            bool(args.covariates) and (method != "callaway-santanna" or design),
        "--not-yet-treated is for callaway-santanna; with --inference design it is so anyway.":
            args.not_yet_treated and not design
            and method not in ("callaway-santanna", "roth-santanna"),
        "--cluster is for sampling inference: did, poisson, callaway-santanna, sun-abraham.":
            bool(args.cluster)
            and (design or method not in ("did", "poisson", "callaway-santanna", "sun-abraham")),
        "--season is for its.": args.season != 0 and method != "its",
        "--season must be at least 2.": args.season < 0 or args.season == 1,
        "--permutations are for --inference design and roth-santanna.":
            args.permutations != 0 and not (design or method == "roth-santanna"),
        "--permutations must be from 100 to 100,000.":
            args.permutations != 0 and not 100 <= args.permutations <= 100_000,
        "--level must be between 0 and 1.": not 0 < args.level < 1,
        "--seed must be at least 0.": args.seed < 0,
    }  # fmt: skip
    for sentence, wrong in needs.items():
        if wrong:
            raise Unusable(sentence)


def document(args: argparse.Namespace) -> Document:
    """What `--json` prints. Numbers that are not finite are null."""
    from commonground.analyse.panels import read

    outcomes = listed(args.outcome)
    if len(set(outcomes)) < len(outcomes):
        raise Unusable("--outcome names a column twice.")
    if len(outcomes) < 2:
        return _document(read(args, args.outcome), args)
    tables = [read(args, name) for name in outcomes]
    found = list(zip(outcomes, (_document(one, args) for one in tables), strict=True))
    return _together(found, _stepped_down([one.panel for one in tables], args))


def _stepped_down(panels: list[Any], args: argparse.Namespace) -> list[float | None]:
    from commonground.analysis.effects.methods import stepped_down

    made = stepped_down(panels, _estimator(args), seed=args.seed)
    return [None] * len(panels) if made is None else list(made)


def _together(found: list[tuple[str, Document]], stepped: list[float | None]) -> Document:
    """Several outcomes: each as alone, with p-values that allow for looking at so many."""
    from commonground.analysis.effects.several import benjamini_hochberg, holm

    p = [made["p_value"] for _, made in found]
    rows = zip(found, holm(p), benjamini_hochberg(p), stepped, strict=True)
    return {
        "outcomes": [
            {"outcome": name, "p_holm": one, "p_benjamini_hochberg": two, "p_westfall_young": three}
            | made
            for (name, made), one, two, three in rows
        ]
    }


def _document(of: Any, args: argparse.Namespace) -> Document:
    made = _effect(of.panel, args)
    return {
        "method": made.method,
        "estimand": made.estimand,
        "estimate": made.estimate,
        "se": finite(made.se),
        "se_conservative": finite(made.se_conservative),
        "low": finite(made.low),
        "high": finite(made.high),
        "p_value": finite(made.p_value),
        "n_units": made.n_units,
        "n_periods": made.n_periods,
        "by": [
            {"key": part.key, "estimate": part.estimate, "se": finite(part.se),
             "low": finite(part.low), "high": finite(part.high)}
            for part in made.by
        ],
        "checks": [
            {"name": c.name, "passed": c.passed, "text": c.text}
            for c in (*of.checks, *made.checks)
        ],
    }  # fmt: skip


def _effect(panel: Any, args: argparse.Namespace) -> Any:
    from commonground.analysis.effects.methods import effect_of

    return effect_of(panel, _estimator(args), level=args.level, seed=args.seed)


def _estimator(args: argparse.Namespace) -> Any:
    from commonground.analysis.effects.methods import Estimator

    return Estimator(
        args.method, args.aggregate or "simple", args.inference or "sampling",
        args.not_yet_treated, args.season, args.permutations,
    )  # fmt: skip


def _show(made: Document, level: float) -> None:
    if "outcomes" in made:
        for one in made["outcomes"]:
            print(f"{one['outcome'].upper()}")
            _show_one(one, level)
            if one["p_holm"] is not None:
                stepped = one["p_westfall_young"]
                more = "" if stepped is None else f", {stepped:.3g} (Westfall and Young)"
                print(f"Of {len(made['outcomes'])} outcomes: p {one['p_holm']:.3g} (Holm){more}.\n")
    else:
        _show_one(made, level)


def _show_one(made: Document, level: float) -> None:
    print(f"{made['method']}: {made['estimand']}.")
    print(f"{made['n_units']:,} units, {made['n_periods']:,} periods.\n")
    rows = [("all", made), *((part["key"], part) for part in made["by"])]
    names = ("", "effect", "se", "from", "to")
    print(table(names, [(key, *_cells(row)) for key, row in rows]))
    p = made["p_value"]
    print(f"\n{'' if p is None else f'p {p:.3g}. '}{_verdict(made, level)}")
    marks = {True: "holds", False: "DOES NOT HOLD", None: "cannot be told"}
    for one in made["checks"]:
        print(f"{one['name']}: {marks[one['passed']]}. {one['text']}")


def _cells(row: dict[str, Any]) -> list[str]:
    values = [row[key] for key in ("estimate", "se", "low", "high")]
    return ["" if value is None else f"{value:.6g}" for value in values]


def _verdict(made: Document, level: float) -> str:
    """By the interval, the p-value (as one of all outcomes) and the checks together: those of few
    placebos have an interval and can yet reach no level."""
    from commonground.analysis.effects.results import SENSITIVITY  # its package loads SciPy

    if made["low"] is None or made["p_value"] is None:
        return "Nothing tells how far off the effect may be."
    p = made.get("p_holm", made["p_value"])
    if made["low"] <= 0 <= made["high"] or p > 1 - level + ROUNDING:
        return "It cannot be told from no effect."
    beyond = "It is more than chance alone would mostly bring"
    failed = [one["name"] for one in made["checks"] if one["passed"] is False]
    if any(not name.startswith(SENSITIVITY) for name in failed):
        return f"{beyond}, but a check does not hold: whether it is an effect cannot be told."
    easily = " A drift no larger than before would undo it." if failed else ""
    return f"{beyond}, if what the method assumes holds.{easily}"
