"""Replicate weights: the same estimate many times, leaving out or redrawing clusters.

Jackknife (JK1 without strata, JKn with) and the rescaling bootstrap of Rao & Wu 1988 with
m = clusters - 1 draws a stratum. Any function of the weights may be estimated, a median or a
raked one; calibration is repeated in each replicate by the function itself.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

from .design import Design

Floats = NDArray[np.float64]
Estimator = Callable[[Floats], Floats | float]


@dataclass(frozen=True, slots=True)
class Replicates:
    """weights : (r, n); scales : (r,) what each replicate's square counts."""

    weights: Floats
    scales: Floats


def jackknife(design: Design) -> Replicates:
    """One replicate a cluster of the first stage, which is left out. Raises Unusable where a
    stratum has only one."""
    cluster, stratum = design.clusters[0], design.strata
    codes, first = np.unique(cluster, return_index=True)
    drawn, size = design.sampled[0][first], design.population[0][first]
    if np.any(drawn < 2):
        raise Unusable("A stratum has only one sampled cluster, so none can be left out of it.")
    weights = np.empty((len(codes), design.n))
    for row, (code, where, m) in enumerate(zip(codes, first, drawn, strict=True)):
        others = np.where(stratum == stratum[where], m / (m - 1), 1.0)
        weights[row] = design.weights * np.where(cluster == code, 0.0, others)
    left = np.where(np.isfinite(size), 1 - drawn / size, 1.0)
    return Replicates(weights, left * (drawn - 1) / drawn)


def bootstrap(design: Design, *, replicates: int = 500, seed: int = 1) -> Replicates:
    """Clusters of the first stage drawn anew, rescaled for the finite population correction."""
    rng = np.random.default_rng(seed)
    factor = np.empty((replicates, design.n))
    _codes, first, code = np.unique(design.clusters[0], return_index=True, return_inverse=True)
    above = design.strata[first]
    for stratum in np.unique(above):
        own = np.flatnonzero(above == stratum)
        m, size = len(own), float(design.population[0][first[own[0]]])
        if m < 2:
            raise Unusable("A stratum has only one sampled cluster, so none can be drawn anew.")
        left = 1 - m / size if np.isfinite(size) else 1.0
        times = rng.multinomial(m - 1, np.full(m, 1 / m), size=replicates)
        scaled = 1 + np.sqrt(left) * (times * m / (m - 1) - 1)
        wide = np.zeros((replicates, len(first)))
        wide[:, own] = scaled
        inside = design.strata == stratum
        factor[:, inside] = wide[:, code.reshape(-1)[inside]]
    return Replicates(design.weights * factor, np.full(replicates, 1 / replicates))


def replicate_covariance(replicates: Replicates, estimator: Estimator) -> Floats:
    """Covariance (k, k) of an estimator about the mean of its replicates, as R `survey` has it."""
    made = np.array([np.atleast_1d(estimator(weights)) for weights in replicates.weights])
    away = made - made.mean(axis=0)
    return np.asarray((away * replicates.scales[:, None]).T @ away)
