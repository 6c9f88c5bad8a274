"""The space-time permutation scan statistic.

Kulldorff, Heffernan, Hartman, Assuncao & Mostashari 2005, PLoS Medicine 2(3): e59. Cylinders:
circles around each location, days up to and including the last one. Expected, given where and
when cases were, without an interaction of the two: zone's cases x window's cases / all cases.
The p-value is the rank of a cylinder's likelihood ratio among the largest of each permutation.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from commonground.analysis.distance import Circles, circles
from commonground.analysis.scan.results import Cluster, Scan

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Counts = NDArray[np.int32]


@dataclass(frozen=True)
class _Cases:
    """Counts that all permutations share, and the observed recent cases."""

    location: Ints  # (n,)
    total: Ints  # (m,) cases per location over the whole period
    in_window: Ints  # (w,) cases in the last 1, 2, ... w days
    recent_day: Ints  # (t,) days before the last one of the recent cases
    recent: Ints  # (t,) their row numbers in `location`


def scan_permutation(
    location: Ints,
    day: Ints,
    x: Floats,
    y: Floats,
    *,
    until: int,
    max_radius: float,
    max_days: int,
    since: int | None = None,
    min_days: int = 1,
    min_cases: int = 2,
    max_share: float = 0.5,
    replications: int = 999,
    seed: int = 1,
    geographic: bool = True,
    max_clusters: int = 10,
) -> Scan:
    """Look for a recent local excess among n cases at m locations.

    Parameters
    ----------
    location : (n,) row of each case in x and y.   day : (n,) whole days.
    x, y : (m,) longitude, latitude in degrees (radius in km) or projected if not `geographic`.
    until, since : last and first day of the study; cases outside it are left out.
    max_share : largest share of all cases in a circle.

    Raises
    ------
    ValueError : impossible settings, or a case whose location does not exist.
    """
    _check(location, x, y, max_days, min_days, max_share, replications)
    keep = day <= until if since is None else (day <= until) & (day >= since)
    location, day = np.asarray(location[keep]), np.asarray(day[keep])
    empty = Scan((), len(location), len(x), replications, np.zeros(replications), np.inf)
    if len(location) < min_cases:
        return empty
    near = circles(x, y, max_radius, geographic=geographic)
    cases = _count(location, day, len(x), until, max_days)
    end = _last_neighbours(near, cases.total, max_share * len(location))
    best = _best_of_each_centre(cases, near, end, min_days, min_cases)
    found = _without_overlap(best, near, max_clusters)
    if not found:
        return empty
    floor = min(best[0][centre] for centre in found)
    largest = _permute(cases, near, end, min_days, min_cases, floor, replications, seed)
    clusters = [_describe(c, best, cases, near, until, largest) for c in found]
    return Scan(tuple(clusters), len(location), len(x), replications, largest, floor)


def _check(
    location: Ints, x: Floats, y: Floats, max_days: int, min_days: int, share: float, runs: int
) -> None:
    if len(x) != len(y):
        raise ValueError("x and y differ in length")
    if len(location) and not 0 <= location.min() <= location.max() < len(x):
        raise ValueError("a case is at a location that does not exist")
    if not 1 <= min_days <= max_days:
        raise ValueError("the shortest window is longer than the longest, or under a day")
    if not 0 < share <= 1 or runs < 1:
        raise ValueError("the share must be above 0 and at most 1, the replications at least 1")


def _count(location: Ints, day: Ints, m: int, until: int, max_days: int) -> _Cases:
    ago = until - day
    recent = np.flatnonzero(ago < max_days)
    per_day = np.bincount(ago[recent], minlength=max_days)
    return _Cases(
        location=location.astype(np.int64),
        total=np.bincount(location, minlength=m).astype(np.int64),
        in_window=np.cumsum(per_day).astype(np.int64),
        recent_day=ago[recent].astype(np.int64),
        recent=recent.astype(np.int64),
    )


def _last_neighbours(near: Circles, total: Ints, most: float) -> Ints:
    """Per centre, where its growing circle must stop: (m,) positions in the flat lists."""
    running = np.concatenate([[0], np.cumsum(total[near.neighbour])])
    inside = running[1:] - np.repeat(running[near.start[:-1]], np.diff(near.start)) <= most
    centre = np.repeat(np.arange(len(near.start) - 1), np.diff(near.start))
    return near.start[:-1] + np.bincount(centre[inside], minlength=len(near.start) - 1)


def _recent_counts(cases: _Cases, rows: Ints) -> NDArray[np.int32]:
    """(m, w) cases of each location in the last 1..w days, if the recent cases were `rows`."""
    counts = np.zeros((len(cases.total), len(cases.in_window)), dtype=np.int32)
    np.add.at(counts, (cases.location[rows], cases.recent_day), 1)
    return np.cumsum(counts, axis=1, dtype=np.int32)


@njit(cache=True)
def _ratio(c: float, mu: float, n: float) -> float:
    """Log likelihood ratio of c observed against mu expected of n; 0 unless c > mu."""
    if c <= mu:
        return 0.0
    rest = (n - c) * np.log((n - c) / (n - mu)) if c < n else 0.0
    return float(c * np.log(c / mu) + rest)


def _best_of_each_centre(
    cases: _Cases, near: Circles, end: Ints, min_days: int, min_cases: int
) -> tuple[Floats, Ints, Ints, Ints]:
    """(ratio, last neighbour's position, window, observed) of each centre's best cylinder."""
    return _best(
        _recent_counts(cases, cases.recent),
        cases.total,
        cases.in_window,
        near.start,
        end,
        near.neighbour,
        min_days,
        min_cases,
        len(cases.location),
    )


@njit(cache=True)
def _best(
    counts: Counts,
    total: Ints,
    in_window: Ints,
    start: Ints,
    end: Ints,
    neighbour: Ints,
    min_days: int,
    min_cases: int,
    n: int,
) -> tuple[Floats, Ints, Ints, Ints]:
    m, w = counts.shape
    ratio, where = np.zeros(m), np.zeros(m, np.int64)
    window, observed = np.zeros(m, np.int64), np.zeros(m, np.int64)
    for centre in range(m):
        inside, zone = np.zeros(w, np.int64), 0
        for at in range(start[centre], end[centre]):
            zone += total[neighbour[at]]
            for t in range(w):
                inside[t] += counts[neighbour[at], t]
                if t + 1 >= min_days and inside[t] >= min_cases:
                    found = _ratio(inside[t], zone * in_window[t] / n, n)
                    if found > ratio[centre] + 1e-12:
                        ratio[centre], where[centre] = found, at
                        window[centre], observed[centre] = t, inside[t]
    return ratio, where, window, observed


def _without_overlap(best: tuple[Floats, Ints, Ints, Ints], near: Circles, most: int) -> list[int]:
    """Centres in descending order of ratio, none sharing a location with one before it."""
    taken = np.zeros(len(best[0]), dtype=bool)
    found: list[int] = []
    for centre in np.argsort(-best[0], kind="stable"):
        if best[0][centre] <= 0 or len(found) == most:
            break
        members = near.neighbour[near.start[centre] : best[1][centre] + 1]
        if not taken[members].any():
            taken[members] = True
            found.append(int(centre))
    return found


def _permute(
    cases: _Cases,
    near: Circles,
    end: Ints,
    min_days: int,
    min_cases: int,
    floor: float,
    replications: int,
    seed: int,
) -> Floats:
    """The largest ratio of each permutation, where it reaches `floor` (else 0).

    Days are shuffled among cases. Windows end on the last day, so only which cases fall into
    the recent days matters: that many are drawn without replacement. A table holds, for each
    circle and window, the smallest count whose ratio reaches `floor`; below it no logarithm is
    taken.
    """
    table = _thresholds(
        cases.total,
        cases.in_window,
        near.start,
        end,
        near.neighbour,
        floor,
        min_cases,
        len(cases.location),
    )
    random = np.random.default_rng(seed)
    largest = np.zeros(replications)
    for r in range(replications):
        rows = random.choice(len(cases.location), size=len(cases.recent), replace=False)
        largest[r] = _largest(
            _recent_counts(cases, rows),
            cases.total,
            cases.in_window,
            table,
            near.start,
            end,
            near.neighbour,
            min_days,
            len(cases.location),
        )
    return largest


@njit(cache=True)
def _thresholds(
    total: Ints,
    in_window: Ints,
    start: Ints,
    end: Ints,
    neighbour: Ints,
    floor: float,
    min_cases: int,
    n: int,
) -> Counts:
    w = len(in_window)
    table = np.zeros((len(neighbour), w), np.int32)
    for centre in range(len(start) - 1):
        zone = 0
        for at in range(start[centre], end[centre]):
            zone += total[neighbour[at]]
            for t in range(w):
                mu = zone * in_window[t] / n
                most = min(zone, in_window[t])
                low, high = min_cases, most + 1  # the smallest count in [low, high) that reaches
                if low < mu:
                    low = int(mu)
                while low < high:
                    middle = (low + high) // 2
                    if middle > mu and _ratio(middle, mu, n) >= floor - 1e-12:
                        high = middle
                    else:
                        low = middle + 1
                table[at, t] = low
    return table


@njit(cache=True)
def _largest(
    counts: Counts,
    total: Ints,
    in_window: Ints,
    table: Counts,
    start: Ints,
    end: Ints,
    neighbour: Ints,
    min_days: int,
    n: int,
) -> float:
    m, w = counts.shape
    best = 0.0
    inside = np.zeros(w, np.int32)
    for centre in range(m):
        inside[:] = 0
        zone = 0
        for at in range(start[centre], end[centre]):
            row = neighbour[at]
            zone += total[row]
            if total[row] == 0:
                continue
            reached = False
            for t in range(w):
                inside[t] += counts[row, t]
                reached |= inside[t] >= table[at, t]
            if reached:
                for t in range(min_days - 1, w):
                    if inside[t] >= table[at, t]:
                        found = _ratio(inside[t], zone * in_window[t] / n, n)
                        if found > best:
                            best = found
    return best


def _describe(
    centre: int,
    best: tuple[Floats, Ints, Ints, Ints],
    cases: _Cases,
    near: Circles,
    until: int,
    largest: Floats,
) -> Cluster:
    ratio, where, window, observed = (part[centre] for part in best)
    members = near.neighbour[near.start[centre] : where + 1]
    n = len(cases.location)
    expected = float(cases.total[members].sum() * cases.in_window[window] / n)
    beaten = int((largest >= ratio - 1e-9).sum())
    p_value = (beaten + 1) / (len(largest) + 1)
    return Cluster(
        centre=centre,
        members=tuple(int(i) for i in members),
        radius=float(near.distance[where]),
        start=int(until - window),
        end=int(until),
        observed=int(observed),
        expected=expected,
        relative_risk=_relative_risk(int(observed), expected, n),
        llr=float(ratio),
        p_value=p_value,
        recurrence_days=1 / p_value,
    )


def _relative_risk(observed: int, expected: float, n: int) -> float:
    """Observed over expected inside, divided by the same outside (SaTScan user guide)."""
    if observed == n:
        return float("inf")
    return (observed / expected) / ((n - observed) / (n - expected))
