"""Kernels over every window of the study period, from the shortest to the longest.

How many cases a cylinder needs is a concave function of the expected number, so a straight line
between its values for the emptiest and the fullest window of a length lies below it. Circles in
which no window of a length rises above the line are done with additions and compares alone.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from commonground.analysis.scan.permuting import draw
from commonground.analysis.scan.thresholds import may_exceed, ratio

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Words = NDArray[np.uint64]


@njit(cache=True, nogil=True)
def expected(zone: Rows, until: Floats, sizes: Floats, begin: int, end: int) -> float:
    """Cases expected of a zone (s,) in units begin .. end - 1. until : (s, t + 1) running sums."""
    if len(zone) == 1:
        return float(zone[0] * (until[0, end] - until[0, begin]) / sizes[0])
    mu = 0.0
    for s in range(len(zone)):
        mu += zone[s] * (until[s, end] - until[s, begin]) / sizes[s]
    return mu


@njit(cache=True, nogil=True)
def best_of_each_centre(
    counts: Rows, start: Ints, row: Rows, zone: Rows, until: Floats, sizes: Floats,
    shortest: int, longest: int, min_cases: int, n: int,
) -> tuple[Floats, Ints, Ints, Ints, Ints]:  # fmt: skip
    """(ratio, circle, first unit, unit after the last, observed) of each centre's best cylinder;
    of equals the smallest circle, the earliest end, the shortest window. counts : (rows, t)."""
    m, units = len(start) - 1, counts.shape[1]
    best, circle = np.zeros(m), np.zeros(m, np.int64)
    begins, ends, observed = np.zeros(m, np.int64), np.zeros(m, np.int64), np.zeros(m, np.int64)
    inside, running = np.zeros(units, np.int64), np.zeros(units + 1, np.int64)
    for centre in range(m):
        inside[:] = 0
        for k in range(start[centre], start[centre + 1]):
            for t in range(units):
                inside[t] += counts[row[k], t]
                running[t + 1] = running[t] + inside[t]
            for end in range(shortest, units + 1):
                for begin in range(end - shortest, max(end - longest, 0) - 1, -1):
                    c = running[end] - running[begin]
                    if c < min_cases:
                        continue
                    mu = expected(zone[k], until, sizes, begin, end)
                    if c > mu and may_exceed(best[centre], c, mu, n):
                        found = ratio(c, mu, n)
                        if found > best[centre]:
                            best[centre], circle[centre] = found, k
                            begins[centre], ends[centre], observed[centre] = begin, end, c
    return best, circle, begins, ends, observed


@njit(cache=True, nogil=True)
def largest(
    first: int, last: int, words: Words, pool: Rows, strata: Ints, slot: Ints,
    start: Ints, row: Rows, zone: Rows, share: Rows, until: Floats, sizes: Floats,
    levels: Floats, table: Rows, base: Rows, slope: Rows, scale: np.int32, per_window: Rows,
    stop: float, n: int, empty: Rows,
) -> Floats:  # fmt: skip
    """The largest ratio of replicates first .. last - 1, exact from levels[0] up to `stop`.

    slot : (n,) the unit of time of the case drawn i-th. empty : (rows + 1, t) zeros.
    table : (levels, rows, lengths) the fewest cases for the emptiest window of each length.
    base, slope : alike, a line under the fewest cases by all cases in the window, times `scale`.
    per_window : (lengths, t) all cases in the window of this length from each unit on.
    """
    answer = np.zeros(last - first)
    mixed, drawn = pool.copy(), np.empty(len(slot), np.int32)
    counts = empty.copy()
    for r in range(first, last):
        mixed[:] = pool
        draw(words[r], mixed, strata, strata, drawn)
        counts[:] = 0
        for i in range(len(slot)):
            counts[drawn[i], slot[i]] += 1
        answer[r - first] = _largest(
            counts, start, row, zone, share, until, sizes, levels, table, base, slope,
            scale, per_window, stop, n,
        )  # fmt: skip
    return answer


@njit(cache=True, nogil=True)
def _largest(
    counts: Rows, start: Ints, row: Rows, zone: Rows, share: Rows, until: Floats, sizes: Floats,
    levels: Floats, table: Rows, base: Rows, slope: Rows, scale: np.int32, per_window: Rows,
    stop: float, n: int,
) -> float:  # fmt: skip
    best, level, units = 0.0, 0, counts.shape[1]
    inside, running = np.zeros(units, np.int32), np.zeros(units + 1, np.int32)
    for centre in range(len(start) - 1):
        inside[:] = 0
        for k in range(start[centre], start[centre + 1]):
            added = row[k]
            for t in range(units):
                inside[t] += counts[added, t]
            for t in range(units):
                running[t + 1] = running[t] + inside[t] * scale
            for length in range(1, len(per_window)):
                above = _farthest_above(
                    running[length:], running, per_window[length], slope[level, share[k], length]
                )
                if above >= base[level, share[k], length]:
                    best = _closer(
                        running, scale, zone[k], until, sizes, length,
                        table[level, share[k], length], best, n,
                    )  # fmt: skip
                    if best >= stop:
                        return best
                    while level + 1 < len(levels) and levels[level + 1] <= best:
                        level += 1
    return best if best >= levels[0] else 0.0


@njit(cache=True, nogil=True)
def _farthest_above(ends: Rows, begins: Rows, per_window: Rows, slope: np.int32) -> np.int32:
    """The most by which the cases in a window exceed a line through its expected cases."""
    top = np.int32(-(2**31))
    for t in range(len(ends)):
        above = np.int32(ends[t] - begins[t] - np.int32(slope * per_window[t]))
        top = max(top, above)
    return top


@njit(cache=True, nogil=True)
def _closer(
    running: Rows, scale: np.int32, zone: Rows, until: Floats, sizes: Floats, length: int,
    least: int, best: float, n: int,
) -> float:  # fmt: skip
    """The best of a circle's windows of a length, if better."""
    for begin in range(len(running) - length):
        c = int((running[begin + length] - running[begin]) // scale)
        if c >= least:
            mu = expected(zone, until, sizes, begin, begin + length)
            if c > mu and may_exceed(best, c, mu, n):
                best = max(best, ratio(c, mu, n))
    return best
