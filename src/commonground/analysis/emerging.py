"""What stands out in one stream of reports on one morning."""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.budget import DAYS_A_MONTH, MOST
from commonground.analysis.errors import Unusable
from commonground.analysis.morning import DAYS
from commonground.analysis.scan import Cluster, Scan, scan_permutation

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

RADIUS_KM = 1.0
WINDOW_DAYS = 28
LEAST_CASES = 3
MOST_CLUSTERS = 5
REPLICATIONS = 999
# Once so many shuffles reach the first cluster's ratio it is no alert, and they stop.
FEW = 10
# With so many reports, how rare a cluster is that fewer shuffles reach is read from a Gumbel
# distribution fitted to them. With less its tail is too long (benchmarks/studies/gumbel_error.py):
# as many are drawn as the level needs, which costs little, and only what none of them reaches is
# read from the tail; with least it is too short and not read at all.
FITS = 5000
SPARSE = 100
RAREST = 1e-9  # the fitted tail says no more than that


@dataclass(frozen=True)
class Span:
    """What is looked at, in units of time: how much history, windows of how many at most."""

    history: int
    window: int
    days_per_unit: float = 1.0


DAILY = Span(DAYS, WINDOW_DAYS)
MONTHLY = Span(24, 3, DAYS_A_MONTH)  # for a source that knows no days


@dataclass(frozen=True)
class Emerging:
    """What stands out in one stream on one morning."""

    found: Scan
    span: Span

    def reached(self, cluster: Cluster) -> int:
        """How many shuffles held an excess as large as this one anywhere."""
        return int((self.found.largest >= cluster.llr - 1e-9).sum())

    def p_value(self, cluster: Cluster) -> float:
        """How often chance alone brings one as large, as a share of mornings."""
        fitted, reached = cluster.gumbel_p_value, self.reached(cluster)
        if fitted is None or reached >= FEW:
            return cluster.p_value
        if self.found.n_cases >= FITS:
            return fitted
        beyond = reached == 0 and self.found.n_cases >= SPARSE
        return min(cluster.p_value, fitted) if beyond else cluster.p_value

    def recurrence_days(self, cluster: Cluster) -> float:
        """How often, in days, chance alone brings one as large."""
        return self.span.days_per_unit / max(self.p_value(cluster), RAREST)

    def alerts(self, level: float) -> list[Cluster]:
        """The clusters that chance brings at most as often as `level`, a p-value, says."""
        return [cluster for cluster in self.found.clusters if self.p_value(cluster) <= level]


def emerging(
    location: Ints,
    day: Ints,
    longitude: Floats,
    latitude: Floats,
    *,
    until: int,
    seed: int,
    count: Ints | None = None,
    level: float = MOST,
    replications: int = REPLICATIONS,
    threads: int = 1,
    span: Span = DAILY,
) -> Emerging:
    """Look at one year of one stream, up to the day `until`; of months, at two years.

    location, day, count : (n,) place, day as date.toordinal() and number of reports of each row,
    in any order; with a `span` of months, day and `until` are numbers of months.
    longitude, latitude : (m,) of the places, in degrees.
    level : the p-value that will be asked for; `replications` : the least number of shuffles,
    unless they stop earlier.
    """
    n = len(day) if count is None else int(count.sum())
    order = np.argsort(location, kind="stable")  # shuffles begin with the cases in this order
    try:
        found = scan_permutation(
            location[order], day[order], longitude, latitude,
            count=None if count is None else count[order],
            until=until, since=until - span.history + 1, max_radius=RADIUS_KM,
            max_days=span.window, min_cases=LEAST_CASES, seed=seed, threads=threads,
            max_clusters=MOST_CLUSTERS,
            replications=replications if n >= FITS else max(replications, enough(level)),
            stop_after=FEW, gumbel=True,
        )  # fmt: skip
    except Unusable:  # no report, one place, or one day: nothing can stand out
        found = Scan.nothing(n, len(longitude))
    return Emerging(found, span)


def enough(level: float) -> int:
    """So many shuffles that a cluster which fewer than `FEW` of them reach is within the level."""
    return ceil(FEW / level) - 1


def settings_of(replications: int, span: Span = DAILY) -> dict[str, float]:
    """What is kept with an answer, so that it can be asked again."""
    unit = "days" if span == DAILY else "months"
    return {
        "radius_km": RADIUS_KM,
        f"window_{unit}": span.window,
        f"history_{unit}": span.history,
        "least_cases": LEAST_CASES,
        "replications": replications,
    }
