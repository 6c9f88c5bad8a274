"""Which locations lie within a radius of each, nearest first.

As SaTScan defines it, so that circles have the same members: degrees are points on a sphere of
6367 km, a radius is compared with the straight line between two points (at 100 km it is 1 m
shorter than the way over the ground), and of locations equally far the one with the smaller
coordinates comes first.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

EARTH_RADIUS_KM = 6367.0

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = NDArray[np.int32]


@dataclass(frozen=True)
class Circles:
    """Neighbours of m centres, flat: centre i's are neighbour[start[i]:start[i + 1]],
    nearest first, itself among them; `distance` (km or the unit of x and y) beside each.
    """

    start: Ints  # (m + 1,)
    neighbour: Rows  # (k,)
    distance: Floats  # (k,)


def circles(
    x: Floats,
    y: Floats,
    max_radius: float | None,
    *,
    geographic: bool = True,
    weight: Floats | None = None,
    most: float = np.inf,
) -> Circles:
    """Every location's neighbours, nearest first, as far as its circle may grow.

    x, y : (m,) longitude and latitude in degrees (radius in km) when `geographic`, else
    projected coordinates (radius in their unit). max_radius : None for no limit.
    weight, most : a circle stops before the location with which its summed weight (m,) would
    exceed `most`.
    Raises Unusable for coordinates that are not numbers or a negative radius.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    reach = _checked(x, y, max_radius, geographic)
    points = _on_sphere(x, y) if geographic else np.column_stack([x, y, np.zeros(len(x))])
    order = np.lexsort((points[:, 2], points[:, 1], points[:, 0]))
    heavy = np.zeros(len(x)) if weight is None else np.asarray(weight, dtype=np.float64)
    start, neighbour, distance = _grow(points[order], order, reach, heavy[order], most)
    return Circles(start, neighbour, _arc(distance) if geographic else distance)


def _checked(x: Floats, y: Floats, max_radius: float | None, geographic: bool) -> float:
    """The radius as a number, infinite for none."""
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise Unusable("A coordinate is not a number: correct it or leave its row out.")
    if geographic and (np.abs(x).max(initial=0) > 360 or np.abs(y).max(initial=0) > 90):
        raise Unusable("A longitude or latitude is out of range: are the coordinates projected?")
    if max_radius is None:
        return np.inf
    if not max_radius >= 0:
        raise Unusable("The largest radius must be 0 or more.")
    return float(max_radius)


def farthest(x: Floats, y: Floats, *, geographic: bool = True) -> float:
    """How far from the first location the farthest is; units as in `circles`."""
    points = _on_sphere(x, y) if geographic else np.column_stack([x, y])
    gap = np.linalg.norm(points - points[0], axis=1)
    return float((_arc(gap) if geographic else gap).max())


def _on_sphere(longitude: Floats, latitude: Floats) -> Floats:
    """(m, 3) in the order of operations that SaTScan uses, so that ties are ties."""
    lon, lat = longitude * np.pi / 180.0, latitude * np.pi / 180.0
    return np.column_stack(
        [
            EARTH_RADIUS_KM * np.cos(lon) * np.cos(lat),
            EARTH_RADIUS_KM * np.sin(lon) * np.cos(lat),
            EARTH_RADIUS_KM * np.sin(lat),
        ]
    )


def _arc(chord: Floats) -> Floats:
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.clip(chord / (2 * EARTH_RADIUS_KM), 0, 1))


@njit(cache=True, nogil=True)
def _grow(
    points: Floats, name: Ints, reach: float, weight: Floats, most: float
) -> tuple[Ints, Rows, Floats]:
    """`points` by ascending coordinates, `name` their rows: a stable sort by distance then
    leaves equals in the order of their coordinates."""
    m = len(points)
    sizes = np.zeros(m, np.int64)
    room, used = max(16 * m, 64), 0
    rows, gaps = np.empty(room, np.int32), np.empty(room)
    begins = np.zeros(m, np.int64)
    near, gap = np.empty(m, np.int64), np.empty(m)
    for centre in range(m):
        x, y, z = points[centre]
        found, first = 0, np.searchsorted(points[:, 0], x - reach - 1e-9 * (1 + abs(x)))
        for other in range(first, m):
            dx = points[other, 0] - x
            if dx > reach:
                break
            dy, dz = points[other, 1] - y, points[other, 2] - z
            between = np.sqrt(dx * dx + dy * dy + dz * dz)
            if between <= reach:
                near[found], gap[found] = other, between
                found += 1
        nearest = np.argsort(gap[:found], kind="mergesort")
        if used + found > room:
            room = max(2 * room, used + found)
            more_rows, more_gaps = np.empty(room, np.int32), np.empty(room)
            more_rows[:used], more_gaps[:used] = rows[:used], gaps[:used]
            rows, gaps = more_rows, more_gaps
        begins[centre], heavy = used, 0.0
        for at in nearest:
            heavy += weight[near[at]]
            if heavy > most:
                break
            rows[used], gaps[used] = name[near[at]], gap[at]
            used += 1
        sizes[centre] = used - begins[centre]
    return _by_row(name, begins, sizes, rows, gaps)


@njit(cache=True, nogil=True)
def _by_row(
    name: Ints, begins: Ints, sizes: Ints, rows: Rows, gaps: Floats
) -> tuple[Ints, Rows, Floats]:
    """The lists in the order of the caller's rows."""
    m = len(name)
    start = np.zeros(m + 1, np.int64)
    for centre in range(m):
        start[name[centre] + 1] = sizes[centre]
    start = np.cumsum(start)
    neighbour, distance = np.empty(start[m], np.int32), np.empty(start[m])
    for centre in range(m):
        at, size, begin = start[name[centre]], sizes[centre], begins[centre]
        neighbour[at : at + size] = rows[begin : begin + size]
        distance[at : at + size] = gaps[begin : begin + size]
    return start, neighbour, distance
