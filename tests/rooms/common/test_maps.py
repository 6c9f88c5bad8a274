import re

from shapely.geometry import box, mapping

from commonground.common.maps import Shape, draw

NORTH = mapping(box(-87.71, 41.90, -87.70, 41.91))
SOUTH = mapping(box(-87.71, 41.89, -87.70, 41.90))


def numbers(path: str) -> list[int]:
    return [int(n) for n in re.findall(r"-?\d+", path)]


def test_north_is_up():
    north, south = draw([Shape(NORTH, "N"), Shape(SOUTH, "S")]).shapes
    assert numbers(north.path)[1] < numbers(south.path)[1] or "M" in north.path
    tops = [min_y(s.path) for s in (north, south)]
    assert tops[0] < tops[1]


def min_y(path: str) -> int:
    x, y, *moves = numbers(path)
    ys = [y]
    for dy in moves[1::2]:
        ys.append(ys[-1] + dy)
    return min(ys)


def test_a_square_of_ground_is_drawn_taller_than_wide_in_degrees_at_our_latitude():
    drawing = draw([Shape(NORTH)])
    assert 1.30 < drawing.height / drawing.width < 1.36  # 1 / cos(41.9 degrees) = 1.343


def test_the_view_is_on_what_the_map_is_about_and_it_is_drawn_last():
    drawing = draw([Shape(NORTH, "N", kind="here"), Shape(SOUTH, "S")])
    assert [s.name for s in drawing.shapes] == ["S", "N"]


def test_a_shape_out_of_view_is_left_out():
    far = mapping(box(-80, 40, -79.9, 40.1))
    drawing = draw([Shape(NORTH, "N", kind="here"), Shape(far, "far")])
    assert [s.name for s in drawing.shapes] == ["N"]


def test_paths_hold_whole_numbers_only():
    for shape in draw([Shape(NORTH), Shape(SOUTH)]).shapes:
        assert re.fullmatch(r"[Mlz\d \-]+", shape.path)
