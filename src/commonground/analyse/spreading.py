"""One agency, one task: on this machine's cores, or on a Dask cluster.

Rows never travel: a worker is given the name of a folder and gives back a few numbers.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from commonground.analyse.agency import Done, Work, do
from commonground.analysis.errors import Unusable

CONNECT_SECONDS = 15
DIED = "Its process ended before it was done: is there enough memory?"


def here(works: list[Work], processes: int) -> Iterator[Done]:
    """In processes of this machine, as they are done. One that dies takes no other with it."""
    if len(works) == 1 or processes == 1:
        yield from map(do, works)
        return
    left = set(works)
    for done in _pool(works, processes):
        left.discard(next(work for work in works if work.store == done.store))
        yield done
    for work in sorted(left, key=works.index):
        yield next(_pool([work], 1), Done(work.store, error=DIED))


def _pool(works: list[Work], processes: int) -> Iterator[Done]:
    """Those that were done, until a process dies: then the pool is broken."""
    with ProcessPoolExecutor(min(processes, len(works)), get_context("spawn")) as pool:
        for future in as_completed([pool.submit(do, work) for work in works]):
            try:
                yield future.result()
            except BrokenProcessPool:
                return


def on_cluster(works: list[Work], address: str) -> Iterator[Done]:
    """On the workers of a Dask cluster, as they are done.

    When a worker dies its tasks begin again on another. Raises Unusable where there is no cluster.
    """
    client, as_done = _connected(address)
    with client:
        _check_workers(client, works, address)
        futures = {client.submit(do, work, pure=False, **_only(work)): work for work in works}
        for future in as_done(futures, loop=client.loop):
            try:
                yield future.result()
            except Exception as problem:  # whatever it is, the others go on
                yield Done(futures[future].store, error=_sentence(problem))


def _connected(address: str) -> tuple[Any, Any]:
    """A client of the cluster, and Dask's as_completed."""
    try:
        import distributed
    except ImportError:
        raise Unusable(
            '--cluster needs Dask: pip install "commonground[cluster]", here and on each worker.'
        ) from None
    dask: Any = distributed
    try:
        return dask.Client(
            address, timeout=CONNECT_SECONDS, set_as_default=False
        ), dask.as_completed
    except (OSError, ValueError) as problem:
        raise Unusable(f"No Dask scheduler answers at {address}.") from problem


def _check_workers(client: Any, works: list[Work], address: str) -> None:
    there = client.scheduler_info(n_workers=-1)["workers"]
    if not there:
        raise Unusable(
            f"The Dask cluster at {address} has no worker yet: start one, then ask again."
        )
    names = {name for worker in there.values() for name in worker["resources"]}
    missing = sorted({work.worker for work in works if work.worker} - names)
    if missing:
        raise Unusable(f"The Dask cluster at {address} has no worker {', '.join(missing)}.")


def _only(work: Work) -> dict[str, Any]:
    """A named worker has a resource of its name. Unlike Dask's own names and addresses this holds
    when it dies and is started again."""
    return {"resources": {work.worker: 1}} if work.worker else {}


def _sentence(problem: Exception) -> str:
    if type(problem).__name__ == "KilledWorker":
        return "Each worker that began it died: is there enough memory?"
    first = (str(problem).splitlines() or [""])[0][:200]
    return f"The worker could not do it ({type(problem).__name__}: {first})."
