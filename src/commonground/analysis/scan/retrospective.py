"""Kernels over every window of the study period, from the shortest to the longest.

Lengths are looked at in blocks: no window of a block holds more cases than the fullest window of
the block's greatest length. Where that is less than the block's shortest length needs, the whole
block is done.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from commonground.analysis.scan.permuting import draw
from commonground.analysis.scan.thresholds import at_most, ratio

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
                    if c > mu and at_most(c, mu, n) > best[centre]:
                        found = ratio(c, mu, n)
                        if found > best[centre]:
                            best[centre], circle[centre] = found, k
                            begins[centre], ends[centre], observed[centre] = begin, end, c
    return best, circle, begins, ends, observed


@njit(cache=True, nogil=True)
def largest(
    first: int, last: int, words: Words, pool: Rows, strata: Ints, slot: Ints,
    start: Ints, row: Rows, zone: Rows, share: Rows, until: Floats, sizes: Floats,
    blocks: Ints, levels: Floats, table: Rows, stop: float, n: int, empty: Rows,
) -> Floats:  # fmt: skip
    """The largest ratio of replicates first .. last - 1, exact from levels[0] up to `stop`.

    slot : (n,) the unit of time of the case drawn i-th. blocks : the shortest length of each
    block of lengths, and one more than the longest of all. table : (levels, rows, lengths), the
    fewest cases for the emptiest window of each length. empty : (rows + 1, t) zeros.
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
            counts, start, row, zone, share, until, sizes, blocks, levels, table, stop, n
        )
    return answer


@njit(cache=True, nogil=True)
def _largest(
    counts: Rows, start: Ints, row: Rows, zone: Rows, share: Rows, until: Floats, sizes: Floats,
    blocks: Ints, levels: Floats, table: Rows, stop: float, n: int,
) -> float:  # fmt: skip
    best, level, units = 0.0, 0, counts.shape[1]
    inside, running = np.zeros(units, np.int32), np.zeros(units + 1, np.int32)
    for centre in range(len(start) - 1):
        inside[:] = 0
        for k in range(start[centre], start[centre + 1], 4):
            one, two, three, four = row[k], row[k + 1], row[k + 2], row[k + 3]
            for t in range(units):
                inside[t] += counts[one, t] + counts[two, t] + counts[three, t] + counts[four, t]
            for t in range(units):
                running[t + 1] = running[t] + inside[t]
            for block in range(len(blocks) - 1):
                length, fullest = blocks[block + 1] - 1, np.int32(0)
                for t in range(units + 1 - length):
                    fullest = max(fullest, np.int32(running[t + length] - running[t]))
                if fullest >= table[level, share[k], blocks[block]]:
                    best = _closer(
                        counts, inside, k, row, zone, share, until, sizes,
                        blocks[block], blocks[block + 1], table[level], best, n,
                    )  # fmt: skip
                    if best >= stop:
                        return best
                    while level + 1 < len(levels) and levels[level + 1] <= best:
                        level += 1
    return best if best >= levels[0] else 0.0


@njit(cache=True, nogil=True)
def _closer(
    counts: Rows, inside: Rows, k: int, row: Rows, zone: Rows, share: Rows, until: Floats,
    sizes: Floats, shortest: int, beyond: int, table: Rows, best: float, n: int,
) -> float:  # fmt: skip
    """The best of the four circles from k on and the lengths of a block, if better."""
    units = len(inside)
    here, running = inside.copy(), np.zeros(units + 1, np.int64)
    for i in range(k + 3, k - 1, -1):
        for t in range(units):
            running[t + 1] = running[t] + here[t]
            here[t] -= counts[row[i], t]
        for length in range(shortest, beyond):
            least = table[share[i], length]
            for begin in range(units + 1 - length):
                c = running[begin + length] - running[begin]
                if c >= least:
                    mu = expected(zone[i], until, sizes, begin, begin + length)
                    if c > mu and at_most(c, mu, n) > best:
                        best = max(best, ratio(c, mu, n))
    return best
