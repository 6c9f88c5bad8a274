"""What a scan answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Cluster:
    """One cylinder: a circle over a run of days.

    centre, members : row numbers of the locations, the nearest first; radius : distance of the
    farthest member, in the unit of `max_radius`. start, end : first and last unit of time.
    observed, expected : cases. relative_risk : observed / expected inside over the same outside.
    llr : natural log of the likelihood ratio. recurrence_days : how often, in days of daily
    scans, chance alone brings one as unusual (None for a retrospective scan).
    gumbel_p_value : from a Gumbel distribution fitted to the largest ratios, where asked for.
    """

    centre: int
    members: tuple[int, ...]
    radius: float
    start: int
    end: int
    observed: int
    expected: float
    relative_risk: float
    llr: float
    p_value: float
    recurrence_days: float | None
    gumbel_p_value: float | None = None


LEAST_RATIO = 0.001


def listed(clusters: Sequence[Cluster]) -> tuple[Cluster, ...]:
    """What SaTScan lists: the first, and those after it up to one that tells nothing.

    That is one whose ratio is under 0.001, or which every replicate reached (p = 1).
    """
    told = takewhile(lambda one: one.llr >= LEAST_RATIO and one.p_value < 1, clusters[1:])
    return (*clusters[:1], *told)


@dataclass(frozen=True)
class Scan:
    """clusters : by descending likelihood ratio, none sharing a location with one before it.

    replications : those that were run, fewer than asked for after a sequential stop.
    largest : (replications,) the largest ratio of each: exact from `floor` up to the ratio of
    the first cluster, 0 below, and somewhere above in a replicate that got so far.
    """

    clusters: tuple[Cluster, ...]
    n_cases: int
    n_locations: int
    replications: int
    largest: NDArray[np.float64]
    floor: float

    @classmethod
    def nothing(cls, n_cases: int, n_locations: int) -> "Scan":
        """No cylinder has more cases than expected, so that no replicate had to be drawn."""
        return cls((), n_cases, n_locations, 0, np.zeros(0), np.inf)
