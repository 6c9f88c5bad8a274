"""How long it takes from one neighbourhood to another, as good as can be said without roads.

The straight line between points inside of them, times 1.3 for the roads' turns, at 20 km/h:
between a bicycle and a car in town. Both numbers are the deployment's ([planning]).
"""

from collections.abc import Sequence
from math import cos, radians

import numpy as np
from shapely.geometry import shape

from commonground.places.models import BoundaryVersion, Neighbourhood

KM_A_DEGREE = 111.2
UNKNOWN_MINUTES = 30  # where a neighbourhood has no boundary
STEP = 5  # minutes: no more exact than it can be


def travel_minutes(
    places: Sequence[Neighbourhood], *, speed_kmh: float, way_factor: float
) -> list[list[int]]:
    """(n, n) whole minutes, 0 from a place to itself; rounded up to five. One query."""
    at = np.array([_point(found) for found in _shapes(places)], dtype=float).reshape(-1, 2)
    middle = np.nanmean(at[:, 1]) if np.isfinite(at).any() else 0.0
    flat = at * np.array([KM_A_DEGREE * cos(radians(middle)), KM_A_DEGREE])
    km = np.hypot(*(flat[:, None] - flat[None, :]).transpose(2, 0, 1))
    minutes = np.ceil(km * way_factor / speed_kmh * 60 / STEP) * STEP
    minutes = np.where(np.isfinite(minutes), minutes, UNKNOWN_MINUTES)
    np.fill_diagonal(minutes, 0)
    return np.minimum(minutes, 24 * 60).astype(int).tolist()


def _shapes(places: Sequence[Neighbourhood]) -> list[dict | None]:
    rows = BoundaryVersion.objects.filter(neighbourhood__in=places, valid_to=None)
    found = dict(rows.values_list("neighbourhood_id", "geometry"))
    return [found.get(place.id) for place in places]


def _point(geometry: dict | None) -> tuple[float, float]:
    if geometry is None:
        return float("nan"), float("nan")
    inside = shape(geometry).representative_point()
    return inside.x, inside.y
