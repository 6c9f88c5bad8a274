"""Maps drawn from the boundaries that we hold: GeoJSON in, SVG paths out, no other host."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import shape

WIDTH = 480
TOLERANCE = 0.8  # units of the drawing: what an eye does not miss
SURROUND = 0.35  # of the highlighted shape's size, shown around it


@dataclass(frozen=True)
class Shape:
    geometry: dict  # GeoJSON Polygon or MultiPolygon, WGS84
    name: str = ""
    href: str = ""
    kind: str = ""  # a class: "here" (what the map is about), "cell" (a covering area)


@dataclass(frozen=True)
class Drawn:
    path: str
    name: str
    href: str
    kind: str


@dataclass(frozen=True)
class Map:
    width: int
    height: int
    shapes: tuple[Drawn, ...]
    window: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)  # west, south, east, north

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"

    def point_at(self, x: float, y: float) -> tuple[float, float]:
        """Latitude and longitude of a place on the drawing."""
        west, _south, _east, north = self.window
        narrowing, unit = _scale(self.window, self.width)
        return north - y / unit, west + x / (narrowing * unit)

    def place_of(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where on the drawing a point lies: x, y."""
        west, _south, _east, north = self.window
        narrowing, unit = _scale(self.window, self.width)
        return (longitude - west) * narrowing * unit, (north - latitude) * unit


def draw(shapes: Sequence[Shape], *, width: int = WIDTH) -> Map:
    """All shapes on one drawing; with a shape of kind "here" (or "cell"), the view is on it."""
    geometries = [shape(s.geometry) for s in shapes]
    focus = [g for g, s in zip(geometries, shapes, strict=True) if s.kind]
    window = _window(focus or geometries, SURROUND if focus else 0.01)
    flat, height = _flatten(geometries, window, width)
    paths = [_path(g) for g in shapely.clip_by_rect(_simple(flat), -2, -2, width + 2, height + 2)]
    drawn = [
        Drawn(p, s.name, s.href, s.kind) for p, s in zip(paths, shapes, strict=True) if p
    ]
    return Map(width, height, tuple(sorted(drawn, key=lambda d: bool(d.kind))), window)


def _scale(window: tuple, width: int) -> tuple[float, float]:
    """How much narrower a degree of longitude is here; units of the drawing per degree."""
    west, south, east, north = window
    narrowing = math.cos(math.radians((south + north) / 2))
    return narrowing, width / ((east - west) * narrowing)


def _window(geometries: list, surround: float) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(geometries)
    margin_x = (east - west) * surround + 1e-6
    margin_y = (north - south) * surround + 1e-6
    return west - margin_x, south - margin_y, east + margin_x, north + margin_y


def _flatten(geometries: list, window: tuple, width: int) -> tuple[np.ndarray, int]:
    """Degrees to drawing units: true to scale at the middle latitude, north up."""
    west, south, _east, north = window
    narrowing, unit = _scale(window, width)

    def project(points: np.ndarray) -> np.ndarray:
        x = (points[:, 0] - west) * narrowing * unit
        return np.column_stack([x, (north - points[:, 1]) * unit])

    flat = np.array([shapely.transform(g, project) for g in geometries], dtype=object)
    return flat, max(1, round((north - south) * unit))


def _simple(flat: np.ndarray) -> np.ndarray:
    """Fewer points, with shared edges kept shared where the shapes do not overlap."""
    if shapely.coverage_is_valid(flat):
        return shapely.coverage_simplify(flat, TOLERANCE)
    return shapely.simplify(flat, TOLERANCE)


def _path(geometry: shapely.Geometry) -> str:
    parts = shapely.get_parts(geometry)
    polygons = [p for p in parts if isinstance(p, shapely.Polygon)]
    return "".join(_ring(ring) for p in polygons for ring in [p.exterior, *p.interiors])


def _ring(ring: shapely.LinearRing) -> str:
    """Whole units, relative moves: a city of 275 areas in a few kB."""
    points = np.rint(shapely.get_coordinates(ring)).astype(int)
    moves = np.diff(points, axis=0)
    moves = moves[np.any(moves != 0, axis=1)][:-1]  # Z draws the last one
    if len(moves) < 2:
        return ""
    x, y = points[0].tolist()
    rest = " ".join(f"{dx} {dy}" for dx, dy in moves.tolist())
    return f"M{x} {y}l{rest.replace(' -', '-')}z"
