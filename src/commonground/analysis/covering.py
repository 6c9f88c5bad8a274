"""The area that an alert shows and keeps: never so small that it points at a home."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import h3

SCAN_RESOLUTION = 9  # h3 cells of about 0.1 km2
LEAST_RESIDENTS = 100
LEAST_ADDRESSES = 8
WITHOUT_POPULATION = SCAN_RESOLUTION - 1  # about 0.7 km2
COARSEST = 5


@dataclass(frozen=True)
class Covering:
    """cells : h3, of one resolution. geometry : GeoJSON. cell_radius_m : of one cell."""

    cells: tuple[str, ...]
    geometry: dict[str, Any]
    cell_radius_m: float


def cover(cells: Iterable[str], density: float | None, addresses: Iterable[str] = ()) -> Covering:
    """Cells at the scan's resolution; coarser ones until they hold enough.

    density : residents per km2, None where it is not known. addresses : h3 cells, each of at
    least one address that is known, counted where the density is not.
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


def outline(cells: Iterable[str]) -> dict[str, Any]:
    """GeoJSON Polygon or MultiPolygon, WGS84."""
    return dict(h3.cells_to_h3shape(sorted(cells)).__geo_interface__)


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
    return float(sum(h3.cell_area(cell, unit="km^2") for cell in cells))


def radius_m(circle_km: float, covering: Covering) -> int:
    """The circle's radius with a cell around its rim, rounded up to 50 m."""
    return 50 * ceil((1000 * circle_km + covering.cell_radius_m) / 50)
