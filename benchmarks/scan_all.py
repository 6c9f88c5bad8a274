"""What a Dask cluster costs beside the work itself: python benchmarks/scan_all.py

Agencies of 10,000 reports of one kind over 721 cells and 393 days, one surprise each, so that all
999 shuffles are run, as `commonground analyse scan-all` does it: in this process one after the
other, and on a cluster of two processes of one thread each. CPU-seconds of all processes that take
part: in the tasks, which are the same work, and outside them, which is what asking costs. The first
agency of each process, which loads the compiled code, is left out and told apart.
"""

import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import h3
import numpy as np
import psutil
from distributed import LocalCluster

from commonground.analyse import spreading, stores
from commonground.analyse.agency import Done, Work
from commonground.analyse.stores import Manifest

AGENCIES, REPORTS, PLANTED, RINGS, DAYS = (2, 4, 8, 16), 10_000, 20, 15, 393
MORNING = date(2025, 3, 10)


def make_store(folder: Path, number: int) -> None:
    draws = np.random.default_rng(number)
    cells = np.array(sorted(h3.grid_disk(h3.latlng_to_cell(48.2, 11.0 + number, 9), RINGS)))
    pairs = np.stack([
        draws.integers(len(cells), size=REPORTS),
        MORNING.toordinal() - 1 - draws.integers(DAYS, size=REPORTS),
    ])  # fmt: skip
    pairs[:, :PLANTED] = [[0] * PLANTED, [MORNING.toordinal() - 1] * PLANTED]
    (cell, day), count = np.unique(pairs, axis=1, return_counts=True)
    manifest = Manifest(
        agency=folder.name, time_zone="UTC", as_of=MORNING, resolution=9,
        first_day=MORNING - timedelta(days=DAYS), last_day=MORNING - timedelta(days=1),
        false_alerts_a_month=1.0,
    )  # fmt: skip
    category = np.full(len(count), "calls.noise").astype(object)
    counts = {"cell": cells[cell].astype(object), "day": day, "category": category, "count": count}
    stores.write(folder, manifest, counts)


def cpu() -> float:
    """CPU-seconds of this process and those that it started and that live."""
    own = psutil.Process()
    times = [process.cpu_times() for process in (own, *own.children(recursive=True))]
    return sum(t.user + t.system for t in times)


def measured(run: Callable[[], Iterable[Done]], where: Path) -> tuple[float, float, float]:
    """CPU-seconds in the tasks and outside them, seconds on the clock, of work not done before."""
    for file in where.glob("*/results-*.json"):
        file.unlink()
    began, clock = cpu(), time.perf_counter()
    told = list(run())
    used, passed = cpu() - began, time.perf_counter() - clock
    assert all(done.alerts and not done.done_before for done in told), told
    inside = sum(done.cpu_seconds for done in told)
    return inside, used - inside, passed


def rows(words: str, way: Callable[[list[Work]], Iterable[Done]], works: list[Work], where: Path):
    first = measured(lambda: way(works[:2]), where)
    print(f"2, {words}, the compiled code being loaded: {first[0] + first[1]:.2f} CPU-s")
    for count in AGENCIES:
        inside, outside, clock = measured(lambda count=count: way(works[:count]), where)
        print(f"{count}, {words}: {inside:.2f}, {outside / count:.3f}, {clock:.2f}")


def main() -> None:
    where = Path(tempfile.mkdtemp())
    for number in range(max(AGENCIES)):
        make_store(where / f"agency-{number:02}", number)
    works = [Work(str(folder), None, 1, 999) for folder in sorted(where.iterdir())]
    print("agencies, way: CPU-s in the tasks, CPU-s outside per agency, s on the clock")
    rows("one after the other", lambda some: spreading.here(some, 1), works, where)
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None,
        silence_logs=logging.CRITICAL,
    ) as cluster:  # fmt: skip
        address = cluster.scheduler_address
        rows("two Dask workers", lambda some: spreading.on_cluster(some, address), works, where)
    shutil.rmtree(where)


if __name__ == "__main__":
    main()
