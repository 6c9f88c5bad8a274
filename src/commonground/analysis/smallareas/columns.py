"""The columns of the multilevel model: few of numbers, and of each group one a level.

A level's column is 1 for its own rows and 0 elsewhere, so products with it are counts: a few
`bincount`s in the place of a matrix that is nearly all zeros.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Columns:
    """fixed : (n, k). groups : one (n,) array of codes a group. levels : how many each has.

    As a matrix it would be (n, q), q = k + all levels; effects are (q,) in that order.
    """

    fixed: Floats
    groups: tuple[Codes, ...]
    levels: tuple[int, ...]

    @property
    def starts(self) -> list[int]:
        """Where the effects of the groups begin, and the end."""
        return [self.fixed.shape[1] + sum(self.levels[:i]) for i in range(len(self.levels) + 1)]

    @property
    def many(self) -> int:
        return self.starts[-1]

    def times(self, effects: Floats) -> Floats:
        """(n,) or (n, d): the matrix times effects of (q,) or (q, d)."""
        made = self.fixed @ effects[: self.fixed.shape[1]]
        for start, codes in zip(self.starts, self.groups, strict=False):
            made = made + effects[start:][codes]
        return made

    def sums(self, values: Floats) -> Floats:
        """(q,): the matrix transposed times values of (n,)."""
        parts = [self.fixed.T @ values]
        for codes, many in zip(self.groups, self.levels, strict=True):
            parts.append(np.bincount(codes, values, many).astype(np.float64))
        return np.concatenate(parts)

    def products(self, weight: Floats) -> Floats:
        """(q, q): the matrix transposed times itself, rows weighted by `weight` (n,)."""
        k, starts = self.fixed.shape[1], self.starts
        made = np.zeros((self.many, self.many))
        weighted = self.fixed * weight[:, None]
        made[:k, :k] = self.fixed.T @ weighted
        for start, codes, many in zip(starts, self.groups, self.levels, strict=False):
            own = slice(start, start + many)
            made[own, own][np.diag_indices(many)] = np.bincount(codes, weight, many)
            for j in range(k):
                made[own, j] = made[j, own] = np.bincount(codes, weighted[:, j], many)
        for (i, one), (j, two) in combinations(enumerate(self.groups), 2):
            shape = self.levels[i], self.levels[j]
            both = np.bincount(one * shape[1] + two, weight, shape[0] * shape[1]).reshape(shape)
            rows, columns = slice(starts[i], starts[i + 1]), slice(starts[j], starts[j + 1])
            made[rows, columns], made[columns, rows] = both, both.T
        return made
