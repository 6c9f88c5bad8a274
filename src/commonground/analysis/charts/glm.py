"""Quasi-Poisson regression of many short series at once: group levels and, if asked, one slope.

With groups and one slope, each weighted least squares step has a closed form (means within
groups, then one regression through the origin), so that no matrix is solved and thousands of
series are fitted together. Starting values, stopping rule and limit of steps are those of R's
glm.fit, so that a fit stopped at the same step has the same digits.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
STEPS, CLOSE = 25, 1e-8
LEAST_MEAN = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Rows:
    """r regressions of up to n counts each. counts, time : (r, n); group : (r, n), 0 to groups - 1.

    weight : (r, n) prior weights; 0 leaves a count out (rows of unequal length are padded so).
    """

    counts: Floats
    time: Floats
    group: Ints
    groups: int
    weight: Floats

    def only(self, rows: NDArray[np.generic]) -> "Rows":
        """Some of the regressions."""
        return Rows(
            self.counts[rows], self.time[rows], self.group[rows], self.groups, self.weight[rows]
        )

    def weighted(self, weight: Floats) -> "Rows":
        """The same with other prior weights."""
        return Rows(self.counts, self.time, self.group, self.groups, weight)


@dataclass(frozen=True)
class Fit:
    """mean : (r, n) fitted; working : (r, n) weights of the last step.

    level, centre, weight : (r, groups) level at a group's weighted mean time `centre`, and its sum
    of working weights; slope, spread : (r,) per unit of time, and the sum of squares of time
    within groups (slope 0 and spread inf without one). converged : (r,); freedom : (r,) counts
    minus parameters.
    """

    mean: Floats
    working: Floats
    level: Floats
    centre: Floats
    weight: Floats
    slope: Floats
    spread: Floats
    converged: NDArray[np.bool_]
    freedom: Floats

    def at(self, group: int, time: Floats) -> tuple[Floats, Floats]:
        """The linear predictor at a time of a group and its variance before dispersion: (r,)."""
        off = time - self.centre[:, group]
        return (
            self.level[:, group] + self.slope * off,
            1 / self.weight[:, group] + off**2 / self.spread,
        )


def fit(rows: Rows, *, slope: bool) -> Fit:
    """Fit by iteratively reweighted least squares, each row until it has converged.

    A row's group without any count is left out of that row. Nothing is raised: a row that has not
    converged after 25 steps says so.
    """
    size = (len(rows.counts), rows.groups)
    mean, working = rows.counts + 0.1, np.zeros_like(rows.counts)
    level, centre, weight = (np.full(size, np.nan) for _ in range(3))
    tilt, spread = np.zeros(size[0]), np.full(size[0], np.inf)
    converged = np.zeros(size[0], dtype=bool)
    deviance, open_rows = _deviance(rows, mean), np.arange(size[0])
    for _ in range(STEPS):
        part = rows.only(open_rows)
        step = _step(part, mean[open_rows], slope)
        new, working[open_rows], level[open_rows] = step[:3]
        centre[open_rows], weight[open_rows], tilt[open_rows], spread[open_rows] = step[3:]
        mean[open_rows], now = new, _deviance(part, new)
        done = np.abs(now - deviance[open_rows]) / (np.abs(now) + 0.1) < CLOSE
        deviance[open_rows], converged[open_rows] = now, done
        open_rows = open_rows[~done & np.isfinite(now)]
        if not len(open_rows):
            break
    freedom = (rows.weight > 0).sum(axis=1) - (weight > 0).sum(axis=1) - float(slope)
    return Fit(mean, working, level, centre, weight, tilt, spread, converged, freedom)


def _step(rows: Rows, mean: Floats, slope: bool) -> tuple[Floats, ...]:
    """One weighted least squares step: mean, working weights, level, centre, weight, slope, ..."""
    key = np.arange(len(mean))[:, None] * rows.groups + rows.group
    working = rows.weight * mean
    target = np.log(mean) + (rows.counts - mean) / mean
    weight = _sums(working, key, rows.groups)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        level = _sums(working * target, key, rows.groups) / weight
        centre = _sums(working * rows.time, key, rows.groups) / weight
        predictor = level.ravel()[key]
        tilt, spread = np.zeros(len(mean)), np.full(len(mean), np.inf)
        if slope:
            off = rows.time - centre.ravel()[key]
            spread = (working * off**2).sum(axis=1)
            tilt = (working * off * (target - predictor)).sum(axis=1) / spread
            predictor = predictor + tilt[:, None] * off
        new = np.where(rows.weight > 0, np.maximum(np.exp(predictor), LEAST_MEAN), 1.0)
    return new, working, level, centre, weight, tilt, spread


def _sums(values: Floats, key: Ints, groups: int) -> Floats:
    """Sums within groups: (r, groups)."""
    if groups == 1:
        return np.asarray(values.sum(axis=1, keepdims=True))
    flat = np.bincount(key.ravel(), values.ravel(), minlength=len(values) * groups)
    return flat.astype(np.float64).reshape(-1, groups)


def _deviance(rows: Rows, mean: Floats) -> Floats:
    counts = rows.counts
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        log = np.where(counts > 0, counts * np.log(counts / mean), 0.0)
        part = np.where(rows.weight > 0, rows.weight * (log - (counts - mean)), 0.0)
    return np.asarray(2 * part.sum(axis=1))
