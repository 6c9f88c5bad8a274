"""The Poisson and the Bernoulli scan as their definitions read: slow, plain NumPy, for tests.

Nothing is shared with the fast scan but its settings. Kulldorff 1997, Communications in
Statistics - Theory and Methods 26: 1481-1496.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from commonground.analysis.scan.search import Search

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Cylinder:
    """ratio : log likelihood ratio. members : rows of locations. start, end : units of time."""

    ratio: float
    members: tuple[int, ...]
    start: int
    end: int
    observed: int
    expected: float


def poisson_ratio(c: float, mu: float, n: float) -> float:
    """c cases where mu are expected, of n."""
    if c <= mu:
        return 0.0
    return float(xlogy(c, c / mu) + xlogy(n - c, (n - c) / (n - mu)))


def bernoulli_ratio(c: float, u: float, n: float, total: float) -> float:
    """c cases among u persons, of n among `total`: log L of two shares less log L of one."""
    if c * total <= u * n:
        return 0.0

    def log_likelihood(cases: float, persons: float) -> float:
        if not persons:
            return 0.0
        share = cases / persons
        return float(xlogy(cases, share) + xlogy(persons - cases, 1 - share))

    two = log_likelihood(c, u) + log_likelihood(n - c, total - u)
    return two - log_likelihood(n, total)


def positions(x: Floats, y: Floats, *, geographic: bool) -> Floats:
    """(m, 2) projected, or (m, 3) on a sphere of 6367 km; distances are straight lines."""
    if not geographic:
        return np.column_stack([x, y])
    lon, lat = np.radians(x), np.radians(y)
    return 6367 * np.column_stack(
        [np.cos(lon) * np.cos(lat), np.sin(lon) * np.cos(lat), np.sin(lat)]
    )


def zones(x: Floats, y: Floats, size: Floats, search: Search) -> Iterator[list[int]]:
    """Circles around every location, growing by one location at a time; size : (m,)."""
    if search.over == "time":
        yield list(range(len(x)))
        return
    most = search.max_share * size.sum() * (1 + 1e-9)
    reach = np.inf if search.max_radius is None else search.max_radius
    points = positions(x, y, geographic=search.geographic)
    for centre in points:
        gaps = np.linalg.norm(points - centre, axis=1)
        order = np.lexsort((*points.T[::-1], gaps))  # of equals, smaller coordinates first
        near = [int(i) for i in order if gaps[i] <= reach]
        for last in range(1, len(near) + 1):
            if size[near[:last]].sum() > most:
                break
            yield near[:last]


def windows(units: int, search: Search) -> Iterator[tuple[int, int]]:
    """First and last unit of every window."""
    if search.over == "space":
        yield 0, units - 1
        return
    longest = max(units // 2, 1) if search.max_units is None else search.max_units
    for end in range(units):
        for length in range(search.min_units, min(longest, end + 1) + 1):
            if end == units - 1 or not search.prospective:
                yield end - length + 1, end


def cylinders(
    cases: Ints, size: Floats, x: Floats, y: Floats, search: Search, *, bernoulli: bool
) -> Iterator[Cylinder]:
    """Every cylinder with enough cases and an excess. cases, size : (m, t)."""
    n, total = int(cases.sum()), float(size.sum())
    for zone in zones(x, y, size.sum(axis=1), search):
        for start, end in windows(cases.shape[1], search):
            c = int(cases[zone, start : end + 1].sum())
            u = float(size[zone, start : end + 1].sum())
            mu = u * n / total
            ratio = bernoulli_ratio(c, u, n, total) if bernoulli else poisson_ratio(c, mu, n)
            if c >= search.min_cases and ratio > 0:
                yield Cylinder(ratio, tuple(zone), start, end, c, mu)


def clusters(
    cases: Ints, size: Floats, x: Floats, y: Floats, search: Search, *, bernoulli: bool
) -> list[Cylinder]:
    """By descending ratio, each the best of its centre, none sharing a location with one before."""
    best: dict[int, Cylinder] = {}
    for found in cylinders(cases, size, x, y, search, bernoulli=bernoulli):
        centre = found.members[0]
        if centre not in best or found.ratio > best[centre].ratio + 1e-12:
            best[centre] = found
    kept: list[Cylinder] = []
    for found in sorted(best.values(), key=lambda cylinder: -cylinder.ratio):
        if not any(set(found.members) & set(other.members) for other in kept):
            kept.append(found)
    return kept


def largest(
    cases: Ints, size: Floats, x: Floats, y: Floats, search: Search, *, bernoulli: bool
) -> float:
    """The largest ratio of all cylinders, 0 if none holds an excess."""
    found = cylinders(cases, size, x, y, search, bernoulli=bernoulli)
    return max((cylinder.ratio for cylinder in found), default=0.0)
