"""Charts: more, or fewer, reports than usual in a whole neighbourhood, once a week.

For counts too sparse or spread too wide for circles, and for what no circle can find: that people
may have stopped telling us. Of half of the budget of false alerts; circles have the other half.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

import h3
import numpy as np
from django.db import transaction

from commonground.analysis.charts import Surprises, falls_and_rises
from commonground.analysis.charts.series import Unit
from commonground.analysis.emerging import RAREST
from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.places.cells import SCAN_RESOLUTION
from commonground.places.locating import current_version
from commonground.places.models import Neighbourhood

from . import budget, states
from .attending import earlier
from .charted import Charted
from .counting import Counts, counts
from .frames import Reports
from .models import Alert, ScanRun, Sighting
from .single_address import rests_on_one_address
from .streams import Stream

SHOWN = 26  # weeks, or months, that a page shows of what led to it
DAYS_BETWEEN: dict[Unit, float] = {"week": 7.0, "month": budget.DAYS_A_MONTH}


@dataclass(frozen=True)
class Surprise:
    """One neighbourhood's rise or fall that is rare enough."""

    kind: str
    place: Neighbourhood
    observed: int
    expected: float
    p_value: float  # of one as rare in any neighbourhood of the agency, as circles have it
    by_period: list[list[object]]
    one_place: bool = False


def chart_period(
    *, as_of: date, by: Actor, latest: Reports, unit: Unit = "week", share: float = 1.0
) -> list[ScanRun]:
    """The charts of the last whole week (month), each stream once.

    On the first morning on which all of it is there: usually a Monday. latest : the reports that
    the morning's scan read. share : of the budget for charts.
    """
    started = time.process_time()
    todo = [one for one in counts(as_of, latest, unit) if _is_new(one, as_of)]
    charted = list(look(todo, unit, share)) if todo else []
    seconds = (time.process_time() - started) / max(len(charted), 1)
    return [_keep(one, surprises(one, latest), as_of, by, seconds) for one in charted]


def _is_new(found: Counts, as_of: date) -> bool:
    """Was this week not looked at on an earlier morning?"""
    done = ScanRun.objects.filter(method=states.CHART, until=found.until, as_of__lt=as_of)
    return not done.filter(stream__in=set(found.stream.tolist())).exists()


def look(found: list[Counts], unit: Unit, share: float = 1.0) -> Iterator[Charted]:
    """All series within one budget, then stream by stream. Those that are too short: none."""
    each = [_held_against(one) for one in found]
    level = reduce(_joined, each).threshold(budget.charts(DAYS_BETWEEN[unit], share))
    for one, all_of_kind in zip(found, each, strict=True):
        if not all_of_kind.told.any():
            continue
        for stream in dict.fromkeys(one.stream.tolist()):
            rows = one.stream == stream
            yield Charted(
                stream, unit, one.until, one.starts, one.place[rows], one.counts[rows],
                _part(all_of_kind, rows), level,
            )  # fmt: skip


def _held_against(found: Counts) -> Surprises:
    _names, kinds = np.unique(found.stream, return_inverse=True)
    return falls_and_rises(found.counts, found.starts, found.unit, kinds=kinds)


ARRAYS = ("observed", "expected", "p_rise", "p_fall", "p_none", "told")


def _joined(some: Surprises, others: Surprises) -> Surprises:
    both = {n: np.concatenate([getattr(some, n), getattr(others, n)]) for n in ARRAYS}
    return replace(some, **both)


def _part(found: Surprises, rows: np.ndarray) -> Surprises:
    return replace(found, **{name: getattr(found, name)[rows] for name in ARRAYS})


def surprises(charted: Charted, latest: Reports) -> list[Surprise]:
    """Rises and falls beyond the level, the rarest first."""
    found = charted.found
    rise, fall = found.beyond(charted.level)
    ids = Neighbourhood.objects.in_bulk(charted.place[rise | fall].tolist(), field_name="public_id")
    made = [
        _surprise(charted, row, kind, p, ids[str(charted.place[row])], latest)
        for kind, rows, p in (
            (states.RISE, rise, found.p_rise), (states.FALL, fall, found.p_fall),
        )
        for row in np.flatnonzero(rows).tolist()
    ]  # fmt: skip
    return sorted(made, key=lambda one: (one.p_value, one.place.public_id))


def _surprise(
    charted: Charted, row: int, kind: str, p: np.ndarray, place: Neighbourhood, latest: Reports
) -> Surprise:
    many = int(charted.found.told.sum())
    return Surprise(
        kind=kind,
        place=place,
        observed=int(charted.found.observed[row]),
        expected=float(charted.found.expected[row]),
        p_value=max(float(-np.expm1(many * np.log1p(-p[row]))), RAREST),
        by_period=[
            [str(day), int(n)]
            for day, n in zip(charted.starts[-SHOWN:], charted.counts[row, -SHOWN:], strict=True)
        ],
        one_place=kind == states.RISE and rests_on_one_address(charted, row, latest),
    )


@transaction.atomic
def _keep(
    charted: Charted, found: list[Surprise], as_of: date, by: Actor, seconds: float
) -> ScanRun:
    values = {
        "until": charted.until,
        "settings": {
            "unit": charted.unit,
            "periods": len(charted.starts),
            "years_back": charted.found.years_back,
            "level": charted.level,
            "false_alerts_a_month": budget.a_month(),
        },
        "n_cases": int(charted.counts.sum()),
        "n_locations": int(charted.found.told.sum()),
        "seconds": seconds,
        "made_at": clock.now(),
    }
    run, is_new = ScanRun.objects.get_or_create(
        method=states.CHART, stream=charted.stream, as_of=as_of, defaults=values
    )
    if is_new:
        for surprise in found:
            keep_alert(run, charted, surprise)
        audit.record(
            by=by, verb="chart", noun="stream", noun_id=charted.stream, as_of=as_of.isoformat(),
            series=run.n_locations, alerts=len(found),
        )  # fmt: skip
    return run


def keep_alert(run: ScanRun, charted: Charted, surprise: Surprise) -> None:
    """It goes on as the alert of this neighbourhood, or is a new one.

    A rise that a cluster there tells already is attached to it as what one more look saw.
    """
    version = current_version(surprise.place)
    said = _said(charted, surprise, version.geometry)
    alert = _living(run, surprise)
    if alert is None:
        alert = Alert(
            kind=surprise.kind, opened_on=run.as_of, seen_on=run.as_of, p_value=1,
            made_at=clock.now(),
            again_of=earlier(surprise.kind, Stream.named(run.stream), said["cells"], run.as_of),
        )  # fmt: skip
    is_chart = alert.kind == surprise.kind
    if is_chart and (run.as_of, -surprise.p_value) > (alert.seen_on, -alert.p_value):
        _say(alert, said, run, surprise, version.geometry)
    Sighting.objects.get_or_create(alert=alert, run=run, defaults=said)


def _living(run: ScanRun, surprise: Surprise) -> Alert | None:
    """A cluster first, then the neighbourhood's own; of the same or a wider stream."""
    stream, kinds = Stream.named(run.stream), [surprise.kind]
    if surprise.kind == states.RISE:
        kinds = [states.CLUSTER, states.RISE]
    rows = Alert.objects.living(run.as_of).filter(
        kind__in=kinds, neighbourhoods=surprise.place, stream__startswith=f"{stream.kind}."
    )
    about = [alert for alert in rows if stream.is_about(Stream.named(alert.stream))]
    return min(about, key=lambda alert: (alert.kind != states.CLUSTER, alert.pk), default=None)


def _said(charted: Charted, surprise: Surprise, geometry: dict) -> dict[str, object]:
    start, by_month = charted.starts[-1].astype(object), charted.unit == "month"
    return {
        "unit": "month" if by_month else "day",
        "started_on": start,
        "ends_on": charted.until,
        "observed": surprise.observed,
        "expected": surprise.expected,
        "p_value": surprise.p_value,
        "recurrence_days": DAYS_BETWEEN[charted.unit] / surprise.p_value,
        "cells": cells_of(geometry),
        "radius_m": 0,
        "one_place": surprise.one_place,
    }


def cells_of(geometry: dict) -> list[str]:
    """The cells whose centre lies in a neighbourhood; of a tiny one, those that touch it."""
    shape = h3.geo_to_h3shape(geometry)
    inside = h3.h3shape_to_cells(shape, SCAN_RESOLUTION)
    return sorted(
        inside or h3.h3shape_to_cells_experimental(shape, SCAN_RESOLUTION, contain="overlap")
    )


def _say(
    alert: Alert, said: dict[str, object], run: ScanRun, surprise: Surprise, geometry: dict
) -> None:
    for name, value in said.items():
        setattr(alert, name, value)
    alert.stream, alert.label = run.stream, Stream.named(run.stream).label()
    alert.covering, alert.by_day = geometry, surprise.by_period
    alert.seen_on = run.as_of
    alert.save()
    alert.neighbourhoods.set([surprise.place])
