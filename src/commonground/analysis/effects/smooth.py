"""The shortest interval of fixed length under a drift that is nearly straight (Rambachan & Roth).

The effect, averaged with weights l, less sum_j w_j drift_j. A straight drift cancels where the w
add up to sum_t l_t t; each change of slope of at most M then biases it by M times the sum of w
before that change (M times a fixed amount for changes after the start). What is left is to choose
these sums so that spread x folded normal quantile (bias / spread) is least: a convex problem.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import ndtr

from .honest import Paths, even, last
from .panel import Floats
from .results import critical

ROOT_TWO_PI = float(np.sqrt(2 * np.pi))


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
    scale = float(np.sqrt(covariance[-1, -1]))

    def length(split: Floats) -> tuple[float, Floats]:
        sums = split[: p - 1] - split[p - 1 :]
        mix = _mix(sums, total)
        spread = float(np.sqrt(mix @ covariance @ mix))
        bias = bound * (fixed + float(split.sum()))
        quantile, slope = folded(bias / spread, level)
        by_spread = quantile - slope * bias / spread
        moved = -(covariance @ mix)[:p] / spread  # d spread / d w
        by_sums = by_spread * (moved[:-1] - moved[1:])
        one, two = by_sums + slope * bound, -by_sums + slope * bound
        return spread * quantile / scale, np.concatenate([one, two]) / scale

    split = np.zeros(2 * (p - 1))
    if p > 1:
        split = minimize(
            length, split, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(split),
            options={"ftol": 1e-13, "gtol": 1e-10, "maxiter": 2000},
        ).x  # fmt: skip
    mix = _mix(split[: p - 1] - split[p - 1 :], total)
    half = length(split)[0] * scale
    middle = float(mix @ value)
    return Shortest(middle - half, middle + half, middle, -mix[:p])


def _mix(sums: Floats, total: float) -> Floats:
    """Weights of (drifts, effect) from the sums of w."""
    return np.append(-np.diff(np.concatenate([[0.0], sums, [total]])), 1.0)


def folded(away: float, level: float) -> tuple[float, float]:
    """Quantile of |N(away, 1)|, and its derivative by `away`."""
    at = away + critical(2 * level - 1) if away > 3 else critical(level)
    for _ in range(60):
        density = (np.exp(-((at - away) ** 2) / 2) + np.exp(-((at + away) ** 2) / 2)) / ROOT_TWO_PI
        step = (ndtr(at - away) - ndtr(-at - away) - level) / density
        at -= float(np.clip(step, -1, 1))
        if abs(step) < 1e-13:
            break
    one, two = np.exp(-((at - away) ** 2) / 2), np.exp(-((at + away) ** 2) / 2)
    return float(at), float((one - two) / (one + two))


def breakdown_smooth(paths: Paths, *, weights: Floats | None = None, level: float = 0.95) -> float:
    """The largest M at which, and below which, no effect at all is ruled out; 0 if it never is."""
    weights = even(paths) if weights is None else weights
    value, covariance = paths.summed(weights)
    most = 2 * (abs(float(value[-1])) + float(np.sqrt(covariance[-1, -1])))

    def ruled_out(bound: float) -> bool:
        made = shortest(paths, bound, weights=weights, level=level)
        return made.low > 0 or made.high < 0

    return last(ruled_out, most * np.concatenate([[0.0], np.geomspace(1e-4, 1, 17)]))
