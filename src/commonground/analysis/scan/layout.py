"""The circles of a scan as its kernels read them.

Locations without cases change no count, so they are left out here; circles of one centre follow
each other and are padded to groups of four, so that a kernel can add four locations at once and
look closer only at groups that may hold something.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from commonground.analysis.distance import Circles

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]

GROUP = 4


@dataclass(frozen=True)
class Layout:
    """k circles in groups of four, m centres.

    start : (m + 1,) where each centre's begin, a multiple of four. row : (k,) the location that
    each circle adds, among those with cases; one more row, without any, pads.
    last : (k,) its position in the flat neighbour list. zone : (k, s) cases in the circle over
    the whole period, by stratum.
    """

    start: Ints
    row: Rows
    last: Ints
    zone: Rows


def lay_out(near: Circles, row: Rows, total: Rows) -> Layout:
    """row : (points,) each point's row, -1 without cases. total : (rows + 1, s) cases."""
    return Layout(*_lay_out(near.start, near.neighbour, row, total))


@njit(cache=True, nogil=True)
def _lay_out(begin: Ints, neighbour: Rows, row: Rows, total: Rows) -> tuple[Ints, Rows, Ints, Rows]:
    m, strata = len(begin) - 1, total.shape[1]
    start = np.zeros(m + 1, np.int64)
    for centre in range(m):
        size = 0
        for at in range(begin[centre], begin[centre + 1]):
            size += row[neighbour[at]] >= 0
        start[centre + 1] = start[centre] + (size + GROUP - 1) // GROUP * GROUP
    rows = np.full(start[m], len(total) - 1, np.int32)
    last, zone = np.zeros(start[m], np.int64), np.zeros((start[m], strata), np.int32)
    for centre in range(m):
        k = start[centre]
        for at in range(begin[centre], begin[centre + 1]):
            if row[neighbour[at]] >= 0:
                rows[k], last[k] = row[neighbour[at]], at
                k += 1
        for i in range(start[centre], start[centre + 1]):
            for s in range(strata):
                zone[i, s] = total[rows[i], s] + (zone[i - 1, s] if i > start[centre] else 0)
            if i >= k:
                last[i] = last[i - 1]
    return start, rows, last, zone
