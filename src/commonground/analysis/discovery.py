"""Which of a morning's findings stand out among all that were looked for: a mark, not a gate.

The budget of false alerts decides what is an alert. This only marks the list.
"""

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
RATE = 0.1  # of the marked ones, the share that may be chance


def stands_out(p_values: Floats, rate: float = RATE, *, tests: int | None = None) -> Bools:
    """(n,) bool: those that are kept at a false discovery rate (Benjamini & Hochberg 1995).

    p_values : (n,) of this morning's tests, in any order. tests : how many tests there were in
    all, if p-values of those that found nothing (p = 1) are left out; at least n.
    Of the marked, at most `rate` are chance on average, if the tests are independent or go up
    and down together (Benjamini & Yekutieli 2001), as streams that share reports do.

    Raises Unusable for a p-value or a rate outside 0 to 1, or too few tests.
    """
    p = np.asarray(p_values, dtype=np.float64)
    number = len(p) if tests is None else tests
    if not (np.isfinite(p) & (p >= 0) & (p <= 1)).all():
        raise Unusable("A p-value is between 0 and 1.")
    if not 0 < rate < 1:
        raise Unusable("The false discovery rate is above 0 and under 1.")
    if number < len(p):
        raise Unusable("There cannot be fewer tests than p-values.")
    order = np.sort(p)
    under = np.flatnonzero(order <= rate * np.arange(1, len(p) + 1) / max(number, 1))
    return p <= order[under[-1]] if len(under) else np.zeros(len(p), dtype=bool)


def adjusted(p_values: Floats | list[float]) -> Floats:
    """(n,) smallest false discovery rate at which each is kept (Benjamini & Hochberg 1995).

    Raises Unusable for a p-value outside 0 to 1.
    """
    p = np.asarray(p_values, dtype=np.float64)
    if not (np.isfinite(p) & (p >= 0) & (p <= 1)).all():
        raise Unusable("A p-value is between 0 and 1.")
    order = np.argsort(-p)
    ranks = np.arange(len(p), 0, -1)
    made = np.empty(len(p))
    made[order] = np.minimum.accumulate(np.minimum(p[order] * len(p) / np.maximum(ranks, 1), 1.0))
    return made
