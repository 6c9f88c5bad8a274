"""Drawing a sample that can be drawn again: stratified, and in two stages."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonground.analysis.errors import Unusable

Rows = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """n rows of a frame.

    rows : (n,) which rows of the frame, by stratum (and cluster), in random order within.
    weights : (n,) frame rows that each stands for, by the design: the inverse of its chance.
    populations : one (n,) array a stage: how many there were to draw from in its stratum, and,
        with two stages, in its cluster.
    """

    rows: Rows
    weights: Floats
    populations: tuple[Floats, ...]


def draw_stratified(strata: ArrayLike, per_stratum: int, seed: int) -> Sample:
    """`per_stratum` rows of each stratum, each row with the same chance, without replacement.

    Parameters
    ----------
    strata : (N,) labels. The draw depends on their order: sort the frame first.

    Raises
    ------
    Unusable : a stratum has fewer rows than are to be drawn.
    """
    chance, drawn = np.random.default_rng(seed), []
    for name, members in _groups(np.asarray(strata)):
        drawn.append(_some(chance, members, per_stratum, f"The stratum {name}"))
    rows = np.concatenate([rows for rows, _size in drawn])
    sizes = np.concatenate([np.full(len(rows), size) for rows, size in drawn])
    return Sample(rows, sizes / per_stratum, (sizes.astype(np.float64),))


def draw_two_stage(
    strata: ArrayLike, clusters: ArrayLike, clusters_per_stratum: int, per_cluster: int, seed: int
) -> Sample:
    """Clusters of each stratum with the same chance, then rows of each drawn cluster.

    Parameters
    ----------
    strata, clusters : (N,) labels; a cluster's label may occur in several strata.

    Raises
    ------
    Unusable : fewer than two clusters a stratum are to be drawn (their spread could not be told
        from one), or a stratum or a drawn cluster has fewer than are to be drawn of it.
    """
    if clusters_per_stratum < 2:
        raise Unusable("Draw at least 2 clusters in each stratum: one alone shows no spread.")
    chance, labels = np.random.default_rng(seed), np.asarray(clusters)
    rows: list[Rows] = []
    of_first: list[float] = []
    of_second: list[float] = []
    for name, members in _groups(np.asarray(strata)):
        own = _groups(labels[members])
        chosen, size = _some(
            chance, np.arange(len(own)), clusters_per_stratum, f"The stratum {name}", "clusters"
        )
        for cluster, inside in (own[i] for i in chosen):
            some, homes = _some(chance, members[inside], per_cluster, f"The cluster {cluster}")
            rows.append(some)
            of_first += [size] * per_cluster
            of_second += [homes] * per_cluster
    first, second = np.array(of_first, dtype=np.float64), np.array(of_second, dtype=np.float64)
    weights = first / clusters_per_stratum * second / per_cluster
    return Sample(np.concatenate(rows), weights, (first, second))


def _groups(labels: NDArray[np.generic]) -> list[tuple[str, Rows]]:
    """(label, rows) in the order of the labels."""
    names, codes = np.unique(labels, return_inverse=True)
    return [(str(name), np.flatnonzero(codes == code)) for code, name in enumerate(names)]


def _some(
    chance: np.random.Generator, members: Rows, count: int, name: str, what: str = "addresses"
) -> tuple[Rows, int]:
    if count < 1 or len(members) < count:
        raise Unusable(f"{name} has {len(members)} {what}: {count} cannot be drawn of it.")
    return chance.permutation(members)[:count], len(members)
