"""Pairs of points by distance, listed a part at a time so that memory stays small.

Points lie in strips as high as the largest distance and from left to right in each, so the
partners of a point are in two runs: ahead of it in its own strip, and in the strip above.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Metric = Literal["euclidean", "manhattan"]


@dataclass(frozen=True)
class Strips:
    """order : (n,) the caller's rows, strip by strip. x, y : (n,) in this order.

    above, beyond : (n,) where the strip above a point's begins and ends; equal if it is empty.
    """

    order: Ints
    x: Floats
    y: Floats
    above: Ints
    beyond: Ints


def strips(x: Floats, y: Floats, t: Floats, reach: float) -> Strips:
    """Points in strips. t breaks ties, so that the order does not hang on the caller's."""
    height = max(reach, float(np.ptp(y)) / len(y)) or 1.0
    strip = np.floor((y - y.min()) / height).astype(np.int64)
    order = np.lexsort((t, y, x, strip))
    strip = strip[order]
    above = np.searchsorted(strip, strip + 1, side="left")
    beyond = np.searchsorted(strip, strip + 1, side="right")
    return Strips(order, x[order], y[order], above, beyond)


@njit(cache=True, nogil=True)
def count(
    x: Floats, y: Floats, above: Ints, beyond: Ints, cuts: Floats, manhattan: bool
) -> NDArray[np.int64]:
    """(n, bands) partners of each point by band; band b holds cuts[b - 1] < distance <= cuts[b]."""
    counts = np.zeros((len(x), len(cuts)), np.int64)
    nobody = np.empty(0, np.int32)
    begin = np.zeros((len(cuts), 1), np.int64)
    for i in range(len(x)):
        _partners(i, x, y, above, beyond, cuts, manhattan, counts[i], begin, nobody)
    return counts


@njit(cache=True, nogil=True)
def partners(
    first: int, last: int, start: Ints, x: Floats, y: Floats, above: Ints, beyond: Ints,
    cuts: Floats, manhattan: bool,
) -> Rows:  # fmt: skip
    """Those of points first .. last - 1: band b's of point i at start[b, i - first] and on."""
    listed = np.empty(start[-1, -1], np.int32)
    counts = np.zeros(len(cuts), np.int64)
    for i in range(first, last):
        counts[:] = 0
        begin = start[:, i - first : i - first + 1]
        _partners(i, x, y, above, beyond, cuts, manhattan, counts, begin, listed)
    return listed


@njit(cache=True, nogil=True)
def _partners(
    i: int, x: Floats, y: Floats, above: Ints, beyond: Ints, cuts: Floats, manhattan: bool,
    counts: Ints, begin: Ints, listed: Rows,
) -> None:  # fmt: skip
    """Count a point's partners by band, and list them if there is a list."""
    reach = cuts[-1]
    here = above[i] + np.searchsorted(x[above[i] : beyond[i]], x[i] - reach)
    for run in range(2):
        j, end = (i + 1, above[i]) if run == 0 else (here, beyond[i])
        while j < end and x[j] - x[i] <= reach:
            dx, dy = abs(x[j] - x[i]), abs(y[j] - y[i])
            between = dx + dy if manhattan else np.sqrt(dx * dx + dy * dy)
            if between <= reach:
                band = 0
                while between > cuts[band]:
                    band += 1
                if len(listed):
                    listed[begin[band, 0] + counts[band]] = j
                counts[band] += 1
            j += 1
