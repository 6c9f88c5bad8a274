"""Which neighbourhood is this point in?"""

import json

import numpy as np
import pytest

from commonground.common.errors import Refused
from commonground.places import locating
from commonground.places.models import Neighbourhood
from commonground.places.reading import read_geojson
from tests.cast import NORTH_POINT, SOUTH_POINT


def test_a_point_inside_is_in_its_neighbourhood(town):
    assert locating.locate(*NORTH_POINT) == town.north
    assert locating.locate(*SOUTH_POINT) == town.south


def test_a_point_on_a_shared_edge_belongs_to_the_one_imported_first(town):
    assert locating.locate(41.90, -87.705) == town.north


def test_a_point_outside_belongs_to_none(town):
    assert locating.locate(0.0, 0.0) is None


def test_many_points_agree_with_one_by_one_and_nan_is_nowhere(town):
    latitude = np.array([NORTH_POINT[0], SOUTH_POINT[0], 10.0, np.nan])
    longitude = np.array([NORTH_POINT[1], SOUTH_POINT[1], 10.0, -87.705])
    ids, versions = locating.locate_many(latitude, longitude)
    assert ids.tolist() == [town.north.id, town.south.id, locating.NOWHERE, locating.NOWHERE]
    assert (versions[:2] > 0).all()


def test_neighbours_touch(town):
    assert list(town.north.neighbours.all()) == [town.south]


def feature(geometry: dict, **properties: object) -> dict:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def write(tmp_path, features: list, **more: object):
    file = tmp_path / "areas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}))
    return file


SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
BOWTIE = {"type": "Polygon", "coordinates": [[[2, 0], [3, 1], [3, 0], [2, 1], [2, 0]]]}
HALF = {"type": "Polygon", "coordinates": [[[0.5, 0], [1.5, 0], [1.5, 1], [0.5, 1], [0.5, 0]]]}


def test_a_bad_ring_is_repaired_and_reported(tmp_path):
    file = write(tmp_path, [feature(SQUARE, k=1, n="One"), feature(BOWTIE, k=2, n="Two")])
    reading = read_geojson(file, id_property="k", name_property="n")
    assert reading.repaired == ["Two"]
    assert all(a.geometry.is_valid for a in reading.areas)


def test_overlaps_over_one_percent_are_reported(tmp_path):
    file = write(tmp_path, [feature(SQUARE, k=1, n="One"), feature(HALF, k=2, n="Half")])
    reading = read_geojson(file, id_property="k", name_property="n")
    assert reading.overlaps == [("One", "Half", pytest.approx(0.5))]


METRES = {"type": "Polygon", "coordinates": [[[5e5, 2e5], [6e5, 2e5], [6e5, 3e5], [5e5, 2e5]]]}


@pytest.mark.parametrize(
    ("features", "more", "words"),
    [
        ([feature(SQUARE, k=1, n="One")], {"crs": {"properties": {"name": "EPSG:27700"}}}, "WGS84"),
        ([feature(METRES, k=1, n="One")], {}, "WGS84"),
        ([feature({"type": "Point", "coordinates": [0, 0]}, k=1, n="P")], {}, "not a polygon"),
        ([feature(SQUARE, n="One")], {}, "no 'k'"),
        ([feature(None, k=1, n="One")], {}, "no geometry"),
        ([], {}, "no areas"),
    ],
)
def test_what_is_not_areas_in_wgs84_is_refused_with_the_reason(tmp_path, features, more, words):
    with pytest.raises(Refused, match=words):
        read_geojson(write(tmp_path, features, **more), id_property="k", name_property="n")


def test_text_that_is_not_json_is_refused(tmp_path):
    file = tmp_path / "areas.geojson"
    file.write_text("{not json")
    with pytest.raises(Refused, match="not GeoJSON"):
        read_geojson(file, id_property="k", name_property="n")


@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 5000])
def test_text_that_no_reader_of_json_stands_is_refused(tmp_path, text):
    file = tmp_path / "areas.geojson"
    file.write_text(text)
    with pytest.raises(Refused, match="not GeoJSON"):
        read_geojson(file, id_property="k", name_property="n")


def test_a_new_drawing_makes_a_new_version_and_keeps_the_old(town, tmp_path):
    from datetime import date

    from commonground.common.actors import Actor
    from commonground.places.drawing import draw_boundaries

    file = write(tmp_path, [feature(SQUARE, k="N1", n="Northside")])
    reading = read_geojson(file, id_property="k", name_property="n")
    drawn = draw_boundaries(reading=reading, valid_from=date(2026, 1, 1), by=Actor.system("t"))
    assert (drawn.new, drawn.changed) == (0, 1)
    assert Neighbourhood.objects.count() == 2
    assert locating.locate(*NORTH_POINT, on=date(2025, 12, 31)) == town.north
    assert locating.locate(*NORTH_POINT, on=date(2026, 1, 1)) is None
    assert locating.locate(0.5, 0.5, on=date(2026, 1, 1)) == town.north
