"""The morning job: each stream once a morning, each in one transaction, so it goes on where it was
stopped."""

import time
from collections.abc import Callable, Iterator
from datetime import date
from zlib import crc32

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.common.errors import Refused

from . import budget, frames, streams
from .alerting import Finding, assess, keep_alerts
from .frames import Reports
from .looking import REPLICATIONS, Looked, look, settings_of
from .models import ScanRun
from .streams import Stream

LEAST_IN_STREAM = 30  # fewer in a year: nothing can be said of what is usual

Progress = Callable[[float, str], None]


def scan_morning(
    *,
    as_of: date,
    by: Actor,
    progress: Progress | None = None,
    replications: int = REPLICATIONS,
    only: str | None = None,
) -> list[ScanRun]:
    """Look at every stream as of a morning. A stream that was looked at already is left alone.

    only : one stream, "crimes.burglary", or all of one category, "burglary".
    """
    check_can_scan(as_of)
    done = {run.stream: run for run in ScanRun.objects.filter(as_of=as_of)}
    known = frames.reports(as_of)
    todo = {str(stream): rest for stream, *rest in _streams(known, as_of)}
    names = [*todo, *sorted(done.keys() - todo.keys())]
    level = budget.level(len(names))
    if only is not None:
        names = _chosen(only, names)
    runs = []
    for number, name in enumerate(names):
        if progress:
            progress(number / len(names), name)
        runs.append(
            done.get(name) or _scan_stream(name, known, *todo[name], as_of, replications, level, by)
        )
    return runs


def _chosen(only: str, names: list[str]) -> list[str]:
    found = [name for name in names if only in (name, Stream.named(name).category)]
    if not found:
        raise Refused(_unknown(only, sorted(names)))
    return found


def check_can_scan(as_of: date) -> None:
    if as_of > clock.today():
        raise Refused(_("%(day)s is not here yet: choose today or a day before.") % {"day": as_of})


def _unknown(only: str, names: list[str]) -> str:
    if not names:
        return _("No kind of report has %(count)d reports in a year: import some first.") % {
            "count": LEAST_IN_STREAM
        }
    told = {"name": only, "count": LEAST_IN_STREAM, "names": ", ".join(names)}
    return (
        _("No stream %(name)r has %(count)d reports in a year. Those that have: %(names)s.") % told
    )


def _streams(known: Reports, as_of: date) -> Iterator[tuple[Stream, np.ndarray, int]]:
    """(stream, (n,) bool, the last day to look at) of each stream that can be looked at."""
    ends = frames.last_days(known, as_of)
    oldest = as_of.toordinal() - 1 - frames.LATE_DAYS
    for stream, mask in streams.of(known).items():
        until = ends[stream.kind]
        rows = mask & (known.day <= until) & (known.day > until - frames.DAYS)
        if until >= oldest and int(rows.sum()) >= LEAST_IN_STREAM:
            yield stream, rows, until


def _scan_stream(
    name: str, known: Reports, rows: np.ndarray, until: int, as_of: date, replications: int,
    level: float, by: Actor,
) -> ScanRun:  # fmt: skip
    """Looking takes seconds, so nothing is locked before there is something to write."""
    started = time.process_time()
    seed = crc32(f"{name} {as_of}".encode())
    looked = look(known.where(rows), until, seed=seed, replications=replications)
    findings = assess(looked, level)
    return _keep(name, as_of, looked, findings, level, time.process_time() - started, by)


@transaction.atomic
def _keep(
    name: str, as_of: date, looked: Looked, findings: list[Finding], level: float,
    seconds: float, by: Actor,
) -> ScanRun:  # fmt: skip
    values = {
        "until": date.fromordinal(looked.until),
        "settings": settings_of(looked.found.replications)
        | {"level": level, "false_alerts_a_month": budget.a_month()},
        "n_cases": looked.found.n_cases,
        "n_locations": looked.found.n_locations,
        "seconds": seconds,
        "made_at": clock.now(),
    }
    run, is_new = ScanRun.objects.get_or_create(stream=name, as_of=as_of, defaults=values)
    if is_new:  # else another process was faster
        keep_alerts(run, findings)
        audit.record(
            by=by, verb="scan", noun="stream", noun_id=name, as_of=as_of.isoformat(),
            cases=run.n_cases, alerts=len(findings),
        )  # fmt: skip
    return run
