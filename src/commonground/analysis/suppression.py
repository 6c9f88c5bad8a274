"""Small counts: hide 1 to 4, and enough others that no total gives them away.

Primary suppression hides cells of 1 to `threshold - 1`. Complementary suppression (Willenborg &
de Waal 2001, chapter 6) then hides the smallest other cells until
- no row or column has exactly one hidden cell,
- the hidden cells of a row or column add up to enough that its total leaves each of them a range
  of at least 1 to `threshold` (two hidden cells that add up to 2 are both 1),
- no hidden cell follows from all totals taken together (Gusfield 1988: cells as the edges between
  their row and column; one that is on no ring of hidden cells can be worked out).
Zero is shown: that nothing was recorded identifies nobody. It may serve as a complement, the last.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

THRESHOLD = 5

Ints = NDArray[np.int_]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Suppressed:
    """counts : (rows, columns) int, -1 where hidden. primary : (rows, columns) bool, True where
    the count itself is small; a hidden cell that is not primary is a complement. A page must not
    tell the two apart.

    row_exposed, column_exposed : (rows,), (columns,) bool: all that can be hidden is hidden and
    the total would still give small counts away, so that it must not be shown.
    """

    counts: Ints
    primary: Bools
    row_exposed: Bools
    column_exposed: Bools

    @property
    def hidden(self) -> Bools:
        return self.counts < 0


def suppress(counts: Ints, *, threshold: int = THRESHOLD) -> Suppressed:
    """Suppress a two-way table whose row and column totals may be known.

    counts : (rows, columns) non-negative integers. Raises ValueError for anything else.
    """
    table = np.asarray(counts)
    if table.ndim != 2 or (table < 0).any():
        raise ValueError("counts must be a table of non-negative numbers")
    primary = (table > 0) & (table < threshold)
    hidden = primary.copy()
    while (
        _complement(table, hidden, threshold)
        or _complement(table.T, hidden.T, threshold)
        or _close_a_ring(table, hidden)
    ):
        pass
    return Suppressed(
        counts=np.where(hidden, -1, table),
        primary=primary,
        row_exposed=_exposed(table, hidden, threshold),
        column_exposed=_exposed(table.T, hidden.T, threshold),
    )


def _exposed(table: Ints, hidden: Bools, threshold: int) -> Bools:
    """(rows,) bool: whether a row's total would narrow a hidden cell of it too much."""
    rows = zip(table, hidden, strict=True)
    return np.array([_gives_away(row[mask], threshold) for row, mask in rows], dtype=bool)


def _gives_away(hidden: Ints, threshold: int) -> bool:
    if not len(hidden):
        return False
    at_least = len(hidden) if hidden.all() else 0  # beside a hidden zero, any other may be one too
    return len(hidden) == 1 or int(hidden.sum()) - at_least < threshold - 1


def _complement(table: Ints, hidden: Bools, threshold: int) -> bool:
    """Hide one more cell in each row whose total gives one away. True if anything changed."""
    changed = False
    for row, mask in zip(table, hidden, strict=True):
        if _gives_away(row[mask], threshold) and not mask.all():
            mask[_smallest(row, ~mask)] = True
            changed = True
    return changed


def _smallest(counts: Ints, among: Bools) -> int:
    """The smallest above zero: a zero is the last to be hidden, as it tells of nobody."""
    return min(np.flatnonzero(among).tolist(), key=lambda i: (counts.flat[i] == 0, counts.flat[i]))


def _close_a_ring(table: Ints, hidden: Bools) -> bool:
    """Hide one more cell if some hidden one is on no ring of hidden cells."""
    for r, c in np.argwhere(hidden):
        rows, columns = _reached(hidden, int(r), int(c))
        if not columns[c]:
            across = (rows[:, None] != columns[None, :]) & ~hidden
            if across.any():
                hidden[np.unravel_index(_smallest(table, across.ravel()), table.shape)] = True
                return True
    return False


def _reached(hidden: Bools, row: int, column: int) -> tuple[Bools, Bools]:
    """Rows and columns that hidden cells other than (row, column) connect with `row`."""
    edges = hidden.copy()
    edges[row, column] = False
    rows, columns = np.arange(len(edges)) == row, np.zeros(edges.shape[1], dtype=bool)
    while True:
        more_columns = edges[rows].any(axis=0)
        more_rows = rows | edges[:, more_columns].any(axis=1)
        if (more_rows == rows).all() and (more_columns == columns).all():
            return rows, columns
        rows, columns = more_rows, more_columns
