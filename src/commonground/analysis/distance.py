"""Which locations lie within a radius of each, nearest first."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

EARTH_RADIUS_KM = 6371.0088
SMALL = 1e-9  # a location exactly on the rim is inside

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Circles:
    """Neighbours of m centres, flat: centre i's are neighbour[start[i]:start[i + 1]],
    nearest first, itself among them; `distance` (km or the unit of x and y) beside each.
    """

    start: Ints  # (m + 1,)
    neighbour: Ints  # (k,)
    distance: Floats  # (k,)


def circles(x: Floats, y: Floats, max_radius: float, *, geographic: bool = True) -> Circles:
    """Every location's neighbours within `max_radius`.

    x, y : (m,) longitude and latitude in degrees (radius in km) when `geographic`, else
    projected coordinates (radius in their unit). Equal distances are ordered by index.
    Raises ValueError for coordinates that are not numbers or a negative radius.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("a coordinate is not a number")
    if not max_radius >= 0:
        raise ValueError("the radius is negative")
    points = _on_sphere(x, y) if geographic else np.column_stack([x, y])
    reach = _chord(max_radius) if geographic else max_radius
    tree = cKDTree(points)
    lists = tree.query_ball_point(points, reach + SMALL, return_sorted=True)
    start = np.zeros(len(x) + 1, dtype=np.int64)
    start[1:] = np.cumsum([len(found) for found in lists])
    neighbour = np.array([i for found in lists for i in found], dtype=np.int64)
    centre = np.repeat(np.arange(len(x)), np.diff(start))
    gap = np.linalg.norm(points[centre] - points[neighbour], axis=1)
    distance = _arc(gap) if geographic else gap
    order = np.lexsort((neighbour, np.round(distance, 9), centre))
    return Circles(start, neighbour[order], distance[order])


def _on_sphere(longitude: Floats, latitude: Floats) -> Floats:
    lon, lat = np.radians(longitude), np.radians(latitude)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _chord(radius_km: float) -> float:
    return float(2 * np.sin(min(radius_km / EARTH_RADIUS_KM, np.pi) / 2))


def _arc(chord: Floats) -> Floats:
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.clip(chord / 2, 0, 1))
