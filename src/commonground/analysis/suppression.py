"""Small counts: hide 1 to 4, and enough others that no total gives them away.

Primary suppression hides cells of 1 to `threshold - 1`; complementary suppression then hides the
smallest other cell of any row or column in which exactly one is hidden, until none is (the usual
rule for two-way tables with published margins: Willenborg & de Waal 2001, chapter 6). Zero is
shown: that nothing was recorded identifies nobody, and it may serve as a complement.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

THRESHOLD = 5


@dataclass(frozen=True)
class Suppressed:
    """counts : (rows, columns) int, -1 where hidden. primary : (rows, columns) bool, True where
    the count itself is small; a hidden cell that is not primary is a complement.
    """

    counts: NDArray[np.int_]
    primary: NDArray[np.bool_]

    @property
    def hidden(self) -> NDArray[np.bool_]:
        return self.counts < 0


def suppress(counts: NDArray[np.int_], *, threshold: int = THRESHOLD) -> Suppressed:
    """Suppress a two-way table whose row and column totals may be known.

    counts : (rows, columns) non-negative integers. Raises ValueError for anything else.
    """
    table = np.asarray(counts)
    if table.ndim != 2 or (table < 0).any():
        raise ValueError("counts must be a table of non-negative numbers")
    primary = (table > 0) & (table < threshold)
    hidden = primary.copy()
    while _complement(table, hidden) or _complement(table.T, hidden.T):
        pass
    return Suppressed(np.where(hidden, -1, table), primary)


def _complement(table: NDArray[np.int_], hidden: NDArray[np.bool_]) -> bool:
    """Hide one more cell in each row that has exactly one hidden. True if anything changed."""
    changed = False
    for row, mask in zip(table, hidden, strict=True):
        if mask.sum() == 1 and len(row) > 1:
            shown = np.flatnonzero(~mask)
            # a shown zero hides nothing about itself: prefer the smallest count above it
            order = sorted(shown, key=lambda i: (row[i] == 0, row[i]))
            mask[order[0]] = True
            changed = True
    return changed
