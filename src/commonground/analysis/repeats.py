"""Repeats in one small area: at the same place, and soon after each other close by.

Knox's statistic (1964) as in `analysis.knox`, for a few hundred events and with NumPy alone: what
`knox` compiles is too heavy for a page. Times are shuffled among events.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST = 400  # events: 79,800 pairs
SHUFFLES = 199
METRES = 111_195.0  # a degree of latitude


@dataclass(frozen=True, slots=True)
class Near:
    """Pairs at most so far apart, by days between them: bins [edge, next edge), the last without
    what is longer. observed, expected, p_value : (bins,); p : of as many or more."""

    observed: Ints
    expected: Floats
    p_value: Floats


def places(latitude: Floats, longitude: Floats) -> Ints:
    """Events at each place that has any, the most first; a place is a point of the source."""
    points = np.column_stack([latitude, longitude])
    return np.sort(np.unique(points, axis=0, return_counts=True)[1])[::-1]


def near(
    latitude: Floats, longitude: Floats, day: Ints, *, metres: float, edges: Sequence[int],
    seed: int = 1,
) -> Near:  # fmt: skip
    """How often do events within so many metres come so soon after each other, and by chance?

    Parameters
    ----------
    latitude, longitude : (n,) degrees. day : (n,). edges : where bins of days begin, and the end.

    Raises
    ------
    Unusable : fewer than two events, more than 400, or all on one day.
    """
    n = len(day)
    if not 2 <= n <= MOST or np.ptp(day) == 0:
        raise Unusable(f"It needs 2 to {MOST} events on different days.")
    one, other = np.triu_indices(n, 1)
    y = (latitude[one] - latitude[other]) * METRES
    x = (longitude[one] - longitude[other]) * METRES * np.cos(np.radians(latitude.mean()))
    close = x * x + y * y <= metres * metres
    one, other = one[close], other[close]
    everywhere = _binned(day, *np.triu_indices(n, 1), edges)
    observed = _binned(day, one, other, edges)
    random = np.random.default_rng(seed)
    drawn = np.array([
        _binned(random.permutation(day), one, other, edges) for _ in range(SHUFFLES)
    ])  # fmt: skip
    rank = (1 + (drawn >= observed).sum(axis=0)) / (1 + SHUFFLES)
    return Near(observed, close.mean() * everywhere.astype(np.float64), rank)


def _binned(day: Ints, one: Ints, other: Ints, edges: Sequence[int]) -> Ints:
    apart = np.abs(day[one] - day[other])
    up_to = np.array([np.count_nonzero(apart < edge) for edge in edges])
    return np.diff(up_to)
