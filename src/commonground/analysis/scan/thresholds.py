"""The likelihood ratio, and how many cases a cylinder needs to reach a given one.

A replicate only has to be compared: for each expected number of cases and each of a few levels of
the ratio, a table holds the fewest cases that can reach the level. It may be a little too low
(expected numbers are rounded down to share a row), never too high, and what reaches it is worked
out exactly; so answers do not hang on it.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEPS = 60  # of Newton's method; it needs about six
CLOSE = 1e-13  # relative step at which it has converged
SMALLEST = 1e-290  # expectation, so that cases over it stay a number
MARGIN = 1 + 1e-9  # towards fewer cases


@njit(cache=True, nogil=True)
def ratio(c: int, mu: float, n: int) -> float:
    """Log likelihood ratio of c observed against mu expected of n; 0 unless c > mu."""
    if c <= mu or mu <= 0:
        return 0.0
    rest = (n - c) * np.log((n - c) / (n - mu)) if c < n else 0.0
    return float(c * np.log(c / mu) + rest)


@njit(cache=True, nogil=True, inline="always")
def may_exceed(best: float, c: int, mu: float, n: int) -> bool:
    """Whether the ratio of c > mu may be more than `best`, without logarithm or division.

    With d = c - mu, x = d / mu and y = d / (n - mu) the ratio is
    mu ((1 + x) ln(1 + x) - x) + (n - mu) ((1 - y) ln(1 - y) + y),
    at most mu x^2 / 2 + (n - mu) y^2.
    """
    excess = c - mu
    return excess * excess * 0.5 * (n + mu) * MARGIN >= best * mu * (n - mu)


@njit(cache=True, nogil=True)
def largest_expected(level: float, most: int, n: int, enough: float) -> Floats:
    """For c = 0 .. `most` cases, the largest expectation at which their ratio reaches `level`.

    (most + 1,); infinite from the first c that reaches the level at `enough` expected.
    The ratio falls and is convex below c, so Newton's method from the answer for c - 1 climbs.
    """
    answer = np.full(most + 1, np.inf)
    answer[0], mu = 0.0, 0.0
    for c in range(1, most + 1):
        mu = max(mu, c * np.exp(-level / c - 1), SMALLEST)
        if ratio(c, mu, n) < level:  # so high a level that no expectation is small enough
            answer[c] = mu
            continue
        for _ in range(STEPS):
            slope = c / mu - (n - c) / (n - mu)
            step = (ratio(c, mu, n) - level) / slope if slope > 0 else 0.0
            mu += step
            if step <= CLOSE * mu:
                break
        if mu >= enough:
            break
        answer[c] = mu * MARGIN
    return answer


@njit(cache=True, nogil=True)
def fewest(expected: Floats, reach: Floats, least: int, table: Ints) -> None:
    """Fill `table` (rows, padded windows) with the fewest cases, at least `least`.

    expected : (rows, windows). reach : of `largest_expected`. Beyond `windows`, and where the
    expectation is negative (a window that is not asked for), the table keeps its number.
    """
    rows, windows = expected.shape
    for t in range(windows):
        c = least
        for row in range(rows):
            mu = expected[row, t]
            if mu < 0:
                continue
            while c > least and reach[c - 1] >= mu:
                c -= 1
            while c < len(reach) and reach[c] < mu:
                c += 1
            if c < len(reach):
                table[row, t] = c
