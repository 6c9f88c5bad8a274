"""Events to the scan of the model that was asked for."""

import argparse
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from commonground.analyse import census
from commonground.analyse.dates import DAYS
from commonground.analyse.events import Events
from commonground.analyse.sheets import Database
from commonground.analysis.errors import Unusable
from commonground.analysis.scan import (
    Scan,
    Search,
    scan_bernoulli,
    scan_permutation,
    scan_poisson,
)

Floats = NDArray[np.float64]


def baseline(opened: Database, events: Events, args: argparse.Namespace) -> Floats | None:
    """(m, t) expected cases where the model is against people."""
    return census.expected(opened, events, args) if args.model == "poisson" else None


def scan(events: Events, expected: Floats | None, args: argparse.Namespace) -> Scan:
    """Raises Unusable where the data or the settings allow no answer."""
    if args.model == "permutation":
        return _permutation(events, args)
    _check_time(events, args)
    search, where = _search(args), (events.x, events.y)
    if expected is not None:
        rows = (events.location, events.time, events.cases)
        return scan_poisson(*rows, *where, expected=expected, search=search)
    return scan_bernoulli(
        events.location, events.time, events.cases, events.controls, *where,
        units=len(events.edges) - 1, search=search,
    )  # fmt: skip


def _check_time(events: Events, args: argparse.Namespace) -> None:
    """Raises Unusable where it was asked since when, of one unit of time.

    Looking back, or over a study that was said to be one unit, the answer is one purely in space.
    """
    since_when = not (args.purely_spatial or args.retrospective or args.since)
    if len(events.edges) == 2 and since_when:
        raise Unusable(
            "All cases have one date: say when the study begins with --from, or look "
            "--purely-spatial."
        )


def _permutation(events: Events, args: argparse.Namespace) -> Scan:
    units = len(events.edges) - 1
    if args.min_days > units:
        raise Unusable("The study is too short for the shortest window.")
    longest = args.max_days if args.max_days is not None else max(units // 2, args.min_days)
    return scan_permutation(
        events.location, events.time, events.x, events.y, count=events.cases,
        since=0, until=units - 1, max_radius=args.max_radius,
        min_days=args.min_days, max_days=longest, min_cases=args.min_cases,
        max_share=args.max_share, prospective=not args.retrospective,
        by_weekday=args.day_of_week, replications=args.replications, seed=args.seed,
        threads=args.threads, stop_after=args.stop_after, gumbel=args.gumbel,
        geographic=args.geographic, max_clusters=args.max_clusters,
        days_per_unit=DAYS[args.time_unit],
    )  # fmt: skip


def _search(args: argparse.Namespace) -> Search:
    over: Literal["space-time", "space", "time"] = "space-time"
    if args.purely_spatial or args.purely_temporal:
        over = "space" if args.purely_spatial else "time"
    return Search(
        over=over,
        prospective=not (args.retrospective or args.purely_spatial),
        geographic=args.geographic, max_radius=args.max_radius, max_share=args.max_share,
        min_units=args.min_days, max_units=args.max_days, min_cases=args.min_cases,
        replications=args.replications, seed=args.seed, threads=args.threads,
        stop_after=args.stop_after, gumbel=args.gumbel, max_clusters=args.max_clusters,
        days_per_unit=DAYS[args.time_unit],
    )  # fmt: skip
