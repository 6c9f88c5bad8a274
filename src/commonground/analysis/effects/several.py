"""Several outcomes of one programme: p-values that allow for looking at all of them.

Holm 1979 keeps the chance of a single false alarm among them at its level, whatever depends on
what; Benjamini & Hochberg 1995 the expected share of false ones among those called effects.
"""

from collections.abc import Sequence

import numpy as np


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Each p-value times the number of those that are no smaller; None stays None and counts."""
    made: list[float | None] = [None] * len(p_values)
    largest = 0.0
    for done, i in enumerate(_order(p_values)):
        largest = max(largest, min(1.0, (len(p_values) - done) * float(p_values[i] or 0.0)))
        made[i] = largest
    return made


def benjamini_hochberg(p_values: Sequence[float | None]) -> list[float | None]:
    """Each p-value times the number of all, over its rank; None stays None and counts."""
    made: list[float | None] = [None] * len(p_values)
    smallest = 1.0
    order = _order(p_values)
    for rank, i in reversed(list(enumerate(order, 1))):
        smallest = min(smallest, len(p_values) / rank * float(p_values[i] or 0.0))
        made[i] = smallest
    return made


def _order(p_values: Sequence[float | None]) -> list[int]:
    known = [i for i, p in enumerate(p_values) if p is not None and np.isfinite(p)]
    return sorted(known, key=lambda i: float(p_values[i] or 0.0))
