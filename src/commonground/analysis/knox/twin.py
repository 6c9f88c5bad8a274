"""The same counts in the plainest way, for small data: every pair, one after the other."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.knox.pairs import Metric

Floats = NDArray[np.float64]


def apart(a: float, b: float, c: float, d: float, metric: Metric) -> float:
    dx, dy = abs(a - c), abs(b - d)
    return dx + dy if metric == "manhattan" else float(np.sqrt(dx * dx + dy * dy))


def close_pairs(
    x: Floats, y: Floats, t: Floats, distance: float, days: float, metric: Metric
) -> int:
    """Pairs within both limits, these included."""
    return sum(
        apart(x[i], y[i], x[j], y[j], metric) <= distance and abs(t[i] - t[j]) <= days
        for i, j in combinations(range(len(x)), 2)
    )


def table(
    x: Floats, y: Floats, t: Floats, distances: list[float], times: list[float], metric: Metric
) -> NDArray[np.int64]:
    """Pairs by half-open bins; the last ones have no end, pairs below the first are left out."""
    cells = np.zeros((len(distances), len(times)), np.int64)
    for i, j in combinations(range(len(x)), 2):
        row = sum(edge <= apart(x[i], y[i], x[j], y[j], metric) for edge in distances) - 1
        column = sum(edge <= abs(t[i] - t[j]) for edge in times) - 1
        if row >= 0 and column >= 0:
            cells[row, column] += 1
    return cells
