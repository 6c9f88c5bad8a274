"""Two numbers against two others: displacement differences and the Poisson E-test."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import poisson

from commonground.analysis.errors import Unusable
from commonground.analysis.p_values import two_sided

from .results import critical

Pair = tuple[float, float]
Whole = np.ndarray

FAR = 1e12  # no lengths of periods times sizes of areas are further from 1
MOST = 1e12


@dataclass(frozen=True, slots=True)
class Difference:
    """estimate : change in the treated areas less that in the controls, incidents. z, p_value :
    against no change (normal)."""

    estimate: float
    se: float
    z: float
    low: float
    high: float
    p_value: float


def displacement_difference(
    treated: Pair, control: Pair, displaced: Pair = (0, 0), displaced_control: Pair = (0, 0), *,
    time_weights: Pair = (1, 1), area_weights: tuple[float, float, float, float] = (1, 1, 1, 1),
    level: float = 0.95,
) -> Difference:  # fmt: skip
    """Weighted displacement difference of Wheeler & Ratcliffe 2018: counts (before, after).

    Parameters
    ----------
    displaced, displaced_control : areas to which trouble may have moved, and their controls.
    time_weights : length of each period: counts are divided by them.
    area_weights : of control, treated, displaced control, displaced area: counts are divided by
        them (sizes, say).

    Raises
    ------
    Unusable : a count is negative or not whole, or a weight is not above 0.
    """
    pairs = np.array([control, treated, displaced_control, displaced], dtype=np.float64)
    _check_counts(pairs)
    weight = np.outer(np.asarray(area_weights, float), np.asarray(time_weights, float))
    if not np.all(np.isfinite(weight)) or np.any(weight <= 0):
        raise Unusable("Weights must be above 0.")
    if weight.max() > FAR or weight.min() < 1 / FAR:
        raise Unusable(f"Weights must be between {1 / FAR:g} and {FAR:g} when multiplied.")
    sign = np.outer([-1.0, 1.0, -1.0, 1.0], [-1.0, 1.0])
    estimate = float(np.sum(sign * pairs / weight))
    se = float(np.sqrt(np.sum(pairs / weight**2)))
    if se == 0:
        raise Unusable("All counts are zero: there is nothing to compare.")
    z, half = estimate / se, critical(level) * se
    return Difference(estimate, se, z, estimate - half, estimate + half, two_sided(z))


def e_test(first: float, second: float, *, exposure: Pair = (1.0, 1.0)) -> float:
    """p-value that two Poisson counts have one rate (Krishnamoorthy & Thomson 2004).

    Raises Unusable for counts that are negative or not whole, or both zero.
    """
    counts = np.array([first, second], dtype=np.float64)
    _check_counts(counts)
    if counts.sum() == 0:
        raise Unusable("Both counts are zero: there is nothing to compare.")
    if not all(np.isfinite(exposure)) or min(exposure) <= 0:
        raise Unusable("Exposures must be above 0.")
    n1, n2 = exposure
    rate = counts.sum() / (n1 + n2)
    seen = abs(float(_statistic(np.array([first]), np.array([second]), n1, n2)[0]))
    if seen == 0:
        return 1.0
    one = np.arange(*_range(rate * n1))
    few, many = _edges(one, seen, n1, n2)
    other = poisson.cdf(few, rate * n2) + poisson.sf(many - 1, rate * n2)
    return float(min(poisson.pmf(one, rate * n1) @ other, 1.0))


def _edges(one: Whole, seen: float, n1: float, n2: float) -> tuple[Whole, Whole]:
    """For each first count the largest small second one, and the smallest large one, that are as
    far off as `seen`: the statistic falls as the second count grows, so that these are roots of a
    quadratic, put right by a step where rounding went wrong."""
    a, c, s2 = one / n1, one / n1**2, seen**2
    middle = 2 * a + s2 / n2
    root = np.sqrt(np.maximum(middle**2 - 4 * (a**2 - s2 * c), 0.0))
    few = np.floor((middle - root) / 2 * n2).astype(np.int64)
    many = np.ceil((middle + root) / 2 * n2).astype(np.int64)
    few = few + _as_far(one, few + 1, seen, n1, n2)
    many = many - _as_far(one, many - 1, -seen, n1, n2)
    few = few - np.where(_as_far(one, few, seen, n1, n2), 0, 1)
    many = many + np.where(_as_far(one, many, -seen, n1, n2), 0, 1)
    return np.maximum(few, -1), np.maximum(many, few + 1)


def _as_far(one: Whole, two: Whole, seen: float, n1: float, n2: float) -> np.ndarray:
    far = np.sign(seen) * _statistic(one, np.maximum(two, 0), n1, n2) >= abs(seen) - 1e-12
    return np.asarray(far & (two >= 0))


def _statistic(one: np.ndarray, two: np.ndarray, n1: float, n2: float) -> np.ndarray:
    spread = one / n1**2 + two / n2**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0, (one / n1 - two / n2) / np.sqrt(spread), 0.0)


def _range(mean: float) -> tuple[int, int]:
    """All counts but some that have a chance of under 1 in 10^12 together."""
    return int(poisson.ppf(1e-13, mean)), int(poisson.isf(1e-13, mean)) + 2


def _check_counts(counts: np.ndarray) -> None:
    if not np.all(np.isfinite(counts)) or np.any(counts < 0):
        raise Unusable("A count is negative or missing.")
    if np.any(counts > MOST):
        raise Unusable(f"A count is above {MOST:.0e}.")
    if np.any(counts != np.floor(counts)):
        raise Unusable("A count is not a whole number.")
