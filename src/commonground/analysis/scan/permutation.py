"""The space-time permutation scan statistic.

Kulldorff, Heffernan, Hartman, Assuncao & Mostashari 2005, PLoS Medicine 2(3): e59. Cylinders:
circles around each location, runs of days, which end on the last one when `prospective`.
Expected, given where and when cases were, without an interaction of the two: zone's cases x
window's cases / all cases. The p-value is the rank of a cylinder's likelihood ratio among the
largest of each permutation of the times.
"""

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.distance import Circles, circles
from commonground.analysis.errors import Unusable
from commonground.analysis.scan.levels import Levels
from commonground.analysis.scan.places import Places, places
from commonground.analysis.scan.results import Cluster, Scan
from commonground.analysis.scan.selecting import Best, members, without_overlap
from commonground.analysis.scan.simulating import gumbel_p_value, p_value, seeds, simulate
from commonground.analysis.scan.study import Study, cases_of
from commonground.analysis.scan.windows import Ending, Every, Windows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def scan_permutation(
    location: Ints,
    day: Ints,
    x: Floats,
    y: Floats,
    *,
    until: int,
    max_radius: float | None,
    max_days: int,
    since: int | None = None,
    min_days: int = 1,
    min_cases: int = 2,
    max_share: float = 0.5,
    count: Ints | None = None,
    prospective: bool = True,
    by_weekday: bool = False,
    replications: int = 999,
    seed: int = 1,
    threads: int = 1,
    stop_after: int | None = None,
    gumbel: bool = False,
    geographic: bool = True,
    max_clusters: int | None = 10,
    days_per_unit: float = 1.0,
) -> Scan:
    """Look for a local excess among n cases at m locations.

    Parameters
    ----------
    location : (n,) row of each case in x and y.   day : (n,) whole units of time.
    count : (n,) how many cases each row stands for; 1 by default.
    x, y : (m,) longitude, latitude in degrees (radius in km) or projected if not `geographic`.
        Locations without cases are centres too; those with equal coordinates are one place.
    until, since : last and first day of the study; cases outside it are left out. Without
        `since` it begins with the first case.
    max_radius : None for no limit.   max_share : largest share of all cases in a circle.
    max_days, min_days : length of windows, in units of `day`; cut to the study's length.
    min_cases : fewest cases of a cluster.
    prospective : windows end on `until`; else every window in the study.
    by_weekday : days (of 7) differ; times are shuffled and expected within each weekday.
    threads : the answer is the same whatever their number.
    stop_after : Besag & Clifford's stop, at the so many-th replicate as large as the first
        cluster's ratio; None runs all.
    gumbel : add the p-value of a Gumbel distribution fitted to the replicates.
    max_clusters : None for all.
    days_per_unit : days between two scans, for the recurrence interval.

    Raises
    ------
    Unusable : impossible settings, or cases among which place and time cannot interact.
    """
    _check(min_days, max_days, min_cases, max_share, replications, threads, stop_after)
    where = places(x, y)
    study = Study.of(
        cases_of(location, day, count, len(x)), where.point, len(where.x),
        since=since, until=until, by_weekday=by_weekday,
    )  # fmt: skip
    near = circles(
        where.x, where.y, max_radius, geographic=geographic,
        weight=study.at_point.astype(np.float64), most=max_share * study.n,
    )  # fmt: skip
    kind: type[Windows] = Ending if prospective else Every
    windows = kind.of(study, near, min_days, max_days, min_cases)
    best = windows.best()
    found = without_overlap(best, near, max_clusters)
    if not found:
        return Scan.nothing(study.n, len(x))
    levels = Levels.between(best.ratio[found[-1]], best.ratio[found[0]], whole=gumbel)
    largest = simulate(
        windows.kernel(seeds(seed, replications), levels), replications,
        threads=threads, stop_after=stop_after, ratio=best.ratio[found[0]],
    )  # fmt: skip
    clusters = tuple(
        _describe(
            c, best, near, where, study.n, largest, stop_after, gumbel,
            days_per_unit if prospective else None,
        )
        for c in found
    )  # fmt: skip
    return Scan(clusters, study.n, len(x), len(largest), largest, levels.floor)


def _check(
    shortest: int, longest: int, cases: int, share: float, runs: int, threads: int, stop: int | None
) -> None:
    if not 1 <= shortest <= longest:
        raise Unusable("The shortest window must be at least 1 and at most the longest.")
    if cases < 1:
        raise Unusable("The fewest cases of a cluster must be at least 1.")
    if not 0 < share <= 1:
        raise Unusable("The largest share of cases must be above 0 and at most 1.")
    if runs < 1 or threads < 1:
        raise Unusable("There must be at least 1 replication and 1 thread.")
    if stop is not None and stop < 1:
        raise Unusable("The sequential stop must be at least 1.")


def _describe(
    centre: int, best: Best, near: Circles, where: Places, n: int, largest: Floats,
    stopped_after: int | None, gumbel: bool, days_per_unit: float | None,
) -> Cluster:  # fmt: skip
    ratio, observed = float(best.ratio[centre]), int(best.observed[centre])
    p = p_value(ratio, largest, stopped_after=stopped_after)
    return Cluster(
        centre=int(where.first[centre]),
        members=where.members(members(best, near, centre)),
        radius=float(near.distance[best.last[centre]]),
        start=int(best.start[centre]),
        end=int(best.end[centre]),
        observed=observed,
        expected=float(best.expected[centre]),
        relative_risk=_relative_risk(observed, float(best.expected[centre]), n),
        llr=ratio,
        p_value=p,
        recurrence_days=None if days_per_unit is None else days_per_unit / p,
        gumbel_p_value=gumbel_p_value(ratio, largest) if gumbel else None,
    )


def _relative_risk(observed: int, expected: float, n: int) -> float:
    """Observed over expected inside, divided by the same outside (SaTScan user guide)."""
    if observed == n:
        return float("inf")
    return (observed / expected) / ((n - observed) / (n - expected))
