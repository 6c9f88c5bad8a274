"""`commonground analyse knox`: near repeats among events."""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from commonground.analyse.numbers import finite
from commonground.analyse.options import replications
from commonground.analyse.tables import table

EPILOG = """\
EVENTS.csv has one row per event: projected coordinates (metres, say) and a time, as a number of
days or as a date:

  x,y,t
  6251.0,9461.5,2024-11-03

Limits are included: --distance 200 --days 7 counts pairs at most 200 and at most 7 days apart.
Bins of the table are half-open: --time-edges 0,8,15,22 counts 0-7, 8-14, 15-21, and 22 or more.

Example:
  commonground analyse knox burglaries.csv --distance 200 --days 7 \\
      --distance-edges 0,1,101,201,301 --time-edges 0,8,15,22

What it assumes is in docs/methods/near-repeat.md.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EPILOG
    parser.add_argument("events", type=Path, metavar="EVENTS.csv", help="one row per event")
    for name, what in (("x", "x"), ("y", "y"), ("t", "time: a number or a date")):
        parser.add_argument(f"--{name}", default=name, help=f"column of {what} (default {name})")
    parser.add_argument("--distance", type=float, required=True, metavar="D", help="at most")
    parser.add_argument("--days", type=float, required=True, metavar="N", help="at most")
    parser.add_argument("--metric", choices=("euclidean", "manhattan"), default="euclidean")
    parser.add_argument(
        "--permutations", type=replications, default=999, metavar="N", help="default 999"
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="the same seed gives the same answer"
    )
    for name in ("distance", "time"):
        parser.add_argument(
            f"--{name}-edges", type=_numbers, metavar="A,B,...", help="where bins of a table begin"
        )
    parser.add_argument("--json", action="store_true", help="print one JSON object, not a table")


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError("edges are numbers, as in 0,8,15,22") from None


def run(args: argparse.Namespace) -> None:
    from commonground.analysis.knox import knox

    x, y, t = _read(args)
    found = knox(
        x, y, t, distance=args.distance, days=args.days, permutations=args.permutations,
        seed=args.seed, metric=args.metric, distance_edges=args.distance_edges,
        time_edges=args.time_edges,
    )  # fmt: skip
    made: dict[str, Any] = {
        "pairs": found.pairs, "null_mean": found.null_mean, "ratio": finite(found.ratio),
        "p_value": found.p_value, "table": [],
    }  # fmt: skip
    if found.table is not None:
        made |= {
            "table": found.table.observed.tolist(),
            "table_null_mean": found.table.expected.tolist(),
            "table_ratio": [[finite(cell) for cell in row] for row in found.table.ratio.tolist()],
            "table_p_value": found.table.p_value.tolist(),
            "distance_edges": found.table.distance_edges,
            "time_edges": found.table.time_edges,
        }
    print(json.dumps(made)) if args.json else _show(made, args)


def _read(args: argparse.Namespace) -> list[np.ndarray]:
    from commonground.analyse.dates import day_sql
    from commonground.analyse.sheets import database, execute, sheet

    file = sheet(args.events)
    x, y, t = (file.column(name) for name in (args.x, args.y, args.t))
    time = f"COALESCE(TRY_CAST({t} AS DOUBLE), {day_sql(t, 'day')})"
    sql = f"SELECT TRY_CAST({x} AS DOUBLE) x, TRY_CAST({y} AS DOUBLE) y, {time} t FROM {file.sql}"
    with database(1) as opened:
        rows = execute(opened, sql, file).fetchnumpy()
        columns = [np.ma.filled(rows[name].astype(np.float64), np.nan) for name in "xyt"]
        for values, name in zip(columns, (args.x, args.y, args.t), strict=True):
            wrong = np.flatnonzero(~np.isfinite(values))
            if len(wrong):
                wanted = "a number or a date" if name == args.t else "a number"
                raise file.wrong_cell(opened, name, int(wrong[0]), wanted)
    return columns


def _show(made: dict[str, Any], args: argparse.Namespace) -> None:
    ratio = "" if made["ratio"] is None else f", {made['ratio']:.2f} times as many"
    print(
        f"{made['pairs']:,} pairs within {args.distance:g} and {args.days:g} days; by chance "
        f"{made['null_mean']:,.1f}{ratio}; p {made['p_value']:.3g}."
    )
    if made["table"]:
        print(_cells(made))


def _cells(made: dict[str, Any]) -> str:
    """Observed / expected (p) by distance and time."""
    names = ["from", *(f"{edge:g}+ days" for edge in made["time_edges"])]
    rows = [
        [f"{edge:g}", *(
            f"{made['table'][i][j]:,} / {made['table_null_mean'][i][j]:,.1f} "
            f"({made['table_p_value'][i][j]:.3g})"
            for j in range(len(made["time_edges"]))
        )]
        for i, edge in enumerate(made["distance_edges"])
    ]  # fmt: skip
    return f"Pairs: observed / by chance (p), by distance and time\n{table(names, rows)}"
