"""Scans given the number of cases, whatever draws the replicates: Poisson and Bernoulli."""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.scan import cylinders
from commonground.analysis.scan.field import Field
from commonground.analysis.scan.results import Cluster, Scan
from commonground.analysis.scan.search import Search
from commonground.analysis.scan.selecting import Best, members, without_overlap
from commonground.analysis.scan.simulating import gumbel_p_value, p_value, simulate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Counts = NDArray[np.signedinteger[Any]]  # int16 where the cases allow it, else int32

PILOT = 32  # replicates that tell which ratios are usual
USUAL = 0.9  # of the least among their largest ratios: nearly every replicate holds one


class Draw(ABC):
    """Replicates of the cases in the cells that windows can reach."""

    @abstractmethod
    def counts(self, first: int, last: int) -> Counts:
        """(k, t + 1, BATCH) running sums over time of replicates first..last - 1, then zeros."""


def zeros(shape: tuple[int, int], cases: int) -> Counts:
    """(k, t + 1, BATCH) of the smallest whole numbers that hold so many cases."""
    return np.zeros((*shape, cylinders.BATCH), dtype=np.int16 if cases < 1 << 15 else np.int32)


def over_time(counts: Counts) -> Counts:
    """The same array, summed along time in place."""
    return np.cumsum(counts, axis=1, out=counts)


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
        return Scan((), field.n, m, 0, np.zeros(0), np.inf)
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
