"""Means, proportions, totals, ratios and their differences, of all or of a group."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

from . import intervals
from .design import Design
from .gates import gate
from .variance import covariance

Floats = NDArray[np.float64]
Members = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with what it does not know.

    estimate, se, low, high : in the unit of the answers. n : answers with a weight. n_effective :
    answers of a simple random sample that would say as much (n / deff). deff : design effect,
    against a simple sample without replacement where weights add up to the population. influence :
    (n,) what each answer adds to the error: differences and contrasts are made of it.
    """

    estimate: float
    se: float
    low: float
    high: float
    n: int
    n_effective: float
    deff: float
    df: int
    is_proportion: bool
    influence: Floats

    @property
    def flags(self) -> tuple[str, ...]:
        return gate(self)


def estimate_mean(
    design: Design, values: Floats, *, members: Members | None = None, level: float = 0.95,
    proportion: intervals.Method | None = None,
) -> Estimate:  # fmt: skip
    """The mean of `values` (n,), among `members` (n,) if given.

    Parameters
    ----------
    proportion : values are 0 or 1, and the interval is this one.

    Raises
    ------
    Unusable : nobody answered among the members, or the design cannot tell (see `covariance`).
    """
    inside = _inside(design, members)
    weights = np.where(inside, design.weights, 0.0)
    mean = float(weights @ values / weights.sum())
    away = np.where(inside, values - mean, 0.0)
    influence = weights * away / weights.sum()
    simple = _simple(away, weights, inside)
    return _made(mean, influence, design, inside, simple, level, proportion)


def estimate_total(
    design: Design, values: Floats, *, members: Members | None = None, level: float = 0.95
) -> Estimate:
    """The sum over everybody in the population, or in the group. Raises as `estimate_mean`."""
    inside = _inside(design, members)
    weights = np.where(inside, design.weights, 0.0)
    mean = float(weights @ values / weights.sum())
    simple = _simple(np.where(inside, values - mean, 0.0), weights, inside)
    influence = weights * values
    return _made(
        float(influence.sum()), influence, design, inside, simple * weights.sum() ** 2, level, None
    )


def estimate_ratio(
    design: Design, values: Floats, denominator: Floats, *, members: Members | None = None,
    level: float = 0.95,
) -> Estimate:  # fmt: skip
    """Total of `values` over total of `denominator`. Raises as `estimate_mean`, and where the
    denominator adds up to zero."""
    inside = _inside(design, members)
    weights = np.where(inside, design.weights, 0.0)
    below = float(weights @ denominator)
    if below == 0:
        raise Unusable("The denominator adds up to zero.")
    ratio = float(weights @ values) / below
    rest = np.where(inside, (values - ratio * denominator) / below, 0.0)
    away = np.where(inside, rest - float(weights @ rest) / weights.sum(), 0.0)
    simple = _simple(away, weights, inside) * weights.sum() ** 2
    return _made(ratio, weights * rest, design, inside, simple, level, None)


def difference(
    design: Design, first: Estimate, second: Estimate, *, level: float = 0.95
) -> tuple[float, float, float, float]:
    """(difference, se, low, high) of `first` less `second`, two estimates of one sample.

    What they have in common (answers in both, clusters, margins) is taken into account.
    """
    away = first.influence - second.influence
    se = float(np.sqrt(max(covariance(design, away)[0, 0], 0.0)))
    gap = first.estimate - second.estimate
    low, high = intervals.student(gap, se, design.degrees_of_freedom(), level)
    return gap, se, low, high


def kish_size(weights: Floats) -> float:
    """Kish's effective size: what unequal weights alone leave of the answers."""
    used = weights[weights > 0]
    if not len(used):
        return 0.0
    scaled = used / used.max()  # a square of 1e-200 is 0
    return float(scaled.sum() ** 2 / (scaled**2).sum())


def _inside(design: Design, members: Members | None) -> Members:
    inside = design.weights > 0 if members is None else members & (design.weights > 0)
    if not inside.any():
        raise Unusable("Nobody answered.")
    return np.asarray(inside)


def _simple(away: Floats, weights: Floats, inside: Members) -> float:
    """Variance of the mean, had as many people been drawn simply.

    Without replacement where the weights add up to more people than answered; otherwise they are
    relative, and nothing is known of the population's size.
    """
    n, size = int(inside.sum()), float(weights.sum())
    if n < 2:
        return float("nan")
    spread = float(weights @ away**2) / size * n / (n - 1)
    left = (size - n) / size if size > n * (1 + 1e-9) else 1.0
    return spread / n * left


def _made(
    value: float, influence: Floats, design: Design, inside: Members, simple: float, level: float,
    method: intervals.Method | None,
) -> Estimate:  # fmt: skip
    variance = max(float(covariance(design, influence)[0, 0]), 0.0)
    se, n = float(np.sqrt(variance)), int(inside.sum())
    df = design.degrees_of_freedom(inside)
    if method is None:
        low, high = intervals.student(value, se, df, level)
    else:
        kish = kish_size(np.where(inside, design.weights, 0.0))
        low, high = intervals.proportion(
            value, se, n=n, n_kish=kish, df=df, level=level, method=method
        )
    deff = variance / simple if simple > 0 else float("nan")
    size = n / deff if deff > 0 else float("nan")
    return Estimate(value, se, low, high, n, size, deff, df, method is not None, influence)
