"""How far a neighbourhood is behind the presence that it was promised.

What is missing in a week is carried over; what is more than was promised is not banked. That is
the one-sided cumulative sum of Page (1954) with the minimum as its reference, without an alarm.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Debt:
    """minutes, visits : (n,) float, what each of n neighbourhoods is behind; 0 is nothing."""

    minutes: Floats
    visits: Floats


def debt(minutes: Floats, visits: Floats, *, least_minutes: float, least_visits: float) -> Debt:
    """What is owed after the last of k weeks, the oldest first, starting with nothing owed.

    minutes, visits : (n, k) presence of each neighbourhood and week that was not an answer to a
    call. least_minutes, least_visits : what each neighbourhood was promised for each week.

    Raises Unusable for tables of different shapes, negative numbers or a negative minimum.
    """
    one, other = np.asarray(minutes, dtype=np.float64), np.asarray(visits, dtype=np.float64)
    if one.ndim != 2 or one.shape != other.shape:
        raise Unusable("Give minutes and visits of the same neighbourhoods and weeks.")
    if (one < 0).any() or (other < 0).any() or least_minutes < 0 or least_visits < 0:
        raise Unusable("Presence and what was promised are 0 or more.")
    return Debt(_owed(one, least_minutes), _owed(other, least_visits))


def _owed(done: Floats, least: float) -> Floats:
    owed = np.zeros(len(done))
    for week in done.T:
        owed = np.maximum(owed + least - week, 0.0)
    return owed
