"""`commonground analyse survey`: options, and the way from answers to estimates."""

import argparse
from pathlib import Path
from typing import Any

from commonground.analyse.options import listed, whole
from commonground.analysis.errors import Unusable

EPILOG = """\
DATA.csv has one row per answer, MARGINS.json what is known of everybody:

  {"sex": {"f": 5210, "m": 4990}, "age": {"16-34": 3300, "35-59": 4100, "60+": 2800}}

Counts, or shares that add up to 1. --poststratify takes one column, or cells of several: a column
"sex,age" with levels "f,16-34". --fpc is the number of clusters (answers) that there were to draw
from in the stratum, or the share drawn; a second one is for the second stage.

Examples:
  commonground analyse survey answers.csv --variable trust --strata ward --weights w
  commonground analyse survey answers.csv --variable safe --proportion yes --by ward \\
      --rake margins.json

What it assumes is in docs/methods/surveys.md.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EPILOG
    parser.add_argument("data", type=Path, metavar="DATA.csv", help="one row per answer")
    parser.add_argument("--variable", required=True, metavar="V", help="what was answered")
    _design(parser.add_argument_group("how the sample was drawn"))
    _margins(parser.add_argument_group("what is known of everybody"))
    _asked(parser.add_argument_group("what is asked of the answers"))
    parser.add_argument("--json", action="store_true", help="print one JSON object, not a table")


def _design(add: Any) -> None:
    add.add_argument("--strata", metavar="S", help="column of strata")
    add.add_argument(
        "--cluster", type=listed, default=[], metavar="A[,B]", help="columns of clusters, by stage"
    )
    add.add_argument("--weights", metavar="W", help="column of weights (default: from --fpc, or 1)")
    add.add_argument(
        "--fpc", type=listed, default=[], metavar="F[,G]", help="columns of population sizes"
    )


def _margins(add: Any) -> None:
    only = add.add_mutually_exclusive_group()
    only.add_argument("--poststratify", type=Path, metavar="MARGINS.json", help="one margin")
    only.add_argument("--rake", type=Path, metavar="MARGINS.json", help="several margins")
    add.add_argument(
        "--trim", type=float, metavar="T", help="with --rake: no weight above T times the median"
    )


def _asked(add: Any) -> None:
    add.add_argument("--statistic", choices=("mean", "total", "ratio"), default="mean")
    add.add_argument("--denominator", metavar="D", help="column, for --statistic ratio")
    add.add_argument("--by", metavar="G", help="column of groups")
    add.add_argument(
        "--differences", action="store_true",
        help="with --by: every two groups compared, with control of false discovery",
    )  # fmt: skip
    add.add_argument("--proportion", metavar="VALUE", help="the share that answered VALUE")
    add.add_argument(
        "--interval", choices=("logit", "korn-graubard", "wilson"),
        help="of a proportion (default korn-graubard)",
    )  # fmt: skip
    add.add_argument("--level", type=float, default=0.95, metavar="L", help="default 0.95")
    add.add_argument(
        "--missing", type=listed, default=[], metavar="A,B",
        help="values that mean no answer; rows with them, or empty, count as drawn, not as "
        "answered (without this option an empty cell is refused)",
    )  # fmt: skip
    add.add_argument(
        "--variance", choices=("taylor", "jackknife", "bootstrap"), default="taylor",
        help="how standard errors are worked out (default taylor)",
    )  # fmt: skip
    add.add_argument("--replicates", type=whole, default=500, metavar="N", help="default 500")
    add.add_argument("--seed", type=whole, default=1, metavar="N", help="of the bootstrap")


def run(args: argparse.Namespace) -> None:
    check(args)
    from commonground.analyse import survey_answer, survey_file

    survey_answer.show(survey_answer.document(survey_file.read(args), args), args)


def check(args: argparse.Namespace) -> None:
    """Raises Unusable for options that contradict each other."""
    ratio, share = args.statistic == "ratio", args.proportion is not None
    needs = {
        "--statistic ratio needs --denominator.": ratio and not args.denominator,
        "--denominator is for --statistic ratio.": bool(args.denominator) and not ratio,
        "--interval is for --proportion.": args.interval is not None and not share,
        "--interval is for the mean of --proportion.":
            args.interval is not None and args.statistic != "mean",
        "--proportion is for --statistic mean or total.": share and ratio,
        "--cluster names one column twice.": len(set(args.cluster)) < len(args.cluster),
        "--differences needs --by.": args.differences and not args.by,
        "--trim is for --rake.": args.trim is not None and args.rake is None,
        "--level must be between 0 and 1.": not 0 < args.level < 1,
        "--replicates must be at least 50.": args.replicates < 50,
        "--seed must be at least 0.": args.seed < 0,
        "--differences are worked out with --variance taylor.":
            args.differences and args.variance != "taylor",
    }  # fmt: skip
    for sentence, wrong in needs.items():
        if wrong:
            raise Unusable(sentence)
