"""The variance of a weighted sum, from how the sample was drawn (Taylor linearisation).

Each estimate is written as a sum of one influence value an answer; the variance of that sum is
worked out stage by stage, with the finite population correction of each (Särndal, Swensson &
Wretman 1992, section 4.3; the same as R `survey`, Lumley 2004).
"""

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

from .design import Design

Floats = NDArray[np.float64]
ROUNDING = 1e-13  # an error so small beside what it is the error of is none
CENSUS = 1e-7  # a sampling fraction so near 1 that nothing is left to chance


def covariance(design: Design, influence: Floats) -> Floats:
    """Covariance matrix (k, k) of the column sums of `influence`.

    Parameters
    ----------
    influence : (n, k) or (n,) weighted linearised values, 0 for answers outside a domain.

    Raises
    ------
    Unusable : a stratum (or, in later stages, a cluster) has one sampled cluster of several, so
        that nothing tells how much clusters differ.
    """
    values = influence.reshape(design.n, -1)
    if design.calibration is not None:
        values = design.calibration.residuals(values, design.weights)
    made, sizes = _stages(design, values), np.abs(values).sum(axis=0)
    return np.where(np.abs(made) <= ROUNDING**2 * np.outer(sizes, sizes), 0.0, made)


def _stages(design: Design, values: Floats) -> Floats:
    total = np.zeros((values.shape[1], values.shape[1]))
    parent, reached = design.strata, np.ones(design.n)
    for stage, cluster in enumerate(design.clusters):
        drawn, size = design.sampled[stage], design.population[stage]
        left = np.where(np.isfinite(size), 1 - drawn / size, 1.0)
        total += _one(values, parent, cluster, drawn, left * reached, stage)
        # what the next stage adds counts by the share of this one that was drawn
        reached = reached * np.where(np.isfinite(size), drawn / size, 0.0)
        if not np.any(reached > 0):
            break
        parent = cluster
    return total


def _one(
    values: Floats, parent: NDArray[np.intp], cluster: NDArray[np.intp], drawn: Floats,
    scale: Floats, stage: int,
) -> Floats:  # fmt: skip
    """One stage: squares of the clusters' totals about their parent's mean."""
    _, first, code = np.unique(cluster, return_index=True, return_inverse=True)
    sums = np.zeros((len(first), values.shape[1]))
    np.add.at(sums, code.reshape(-1), values)
    above, m, f = parent[first], drawn[first], scale[first]
    if np.any(lonely := (m < 2) & (f > CENSUS)):
        raise Unusable(ONLY_ONE if len(first) == 1 else _alone(int(lonely.sum()), stage))
    means = np.zeros((int(above.max()) + 1, values.shape[1]))
    np.add.at(means, above, sums / m[:, None])
    away = (sums - means[above]) * np.sqrt(f * m / np.maximum(m - 1, 1))[:, None]
    return np.asarray(away.T @ away)


ONLY_ONE = "Only one cluster, or one answer, was sampled: nothing tells how much they differ."


def _alone(how_many: int, stage: int) -> str:
    where = "stratum has" if stage == 0 else "cluster has"
    many = "strata have" if stage == 0 else "clusters have"
    what = "sampled cluster" if stage == 0 else f"sampled unit at stage {stage + 1}"
    who = f"One {where}" if how_many == 1 else f"{how_many} {many}"
    which = "it" if how_many == 1 else "each"
    return f"{who} only one {what}: join {which} with another: one alone does not vary."
