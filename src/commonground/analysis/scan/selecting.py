"""From the best cylinder of each centre to the clusters that are reported."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.distance import Circles

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = NDArray[np.int32]


@dataclass(frozen=True)
class Best:
    """The best cylinder of each of m centres; ratio 0 where a centre has none.

    last : position in the flat neighbour list of the circle's farthest location.
    start, end : first and last unit of time.
    """

    ratio: Floats
    last: Ints
    start: Ints
    end: Ints
    observed: Ints
    expected: Floats


def members(best: Best, near: Circles, centre: int) -> Rows:
    """Points of a centre's best circle, nearest first."""
    return near.neighbour[near.start[centre] : best.last[centre] + 1]


def without_overlap(best: Best, near: Circles, most: int | None) -> list[int]:
    """Centres in descending order of ratio, none sharing a location with one before it.

    SaTScan's default for secondary clusters: no geographical overlap. most : how many at most.
    """
    taken = np.zeros(len(best.ratio), dtype=bool)
    found: list[int] = []
    for centre in np.argsort(-best.ratio, kind="stable"):
        if best.ratio[centre] <= 0 or len(found) == most:
            break
        inside = members(best, near, int(centre))
        if not taken[inside].any():
            taken[inside] = True
            found.append(int(centre))
    return found
