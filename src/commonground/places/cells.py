"""Hexagonal cells (h3): a place, coarsely."""

import h3
import numpy as np

SCAN_RESOLUTION = 9  # about 0.1 km2


def cell(latitude: float, longitude: float, resolution: int = SCAN_RESOLUTION) -> str:
    return h3.latlng_to_cell(latitude, longitude, resolution)


def cells(
    latitude: np.ndarray, longitude: np.ndarray, resolution: int = SCAN_RESOLUTION
) -> np.ndarray:
    """Cells of n points: (n,) array of str; '' where a coordinate is NaN."""
    found = [
        h3.latlng_to_cell(lat, lon, resolution) if lat == lat and lon == lon else ""
        for lat, lon in zip(latitude.tolist(), longitude.tolist(), strict=True)
    ]
    return np.array(found, dtype="U16")
