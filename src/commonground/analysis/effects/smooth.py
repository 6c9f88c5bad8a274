"""The shortest interval of fixed length under a drift that is nearly straight (Rambachan & Roth).

The effect, averaged with weights l, less sum_j w_j drift_j. A straight drift cancels where the w
add up to sum_t l_t t; each change of slope of at most M then biases it by M times the sum of w
before that change (M times a fixed amount for changes after the start). What is left is to choose
these sums so that spread x folded normal quantile (bias / spread) is least: a convex problem.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, pi, sqrt

import numpy as np
from scipy.special import ndtr

from .honest import Paths, even, last
from .panel import Floats
from .results import critical

ROOT_TWO_PI = sqrt(2 * pi)
GOLDEN, SECTIONS = (sqrt(5) - 1) / 2, 24
ROUNDING = 1e-16  # of the largest variance: what is left of a variance of nothing, or below it


@dataclass(frozen=True, slots=True)
class Shortest:
    """low, high; estimate in their middle; earlier : (p,) weights of the drifts taken off."""

    low: float
    high: float
    estimate: float
    earlier: Floats


def shortest(
    paths: Paths, bound: float, *, weights: Floats | None = None, level: float = 0.95
) -> Shortest:
    """The interval where the drift's slope changes by at most `bound` from period to period."""
    weights = even(paths) if weights is None else weights
    value, covariance = paths.summed(weights)
    q, p = len(weights), paths.p
    total = float(weights @ np.arange(1, q + 1))
    tails = np.array([weights[u:] @ np.arange(1, q - u + 1) for u in range(q)])
    fixed = float(np.abs(tails).sum())
    base, turn = np.append(np.zeros(p), 1.0), _turn(p)
    base[p - 1] = -total
    none = max(ROUNDING * float(np.abs(covariance).max()), np.finfo(float).tiny)
    penalties, there = corners(turn.T @ covariance @ turn, turn.T @ covariance @ base)

    def of(penalty: float) -> tuple[float, Floats]:
        sums = np.array([np.interp(penalty, penalties, one) for one in there.T])
        mix = base + turn @ sums
        spread = float(np.sqrt(max(mix @ covariance @ mix, none)))
        away = bound * (fixed + float(np.abs(sums).sum())) / spread
        return spread * folded(away, level), mix

    most = float(penalties[-1])
    half, mix = min((of(0.0), of(most), of(_least(of, most))), key=lambda one: one[0])
    middle = float(mix @ value)
    return Shortest(middle - half, middle + half, middle, -mix[:p])


def _turn(p: int) -> Floats:
    """(p + 1, p - 1) from sums of the first w to the weights of (drifts, effect)."""
    made = np.zeros((p + 1, p - 1))
    for i in range(p - 1):
        made[i, i], made[i + 1, i] = -1.0, 1.0
    return made


def _least(of: Callable[[float], tuple[float, Floats]], most: float) -> float:
    """The penalty with the shortest interval, by golden section: along the path from the least
    variance to the least bias the length falls, then grows."""
    low, high = 0.0, most
    one, two = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_one, at_two = of(one)[0], of(two)[0]
    for _ in range(SECTIONS):
        if at_one <= at_two:
            high, two, at_two = two, one, at_one
            one = high - GOLDEN * (high - low)
            at_one = of(one)[0]
        else:
            low, one, at_one = one, two, at_two
            two = low + GOLDEN * (high - low)
            at_two = of(two)[0]
    return (low + high) / 2


def corners(bend: Floats, pull: Floats) -> tuple[Floats, Floats]:
    """The a (k,) with the least a'bend a / 2 + pull'a + penalty |a|, as far as it is told by where
    it turns: penalties (m,), ascending from 0, and the a there (m, k); straight lines between.

    From the largest penalty, where all are 0, downwards: one by one they leave 0, or come back to
    it (the homotopy of Osborne, Presnell & Turlach 2000).
    """
    k = len(pull)
    bend = bend + np.eye(k) * (1e-13 * max(float(np.trace(bend)), 1e-300))
    sums, penalty = np.zeros(k), float(np.abs(pull).max(initial=0.0))
    there: list[int] = []
    found = [(penalty, sums)]
    for _ in range(10 * k):
        slope = pull + bend @ sums
        if not there:
            there = [int(np.abs(slope).argmax())]
        sign = -np.sign(slope[there])
        way = np.zeros(k)  # for each unit that the penalty falls by
        way[there] = np.linalg.solve(bend[np.ix_(there, there)], sign)
        step, which = _next(slope, bend @ way, sums, way, there, penalty)
        sums, penalty = sums + step * way, penalty - step
        if which in there:
            sums[which] = 0.0
            there = [i for i in there if i != which]
        else:
            there = [*there, which]
        found.append((penalty, sums))
        if penalty <= 0:
            break
    penalties, sums_there = zip(*reversed(found), strict=True)
    return np.array(penalties), np.array(sums_there)


def _next(
    slope: Floats, turn: Floats, sums: Floats, way: Floats, there: list[int], penalty: float
) -> tuple[float, int]:
    """How far the penalty falls until another joins or one of those there is 0, and which."""
    best = penalty, -1
    for i in range(len(slope)):
        if i in there:
            reached = -sums[i] / way[i] if sums[i] * way[i] < 0 else penalty
        else:  # |slope + step turn| = penalty - step
            ends = [(penalty - s * slope[i]) / (1 + s * turn[i]) for s in (1, -1)
                    if 1 + s * turn[i] > 1e-12]  # fmt: skip
            reached = min(ends, default=penalty)
        if reached < best[0]:
            best = max(float(reached), 0.0), i
    return best


def folded(away: float, level: float) -> float:
    """Quantile of |N(away, 1)|."""
    at = away + critical(2 * level - 1) if away > 3 else critical(level)
    for _ in range(60):
        density = (exp(-((at - away) ** 2) / 2) + exp(-((at + away) ** 2) / 2)) / ROOT_TWO_PI
        step = (float(ndtr(at - away)) - float(ndtr(-at - away)) - level) / density
        at -= min(max(step, -1.0), 1.0)
        if abs(step) < 1e-12:
            break
    return at


def breakdown_smooth(paths: Paths, *, weights: Floats | None = None, level: float = 0.95) -> float:
    """The largest M at which, and below which, no effect at all is ruled out; 0 if it never is."""
    weights = even(paths) if weights is None else weights
    value, covariance = paths.summed(weights)
    most = 2 * (abs(float(value[-1])) + float(np.sqrt(covariance[-1, -1])))

    def ruled_out(bound: float) -> bool:
        made = shortest(paths, bound, weights=weights, level=level)
        return made.low > 0 or made.high < 0

    return last(ruled_out, most * np.concatenate([[0.0], np.geomspace(1e-4, 1, 17)]))
