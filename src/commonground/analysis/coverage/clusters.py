"""Visits come in clusters: a busy week brings several, a week of leave none.

Treated as independent they would seem to tell more than they do. How strongly the weeks of a
neighbourhood differ beyond chance is one number for the agency, the intraclass correlation; what
it costs each neighbourhood depends on how many records it has in a week.
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
    x, m = np.asarray(count, dtype=np.float64), np.asarray(of, dtype=np.float64)
    if x.ndim != 2 or x.shape != m.shape or (x < 0).any() or (x > m).any():
        raise Unusable("Give how many of how many, by neighbourhood and week.")
    total, size = x.sum(axis=1), m.sum(axis=1)
    used = m > 0
    weeks, there = used.sum(axis=1), size > 0
    squares = np.divide(x**2, m, out=np.zeros_like(x), where=used).sum(axis=1)
    own = np.divide(total**2, size, out=np.zeros_like(size), where=there)
    even = np.divide((m**2).sum(axis=1), size, out=np.zeros_like(size), where=there)
    between, within = (weeks - 1)[there].sum(), (size - weeks)[there].sum()
    if between <= 0 or within <= 0:
        return 0.0
    ms_between = float((squares - own)[there].sum() / between)
    ms_within = float((total - squares)[there].sum() / within)
    usual = float((size - even)[there].sum() / between)
    spread = ms_between + (usual - 1) * ms_within
    return max(0.0, (ms_between - ms_within) / spread) if spread > 0 else 0.0


def effects(of: Floats, alike: float) -> Floats:
    """(n,) how many times the variance of independent records theirs is; 1 or more.

    of : (n, k) records by neighbourhood and week. alike : the intraclass correlation.
    """
    m = np.asarray(of, dtype=np.float64)
    size = m.sum(axis=1)
    mean = np.divide((m**2).sum(axis=1), size, out=np.ones_like(size), where=size > 0)
    times: Floats = np.maximum(1.0 + alike * (mean - 1), 1.0)
    return times
