"""Reading a GeoJSON file of areas: what it holds, what was repaired, what overlaps."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping, shape

from commonground.common.errors import Refused

OVERLAP_REPORTED = 0.01  # share of the smaller area
WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass(frozen=True)
class Area:
    source_id: str
    name: str
    geometry: shapely.Geometry


@dataclass
class Reading:
    areas: list[Area] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)  # names
    overlaps: list[tuple[str, str, float]] = field(default_factory=list)  # share of the smaller


def read_geojson(file: Path, *, id_property: str, name_property: str) -> Reading:
    """Areas of a FeatureCollection in WGS84. Several features of one id are one area."""
    features = _features(file)
    reading = Reading()
    shapes: dict[str, tuple[str, list[shapely.Geometry]]] = {}
    for number, feature in enumerate(features, start=1):
        source_id, name = _labels(feature, number, id_property, name_property)
        geometry = _polygon(feature, number, name, reading)
        shapes.setdefault(source_id, (name, []))[1].append(geometry)
    for source_id, (name, parts) in shapes.items():
        joined = parts[0] if len(parts) == 1 else shapely.union_all(parts)
        reading.areas.append(Area(source_id, name, joined))
    reading.overlaps = overlaps(reading.areas)
    return reading


def _features(file: Path) -> list[dict]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        raise Refused(f"There is no file {file}.") from problem
    except (ValueError, RecursionError) as problem:  # the last: brackets in brackets
        raise Refused(f"{file.name} is not GeoJSON: {problem}.") from problem
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        raise Refused(f"{file.name} is not a GeoJSON FeatureCollection.")
    crs = str(((data.get("crs") or {}).get("properties") or {}).get("name", "CRS84"))
    if not crs.endswith(WGS84_NAMES):
        raise Refused(f"{file.name} is in {crs}: give it in WGS84 (longitude, latitude).")
    features = data.get("features")
    if not isinstance(features, list) or not features:
        raise Refused(f"{file.name} holds no areas.")
    return features


def _labels(feature: dict, number: int, id_property: str, name_property: str) -> tuple[str, str]:
    properties = (feature.get("properties") if isinstance(feature, dict) else None) or {}
    for wanted in (id_property, name_property):
        if properties.get(wanted) in (None, ""):
            raise Refused(
                f"Area {number} has no {wanted!r}; it has: {', '.join(sorted(properties)) or '-'}."
            )
    return str(properties[id_property]), str(properties[name_property])


def _polygon(feature: dict, number: int, name: str, reading: Reading) -> shapely.Geometry:
    try:
        geometry = shape(feature["geometry"])
    except Exception as problem:  # shapely and GeoJSON can fail in many ways: one sentence
        raise Refused(f"Area {number} ({name}) has no geometry that can be read.") from problem
    if not isinstance(geometry, Polygon | MultiPolygon) or geometry.is_empty:
        raise Refused(f"Area {number} ({name}) is a {geometry.geom_type}, not a polygon.")
    west, south, east, north = geometry.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise Refused(
            f"Area {number} ({name}) lies outside the globe in degrees: "
            "give the file in WGS84 (longitude, latitude)."
        )
    if not np.isfinite(geometry.bounds).all():
        raise Refused(f"Area {number} ({name}) has a coordinate that is not a number.")
    if geometry.is_valid:
        return geometry
    return _repaired(geometry, number, name, reading)


def _repaired(
    geometry: shapely.Geometry, number: int, name: str, reading: Reading
) -> shapely.Geometry:
    whole = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    if not isinstance(whole, Polygon | MultiPolygon) or whole.is_empty:
        raise Refused(f"Area {number} ({name}) has a ring that cannot be repaired.")
    reading.repaired.append(name)
    return whole


def overlaps(areas: list[Area]) -> list[tuple[str, str, float]]:
    """Pairs that share more than 1 % of the smaller one."""
    shapes = [a.geometry for a in areas]
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="intersects")
    found = []
    for i, j in zip(first.tolist(), second.tolist(), strict=True):
        if i < j:
            smaller = min(shapes[i].area, shapes[j].area)
            share = shapely.intersection(shapes[i], shapes[j]).area / smaller
            if share > OVERLAP_REPORTED:
                found.append((areas[i].name, areas[j].name, share))
    return found


def adjacent(areas: list[Area], tolerance: float = 0.00015) -> list[tuple[int, int]]:
    """Index pairs of areas that touch, or lie within about 15 m (edges drawn twice)."""
    shapes = [a.geometry for a in areas]
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="dwithin", distance=tolerance)
    return [(i, j) for i, j in zip(first.tolist(), second.tolist(), strict=True) if i < j]


def as_geojson(geometry: shapely.Geometry) -> dict:
    return json.loads(json.dumps(mapping(geometry)))
