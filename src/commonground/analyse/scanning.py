"""`commonground analyse scan`: options, models, answer."""

import argparse
import os
from pathlib import Path
from typing import Any

from commonground.analyse.options import listed, replications, whole
from commonground.analyse.seconds import Seconds
from commonground.analysis.errors import Unusable

EPILOG = """\
EVENTS.csv has one row per case, or per location and date with a number of cases in column COUNT:

  location,x,y,date,count
  north,3500,5200,2024-11-03,2

Without --location, each pair of coordinates is a location. POP.csv (for --model poisson) has the
columns location (or that of --location), date (or year: 2020, 2020-07 or 2020-07-01; may be
missing if there is one census), population (or pop), and the covariates. LOCATIONS.csv has a
column of the same name as in EVENTS.csv for the location, x and y; it adds places without cases.

Examples:
  commonground analyse scan calls.csv --x x --y y --date date --max-radius 1000 --max-days 28
  commonground analyse scan cancer.csv --location county --geographic --time-unit year \\
      --model poisson --population people.csv --covariates age,sex --retrospective

All of it is explained in docs/reference/analyse.md, the statistics in docs/methods/scan.md.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EPILOG
    parser.add_argument("events", type=Path, metavar="EVENTS.csv", help="the cases")
    _columns(parser.add_argument_group("columns of EVENTS.csv"))
    _files(parser.add_argument_group("further files"))
    _search(parser.add_argument_group("what is looked for"))
    _replicates(parser.add_argument_group("how surprising it is"))
    parser.add_argument("--json", action="store_true", help="print one JSON object, not a table")


def _columns(add: Any) -> None:
    add.add_argument("--x", default="x", help="x or longitude (default x)")
    add.add_argument("--y", default="y", help="y or latitude (default y)")
    add.add_argument(
        "--date", help="date; without one, --model poisson and bernoulli look purely in space"
    )
    add.add_argument("--location", help="name of the location (default: the coordinates)")
    add.add_argument("--count", help="number of cases (default: every row is one)")
    add.add_argument(
        "--controls",
        help="number of controls, for --model bernoulli; without --count a row with controls "
        "has no case",
    )
    add.add_argument(
        "--covariates", type=listed, default=[], metavar="A,B",
        help="groups of people, as in POP.csv, for --model poisson",
    )  # fmt: skip


def _files(add: Any) -> None:
    add.add_argument("--population", type=Path, metavar="POP.csv", help="people by location")
    add.add_argument(
        "--locations", type=Path, metavar="LOCATIONS.csv", help="places without cases as well"
    )


def _search(add: Any) -> None:
    add.add_argument(
        "--model", choices=("permutation", "poisson", "bernoulli"), default="permutation",
        help="cases against cases elsewhere and at other times (default), against people, or "
        "against controls",
    )  # fmt: skip
    add.add_argument(
        "--geographic", action="store_true",
        help="x, y are longitude, latitude in degrees; radii in km (default: radii in the unit "
        "of x, y)",
    )  # fmt: skip
    add.add_argument("--from", dest="since", metavar="D", help="first day (default: first case)")
    add.add_argument("--until", metavar="D", help="last day of the study (default: last row)")
    add.add_argument(
        "--time-unit", choices=("day", "month", "year"), default="day", help="default day"
    )
    add.add_argument(
        "--retrospective", action="store_true",
        help="any window in the study (default: only those that last until its end)",
    )  # fmt: skip
    only = add.add_mutually_exclusive_group()
    only.add_argument("--purely-spatial", action="store_true", help="one window, the whole study")
    only.add_argument("--purely-temporal", action="store_true", help="all locations together")
    add.add_argument("--max-radius", type=float, metavar="R", help="default: no limit")
    add.add_argument(
        "--max-share", type=float, default=0.5, metavar="S",
        help="largest share of the cases (poisson: of those expected; bernoulli: of cases and "
        "controls) in a circle (default 0.5)",
    )  # fmt: skip
    add.add_argument(
        "--max-days", type=whole, metavar="N",
        help="longest window in units of time (default: half of the study)",
    )  # fmt: skip
    add.add_argument("--min-days", type=whole, default=1, metavar="N", help="default 1")
    add.add_argument("--min-cases", type=whole, default=2, metavar="N", help="default 2")
    add.add_argument(
        "--day-of-week", action="store_true", help="weekdays differ (permutation, daily)"
    )
    add.add_argument(
        "--max-clusters", type=whole, metavar="N", help="at most so many (default: all)"
    )


def _replicates(add: Any) -> None:
    add.add_argument(
        "--replications", type=replications, default=999, metavar="N", help="default 999"
    )
    add.add_argument(
        "--seed", type=int, default=1, metavar="N", help="the same seed gives the same answer"
    )
    add.add_argument("--threads", type=whole, default=1, metavar="N", help="default 1; same answer")
    add.add_argument(
        "--stop-after", type=whole, metavar="N",
        help="stop when so many replicates reach the first cluster (Besag and Clifford)",
    )  # fmt: skip
    add.add_argument(
        "--gumbel", action="store_true", help="also p-values of a fitted Gumbel distribution"
    )


def run(args: argparse.Namespace) -> None:
    check(args)
    args.purely_spatial = args.purely_spatial or not args.date
    args.threads = min(args.threads, os.cpu_count() or 1)  # more would only wait
    seconds = Seconds()
    from commonground.analyse import answer, events, models, warming
    from commonground.analyse.sheets import database

    with database(args.threads) as opened:
        read = events.read(opened, args)
        expected = models.baseline(opened, read, args)
    load = seconds.taken()
    warming.warm(args, int(read.cases.sum()))
    compiled = seconds.taken()
    found = models.scan(read, expected, args)
    cost = {"load": load, "compile": compiled, "scan": seconds.taken()}
    answer.show(answer.document(found, read, args, cost), args)


def check(args: argparse.Namespace) -> None:
    """Raises Unusable for options that contradict each other."""
    over = args.purely_spatial or args.purely_temporal
    needs = {
        "--model permutation needs --date, the column of dates.":
            not args.date and args.model == "permutation" and not over,
        "--purely-temporal needs --date, the column of dates.":
            not args.date and args.purely_temporal,
        "Without --date a study needs both --from and --until, or neither.":
            not args.date and bool(args.since) != bool(args.until),
        "--purely-spatial and --purely-temporal need --model poisson or bernoulli.":
            over and args.model == "permutation",
        "--model poisson needs --population and --location.":
            args.model == "poisson" and not (args.population and args.location),
        "--model bernoulli needs --controls.": args.model == "bernoulli" and not args.controls,
        "--population and --covariates are for --model poisson.":
            args.model != "poisson" and bool(args.population or args.covariates),
        "--controls is for --model bernoulli.": args.model != "bernoulli" and bool(args.controls),
        "--day-of-week is for --model permutation with --time-unit day.":
            args.day_of_week and (args.model != "permutation" or args.time_unit != "day"),
        "--threads and --max-clusters must be at least 1, --seed at least 0.":
            args.threads < 1 or args.seed < 0
            or (args.max_clusters is not None and args.max_clusters < 1),
    }  # fmt: skip
    for sentence, wrong in needs.items():
        if wrong:
            raise Unusable(sentence)
