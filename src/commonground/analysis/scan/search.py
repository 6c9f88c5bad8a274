"""What a scan that is conditional on the number of cases looks for, and how carefully."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable
from commonground.analysis.scan.intervals import refuse_too_many_windows

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Search:
    """Which circles and windows are looked at, and the replicates.

    over : "space-time", or purely in "space" (one window, the whole study) or "time" (one zone,
    all locations). prospective : only windows that last until the end; else every window.
    max_radius : in km if `geographic`, else in the unit of the coordinates; None for no limit.
    max_share : of the expected cases (Poisson) or of cases and controls (Bernoulli) in a circle.
    min_units, max_units : length of windows in units of time; None is half of the study, rounded
    down. min_cases : fewest cases of a cluster. replications, seed, threads : the answers are the
    same whatever the threads. stop_after : Besag & Clifford's stop, None for none.
    gumbel : add the p-value of a fitted Gumbel distribution. max_clusters : None for all.
    days_per_unit : for the recurrence interval of a scan made once a unit of time.
    """

    over: Literal["space-time", "space", "time"] = "space-time"
    prospective: bool = True
    geographic: bool = True
    max_radius: float | None = None
    max_share: float = 0.5
    min_units: int = 1
    max_units: int | None = None
    min_cases: int = 2
    replications: int = 999
    seed: int = 1
    threads: int = 1
    stop_after: int | None = None
    gumbel: bool = False
    max_clusters: int | None = 10
    days_per_unit: float = 1.0

    def __post_init__(self) -> None:
        """Raises Unusable for settings that nothing can be found with."""
        if not 0 < self.max_share <= 1:
            raise Unusable("The largest share must be above 0 and at most 1.")
        if self.min_units < 1 or (self.max_units is not None and self.max_units < self.min_units):
            raise Unusable("The shortest window is longer than the longest, or under one unit.")
        if min(self.min_cases, self.replications, self.threads, self.stop_after or 1) < 1:
            raise Unusable("Cases, replications, threads and the stop must be at least 1.")

    def windows(self, units: int) -> tuple[Ints, Ints]:
        """First unit of each window, and the one after its last, of a study of so many units.

        By last unit, then from short to long, the order in which the first of equals is kept.
        """
        if self.over == "space":
            return np.zeros(1, dtype=np.int64), np.full(1, units)
        longest = min(self.max_units or max(units // 2, 1), units)
        if longest < self.min_units:
            raise Unusable("The study is too short for the shortest window.")
        ends = np.arange(units if self.prospective else self.min_units, units + 1)
        refuse_too_many_windows(len(ends), longest)
        of_each = np.minimum(longest, ends) - self.min_units + 1
        end = np.repeat(ends, of_each)
        nth = np.arange(len(end)) - np.repeat(np.cumsum(of_each) - of_each, of_each)
        return end - self.min_units - nth, end


USUAL = Search()
