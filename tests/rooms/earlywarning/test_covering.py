"""The area that is shown never points at a home."""

import h3
import pytest
from shapely.geometry import Point, shape

from commonground.earlywarning.alerting import ADDRESS_RESOLUTION
from commonground.earlywarning.covering import alike, cover, density, radius_m
from commonground.places.models import Neighbourhood

from .conftest import CORNER

CELL = h3.latlng_to_cell(*CORNER, 9)
ADDRESSES = sorted(h3.cell_to_children(CELL, ADDRESS_RESOLUTION))


def residents(geometry: dict, per_km2: float) -> float:
    return per_km2 * h3.cell_area(CELL, "km^2") * shape(geometry).area / one_cell_area()


def one_cell_area() -> float:
    return shape(cover([CELL], 10_000).geometry).area


@pytest.mark.parametrize("per_km2", [10_000, 2_000, 500, 60, 5])
def test_it_holds_a_hundred_residents_and_the_place_itself(per_km2):
    found = cover([CELL], per_km2)
    assert residents(found.geometry, per_km2) >= 100
    assert shape(found.geometry).contains(Point(CORNER[1], CORNER[0]))


@pytest.mark.parametrize("cell", sorted(h3.grid_disk(CELL, 3)))
def test_coarser_cells_still_hold_every_report_of_the_finer_one(cell):
    inner = shape(h3.cells_to_h3shape([cell]).__geo_interface__)
    outside = inner.difference(shape(cover([cell], 500).geometry))
    assert outside.area < 1e-9 * inner.area  # on the rim, but for rounding


def test_it_is_never_finer_than_one_cell_of_the_scan():
    assert one_cell_area() == pytest.approx(
        shape(h3.cells_to_h3shape([CELL]).__geo_interface__).area
    )


def test_where_the_population_is_not_known_it_is_seven_times_as_large_or_more():
    assert shape(cover([CELL], None, ADDRESSES).geometry).area / one_cell_area() > 6.9


def test_where_the_population_is_not_known_it_holds_eight_addresses_that_are():
    eight = cover([CELL], None, ADDRESSES[:8])
    seven = cover([CELL], None, ADDRESSES[:7])
    assert shape(seven.geometry).area > 5 * shape(eight.geometry).area
    far = h3.latlng_to_cell(CORNER[0] + 0.03, CORNER[1], ADDRESS_RESOLUTION)  # 3 km away
    found = cover([CELL], None, [*ADDRESSES[:7], far])
    assert shape(found.geometry).contains(Point(CORNER[1], CORNER[0] + 0.03))


def test_areas_of_different_cells_share_a_place_in_cells_of_one_size():
    coarse, fine = cover([CELL], 60).cells, cover([CELL], 10_000).cells
    away = h3.latlng_to_cell(CORNER[0] + 0.2, CORNER[1], 9)
    first, second, third = alike([coarse, fine, [away]])
    assert first & second and not first & third and not second & third
    assert len({h3.get_resolution(cell) for cell in first | second | third}) == 1


def test_the_emptiest_neighbourhood_decides_and_one_that_is_not_known(town):
    places = [town.north, town.south]
    assert density(places) == density([town.north]) < density([town.south])
    Neighbourhood.objects.filter(pk=town.south.pk).update(population=None)
    town.south.refresh_from_db()
    assert density(places) is None


def test_the_radius_reaches_the_rim_of_the_cells_and_is_round():
    found = cover([CELL], 10_000)
    assert radius_m(0.0, found) == 250
    assert radius_m(0.4, found) == 650
