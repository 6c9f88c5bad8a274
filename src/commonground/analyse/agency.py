"""The morning of one agency, from its store: what the agency's own morning job would find.

What goes back to whoever asked is a few numbers; the answer is written into the store.
"""

import json
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import h3
import numpy as np
from numpy.typing import NDArray

from commonground import __version__
from commonground.analyse import counts as reading
from commonground.analyse.counts import Counts, Store
from commonground.analyse.stores import read_plain, write_whole
from commonground.analysis import budget, covering, morning
from commonground.analysis.emerging import Emerging, emerging, settings_of
from commonground.analysis.errors import Unusable
from commonground.analysis.scan import Cluster

Document = dict[str, Any]

MOST_BYTES = 100_000_000  # of an answer that was made before


@dataclass(frozen=True)
class Work:
    """One agency's task. store : its folder. worker : who alone may do it."""

    store: str
    as_of: date | None
    threads: int
    replications: int
    worker: str | None = None


@dataclass(frozen=True)
class Done:
    """What is told of an agency: numbers, or the sentence that says why there are none."""

    store: str
    agency: str = ""
    as_of: str = ""
    streams: int = 0
    cases: int = 0
    alerts: int = 0
    cpu_seconds: float = 0.0
    done_before: bool = False
    results: str = ""
    error: str = ""


def do(work: Work) -> Done:
    """The task. What is wrong with a store is told, so that the others go on."""
    used = time.thread_time if work.threads == 1 else time.process_time
    began = used()
    try:
        done = _scan(work)
    except Unusable as problem:
        return Done(work.store, error=str(problem))
    except Exception as problem:  # whatever an agency put there, the others go on
        return Done(work.store, error=f"It could not be done ({type(problem).__name__}).")
    return Done(**asdict(done) | {"cpu_seconds": round(used() - began, 2)})


def _scan(work: Work) -> Done:
    folder = Path(work.store)
    store = reading.read(folder)
    as_of = work.as_of or store.manifest.as_of
    _check_day(store, as_of)
    file = folder / f"results-{as_of}.json"
    asked: Document = {
        "program": f"commonground {__version__}", "agency": store.manifest.agency,
        "as_of": as_of.isoformat(), "store_sha256": store.manifest_sha256,
        "replications": work.replications,
    }  # fmt: skip
    made = _made_before(file, asked)
    before = made is not None
    if made is None:
        made = asked | {"streams": look_at_all(store, as_of, work.replications, work.threads)}
        _write(file, made)
    return Done(
        work.store, store.manifest.agency, as_of.isoformat(), *_numbers(made),
        done_before=before, results=str(file),
    )  # fmt: skip


def _numbers(made: Document) -> tuple[int, int, int]:
    """How many streams, cases and alerts.

    A report is in a category, in its part of the day, and in all together: it is one case.
    """
    streams = made["streams"]
    cases = sum(int(s["cases"]) for s in streams if not set(":*") & set(s["stream"]))
    return len(streams), cases, sum(len(s["alerts"]) for s in streams)


def _check_day(store: Store, as_of: date) -> None:
    held = store.manifest
    if as_of > held.as_of:
        raise Unusable(
            f"The store of {held.agency} was written on the morning of {held.as_of}: "
            f"{as_of} needs a newer one."
        )
    if as_of.toordinal() - morning.DAYS < held.first_day.toordinal():
        raise Unusable(
            f"The store of {held.agency} begins on {held.first_day}: that is no year before "
            f"{as_of}."
        )


def _made_before(file: Path, asked: Document) -> Document | None:
    """The answer to the same question to the same store, so that nobody works twice."""
    try:
        made: Document = json.loads(read_plain(file, MOST_BYTES))
        same = all(made[name] == value for name, value in asked.items())
        _numbers(made)
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError, RecursionError):
        return None
    return made if same else None


def _write(file: Path, made: Document) -> None:
    try:
        write_whole(file, json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    except OSError as problem:
        raise Unusable(f"{file} cannot be written: {problem.strerror}.") from problem


def look_at_all(store: Store, as_of: date, replications: int, threads: int) -> list[Document]:
    """What `commonground scan --json` says of each stream, as far as counts can tell."""
    chosen = _streams(store.counts, as_of)
    a_month = store.manifest.false_alerts_a_month
    level = budget.level(a_month, len(chosen))
    shared = settings_of(replications) | {"level": level, "false_alerts_a_month": a_month}
    found = []
    for name, (rows, until) in sorted(chosen.items()):
        seed = morning.seed_of(name, as_of)
        looked, cells = look(
            rows, until, seed=seed, level=level, replications=replications, threads=threads
        )
        left_out = store.manifest.without_place.get(name.partition(".")[0], 0)
        found.append({
            "stream": name,
            "as_of": as_of.isoformat(),
            "until": date.fromordinal(until).isoformat(),
            "cases": looked.found.n_cases,
            "locations": looked.found.n_locations,
            "settings": shared | {"without_place": left_out},
            "alerts": [_alert(looked, c, cells) for c in looked.alerts(level)],
        })  # fmt: skip
    return found


def _streams(held: Counts, as_of: date) -> dict[str, tuple[Counts, int]]:
    """The year's rows, and the last day to look at, of each stream that can be looked at."""
    today = as_of.toordinal()
    names, row = np.unique(held.category, return_inverse=True)
    kinds = np.array([name.partition(".")[0] for name in names.tolist()], dtype=str)
    past = held.day < today
    ends = morning.last_days(kinds[row][past], held.day[past], today)
    found = {}
    for i, name in enumerate(names.tolist()):
        until = ends.get(name.partition(".")[0], 0)
        rows = held.where((row == i) & morning.in_the_year(held.day, until))
        if morning.can_look(rows.cell, rows.day, until, today, rows.count):
            found[name] = (rows, until)
    return found


def look(
    rows: Counts, until: int, *, seed: int, level: float, replications: int, threads: int
) -> tuple[Emerging, NDArray[np.str_]]:
    """The scan of one stream, and the cells of its locations."""
    cells, location = np.unique(rows.cell, return_inverse=True)
    centres = np.array([h3.cell_to_latlng(cell) for cell in cells.tolist()])
    looked = emerging(
        location, rows.day, centres[:, 1], centres[:, 0], count=rows.count,
        until=until, seed=seed, level=level, replications=replications, threads=threads,
    )  # fmt: skip
    return looked, cells


def _alert(looked: Emerging, cluster: Cluster, cells: NDArray[np.str_]) -> Document:
    """Exact in the computer, coarse in what is written: the area holds eight addresses at least,
    because it holds eight cells that reports came from."""
    area = covering.cover(cells[list(cluster.members)].tolist(), None, cells.tolist())
    return {
        "started_on": date.fromordinal(cluster.start).isoformat(),
        "ends_on": date.fromordinal(cluster.end).isoformat(),
        "observed": cluster.observed,
        "expected": round(cluster.expected, 4),
        "p_value": looked.p_value(cluster),
        "recurrence_days": looked.recurrence_days(cluster),
        "radius_m": covering.radius_m(cluster.radius, area),
        "covering": area.geometry,
    }
