"""Which neighbourhood is this point in?

A point on a shared edge belongs to the neighbourhood that was imported first (the lower row),
so that the answer never depends on chance; a point outside all belongs to none.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import shapely
from django.db.models import Q
from shapely.geometry import shape

from commonground.common import clock

from .models import BoundaryVersion, Neighbourhood

NOWHERE = -1


@dataclass(frozen=True)
class Areas:
    """The boundaries of one day, in a spatial index. Row i of each belongs together."""

    tree: shapely.STRtree
    neighbourhood_ids: np.ndarray  # (n,) primary keys
    boundary_ids: np.ndarray  # (n,) primary keys

    def rows_of(self, latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
        """Row of the area that holds each of k points: (k,) int, NOWHERE outside all."""
        known = np.isfinite(latitude) & np.isfinite(longitude)
        points = shapely.points(np.where(known, longitude, 0), np.where(known, latitude, 0))
        which, row = self.tree.query(points, predicate="intersects")
        first = np.full(len(points), len(self.boundary_ids), dtype=np.int64)
        np.minimum.at(first, which, row)
        outside = (first == len(self.boundary_ids)) | ~known
        return np.where(outside, NOWHERE, first)


def areas_on(day: date) -> Areas:
    """The areas of a local day, built once per set of boundaries."""
    versions = BoundaryVersion.objects.filter(valid_from__lte=day).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    )
    return _areas(tuple(versions.order_by("neighbourhood_id").values_list("id", flat=True)))


@lru_cache(maxsize=4)
def _areas(version_ids: tuple[int, ...]) -> Areas:
    versions = list(
        BoundaryVersion.objects.filter(id__in=version_ids).order_by("neighbourhood_id")
    )
    shapes = [shape(v.geometry) for v in versions]
    shapely.prepare(shapes)
    return Areas(
        shapely.STRtree(shapes),
        np.array([v.neighbourhood_id for v in versions], dtype=np.int64),
        np.array([v.id for v in versions], dtype=np.int64),
    )


def forget() -> None:
    _areas.cache_clear()


def locate(
    latitude: float, longitude: float, on: date | None = None
) -> Neighbourhood | None:
    """The neighbourhood of a WGS84 point on a local day (default today), or None."""
    version = locate_version(latitude, longitude, on)
    return version.neighbourhood if version else None


def locate_version(
    latitude: float, longitude: float, on: date | None = None
) -> BoundaryVersion | None:
    areas = areas_on(on or clock.today())
    row = areas.rows_of(np.array([latitude]), np.array([longitude]))[0]
    if row == NOWHERE:
        return None
    return BoundaryVersion.objects.select_related("neighbourhood").get(
        id=areas.boundary_ids[row]
    )


def locate_many(
    latitude: np.ndarray, longitude: np.ndarray, on: date | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Neighbourhood and boundary-version primary keys of k points: two (k,) int arrays.

    NOWHERE (-1) for a point outside all areas or with a NaN coordinate.
    """
    areas = areas_on(on or clock.today())
    rows = areas.rows_of(np.asarray(latitude, float), np.asarray(longitude, float))
    if len(areas.boundary_ids) == 0:
        return rows, rows.copy()
    inside = rows != NOWHERE
    neighbourhoods = np.where(inside, areas.neighbourhood_ids[rows], NOWHERE)
    return neighbourhoods, np.where(inside, areas.boundary_ids[rows], NOWHERE)


def current_version(neighbourhood: Neighbourhood) -> BoundaryVersion:
    return neighbourhood.boundaries.get(valid_to__isnull=True)
