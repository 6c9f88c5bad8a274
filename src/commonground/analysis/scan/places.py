"""Locations as the points that circles are drawn around; equal coordinates are one point."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """m locations at k distinct points.

    x, y : (k,), in the order in which the points come first. point : (m,) row of each location's
    point. first : (k,) row of the first location at each point.
    """

    x: Floats
    y: Floats
    point: Ints
    first: Ints

    def members(self, points: NDArray[np.int32]) -> tuple[int, ...]:
        """Rows of the locations at these points, point by point."""
        if len(self.first) == len(self.point):
            return tuple(int(i) for i in self.first[points])
        return tuple(int(row) for at in points for row in np.flatnonzero(self.point == at))


def places(x: Floats, y: Floats) -> Places:
    """Raises Unusable for coordinates that are not numbers or of different lengths."""
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.shape != y.shape or x.ndim != 1:
        raise Unusable("Every location needs one x and one y.")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise Unusable("A coordinate is not a number: correct it or leave its row out.")
    _, first, point = np.unique(
        np.column_stack([x, y]), axis=0, return_index=True, return_inverse=True
    )
    order = np.argsort(first)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    first = first[order].astype(np.int64)
    return Places(x[first], y[first], rank[point.reshape(-1)], first)
