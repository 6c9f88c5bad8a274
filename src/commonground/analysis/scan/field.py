"""Cases and sizes laid out by point and time, as the kernels of `cylinders` read them."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.distance import Circles, circles, farthest
from commonground.analysis.errors import Unusable
from commonground.analysis.scan import cylinders
from commonground.analysis.scan.places import Places, places
from commonground.analysis.scan.search import Search

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Number = TypeVar("Number", np.int64, np.float64)


@dataclass(frozen=True)
class Field:
    """Cases and sizes of k points over the units of time that windows can reach.

    cases, size : (k, t + 1) running sums over time. begin, end : windows, in these units.
    offset : the study's unit that is the first one here.
    n, total : cases and size of the whole study. bernoulli : or Poisson.
    """

    where: Places
    near: Circles
    cases: Ints
    size: Floats
    begin: Ints
    end: Ints
    offset: int
    n: int
    total: float
    bernoulli: bool


def per_cell(location: Ints, time: Ints, count: Ints, shape: tuple[int, int]) -> Ints:
    """(m, t) counts. Raises Unusable for a row that is not there or a count below zero."""
    location, time, count = (np.asarray(rows) for rows in (location, time, count))
    if not location.shape == time.shape == count.shape:
        raise Unusable("Every row of cases needs a location, a time and a count.")
    for rows, end, what in ((location, shape[0], "location"), (time, shape[1], "time")):
        if len(rows) and not 0 <= rows.min() <= rows.max() < end:
            raise Unusable(f"A row is at a {what} that the study does not have.")
    if len(count) and count.min() < 0:
        raise Unusable("A count is below zero.")
    cells = np.zeros(shape, dtype=np.int64)
    np.add.at(cells, (location, time), count)
    return cells


def lay_out(
    x: Floats, y: Floats, cases: Ints, size: Floats, search: Search, *, bernoulli: bool
) -> Field:
    """From (m, t) cases and sizes at m locations to what the kernels read.

    Raises Unusable for coordinates that are not numbers, no case, or nothing to compare.
    """
    where, m = places(x, y), len(x)
    if not cases.sum():
        raise Unusable("There is no case in the study period.")
    if search.over != "time" and len(where.first) < 2:
        raise Unusable("All locations are one place: this scan compares places.")
    if search.over == "time":
        where = Places(where.x[:1], where.y[:1], np.zeros(m, dtype=np.int64), where.first[:1])
    begin, end = search.windows(cases.shape[1])
    at = int(begin.min())
    cases, size = _by_point(cases, where), _by_point(size, where)
    near = _circles(x, y, where, size.sum(axis=1), search)
    return Field(
        where, near,
        _running(cases[:, at:]), _running(size[:, at:]), begin - at, end - at, at,
        int(cases.sum()), float(size.sum()), bernoulli,
    )  # fmt: skip


def _circles(x: Floats, y: Floats, where: Places, size: Floats, search: Search) -> Circles:
    if search.over == "time":  # one zone, around the first location
        radius = farthest(x, y, geographic=search.geographic)
        return Circles(np.array([0, 1]), np.zeros(1, dtype=np.int32), np.array([radius]))
    most = search.max_share * size.sum() * (1 + cylinders.SAME)
    return circles(
        where.x, where.y, search.max_radius, geographic=search.geographic, weight=size, most=most
    )


def _by_point(cells: NDArray[Number], where: Places) -> NDArray[Number]:
    total = np.zeros((len(where.first), cells.shape[1]), dtype=cells.dtype)
    np.add.at(total, where.point, cells)
    return total


def _running(cells: NDArray[Number]) -> NDArray[Number]:
    return np.pad(np.cumsum(cells, axis=1), ((0, 0), (1, 0)))
