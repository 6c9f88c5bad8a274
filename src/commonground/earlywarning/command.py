"""`commonground scan`: the morning job by hand or by cron."""

import argparse
import json
from datetime import date
from pathlib import Path

from django.utils.translation import ngettext

from commonground.analysis.morning import LEAST_IN_STREAM
from commonground.common import clock
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.wording import once_in
from commonground.incidents.command import Bar

from . import queries, states
from .covering import outline
from .models import ScanRun, Sighting


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as-of",
        metavar="DAY",
        help="the morning to look from, with what was known then: 2017-12-11; default today",
    )
    parser.add_argument(
        "--category", metavar="NAME", help="one kind of report only: burglary, concerns.noise"
    )
    parser.add_argument("--json", action="store_true", help="print JSON, for other programs")
    parser.add_argument(
        "--store", type=Path, metavar="FOLDER",
        help="then write the counts of that morning there, for a scan over many agencies",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    # a second of numerical libraries, which --help does without
    from .scanning import scan_morning
    from .storing import store_counts

    as_of = day(args.as_of) if args.as_of else clock.today()
    by, bar = Actor.system("scan"), Bar()
    try:
        runs = scan_morning(as_of=as_of, by=by, progress=bar.show, only=args.category)
    finally:
        bar.clear()
    if args.store:
        store_counts(folder=args.store, as_of=as_of, by=by)
    print(json.dumps([as_json(r) for r in runs], indent=2) if args.json else summary(runs, as_of))
    return 0


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise Refused(f"{text!r} is no day: write it like 2017-12-11.") from problem


def summary(runs: list[ScanRun], as_of: date) -> str:
    if not runs:
        return (
            f"{as_of}: nothing to look at. A kind of report needs {LEAST_IN_STREAM} in a year, "
            "known that morning."
        )
    alerts = [seen for run in runs for seen in sightings_of(run)]
    scans = [run for run in runs if run.method == states.SCAN]
    charts = sum(run.n_locations for run in runs if run.method == states.CHART)
    kinds = ngettext("%(n)d kind of report", "%(n)d kinds of report", len(scans))
    count = len({seen.alert_id for seen in alerts})
    found = ngettext("%(n)d alert", "%(n)d alerts", count)
    charted = f" and {charts} charts" if charts else ""
    head = f"{as_of}: {kinds % {'n': len(scans)}}{charted} looked at, {found % {'n': count}}"
    return "\n".join([head, *(f"  {line(alert)}" for alert in alerts)])


def line(seen: Sighting) -> str:
    where = "; ".join(place.name for place in seen.alert.neighbourhoods.all())
    within = f"within {seen.radius_m} m" if seen.radius_m else "in the whole neighbourhood"
    alone = " One place, several reports." if seen.one_place else ""
    again = " Asked about a short while ago." if seen.alert.again_of_id else ""
    return (
        f"{queries.what(seen.alert)} ({where}): {seen.observed} reports {seen.span} {within}; "
        f"about {seen.usual} are usual. By chance {once_in(seen.recurrence_days)}.{alone}{again}"
    )


def sightings_of(run: ScanRun) -> list[Sighting]:
    rows = run.sightings.select_related("alert").prefetch_related("alert__neighbourhoods")
    return list(rows.order_by("p_value", "alert__public_id"))


def as_json(run: ScanRun) -> dict[str, object]:
    return {
        "method": run.method,
        "stream": run.stream,
        "as_of": run.as_of.isoformat(),
        "until": run.until.isoformat(),
        "cases": run.n_cases,
        "locations": run.n_locations,
        "settings": run.settings,
        "alerts": [sighting_as_json(seen) for seen in sightings_of(run)],
    }


def sighting_as_json(seen: Sighting) -> dict[str, object]:
    alert = seen.alert
    return {
        "id": alert.public_id,
        "kind": alert.kind,
        "neighbourhoods": [place.source_id for place in alert.neighbourhoods.all()],
        "opened_on": alert.opened_on.isoformat(),
        "started_on": seen.started_on.isoformat(),
        "ends_on": seen.ends_on.isoformat(),
        "observed": seen.observed,
        "expected": round(seen.expected, 4),
        "p_value": seen.p_value,
        "recurrence_days": seen.recurrence_days,
        "radius_m": seen.radius_m,
        "one_place": seen.one_place,
        "covering": outline(seen.cells),
    }
