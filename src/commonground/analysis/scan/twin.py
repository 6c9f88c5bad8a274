"""The permutation scan in plain NumPy: what the kernels must equal, to be read beside the paper.

Slow. Only the tests run it; `tests/analysis/test_scan_twin.py` holds both to every number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EARTH_RADIUS_KM = 6367.0


@dataclass(frozen=True)
class Settings:
    """As in `scan_permutation`."""

    since: int
    until: int
    max_radius: float
    min_days: int
    max_days: int
    min_cases: int
    max_share: float
    prospective: bool
    by_weekday: bool
    geographic: bool


@dataclass(frozen=True)
class Cylinder:
    """centre, members : rows of the locations. start, end : first and last day."""

    centre: int
    members: tuple[int, ...]
    start: int
    end: int
    observed: int
    expected: float
    llr: float


def scan(location: Ints, day: Ints, x: Floats, y: Floats, settings: Settings) -> list[Cylinder]:
    """The best cylinder of each centre by descending ratio, without shared locations."""
    best: dict[int, Cylinder] = {}
    for cylinder in cylinders(location, day, location, day, x, y, settings):
        held = best.get(cylinder.centre)
        if held is None or cylinder.llr > held.llr:
            best[cylinder.centre] = cylinder
    taken: set[int] = set()
    found = []
    for cylinder in sorted(best.values(), key=lambda one: -one.llr):
        if cylinder.llr > 0 and not taken & set(cylinder.members):
            taken |= set(cylinder.members)
            found.append(cylinder)
    return found


def largest(
    location: Ints, day: Ints, x: Floats, y: Floats, settings: Settings,
    replicates: Sequence[tuple[Ints, Ints]],
) -> Floats:  # fmt: skip
    """The largest ratio of each replicate: (location, day) of the cases, shuffled."""
    return np.array(
        [
            max(
                (one.llr for one in cylinders(where, when, location, day, x, y, settings)),
                default=0.0,
            )
            for where, when in replicates
        ]
    )


def cylinders(
    where: Ints, when: Ints, location: Ints, day: Ints, x: Floats, y: Floats, settings: Settings
) -> Iterator[Cylinder]:
    """Each zone's best cylinder of the cases (where, when), given the totals by place and by
    day of the cases (location, day)."""
    first, units = settings.since, settings.until - settings.since + 1
    strata = 7 if settings.by_weekday else 1
    cases = np.zeros((len(x), strata, units), dtype=np.int64)
    np.add.at(cases, (location, day % strata, day - first), 1)
    seen = np.zeros((len(x), units), dtype=np.int64)
    np.add.at(seen, (where, when - first), 1)
    n, in_stratum, on_day = len(day), cases.sum(axis=(0, 2)), cases.sum(axis=0)
    begin, end = windows(units, settings)
    until = np.concatenate([np.zeros((strata, 1), int), np.cumsum(on_day, axis=1)], axis=1)
    in_window = until[:, end] - until[:, begin]
    for centre, zone in zones(x, y, cases.sum(axis=(1, 2)), settings):
        running = np.concatenate([[0], np.cumsum(seen[zone].sum(axis=0))])
        observed = running[end] - running[begin]
        in_zone = cases[zone].sum(axis=(0, 2))
        with np.errstate(invalid="ignore"):
            shares = in_zone[:, None] * in_window / in_stratum[:, None]
        expected = np.nansum(shares, axis=0)
        ratio = ratios(observed, expected, n) * (observed >= settings.min_cases)
        at = int(np.argmax(ratio))
        yield Cylinder(
            centre, tuple(zone), int(first + begin[at]), int(first + end[at] - 1),
            int(observed[at]), float(expected[at]), float(ratio[at]),
        )  # fmt: skip


def zones(x: Floats, y: Floats, cases: Ints, settings: Settings) -> Iterator[tuple[int, list[int]]]:
    """Circles around each location, growing by one place at a time."""
    points = np.column_stack([x, y, np.zeros(len(x))])
    if settings.geographic:
        lon, lat = x * np.pi / 180.0, y * np.pi / 180.0
        east, north = EARTH_RADIUS_KM * np.cos(lon), EARTH_RADIUS_KM * np.sin(lon)
        up = EARTH_RADIUS_KM * np.sin(lat)
        points = np.column_stack([east * np.cos(lat), north * np.cos(lat), up])
    most = settings.max_share * cases.sum()
    for centre in range(len(x)):
        distance = np.sqrt(((points - points[centre]) ** 2).sum(axis=1))
        nearest = np.lexsort((points[:, 2], points[:, 1], points[:, 0], distance))
        zone: list[int] = []
        for i, row in enumerate(nearest):
            if distance[row] > settings.max_radius:
                break
            zone.append(int(row))
            more = i + 1 < len(x) and (points[nearest[i + 1]] == points[row]).all()
            if more:
                continue  # locations at one point enter together
            if cases[zone].sum() > most:
                break
            yield centre, list(zone)


def windows(units: int, settings: Settings) -> tuple[Ints, Ints]:
    """(begin, end) of each window, end not included, in the order in which ties are settled:
    the earliest end, then the shortest."""
    longest = min(settings.max_days, units)
    ends = [units] if settings.prospective else range(1, units + 1)
    pairs = [
        (end - length, end)
        for end in ends
        for length in range(min(settings.min_days, longest), longest + 1)
        if length <= end
    ]
    begin, end = zip(*pairs, strict=True)
    return np.array(begin), np.array(end)


def ratios(observed: Ints, expected: Floats, n: int) -> Floats:
    """Log likelihood ratios (Kulldorff et al. 2005), 0 where there is no excess."""
    c, mu = observed.astype(np.float64), expected
    more = (c > mu) & (mu > 0)
    c, mu = np.where(more, c, 2.0), np.where(more, mu, 1.0)
    rest = np.where(c < n, (n - c) * np.log(np.maximum(n - c, 1) / (n - mu)), 0.0)
    return np.where(more, c * np.log(c / mu) + rest, 0.0)
