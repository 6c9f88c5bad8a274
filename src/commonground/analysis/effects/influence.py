"""How much each unit moves the effects of cells, and what is put together from them.

Of a panel of 7,785 units in 3,359 cells all moves are 26 million numbers. Of differences of means
they need not be held: within a cohort a unit's move of a cell is its own change less a mean, times
a weight, and so its moves of any mix of cells are its outcomes times one table of its cohort.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from .panel import Codes, Floats

AT_ONCE = 1_000_000  # moves that are held while errors of cells are worked out


class Influence(Protocol):
    """Of n units on c cells; mean zero, on the scale of sqrt(n)."""

    def columns(self, index: Sequence[int]) -> Floats:
        """(n, k) of some cells."""

    def mixed(self, weights: Floats) -> Floats:
        """(n, p) of p mixes of cells, weights (c, p)."""

    def squares(self) -> Floats:
        """(c,) sums over units of the squares; 0 of what is set against itself."""


@dataclass(frozen=True, slots=True)
class Held:
    """values : (n, c)."""

    values: Floats

    def columns(self, index: Sequence[int]) -> Floats:
        return self.values[:, index]

    def mixed(self, weights: Floats) -> Floats:
        return np.asarray(self.values @ weights)

    def squares(self) -> Floats:
        return np.asarray(np.einsum("nc,nc->c", self.values, self.values))


@dataclass(frozen=True, slots=True)
class OfMeans:
    """outcome : (T, n). code : (n,) cohorts. after, base : (c,) the periods of a cell's change.
    weight, centre : (c, G) by cohort; the weight is 0 where it has no part. spread : (c,)."""

    outcome: Floats
    code: Codes
    after: Codes
    base: Codes
    weight: Floats
    centre: Floats
    spread: Floats

    def columns(self, index: Sequence[int]) -> Floats:
        made = np.empty((len(self.code), len(index)))
        for place, i in enumerate(index):
            change = self.outcome[self.after[i]] - self.outcome[self.base[i]]
            made[:, place] = self.weight[i][self.code] * (change - self.centre[i][self.code])
        return made

    def mixed(self, weights: Floats) -> Floats:
        periods, parts = len(self.outcome), weights.shape[1]
        own = (self.outcome - self.outcome.mean(axis=0)).T  # levels cancel: only rounding is less
        row, part = np.nonzero(weights)
        after, base = (periods_of[row] * parts + part for periods_of in (self.after, self.base))
        made = np.empty((len(self.code), parts))
        for k in range(self.weight.shape[1]):
            by = weights[row, part] * self.weight[row, k]
            table = np.bincount(after, by, periods * parts) - np.bincount(base, by, periods * parts)
            mean = np.bincount(part, by * self.centre[row, k], parts)
            inside = self.code == k
            made[inside] = own[inside] @ table.reshape(periods, parts) - mean
        return made

    def squares(self) -> Floats:
        return self.spread


def standard_errors(influence: Floats, cluster: Codes) -> Floats:
    """sqrt of the mean square over n; of sums within clusters, where units share one."""
    sums = _sums(influence, cluster)
    return np.asarray(np.sqrt(np.einsum("mc,mc->c", sums, sums)) / len(influence))


def errors_of_cells(influence: Influence, cells: int, cluster: Codes) -> Floats:
    """(c,) the same of each cell, some at a time."""
    n = len(cluster)
    if len(np.unique(cluster)) == n:
        return np.asarray(np.sqrt(influence.squares()) / n)
    step = max(AT_ONCE // n, 1)
    parts = [range(i, min(i + step, cells)) for i in range(0, cells, step)]
    return np.concatenate([standard_errors(influence.columns(part), cluster) for part in parts])


def covariance(influence: Floats, cluster: Codes) -> Floats:
    """Covariance (c, c) of estimates from their influence functions (n, c); divisor n."""
    sums = _sums(influence, cluster)
    return np.asarray(sums.T @ sums / len(influence) ** 2)


def _sums(influence: Floats, cluster: Codes) -> Floats:
    order = np.argsort(cluster, kind="stable")
    first = np.flatnonzero(np.diff(cluster[order], prepend=-1))
    if len(first) == len(cluster):
        return influence
    return np.asarray(np.add.reduceat(influence[order], first, axis=0))
