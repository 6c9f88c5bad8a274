"""Lorenz's curve and Gini's coefficient of presence over residents, or over concerns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lorenz:
    """Neighbourhoods from the least presence for each resident to the most.

    of : (n + 1,) share of all residents, presence : (n + 1,) share of all presence that these
    have; both from 0 to 1. gini : 0, the same for each resident, to 1, all in one place.
    """

    of: Floats
    presence: Floats
    gini: float


def lorenz(presence: Floats, of: Floats) -> Lorenz:
    """The curve of n neighbourhoods (Lorenz 1905), weighted by what the presence is held against.

    presence : (n,) 0 or more, of : (n,) above 0, such as residents. With `of` all the same the
    coefficient is Gini's (1912) without a correction for small n, as in R's ineq::Gini.

    Raises Unusable where there is no presence, no neighbourhood, or a number below what it may be.
    """
    x, w = np.asarray(presence, dtype=np.float64), np.asarray(of, dtype=np.float64)
    if x.ndim != 1 or x.shape != w.shape or not len(x):
        raise Unusable("Give presence and residents of the same neighbourhoods.")
    if not (x >= 0).all() or not (w > 0).all() or not x.sum() > 0:
        raise Unusable("Presence is 0 or more, and somewhere above; residents are above 0.")
    order = np.argsort(x / w, kind="stable")
    along = np.concatenate([[0.0], np.cumsum(w[order]) / w.sum()])
    up = np.concatenate([[0.0], np.cumsum(x[order]) / x.sum()])
    return Lorenz(along, up, _gini(along, up))


def _gini(along: Floats, up: Floats) -> float:
    return float(1 - np.sum(np.diff(along) * (up[1:] + up[:-1])))


def ginis(presence: Floats, of: Floats, by: Floats | None = None) -> Floats:
    """(d,) Gini coefficients of (d, n) draws of presence over (n,) residents; nan without any.

    by : (d, n) what to put neighbourhoods in order by, each over its residents; None is the
    presence itself. Another presence gives the coefficient of concentration, which is 0 where the
    order tells nothing of the presence.
    """
    order = np.argsort((presence if by is None else by) / of, axis=1, kind="stable")
    weight = of[order] / of.sum()
    sorted_presence = np.take_along_axis(presence, order, axis=1)
    total = sorted_presence.sum(axis=1, keepdims=True)
    part = np.divide(sorted_presence, total, out=np.full(presence.shape, np.nan), where=total > 0)
    up = np.cumsum(part, axis=1)
    both: Floats = 1 - (weight * (2 * up - part)).sum(axis=1)
    return both
