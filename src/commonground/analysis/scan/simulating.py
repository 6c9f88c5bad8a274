"""From a kernel that draws replicates to p-values: threads, sequential stop, Gumbel tail.

A kernel is a function `largest(first, last)` that answers the largest ratio of each replicate
first..last - 1. It must draw replicate r from row r of `seeds` alone, so
that the answer does not hang on threads or chunks, and should release the lock (nogil).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Kernel = Callable[[int, int], Floats]

SAME = 1e-9  # ratios closer than this are equal: sums of logs in another order differ by less
EULER = 0.5772156649015329


def seeds(seed: int, replications: int) -> NDArray[np.uint64]:
    """(replications, 4) words for a generator of each replicate's own; the first ones stay the
    same when more are asked for."""
    words = np.random.SeedSequence(seed).generate_state(4 * replications, np.uint64)
    return words.reshape(replications, 4).astype(np.uint64)


def simulate(
    kernel: Kernel,
    replications: int,
    *,
    threads: int = 1,
    stop_after: int | None = None,
    ratio: float = 0.0,
) -> Floats:
    """The largest ratio of each replicate, in order, whatever the number of threads.

    stop_after : Besag & Clifford (1991): stop at the replicate that is the `stop_after`th to
    reach `ratio`, the ratio of the most likely cluster.
    """
    if stop_after is None:
        return _spread(kernel, 0, replications, threads)
    done = np.empty(0)
    while len(done) < replications:
        more = min(max(32 * threads, len(done)), replications - len(done))
        done = np.concatenate([done, _spread(kernel, len(done), len(done) + more, threads)])
        reached = np.flatnonzero(done >= ratio - SAME)
        if len(reached) >= stop_after:
            return done[: reached[stop_after - 1] + 1]
    return done


def _spread(kernel: Kernel, first: int, last: int, threads: int) -> Floats:
    """The kernel over pieces of the range; more pieces than threads, so that they end together."""
    if threads == 1:
        return kernel(first, last)
    edges = np.linspace(first, last, min(4 * threads, last - first) + 1).astype(int)
    with ThreadPoolExecutor(threads) as pool:
        return np.concatenate(list(pool.map(kernel, edges[:-1].tolist(), edges[1:].tolist())))


def p_value(ratio: float, largest: Floats, *, stopped_after: int | None = None) -> float:
    """The rank of a ratio among the largest of the replicates.

    (Reached + 1) / (replicates + 1); reached / replicates where the sequential stop was met,
    which is the unbiased choice there (Besag & Clifford 1991).
    """
    reached = int((largest >= ratio - SAME).sum())
    if stopped_after is not None and reached >= stopped_after:
        return reached / len(largest)
    return (reached + 1) / (len(largest) + 1)


def gumbel_p_value(ratio: float, largest: Floats) -> float:
    """The upper tail of a Gumbel distribution with the replicates' mean and deviation.

    Abrams, Kleinman & Kulldorff 2010. `largest` must be whole: no replicate cut off at a floor.
    """
    spread = float(largest.std(ddof=1)) * 6**0.5 / np.pi
    if spread == 0:
        return 1.0 if ratio <= largest[0] else 0.0
    return float(-np.expm1(-np.exp(-(ratio - (largest.mean() - EULER * spread)) / spread)))
