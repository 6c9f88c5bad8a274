"""The area that an alert shows and keeps: never so small that it points at a home.

We hold no register of addresses, so the measure is residents: the population of the
neighbourhood, spread evenly over its area. Where that is not known, it is the addresses that the
year's reports of this kind came from: those exist at least.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

import h3

from commonground.places.cells import SCAN_RESOLUTION
from commonground.places.locating import current_version
from commonground.places.models import Neighbourhood

LEAST_RESIDENTS = 100
LEAST_ADDRESSES = 8
WITHOUT_POPULATION = SCAN_RESOLUTION - 1  # about 0.7 km2
COARSEST = 5


@dataclass(frozen=True)
class Covering:
    cells: tuple[str, ...]  # h3, of one resolution
    geometry: dict  # GeoJSON Polygon or MultiPolygon
    cell_radius_m: float  # of one cell


def cover(cells: Iterable[str], density: float | None, addresses: Iterable[str] = ()) -> Covering:
    """Cells at the scan's resolution; coarser ones until they hold enough.

    density : residents per km2, None where it is not known. addresses : small h3 cells of
    addresses that are known, counted where the density is not.
    """
    fine, known = set(cells), set(addresses)
    resolution = SCAN_RESOLUTION if density else WITHOUT_POPULATION
    coarse = _over(fine, resolution)
    while resolution > COARSEST and not _is_enough(coarse, density, known):
        resolution -= 1
        coarse = _over(fine, resolution)
    return Covering(
        cells=tuple(sorted(coarse)),
        geometry=outline(coarse),
        cell_radius_m=h3.average_hexagon_edge_length(resolution, unit="m"),
    )


def outline(cells: Iterable[str]) -> dict:
    """GeoJSON Polygon or MultiPolygon, WGS84."""
    return h3.cells_to_h3shape(sorted(cells)).__geo_interface__


def _is_enough(cells: set[str], density: float | None, addresses: set[str]) -> bool:
    if density:
        return density * _area_km2(cells) >= LEAST_RESIDENTS
    resolution = h3.get_resolution(min(cells))
    inside = sum(h3.cell_to_parent(address, resolution) in cells for address in addresses)
    return inside >= LEAST_ADDRESSES


def alike(areas: Sequence[Iterable[str]]) -> list[set[str]]:
    """The same areas in cells of one resolution, the coarsest among them."""
    sets = [set(area) for area in areas]
    resolution = min((h3.get_resolution(cell) for cells in sets for cell in cells), default=0)
    return [{h3.cell_to_parent(cell, resolution) for cell in cells} for cells in sets]


def _over(cells: set[str], resolution: int) -> set[str]:
    """The coarser cells under every corner: a cell may reach beyond the rim of its parent."""
    if resolution == SCAN_RESOLUTION:
        return cells
    corners = {corner for cell in cells for corner in h3.cell_to_boundary(cell)}
    return {h3.latlng_to_cell(*corner, resolution) for corner in corners}


def _area_km2(cells: set[str]) -> float:
    return sum(h3.cell_area(cell, unit="km^2") for cell in cells)


def density(places: Iterable[Neighbourhood]) -> float | None:
    """Residents per km2 in the emptiest of them; None where one is not known."""
    found = [
        place.population / current_version(place).area_km2 if place.population else None
        for place in places
    ]
    return None if not found or None in found else min(found)


def radius_m(circle_km: float, covering: Covering) -> int:
    """The circle's radius with a cell around its rim, rounded up to 50 m."""
    return 50 * ceil((1000 * circle_km + covering.cell_radius_m) / 50)
