"""From clusters to alerts: which are kept, how large an area they show, what they rest on."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import h3
import numpy as np

from commonground.analysis.following import follow
from commonground.analysis.scan import Cluster
from commonground.common import clock
from commonground.places.models import Neighbourhood

from . import covering, states
from .attending import earlier
from .covering import Covering
from .frames import Reports, Unit
from .looking import Looked, look
from .models import Alert, ScanRun, Sighting
from .streams import Stream

ADDRESS_RESOLUTION = 11  # cells of about 50 m: two points of one address fall into one
HALF = 0.5


@dataclass(frozen=True)
class Finding:
    """A cluster that is rare enough, with what a page may say of it."""

    cluster: Cluster
    unit: Unit
    start: int  # the first day, as date.toordinal()
    end: int
    p_value: float
    recurrence_days: float
    reached: int  # shuffles with an excess as large
    area: Covering  # instead of the cluster's cells, which may hold a home or two
    places: list[Neighbourhood]
    by_day: list[list[object]]  # ["2017-12-01", 3]
    one_place: bool


def assess(looked: Looked, level: float) -> list[Finding]:
    """The clusters that chance brings at most as often as `level`, a p-value, says.

    Nothing is written here: retests take as long as scans.
    """
    return [_finding(looked, cluster, level) for cluster in looked.alerts(level)]


def _finding(looked: Looked, cluster: Cluster, level: float) -> Finding:
    cells = [looked.cells[i] for i in cluster.members]
    zone = looked.reports.where(np.isin(looked.reports.cell, cells))
    start, end = looked.first_day(cluster), looked.last_day(cluster)
    recent = zone.where((zone.day >= start) & (zone.day <= end))
    ids = np.unique(recent.neighbourhood).tolist()
    places = list(Neighbourhood.objects.filter(public_id__in=ids))
    return Finding(
        cluster=cluster,
        unit=looked.unit,
        start=start,
        end=end,
        p_value=looked.p_value(cluster),
        recurrence_days=looked.recurrence_days(cluster),
        reached=looked.reached(cluster),
        area=_area(looked.reports, cells, places),
        places=places,
        by_day=_by_day(recent),
        one_place=rests_on_one_place(looked, recent, cells, level),
    )


def _area(reports: Reports, cells: list[str], places: list[Neighbourhood]) -> Covering:
    density = covering.density(places)
    known = [] if density else np.unique(addresses(reports)).tolist()
    return covering.cover(cells, density, known)


def keep_alerts(run: ScanRun, findings: list[Finding]) -> list[Alert]:
    """Each finding goes on as the alert that it shares a place with, or is a new one.

    An alert of theft and one of thefts at night in one place are one alert: it says what the
    rarest of its streams said on its last morning.
    """
    stream = Stream.named(run.stream)
    rows = Alert.objects.living(run.as_of).filter(
        kind=states.CLUSTER, stream__startswith=f"{stream.kind}."
    )
    living = [alert for alert in rows.order_by("id") if stream.is_about(Stream.named(alert.stream))]
    areas = covering.alike([a.cells for a in living] + [f.area.cells for f in findings])
    goes_on = follow(areas[: len(living)], areas[len(living) :])
    return [
        _keep(run, finding, None if row is None else living[row])
        for finding, row in zip(findings, goes_on, strict=True)
    ]


def _keep(run: ScanRun, finding: Finding, alert: Alert | None) -> Alert:
    said = _said(finding)
    if alert is None:
        again_of = earlier(
            states.CLUSTER, Stream.named(run.stream), finding.area.cells, run.as_of
        )
        alert = Alert(
            opened_on=run.as_of, seen_on=run.as_of, p_value=1, made_at=clock.now(),
            again_of=again_of,
        )  # fmt: skip
    # a past morning that is asked again says nothing new; of one morning the rarest counts
    if (run.as_of, -finding.p_value) > (alert.seen_on, -alert.p_value):
        _say(alert, said, run, finding)
    Sighting.objects.create(alert=alert, run=run, **said)
    return alert


def _said(finding: Finding) -> dict[str, object]:
    cluster, area = finding.cluster, finding.area
    return {
        "unit": finding.unit,
        "started_on": date.fromordinal(finding.start),
        "ends_on": date.fromordinal(finding.end),
        "observed": cluster.observed,
        "expected": cluster.expected,
        "p_value": finding.p_value,
        "recurrence_days": finding.recurrence_days,
        "reached": finding.reached,
        "cells": area.cells,
        "radius_m": covering.radius_m(cluster.radius, area),
        "one_place": finding.one_place,
    }


def _say(alert: Alert, said: dict[str, object], run: ScanRun, finding: Finding) -> None:
    for name, value in said.items():
        setattr(alert, name, value)
    alert.stream, alert.label = run.stream, Stream.named(run.stream).label()
    alert.covering, alert.by_day = finding.area.geometry, finding.by_day
    alert.seen_on = run.as_of
    alert.save()
    alert.neighbourhoods.set(finding.places)


def _by_day(recent: Reports) -> list[list[object]]:
    counts = Counter(recent.day.tolist())
    return [[date.fromordinal(day).isoformat(), counts[day]] for day in sorted(counts)]


def rests_on_one_place(looked: Looked, recent: Reports, cells: list[str], level: float) -> bool:
    """Is it one address, or one with half of the reports, without which it is no surprise?"""
    names, counts = np.unique(addresses(recent), return_counts=True)
    if len(names) == 1:
        return True
    largest = np.argmax(counts)
    if counts[largest] < HALF * len(recent):
        return False
    return not _still_found(looked, str(names[largest]), cells, level)


def _still_found(looked: Looked, address: str, cells: list[str], level: float) -> bool:
    reports = looked.reports
    near = np.isin(reports.cell, cells)
    gone = np.zeros(len(reports), dtype=bool)
    gone[near] = addresses(reports.where(near)) == address
    left = reports.where(~gone)
    again = look(
        left, looked.until, seed=1, level=level, replications=looked.found.replications,
        unit=looked.unit,
    )  # fmt: skip
    return any(
        again.p_value(cluster) <= level and {again.cells[i] for i in cluster.members} & set(cells)
        for cluster in again.found.clusters
    )


def addresses(reports: Reports) -> np.ndarray:
    """(n,) str: the small cell of each report's point. Never stored."""
    pairs = zip(reports.latitude.tolist(), reports.longitude.tolist(), strict=True)
    return np.array([h3.latlng_to_cell(*pair, ADDRESS_RESOLUTION) for pair in pairs], dtype="U16")
