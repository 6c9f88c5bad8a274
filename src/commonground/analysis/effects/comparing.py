"""Comparison areas, chosen by how they went before the start and by nothing else."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from commonground.analysis.errors import Unusable

from .panel import Floats

By = Literal["levels", "trends", "ratios"]

LEAST_PERIODS = 4


@dataclass(frozen=True, slots=True)
class Match:
    """How far an area of the pool was from the treated's mean before the start (RMSPE, root of the
    mean squared difference).

    levels : in units of the outcome. trends : the same with each one's own mean out. ratios : each
    divided by its own mean, nan for one without any. chosen : is it a comparison area?
    """

    unit: str
    levels: float
    trends: float
    ratios: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """matches : the pool, nearest first. together : RMSPE of the chosen ones' mean; pool : of the
    whole pool's mean, as `by` has it. periods : how many before the start were looked at."""

    matches: tuple[Match, ...]
    by: By
    together: float
    pool: float
    periods: int

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(match.unit for match in self.matches if match.chosen)


def nearest(
    outcome: Floats, units: Sequence[str], *, start: int, treated: Collection[str],
    pool: Collection[str], many: int, by: By = "trends",
) -> Comparison:  # fmt: skip
    """The `many` areas of the pool that went most like the treated before the start.

    Parameters
    ----------
    outcome : (n, T) of `units`; from period `start` on nothing is looked at.
    by : levels, trends (their own mean out, as difference-in-differences compares) or ratios (by
        their own mean, as for counts of areas of different size).

    Raises
    ------
    Unusable : under four periods before the start, an area that is not in `units`, one both treated
        and in the pool, or a pool smaller than `many`.
    """
    names = list(units)
    _check(names, start, treated, pool, many)
    before = np.asarray(outcome, dtype=np.float64)[:, :start]
    rows = {name: before[i] for i, name in enumerate(names)}
    own = np.mean([rows[name] for name in treated], axis=0)
    table = {name: _distances(rows[name], own) for name in pool}
    place = ("levels", "trends", "ratios").index(by)
    order = sorted(pool, key=lambda name: (np.nan_to_num(table[name][place], nan=np.inf), name))
    taken = set(order[:many])
    together, all_of = (
        _distances(np.mean([rows[name] for name in group], axis=0), own)[place]
        for group in (sorted(taken), sorted(pool))
    )
    matches = tuple(Match(name, *table[name], name in taken) for name in order)
    return Comparison(matches, by, together, all_of, start)


def _distances(one: Floats, two: Floats) -> tuple[float, float, float]:
    def off(a: Floats, b: Floats) -> float:
        return float(np.sqrt(np.mean((a - b) ** 2)))

    ratios = off(one / one.mean(), two / two.mean()) if one.mean() and two.mean() else float("nan")
    return off(one, two), off(one - one.mean(), two - two.mean()), ratios


def _check(
    names: list[str], start: int, treated: Collection[str], pool: Collection[str], many: int
) -> None:
    if start < LEAST_PERIODS:
        raise Unusable(f"{start} periods before the start are too few to compare areas by.")
    if not treated:
        raise Unusable("No area is to be treated.")
    for name in sorted({*treated, *pool} - set(names)):
        raise Unusable(f"{name} has no outcomes.")
    if both := set(treated) & set(pool):
        raise Unusable(f"{min(both)} is to be treated and cannot be compared with.")
    if not 1 <= many <= len(set(pool)):
        raise Unusable(f"{many} comparison areas cannot be chosen from a pool of {len(set(pool))}.")
