"""`commonground analyse chart`: one series of counts, and whether each is unusual."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from commonground.analyse.options import whole
from commonground.analyse.tables import table
from commonground.analysis.errors import Unusable

Options = dict[str, tuple[Callable[[str], float], str]]
METHODS = ("farrington", "ears-c1", "ears-c2", "ears-c3")
EPILOG = """\
SERIES.csv has one row per day, week or month; the unit is found from the dates:

  week,reports
  2024-12-23,14
  2024-12-30,9

Example:
  commonground analyse chart series.csv --date week --count reports --method ears-c2

What the methods assume is in docs/methods/charts.md.
"""
# option -> (type, what it says); a value that is not given is the method's own
FARRINGTON: Options = {
    "--years-back": (whole, "years that are looked back over (5)"),
    "--window": (whole, "counts on each side of the same date in those years (3)"),
    "--periods": (whole, "seasons that the year is cut into (1)"),
    "--left-out": (whole, "counts just before that are left out (3)"),
    "--weights-threshold": (float, "past counts above it weigh less (2.58)"),
    "--p-trend": (float, "a trend is kept below this p-value (0.05)"),
}
EARS: Options = {
    "--baseline": (whole, "counts before that are looked at (7)"),
    "--min-sigma": (float, "least standard deviation (0)"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EPILOG
    parser.add_argument("series", type=Path, metavar="SERIES.csv", help="dates and counts")
    parser.add_argument("--date", default="date", help="column of dates (default date)")
    parser.add_argument("--count", default="count", help="column of counts (default count)")
    parser.add_argument("--method", required=True, choices=METHODS)
    parser.add_argument("--alpha", type=float, help="error rate of a rise, one-sided")
    parser.add_argument("--alpha-fall", type=float, help="error rate of a fall (as --alpha)")
    parser.add_argument("--zero-gaps", action="store_true", help="dates that are missing count 0")
    parser.add_argument("--json", action="store_true", help="print one JSON object, not a table")
    farrington = parser.add_argument_group("farrington only")
    _add(farrington, FARRINGTON)
    farrington.add_argument("--limit", help="delta, nbPlugin, muan or predictive")
    farrington.add_argument("--errors", help="surveillance or model")
    farrington.add_argument("--no-reweight", dest="reweight", action="store_false", default=None)
    farrington.add_argument("--no-trend", dest="trend", action="store_false", default=None)
    farrington.add_argument(
        "--least", type=whole, nargs=2, metavar=("REPORTS", "COUNTS"),
        help="judge rises where the last COUNTS hold at least so many REPORTS (5 4)",
    )  # fmt: skip
    _add(parser.add_argument_group("ears only"), EARS)


def _add(group: Any, options: Options) -> None:
    for option, (kind, text) in options.items():
        group.add_argument(option, type=kind, metavar="N", help=text)


def run(args: argparse.Namespace) -> None:
    from commonground.analyse.sheets import database, execute, sheet
    from commonground.analysis.charts import chart, document

    file = sheet(args.series)
    columns = f"{file.column(args.date)}, {file.column(args.count)}"
    with database(1) as opened:
        rows = execute(opened, f"SELECT {columns} FROM {file.sql}", file).fetchall()
    dates, counts = zip(*((day or "", count or "") for day, count in rows), strict=True)
    made = document(
        chart(dates, counts, method=args.method, zero_gaps=args.zero_gaps, **_options(args))
    )
    print(json.dumps(made)) if args.json else _show(made)


def _options(args: argparse.Namespace) -> dict[str, Any]:
    names = ["alpha", "alpha_fall", "limit", "errors", "reweight", "trend", "least"]
    names += [option[2:].replace("-", "_") for option in (*FARRINGTON, *EARS)]
    given = {name: getattr(args, name) for name in names}
    if args.errors not in (None, "surveillance", "model"):
        raise Unusable("--errors is surveillance or model.")
    return given | {"least": tuple(args.least) if args.least else None}


def _show(made: dict[str, Any]) -> None:
    rows = [
        (
            point["date"], f"{point['observed']}", _number(point["mean"]),
            _number(point["lower"]), _number(point["upper"]),
            "rise" if point["alarm"] else "fall" if point["fall"] else "",
        )
        for point in made["points"]
    ]  # fmt: skip
    print(table((made["unit"], "count", "usual", "lower", "upper", ""), rows))
    for flag in made["flags"]:
        print(flag)


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:.1f}"
