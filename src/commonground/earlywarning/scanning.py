"""The morning job: each stream once a morning, each in one transaction.

So a job that was stopped goes on where it was, and one that is done does nothing.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from commonground.analysis import morning
from commonground.analysis.emerging import REPLICATIONS, settings_of
from commonground.analysis.morning import LEAST_IN_STREAM
from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.common.errors import Refused

from . import budget, frames, states, streams
from .alerting import Finding, assess, keep_alerts
from .attending import draw_for
from .charting import chart_period
from .counting import by_place
from .frames import Reports, Unit
from .looking import SPANS, Looked, look
from .models import ReportsHeld, ScanRun
from .streams import Stream

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Ask:
    """What all streams of one morning share."""

    as_of: date
    by: Actor
    level: dict[Unit, float]  # the p-value at which a cluster is an alert
    replications: int
    without_place: Counter[str]  # reports left out, by kind: their point is a source's default

    def settings(self, stream: Stream, unit: Unit) -> dict[str, float]:
        return settings_of(self.replications, SPANS[unit]) | {
            "level": self.level[unit],
            "false_alerts_a_month": budget.a_month(),
            "without_place": self.without_place[stream.kind],
        }


def scan_morning(
    *,
    as_of: date,
    by: Actor,
    progress: Progress | None = None,
    replications: int = REPLICATIONS,
    only: str | None = None,
) -> list[ScanRun]:
    """Look at every stream as of a morning. A stream that was looked at already is left alone.

    only : one stream, "crimes.burglary", or all of one category, "burglary"; then neither charts
    nor looks. Once a week, besides: the charts, and places to look at without an alert.
    """
    check_can_scan(as_of)
    done = {run.stream: run for run in ScanRun.objects.filter(as_of=as_of, method=states.SCAN)}
    known, without_place = _known(as_of)
    todo = _streams("day", known["day"], as_of) | _streams("month", known["month"], as_of)
    names = [*todo, *sorted(done.keys() - todo.keys())]
    level: dict[Unit, float] = {
        "day": budget.level(len(names)), "month": budget.level(len(names), looks_a_month=1),
    }  # fmt: skip
    ask = Ask(as_of, by, level, replications, without_place)
    chosen = names if only is None else _chosen(only, names)
    runs = []
    for number, name in enumerate(chosen):
        if progress:
            progress(number / len(chosen), name)
        runs.append(done.get(name) or _scan_stream(ask, name, todo[name]))
    return runs if only else runs + _weekly(as_of, by, known)


def _weekly(as_of: date, by: Actor, known: dict[Unit, Reports]) -> list[ScanRun]:
    """After the circles: a rise that a circle tells already is not told twice."""
    share = 0.5 if len(known["day"]) and len(known["month"]) else 1.0
    charts = chart_period(as_of=as_of, by=by, latest=known["day"], share=share)
    charts += chart_period(
        as_of=as_of, by=by, latest=known["month"], unit="month", share=share
    )
    if draw_for(as_of=as_of, by=by):
        _hold_counts(as_of, known)
    return charts


def _hold_counts(as_of: date, known: dict[Unit, Reports]) -> None:
    """What alerts are held against, since a page cannot wait until a year is read."""
    until = as_of - timedelta(days=1)
    counts: Counter[str] = Counter()
    for reports in known.values():
        counts += by_place(reports.where(morning.in_the_year(reports.day, until.toordinal())))
    ReportsHeld.objects.update_or_create(
        as_of=as_of, defaults={"until": until, "by_place": dict(counts)}
    )


def _known(as_of: date) -> tuple[dict[Unit, Reports], Counter[str]]:
    """By the unit of time. A kind of record is looked at by months if none of it knows a day."""
    days, no_place = with_places(frames.reports(as_of))
    by_month = frames.reports(as_of, "month")
    by_month, no_place_either = with_places(
        by_month.where(~np.isin(by_month.kind(), np.unique(days.kind())))
    )
    return {"day": days, "month": by_month}, no_place + no_place_either


def check_can_scan(as_of: date) -> None:
    if as_of > clock.today():
        raise Refused(_("%(day)s is not here yet: choose today or a day before.") % {"day": as_of})


def with_places(known: Reports) -> tuple[Reports, Counter[str]]:
    """Those whose place is known, and how many of each kind lie on a point that says it is not.

    A pile on such a point is a defect of the data, told as one, and no cluster.
    """
    piled = frames.without_place(known)
    return known.where(~piled), Counter(known.kind()[piled].tolist())


@dataclass(frozen=True)
class Todo:
    """One stream's reports up to the last day to look at."""

    unit: Unit
    known: Reports  # of all streams
    rows: np.ndarray  # (n,) bool: those of this one
    until: int

    def reports(self) -> Reports:
        """Copied when it is its turn: all streams together hold each report several times."""
        return self.known.where(self.rows)


def _streams(unit: Unit, reports: Reports, as_of: date) -> dict[str, Todo]:
    """Each stream that can be looked at."""
    ends, today = frames.last_days(reports, as_of, unit), as_of.toordinal()
    found = {}
    for stream, mask in streams.of(reports).items():
        until = ends[stream.kind]
        rows = mask & _in_history(reports.day, until, unit)
        late = frames.LATE_DAYS[unit]
        if morning.can_look(reports.cell[rows], reports.day[rows], until, today, late=late):
            found[str(stream)] = Todo(unit, reports, rows, until)
    return found


def _in_history(day: np.ndarray, until: int, unit: Unit) -> np.ndarray:
    if unit == "day":
        return morning.in_the_year(day, until)
    month, last = frames.months(day), frames.months(np.array([until]))
    return (month <= last) & (month > last - SPANS[unit].history)


def _chosen(only: str, names: list[str]) -> list[str]:
    found = [name for name in names if only in (name, Stream.named(name).category)]
    if not found:
        raise Refused(_unknown(only, sorted(names)))
    return found


def _unknown(only: str, names: list[str]) -> str:
    if not names:
        return _("No kind of report has %(count)d reports in a year: import some first.") % {
            "count": LEAST_IN_STREAM
        }
    told = {"name": only, "count": LEAST_IN_STREAM, "names": ", ".join(names)}
    return (
        _("No stream %(name)r has %(count)d reports in a year. Those that have: %(names)s.") % told
    )


def _scan_stream(ask: Ask, name: str, todo: Todo) -> ScanRun:
    """Looking takes seconds, so nothing is locked before there is something to write."""
    started, level = time.process_time(), ask.level[todo.unit]
    seed = morning.seed_of(name, ask.as_of if todo.unit == "day" else date.fromordinal(todo.until))
    looked = look(
        todo.reports(), todo.until,
        seed=seed, level=level, replications=ask.replications, unit=todo.unit,
    )  # fmt: skip
    findings = assess(looked, level)
    return _keep(ask, name, looked, findings, time.process_time() - started)


@transaction.atomic
def _keep(ask: Ask, name: str, looked: Looked, findings: list[Finding], seconds: float) -> ScanRun:
    values = {
        "until": date.fromordinal(looked.until),
        "settings": ask.settings(Stream.named(name), looked.unit),
        "shuffles": looked.found.replications,
        "n_cases": looked.found.n_cases,
        "n_locations": looked.found.n_locations,
        "seconds": seconds,
        "made_at": clock.now(),
    }
    run, is_new = ScanRun.objects.get_or_create(
        method=states.SCAN, stream=name, as_of=ask.as_of, defaults=values
    )
    if is_new:  # else another process was faster
        keep_alerts(run, findings)
        audit.record(
            by=ask.by, verb="scan", noun="stream", noun_id=name, as_of=ask.as_of.isoformat(),
            cases=run.n_cases, alerts=len(findings),
        )  # fmt: skip
    return run
