"""Taking boundaries in: new neighbourhoods, and new versions of known ones."""

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from django.db import transaction
from django.utils.text import slugify

from commonground.common import audit
from commonground.common.actors import Actor

from . import locating
from .models import BoundaryVersion, Neighbourhood
from .reading import Area, Reading, adjacent, as_geojson

EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True)
class Drawn:
    new: int
    changed: int
    unchanged: int


@transaction.atomic
def draw_boundaries(
    *,
    reading: Reading,
    valid_from: date,
    by: Actor,
    population: dict[str, int] | None = None,
    population_is_estimate: bool = False,
    population_source: str = "",
) -> Drawn:
    """Store every area: a new neighbourhood, a new version where the shape changed."""
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    rows = []
    for area in reading.areas:
        row, outcome = _draw_one(area, valid_from)
        counts[outcome] += 1
        rows.append(row)
    _set_population(rows, population or {}, population_is_estimate, population_source)
    for i, j in adjacent(reading.areas):
        rows[i].neighbours.add(rows[j])
    audit.record(by=by, verb="draw", noun="boundaries", **counts)
    locating.forget()
    return Drawn(**counts)


def _draw_one(area: Area, valid_from: date) -> tuple[Neighbourhood, str]:
    row, is_new = Neighbourhood.objects.get_or_create(
        source_id=area.source_id,
        defaults={"name": area.name, "slug": free_slug(area.name, area.source_id)},
    )
    geometry = as_geojson(area.geometry)
    if not is_new:
        current = locating.current_version(row)
        if current.geometry == geometry:
            return row, "unchanged"
        _close(current, valid_from)
    BoundaryVersion.objects.create(
        neighbourhood=row,
        valid_from=valid_from,
        geometry=geometry,
        area_km2=area_km2(area.geometry),
    )
    return row, "new" if is_new else "changed"


def _close(version: BoundaryVersion, day: date) -> None:
    if version.valid_from >= day:  # drawn twice for one day: the later drawing stands
        version.delete()
        return
    version.valid_to = day
    version.save(update_fields=["valid_to"])


def _set_population(
    rows: list[Neighbourhood], population: dict[str, int], is_estimate: bool, source: str
) -> None:
    for row in rows:
        if row.source_id in population:
            row.population = population[row.source_id]
            row.population_is_estimate = is_estimate
            row.population_source = source
            row.save(
                update_fields=["population", "population_is_estimate", "population_source"]
            )


def free_slug(name: str, source_id: str) -> str:
    """A slug of the name; with the source's id where another has it."""
    slug = slugify(name)[:60] or slugify(source_id) or "area"
    if Neighbourhood.objects.filter(slug=slug).exists():
        return f"{slug}-{slugify(source_id)}"[:80]
    return slug


def area_km2(geometry: shapely.Geometry) -> float:
    """Area on the sphere's equal-area projection (good to 0.5 % anywhere)."""

    def project(points: np.ndarray) -> np.ndarray:
        lon, lat = points[:, 0], points[:, 1]
        return shapely.get_coordinates(
            shapely.points(
                [math.radians(x) * EARTH_RADIUS_KM for x in lon],
                [math.sin(math.radians(y)) * EARTH_RADIUS_KM for y in lat],
            )
        )

    return float(shapely.transform(geometry, project).area)
