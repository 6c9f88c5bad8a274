"""What sums leave when they are taken together: people of several lines, told by no line alone.

Of areas by groups, "everybody in these two areas" less "all of this group" is who of the two areas
is in the other groups, where the group has nobody elsewhere that is hidden. The sums that can come
out add and take away whole lines, so it is enough to look at each set of columns with the rows that
leave the fewest people beside it (cells are the edges between their row and their column; such a
table of 0 and 1 is totally unimodular).
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Crossed:
    """Answers by area and group, as whoever knows all that is told sees them.

    n : (a + 1, k + 1) answers; the last row those of no area, the last column those of no group.
    hidden : the same shape; the last row and column are always hidden.
    rows_told, columns_told : (a + 1,), (k + 1,) whether the line's own figure is told; the last of
    both never is. whole_told : whether everybody's is.
    """

    n: NDArray[np.int_]
    hidden: Bools
    rows_told: Bools
    columns_told: Bools
    whole_told: bool

    def few(self, least: int) -> Bools | None:
        """The cells, (a + 1, k + 1), of some sum of fewer than `least` people that can be worked
        out; None where there is none."""
        left = np.where(self.hidden, self.n, 0)
        columns = self._sets_of_columns()
        inside = left @ columns.T  # (rows, sets): hidden people of the row in those columns
        outside = left.sum(axis=1)[:, None] - inside
        told = self.rows_told[:, None]
        touched, within = inside > 0, told & (outside == 0)
        apart = told & (inside == 0)
        known = ~(touched & ~told).any(axis=0)
        for rows, people, is_inside, counts in (
            (touched, outside, False, known),  # rows less columns
            (~within, inside, True, True),  # columns less rows
            (~apart, outside, False, self.whole_told),  # everybody less both
        ):
            many = (people * rows).sum(axis=0)
            found = np.flatnonzero((many > 0) & (many < least) & counts)
            if len(found):
                chosen = columns[found[0]]
                return np.outer(rows[:, found[0]], chosen if is_inside else ~chosen)
        return None

    def _sets_of_columns(self) -> Bools:
        """(2^told, k + 1)"""
        told = np.flatnonzero(self.columns_told)
        made = np.zeros((2 ** len(told), len(self.columns_told)), dtype=bool)
        made[:, told] = list(product((False, True), repeat=len(told)))
        return made
