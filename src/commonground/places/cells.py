"""Hexagonal cells (h3): a place, coarsely. h3 is loaded when a place is looked at."""

import numpy as np

SCAN_RESOLUTION = 9  # about 0.1 km2


def cell(latitude: float, longitude: float, resolution: int = SCAN_RESOLUTION) -> str:
    import h3

    return h3.latlng_to_cell(latitude, longitude, resolution)


def cells(
    latitude: np.ndarray, longitude: np.ndarray, resolution: int = SCAN_RESOLUTION
) -> np.ndarray:
    """Cells of n points: (n,) array of str; '' where a coordinate is NaN."""
    import h3

    found = [
        h3.latlng_to_cell(lat, lon, resolution) if lat == lat and lon == lon else ""
        for lat, lon in zip(latitude.tolist(), longitude.tolist(), strict=True)
    ]
    return np.array(found, dtype="U16")


def around_cell(cell: str) -> set[str]:
    """The cell and those that touch it."""
    import h3

    return set(h3.grid_disk(cell, 1))


def cell_area_km2(cell: str) -> float:
    import h3

    return h3.cell_area(cell, "km^2")


def cells_touching(geometry: dict[str, object], resolution: int) -> set[str]:
    """The cells that a GeoJSON Polygon or MultiPolygon touches; a small area touches one at least.

    A cell at the edge belongs to neighbours too.
    """
    import h3

    shape = h3.geo_to_h3shape(geometry)
    return set(h3.h3shape_to_cells_experimental(shape, resolution, contain="overlap"))
