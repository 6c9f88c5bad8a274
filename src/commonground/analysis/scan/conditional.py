"""Scans given the number of cases, whatever draws the replicates: Poisson and Bernoulli."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.distance import Circles, circles, farthest
from commonground.analysis.errors import Unusable
from commonground.analysis.scan import cylinders
from commonground.analysis.scan.places import Places, places
from commonground.analysis.scan.results import Cluster, Scan
from commonground.analysis.scan.search import Search
from commonground.analysis.scan.selecting import Best, members, without_overlap
from commonground.analysis.scan.simulating import gumbel_p_value, p_value, simulate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Counts = NDArray[np.signedinteger[Any]]  # int16 where the cases allow it, else int32
Number = TypeVar("Number", np.int64, np.float64)

PILOT = 32  # replicates that tell which ratios are usual
USUAL = 0.9  # of the least among their largest ratios: nearly every replicate holds one


class Draw(ABC):
    """Replicates of the cases in the cells that windows can reach."""

    @abstractmethod
    def counts(self, first: int, last: int) -> Counts:
        """(k, t + 1, BATCH) running sums over time of replicates first..last - 1, then zeros."""


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


def zeros(shape: tuple[int, int], cases: int) -> Counts:
    """(k, t + 1, BATCH) of the smallest whole numbers that hold so many cases."""
    return np.zeros((*shape, cylinders.BATCH), dtype=np.int16 if cases < 1 << 15 else np.int32)


def over_time(counts: Counts) -> Counts:
    """The same array, summed along time in place."""
    return np.cumsum(counts, axis=1, out=counts)


def nothing(locations: int, cases: int = 0) -> Scan:
    """What is answered where there is nothing to compare."""
    return Scan((), cases, locations, 0, np.zeros(0), np.inf)


def field(
    x: Floats, y: Floats, cases: Ints, size: Floats, search: Search, *, bernoulli: bool
) -> Field:
    """From (m, t) cases and sizes at m locations to what the kernels read."""
    where, m = places(x, y), len(x)
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


def best_of_each_centre(field: Field, min_cases: int) -> Best:
    """The best cylinder of each point; its units of time are the study's."""
    ratio, last, window, observed, size = cylinders.best_cylinders(
        field.cases, field.size, field.near.start, field.near.neighbour,
        field.begin, field.end, min_cases, field.n, field.total, field.bernoulli,
    )  # fmt: skip
    return Best(
        ratio, last, field.begin[window] + field.offset, field.end[window] + field.offset - 1,
        observed, size * field.n / field.total,
    )  # fmt: skip


class Floor:
    """Which cylinders of a replicate reach a ratio, tabled once."""

    def __init__(self, field: Field, ratio: float, min_cases: int) -> None:
        self.field = field
        biggest = _biggest(field) * (1 + cylinders.SAME)
        self.scale = cylinders.CELLS / biggest
        self.table = cylinders.largest_sizes(
            ratio, biggest, min_cases, field.n, field.total, field.bernoulli
        )
        self.fewest = cylinders.fewest_cases(self.table, self.scale)

    def largest(self, counts: Counts) -> Floats:
        """(BATCH,) the largest ratio of each replicate, 0 where none reaches the floor."""
        field = self.field
        return cylinders.largest_ratios(
            counts, field.size, field.near.start, field.near.neighbour,
            field.begin, field.end, self.table, self.fewest, self.scale,
            field.n, field.total, field.bernoulli,
        )  # fmt: skip


def _biggest(field: Field) -> float:
    """A size that no cylinder exceeds."""
    by_time = field.size.sum(axis=0)
    return float((by_time[field.end] - by_time[field.begin]).max())


class Replicates:
    """The largest ratio of each replicate: a kernel for `simulating.simulate`.

    Exact where it reaches `floor`. Most replicates hold some ratio that is usual among them, so
    they are first compared with that, which few cylinders reach, and only the rest with `floor`.
    """

    def __init__(self, draw: Draw, field: Field, search: Search, floor: float) -> None:
        self.draw = draw
        self.floors = [Floor(field, floor, search.min_cases)]
        if search.replications > 2 * PILOT:
            usual = USUAL * float(self(0, PILOT).min())
            if usual > floor:
                self.floors.insert(0, Floor(field, usual, search.min_cases))

    def __call__(self, first: int, last: int) -> Floats:
        step = cylinders.BATCH
        return np.concatenate(
            [self._batch(at, min(at + step, last)) for at in range(first, last, step)]
        )

    def _batch(self, first: int, last: int) -> Floats:
        counts = self.draw.counts(first, last)
        found = self.floors[0].largest(counts)[: last - first]
        if len(self.floors) > 1 and not found.all():
            left = found == 0
            found[left] = self.floors[1].largest(counts)[: last - first][left]
        return found


def scan(field: Field, draw: Draw, search: Search) -> Scan:
    """The clusters of a field, with p-values from the draw."""
    best = best_of_each_centre(field, search.min_cases)
    found = without_overlap(best, field.near, search.max_clusters)
    m = len(field.where.point)
    if not found:
        return nothing(m, field.n)
    floor = 0.0 if search.gumbel else float(best.ratio[found[-1]])
    kernel = Replicates(draw, field, search, floor)
    largest = simulate(
        kernel, search.replications, threads=search.threads,
        stop_after=search.stop_after, ratio=float(best.ratio[found[0]]),
    )  # fmt: skip
    clusters = tuple(_describe(best, field, int(at), largest, search) for at in found)
    return Scan(clusters, field.n, m, len(largest), largest, floor)


def _describe(best: Best, field: Field, centre: int, largest: Floats, search: Search) -> Cluster:
    p = p_value(best.ratio[centre], largest, stopped_after=search.stop_after)
    observed, expected = int(best.observed[centre]), float(best.expected[centre])
    return Cluster(
        centre=int(field.where.first[centre]),
        members=field.where.members(members(best, field.near, centre)),
        radius=float(field.near.distance[best.last[centre]]),
        start=int(best.start[centre]),
        end=int(best.end[centre]),
        observed=observed,
        expected=expected,
        relative_risk=_relative_risk(observed, expected, field.n),
        llr=float(best.ratio[centre]),
        p_value=p,
        recurrence_days=search.days_per_unit / p if search.prospective else None,
        gumbel_p_value=gumbel_p_value(best.ratio[centre], largest) if search.gumbel else None,
    )


def _relative_risk(observed: int, expected: float, n: int) -> float:
    """Observed over expected inside, over the same outside (SaTScan user guide)."""
    if observed == n:
        return float("inf")
    return (observed / expected) / ((n - observed) / (n - expected))
