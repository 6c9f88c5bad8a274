"""Visits come in clusters: a busy week brings several, a week of leave none.

Treated as independent they would seem to tell more than they do. How strongly the weeks of a
neighbourhood differ beyond chance is its intraclass correlation; what it costs depends on how many
records it has in a week.
"""

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]


def intraclass(count: Floats, of: Floats) -> float:
    """How alike two records of the same neighbourhood and week are, 0 to 1.

    count, of : (n, k) how many of how many, by neighbourhood and week. The analysis-of-variance
    estimator for shares (Ridout, Demétrio & Firth 1999, Biometrics 55), between weeks within
    neighbourhoods, pooled over all; below 0 it is 0. 0 where no two weeks can be compared.

    Raises Unusable for tables of different shapes and for more than all.
    """
    return float(_alike(*(part.sum(keepdims=True) for part in _parts(count, of)))[0])


def intraclass_of_each(count: Floats, of: Floats) -> Floats:
    """(n,) the same for each neighbourhood by itself: rough, since it rests on its weeks alone."""
    return _alike(*_parts(count, of))


def _parts(count: Floats, of: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """(n,) each: squares between weeks and their freedom, within and theirs, and usual sizes."""
    x, m = np.asarray(count, dtype=np.float64), np.asarray(of, dtype=np.float64)
    if x.ndim != 2 or x.shape != m.shape or (x < 0).any() or (x > m).any():
        raise Unusable("Give how many of how many, by neighbourhood and week.")
    used = m > 0
    total, size, weeks = x.sum(axis=1), m.sum(axis=1), used.sum(axis=1).astype(np.float64)
    squares = np.divide(x**2, m, out=np.zeros_like(x), where=used).sum(axis=1)
    there = np.maximum(size, 1)
    between, free = squares - total**2 / there, np.maximum(weeks - 1, 0)
    return between, free, total - squares, size - weeks, size - (m**2).sum(axis=1) / there


def _alike(between: Floats, free: Floats, within: Floats, rest: Floats, usual: Floats) -> Floats:
    known = (free > 0) & (rest > 0)
    of, besides = np.where(known, free, 1.0), np.where(known, rest, 1.0)
    one, other = between / of, within / besides
    spread = one + (usual / of - 1) * other
    found = np.divide(one - other, spread, out=np.zeros_like(spread), where=known & (spread > 0))
    alike: Floats = np.clip(found, 0.0, 1.0)
    return alike


def effects(of: Floats, alike: Floats | float) -> Floats:
    """(n,) how many times the variance of independent records theirs is; 1 or more.

    of : (n, k) records by neighbourhood and week. alike : the intraclass correlation, of all or
    (n,) of each.
    """
    m = np.asarray(of, dtype=np.float64)
    size = m.sum(axis=1)
    mean = np.divide((m**2).sum(axis=1), size, out=np.ones_like(size), where=size > 0)
    times: Floats = np.maximum(1.0 + alike * (mean - 1), 1.0)
    return times
