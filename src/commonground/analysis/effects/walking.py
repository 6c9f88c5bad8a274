"""Frank & Wolfe's algorithm for weights >= 0 that add up to 1 (1956), compiled."""

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@numba.njit(cache=True, nogil=True)
def walk(a: Floats, b: Floats, ridge: float, weights: Floats, least: float, rounds: int) -> Floats:
    """Weights (k,) near the smallest |a'w - b|^2 + ridge |w|^2, begun at `weights`, in place.

    a : (k, m), a row each column that is weighed. Ends when a round gains at most `least` times m.
    """
    k, m = a.shape
    fit = np.zeros(m)
    for i in range(k):
        if weights[i] != 0.0:
            fit += weights[i] * a[i]
    last = np.inf
    for done in range(rounds):
        rest = fit - b
        corner, lowest, squares, along = 0, np.inf, 0.0, 0.0
        for i in range(k):
            slope = ridge * weights[i]
            for j in range(m):
                slope += a[i, j] * rest[j]
            if slope < lowest:
                lowest, corner = slope, i
            along -= slope * weights[i]
            squares += weights[i] * weights[i]
        along += lowest
        moved = squares - 2 * weights[corner] + 1.0
        bend = ridge * moved
        for j in range(m):
            bend += (a[corner, j] - fit[j]) ** 2
        if bend <= 0.0:
            break
        length = min(1.0, max(0.0, -along / bend))
        squares, error = 0.0, 0.0
        for i in range(k):
            weights[i] *= 1.0 - length
            if i == corner:
                weights[i] += length
            squares += weights[i] * weights[i]
        for j in range(m):
            fit[j] += length * (a[corner, j] - fit[j])
            error += (fit[j] - b[j]) ** 2
        value = (ridge * squares + error) / m
        if done >= 1 and last - value <= least:
            break
        last = value
    return weights
