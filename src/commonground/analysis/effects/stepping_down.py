"""Several outcomes by shuffled starts: Westfall & Young's step-down.

Starts are shuffled once for all outcomes, which keeps what the outcomes of a unit have in common.
The most certain outcome is held against the largest of all outcomes' |t| in each shuffle, the next
against the largest of those that are left, and so on (Westfall & Young 1993, minimum replaced by
the largest |t|). The chance of a single false alarm among them stays at its level where nothing is,
and where outcomes go together less is lost than by Holm's correction.
"""

from collections.abc import Callable, Sequence

import numpy as np

from .panel import Floats, Panel
from .refuting import by_clusters
from .shuffling import Contrast, shuffled

SHUFFLES = 999


def together(
    panels: Sequence[Panel], contrast: Callable[[Panel], Contrast], seed: int
) -> list[float] | None:
    """p-values of outcomes of the same units, shuffled alike; None where clusters are torn apart.

    Raises Unusable where the method cannot use a panel.
    """
    found = []
    for panel in panels:
        if (units := by_clusters(panel)) is None:
            return None
        found.append(shuffled(units, contrast(units), SHUFFLES, seed))
    drawn = np.column_stack([drawn for _, drawn in found])
    return list(westfall_young(np.array([seen for seen, _ in found]), drawn).tolist())


def westfall_young(seen: Floats, drawn: Floats) -> Floats:
    """(k,) p-values of |t| (k,), from (s, k) where there is nothing."""
    order = np.argsort(-seen, kind="stable")
    largest = np.maximum.accumulate(drawn[:, order[::-1]], axis=1)[:, ::-1]
    p = (1 + (largest >= seen[order] - 1e-12).sum(axis=0)) / (1 + len(drawn))
    made = np.empty(len(seen))
    made[order] = np.maximum.accumulate(p)
    return made
