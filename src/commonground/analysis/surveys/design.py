"""How a sample was drawn: strata, clusters in stages, weights, sizes of what was drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonground.analysis.errors import Unusable

from .calibrating import Calibration

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Design:
    """A sample of n answers in s stages.

    weights : (n,) how many people each answer stands for; > 0 for at least two answers, >= 0.
    strata : (n,) codes 0.. of the first stage's strata; all 0 where there are none.
    clusters : one (n,) array of codes a stage; a cluster's code occurs in one stratum and in one
        cluster of the stage before only.
    sampled : (n,) a stage: clusters drawn in the answer's stratum (later stages: in its cluster).
    population : (n,) a stage: clusters that there were to draw from; inf where nobody said, and
        then the sample counts as drawn with replacement.
    calibration : the margins that the weights were made to meet; None for weights as designed.
    """

    weights: Floats
    strata: Codes
    clusters: tuple[Codes, ...]
    sampled: tuple[Floats, ...]
    population: tuple[Floats, ...]
    calibration: Calibration | None = None

    @property
    def n(self) -> int:
        return len(self.weights)

    def degrees_of_freedom(self, members: NDArray[np.bool_] | None = None) -> int:
        """Clusters less strata of the first stage; of those with an answer among `members`."""
        kept = self.weights > 0 if members is None else members & (self.weights > 0)
        clusters, strata = self.clusters[0][kept], self.strata[kept]
        return len(np.unique(clusters)) - len(np.unique(strata))

    def calibrated(self, weights: Floats, calibration: Calibration) -> "Design":
        return replace(self, weights=weights, calibration=calibration)


def make_design(
    n: int,
    *,
    weights: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    clusters: Sequence[ArrayLike] = (),
    populations: Sequence[ArrayLike] = (),
) -> Design:
    """A design of n answers from the columns of a data file.

    Parameters
    ----------
    weights : (n,); by default what `populations` imply, or 1 each.
    strata : (n,) any labels.
    clusters : one (n,) array of labels a stage; by default each answer is its own cluster.
    populations : one (n,) array a stage: how many clusters (answers, without clusters) there are
        in the stratum, later in the cluster; or, all of them at most 1, which share was drawn.

    Raises
    ------
    Unusable : a weight or size is negative, missing or smaller than what was drawn, sizes differ
        within a stratum, or more sizes than stages are given.
    """
    stratum = _codes(strata, n)
    stages = _nested([np.asarray(c) for c in clusters] or [np.arange(n)], stratum)
    if len(populations) > len(stages):
        raise Unusable(
            f"{len(populations)} population sizes are given for {len(stages)} stages of sampling."
        )
    sampled, sizes = [], []
    parent = stratum
    for stage, cluster in enumerate(stages):
        drawn = _drawn(parent, cluster)
        given = populations[stage] if stage < len(populations) else None
        sizes.append(_sizes(given, drawn, parent, n, "" if len(populations) < 2 else stage + 1))
        sampled.append(drawn)
        parent = cluster
    return Design(
        weights=_weights(weights, sampled, sizes, n),
        strata=stratum,
        clusters=tuple(stages),
        sampled=tuple(sampled),
        population=tuple(sizes),
    )


def _codes(labels: ArrayLike | None, n: int) -> Codes:
    if labels is None:
        return np.zeros(n, dtype=np.intp)
    return np.unique(np.asarray(labels), return_inverse=True)[1].reshape(n)


def _nested(labels: Sequence[NDArray[np.generic]], strata: Codes) -> list[Codes]:
    """Codes a stage, each within the stage before: “cluster 3” of two strata are two clusters."""
    found, parent = [], strata
    for column in labels:
        own = _codes(column, len(strata))
        pairs = parent * (int(own.max()) + 1) + own
        parent = np.unique(pairs, return_inverse=True)[1].reshape(len(strata))
        found.append(parent)
    return found


def _drawn(parent: Codes, cluster: Codes) -> Floats:
    """For each answer, how many clusters its parent has in the sample."""
    first = np.unique(cluster, return_index=True)[1]
    return np.bincount(parent[first], minlength=int(parent.max()) + 1)[parent].astype(np.float64)


def _sizes(
    given: ArrayLike | None, drawn: Floats, parent: Codes, n: int, stage: int | str
) -> Floats:
    if given is None:
        return np.full(n, np.inf)
    size = np.asarray(given, dtype=np.float64)
    which = f" of stage {stage}" if stage else ""
    if not np.all(np.isfinite(size)) or np.any(size <= 0):
        raise Unusable(f"A population size{which} is missing, zero or negative.")
    if np.all(size <= 1) and np.any(drawn > 1):
        size = drawn / size
    first = np.unique(parent, return_index=True)[1]
    if np.any(np.abs(size - size[first][parent]) > 1e-6 * size):
        raise Unusable(f"Population sizes{which} differ within one stratum or cluster.")
    if np.any(size < drawn * (1 - 1e-9)):
        raise Unusable(f"A population size{which} is smaller than the sample that was drawn of it.")
    return size


def _weights(given: ArrayLike | None, sampled: list[Floats], sizes: list[Floats], n: int) -> Floats:
    if given is None:
        made = np.ones(n)
        for drawn, size in zip(sampled, sizes, strict=True):
            made = made * np.where(np.isfinite(size), size / drawn, 1.0)
        return made
    weights = np.asarray(given, dtype=np.float64)
    if not np.all(np.isfinite(weights)):
        raise Unusable("A weight is missing.")
    if np.any(weights < 0):
        raise Unusable("A weight is negative: weights say how many people an answer stands for.")
    if not np.any(weights > 0):
        raise Unusable("Every weight is zero.")
    return weights
