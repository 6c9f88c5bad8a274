"""Kernels over windows that end on the last day: 1, 2, ... w units of time.

Counts are running sums over the windows, 32 of them side by side, so that adding a location and
comparing it with the table are a few machine instructions.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from commonground.analysis.scan.lanes import LANES, reaches
from commonground.analysis.scan.permuting import draw
from commonground.analysis.scan.thresholds import may_exceed, ratio

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Counts = NDArray[np.int16] | NDArray[np.int32]
Words = NDArray[np.uint64]

SINGLY = 8  # the first circles of a centre grow fast: four at a time would nearly always pass


@njit(cache=True, nogil=True)
def expected(zone: Rows, window: Floats, per_case: Floats, t: int) -> float:
    """Cases expected of a zone (s,) in window t: by stratum, zone x window (s, w) / all."""
    if len(zone) == 1:
        return float(zone[0] * window[0, t] / per_case[0])
    mu = 0.0
    for s in range(len(zone)):
        mu += zone[s] * window[s, t] / per_case[s]
    return mu


@njit(cache=True, nogil=True)
def best_of_each_centre(
    counts: Rows, start: Ints, row: Rows, zone: Rows, window: Floats, sizes: Floats,
    min_window: int, min_cases: int, n: int,
) -> tuple[Floats, Ints, Ints, Ints]:  # fmt: skip
    """(ratio, circle, window, observed) of each centre's best cylinder; of equals the smallest
    circle, then the shortest window. counts : (rows, w) running sums over the windows."""
    m, w = len(start) - 1, counts.shape[1]
    best, circle = np.zeros(m), np.zeros(m, np.int64)
    which, observed = np.zeros(m, np.int64), np.zeros(m, np.int64)
    inside = np.zeros(w, np.int64)
    for centre in range(m):
        inside[:] = 0
        for k in range(start[centre], start[centre + 1]):
            for t in range(w):
                inside[t] += counts[row[k], t]
            for t in range(min_window, w):
                c = inside[t]
                if c < min_cases:
                    continue
                mu = expected(zone[k], window, sizes, t)
                if c > mu and may_exceed(best[centre], c, mu, n):
                    found = ratio(c, mu, n)
                    if found > best[centre]:
                        best[centre], circle[centre] = found, k
                        which[centre], observed[centre] = t, c
    return best, circle, which, observed


@njit(cache=True, nogil=True)
def largest(
    first: int, last: int, words: Words, pool: Rows, strata: Ints, wanted: Ints, slot: Ints,
    start: Ints, row: Rows, zone: Rows, share: Rows, window: Floats, sizes: Floats,
    levels: Floats, table: Counts, stop: float, n: int, empty: Counts,
) -> Floats:  # fmt: skip
    """The largest ratio of replicates first .. last - 1, exact from levels[0] up to `stop`.

    slot : (r,) window in which a case drawn i-th is first counted. share : (k,) the row of the
    table that holds for a circle. table : (levels, rows, padded windows). empty : (rows + 1,
    padded windows) zeros of the type to count in. Below levels[0] the answer is 0; a replicate
    that reaches `stop` is left there, with what it had.
    """
    answer = np.zeros(last - first)
    mixed, drawn = pool.copy(), np.empty(len(slot), np.int32)
    counts, inside, before = empty.copy(), empty[0].copy(), empty[0].copy()
    flat, needs = counts.reshape(-1), table.reshape((len(table), -1))
    for r in range(first, last):
        mixed[:] = pool
        draw(words[r], mixed, strata, wanted, drawn)
        counts[:] = 0
        for i in range(len(slot)):
            counts[drawn[i], slot[i]] += 1
        for i in range(len(counts)):
            for t in range(1, window.shape[1]):
                counts[i, t] += counts[i, t - 1]
        best, level = 0.0, 0
        for centre in range(len(start) - 1):
            inside[:] = 0
            begin, end = start[centre], start[centre + 1]
            for k in range(begin, min(begin + SINGLY, end)):
                if _reaches(flat, inside, needs[level], row[k], share[k]):
                    best = _closer(inside, needs[level], zone[k], share[k], window, sizes, best, n)
            while level + 1 < len(levels) and levels[level + 1] <= best:
                level += 1
            for k in range(begin + SINGLY, end, 4):
                if _any_of_four(flat, inside, needs[level], row, share[k], k):
                    _without_four(flat, inside, before, row, k)
                    for i in range(k, k + 4):
                        if _reaches(flat, before, needs[level], row[i], share[i]):
                            best = _closer(
                                before, needs[level], zone[i], share[i], window, sizes, best, n
                            )
                    while level + 1 < len(levels) and levels[level + 1] <= best:
                        level += 1
                    if best >= stop:
                        break
            if best >= stop:
                break
        answer[r - first] = best if best >= levels[0] else 0.0
    return answer


@njit(cache=True, nogil=True, inline="always")
def _any_of_four(
    flat: Counts, inside: Counts, needs: Counts, row: Rows, share: int, k: int
) -> bool:
    """Add the locations of circles k .. k + 3 to `inside`. May one of these circles reach? The
    largest holds the most, the smallest needs the least."""
    width, may = len(inside), False
    for at in range(0, width, LANES):
        may |= reaches(
            inside, at, flat, row[k] * width + at, row[k + 1] * width + at,
            row[k + 2] * width + at, row[k + 3] * width + at, needs, share * width + at,
        )  # fmt: skip
    return may


@njit(cache=True, nogil=True)
def _without_four(flat: Counts, inside: Counts, before: Counts, row: Rows, k: int) -> None:
    """What `inside` held before circles k .. k + 3."""
    width = len(inside)
    one, two, three, four = row[k], row[k + 1], row[k + 2], row[k + 3]
    for t in range(width):
        before[t] = inside[t] - (
            flat[one * width + t] + flat[two * width + t]
            + flat[three * width + t] + flat[four * width + t]
        )  # fmt: skip


@njit(cache=True, nogil=True, inline="always")
def _reaches(flat: Counts, inside: Counts, needs: Counts, row: int, share: int) -> bool:
    """Add one location to `inside`. May the circle that it completes reach?"""
    width, may = len(inside), False
    nothing = len(flat) - width
    for at in range(0, width, LANES):
        none = nothing + at
        may |= reaches(
            inside, at, flat, row * width + at, none, none, none, needs, share * width + at
        )
    return may


@njit(cache=True, nogil=True)
def _closer(
    inside: Counts, needs: Counts, zone: Rows, share: int, window: Floats, sizes: Floats,
    best: float, n: int,
) -> float:  # fmt: skip
    """The best of a circle's windows, if better."""
    for t in range(window.shape[1]):
        if inside[t] >= needs[share * len(inside) + t]:
            c, mu = int(inside[t]), expected(zone, window, sizes, t)
            if c > mu and may_exceed(best, c, mu, n):
                best = max(best, ratio(c, mu, n))
    return best
