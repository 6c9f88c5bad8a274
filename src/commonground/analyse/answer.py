"""What a scan answers, as JSON for scripts and as a table for people."""

import argparse
import json
from typing import Any

from commonground.analyse.dates import name_of
from commonground.analyse.events import Events
from commonground.analyse.numbers import finite
from commonground.analyse.tables import table
from commonground.analysis.scan import Cluster, Scan

Document = dict[str, Any]

SHOWN = 10  # clusters in the table for people
P = "p: how often chance alone brings a cluster as unusual, anywhere."
AGAIN = "again in: how long until it does, if such a scan is made once in every unit of time."


def document(
    found: Scan, events: Events, args: argparse.Namespace, seconds: dict[str, float]
) -> Document:
    """What `--json` prints. Numbers that are infinite are null."""
    clusters = [
        _cluster(rank, cluster, events, args) for rank, cluster in enumerate(found.clusters, 1)
    ]
    made = {"n_cases": found.n_cases, "n_locations": found.n_locations, "clusters": clusters}
    if args.stop_after:
        made["replications"] = found.replications
    return made | {"seconds": seconds}


def _cluster(rank: int, cluster: Cluster, events: Events, args: argparse.Namespace) -> Document:
    first, after = int(events.edges[cluster.start]), int(events.edges[cluster.end + 1])
    named: Document = {"start": None, "end": None}
    if args.date:
        named = {
            "start": name_of(first, events.until, args.time_unit),
            "end": name_of(after - 1, events.until, args.time_unit),
        }
    made = {
        "rank": rank,
        "centre": [float(events.x[cluster.centre]), float(events.y[cluster.centre])],
        "locations": [events.names[member] for member in cluster.members],
        "radius": cluster.radius,
        **named,
        "observed": cluster.observed,
        "expected": cluster.expected,
        "relative_risk": finite(cluster.relative_risk),
        "llr": cluster.llr,
        "p_value": cluster.p_value,
        "recurrence_interval_days": cluster.recurrence_days,
    }
    return made | ({"gumbel_p_value": cluster.gumbel_p_value} if args.gumbel else {})


def show(made: Document, args: argparse.Namespace) -> None:
    """For people, the first clusters, and none after it that every replicate reached."""
    if args.json:
        print(json.dumps(made))
        return
    print(f"{made['n_cases']:,} cases at {made['n_locations']:,} locations.")
    if not made["clusters"]:
        print("No circle and window hold more cases than expected.")
        return
    unit = "radius, km" if args.geographic else "radius"
    first, *others = made["clusters"]
    told = [first, *(cluster for cluster in others if cluster["p_value"] < 1)][:SHOWN]
    names = ("", "centre", unit, "locations", "from", "to", "observed", "expected", "p", "again in")
    print(table(names, [_row(cluster) for cluster in told]))
    if more := len(made["clusters"]) - len(told):
        print(f"{more} more that are less unusual: --json lists them.")
    print(f"\n{P}" + ("" if first["recurrence_interval_days"] is None else f"\n{AGAIN}"))


def _row(cluster: Document) -> tuple[str, ...]:
    x, y = cluster["centre"]
    days = cluster["recurrence_interval_days"]
    return (
        f"{cluster['rank']}", f"{x:.7g}, {y:.7g}", f"{cluster['radius']:.4g}",
        f"{len(cluster['locations'])}", cluster["start"] or "", cluster["end"] or "",
        f"{cluster['observed']}", f"{cluster['expected']:.2f}", f"{cluster['p_value']:.3g}",
        "" if days is None else f"{days:,.0f} days",
    )  # fmt: skip
