"""Two families of windows: those that end on the last unit of time, and all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.distance import Circles
from commonground.analysis.scan import prospective, retrospective
from commonground.analysis.scan.intervals import refuse_too_many_windows
from commonground.analysis.scan.lanes import LANES
from commonground.analysis.scan.layout import GROUP, Layout, lay_out
from commonground.analysis.scan.levels import Levels
from commonground.analysis.scan.selecting import Best
from commonground.analysis.scan.simulating import Kernel
from commonground.analysis.scan.study import Study
from commonground.analysis.scan.thresholds import fewest, largest_expected

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Words = NDArray[np.uint64]

SHARED_ROWS = 2048  # of a table, so that it stays in the processor's cache
CELLS = 1 << 25  # of all tables of a scan at most
SCALE = 1 << 27  # of counts in a line's whole numbers: room for sums below 2^31
SAME = 1e-9


class Windows(Protocol):
    """What a family answers: each centre's best cylinder, and a kernel of replicates."""

    @classmethod
    def of(
        cls, study: Study, near: Circles, shortest: int, longest: int, min_cases: int
    ) -> Self: ...

    def best(self) -> Best: ...

    def kernel(self, words: Words, levels: Levels) -> Kernel: ...


@dataclass(frozen=True)
class _Family:
    """sums : (s, w) cases by stratum in each window, or (s, t + 1) running over time.
    sizes : (s,) all cases by stratum."""

    study: Study
    circles: Layout
    sums: Floats
    sizes: Floats
    shortest: int
    longest: int
    min_cases: int

    @property
    def _most(self) -> int:
        """No cylinder holds more cases."""
        largest = int(self.circles.zone.sum(axis=1).max(initial=0))
        return min(largest, int(self.sums[:, -1].sum()))

    def _table(
        self, levels: Floats, per_window: Floats, width: int, kind: type
    ) -> tuple[Rows, NDArray[np.int32]]:
        """(row of each circle, table (levels, rows, width)) of the fewest cases that reach.

        per_window : (s, w) the share of a stratum's cases in the window; negative where the
        window is not asked for.
        """
        share, zone = _shared_rows(self.circles.zone)
        expected = zone @ per_window
        reach_of = partial(
            largest_expected, most=self._most, n=self.study.n, enough=float(expected.max())
        )
        table: Rows = np.full((len(levels), len(zone), width), np.iinfo(kind).max, kind)
        for i, level in enumerate(levels):
            fewest(expected, reach_of(level), self.min_cases, table[i])
        return share, table


def _shared_rows(zone: Rows) -> tuple[Rows, Floats]:
    """Each circle's row of a table, and the cases (rows, s) that a row stands for: no more than
    any circle of the row has. By number of cases; with several strata by groups of circles."""
    if zone.shape[1] > 1:
        share = np.arange(len(zone), dtype=np.int32) // GROUP
        return share, zone[::GROUP].astype(np.float64)
    shift = max(int(zone.max(initial=0)).bit_length() - SHARED_ROWS.bit_length() + 1, 0)
    rows = (int(zone.max(initial=0)) >> shift) + 1
    least = np.maximum(np.arange(rows) << shift, 1).astype(np.float64)
    return zone[:, 0] >> shift, least[:, None]


def _rows_of_table(zone: Rows) -> int:
    return len(_shared_rows(zone)[1])


def _fewer(levels: Levels, cells: int) -> Floats:
    """As many levels as the memory allows, the lowest among them."""
    step = -(-len(levels.values) * cells // CELLS)
    return levels.values[:: max(step, 1)]


@dataclass(frozen=True)
class Ending(_Family):
    """Windows of `shortest` to `longest` units that end on the last one."""

    slot: Ints  # (r,) units before the last one of the cases in the longest window, by stratum
    wanted: Ints  # (s + 1,) where each stratum begins in slot
    row: Rows  # (r,) the rows that they are at

    @classmethod
    def of(
        cls, study: Study, near: Circles, shortest: int, longest: int, min_cases: int
    ) -> "Ending":
        longest = min(longest, study.units)
        ago = study.until - study.day
        recent = np.flatnonzero(ago < longest)
        stratum = np.searchsorted(study.strata, recent, side="right") - 1
        sums = np.zeros((len(study.strata) - 1, longest))
        np.add.at(sums, (stratum, ago[recent]), 1)
        return cls(
            study, lay_out(near, study.row, study.total), np.cumsum(sums, axis=1),
            np.diff(study.strata).astype(np.float64), min(shortest, longest), longest, min_cases,
            ago[recent], np.searchsorted(recent, study.strata), study.pool[recent],
        )  # fmt: skip

    def best(self) -> Best:
        counts = np.zeros((len(self.study.total), self.longest), np.int32)
        np.add.at(counts, (self.row, self.slot), 1)
        ratio, circle, window, observed = prospective.best_of_each_centre(
            np.cumsum(counts, axis=1, dtype=np.int32), self.circles.start, self.circles.row,
            self.circles.zone, self.sums, self.sizes, self.shortest - 1, self.min_cases,
            self.study.n,
        )  # fmt: skip
        found = ratio > 0
        circle = np.where(found, circle, 0)
        expected = np.zeros(len(ratio))
        for i in np.flatnonzero(found):
            expected[i] = prospective.expected(
                self.circles.zone[circle[i]], self.sums, self.sizes, window[i]
            )
        until = np.full(len(ratio), self.study.until)
        last = self.circles.last[circle] if len(self.circles.last) else circle
        return Best(ratio, last, until - window, until, observed, expected)

    def kernel(self, words: Words, levels: Levels) -> Kernel:
        width = -(-self.longest // LANES) * LANES
        kind = np.int16 if self._most < np.iinfo(np.int16).max else np.int32
        per_window = self.sums / self.sizes[:, None]
        per_window[:, : self.shortest - 1] = -1.0
        values = _fewer(levels, _rows_of_table(self.circles.zone) * width)
        share, table = self._table(values, per_window, width, kind)
        return partial(
            prospective.largest, words=words, pool=self.study.pool, strata=self.study.strata,
            wanted=self.wanted, slot=self.slot, start=self.circles.start, row=self.circles.row,
            zone=self.circles.zone, share=share, window=self.sums, sizes=self.sizes,
            levels=values, table=table, stop=levels.stop, n=self.study.n,
            empty=np.zeros((len(self.study.total), width), table.dtype),
        )  # fmt: skip


@dataclass(frozen=True)
class Every(_Family):
    """All windows of `shortest` to `longest` units in the study."""

    @classmethod
    def of(
        cls, study: Study, near: Circles, shortest: int, longest: int, min_cases: int
    ) -> "Every":
        longest = min(longest, study.units)
        refuse_too_many_windows(study.units, longest)
        sums = np.zeros((len(study.strata) - 1, study.units + 1))
        stratum = np.repeat(np.arange(len(sums)), np.diff(study.strata))
        np.add.at(sums, (stratum, study.day - study.first + 1), 1)
        return cls(
            study, lay_out(near, study.row, study.total), np.cumsum(sums, axis=1),
            np.diff(study.strata).astype(np.float64), min(shortest, longest), longest, min_cases,
        )  # fmt: skip

    def best(self) -> Best:
        counts = np.zeros((len(self.study.total), self.study.units), np.int32)
        np.add.at(counts, (self.study.pool, self.study.day - self.study.first), 1)
        ratio, circle, begin, end, observed = retrospective.best_of_each_centre(
            counts, self.circles.start, self.circles.row, self.circles.zone, self.sums,
            self.sizes, self.shortest, self.longest, self.min_cases, self.study.n,
        )  # fmt: skip
        found = ratio > 0
        expected = np.zeros(len(ratio))
        for i in np.flatnonzero(found):
            expected[i] = retrospective.expected(
                self.circles.zone[circle[i]], self.sums, self.sizes, begin[i], end[i]
            )
        last = self.circles.last[circle] if len(self.circles.last) else circle
        first = self.study.first
        return Best(ratio, last, first + begin, first + end - 1, observed, expected)

    def kernel(self, words: Words, levels: Levels) -> Kernel:
        cells = _rows_of_table(self.circles.zone) * (self.longest + 1)
        values = _fewer(levels, 3 * cells)
        per_window = self._per_window()
        share, table = self._table(values, self._shares(np.min), self.longest + 1, np.int32)
        scale = np.int32(SCALE // max(self._most, 1))
        base, slope = self._lines(values, per_window, scale)
        return partial(
            retrospective.largest, words=words, pool=self.study.pool, strata=self.study.strata,
            slot=self.study.day - self.study.first, start=self.circles.start,
            row=self.circles.row, zone=self.circles.zone, share=share, until=self.sums,
            sizes=self.sizes, levels=values, table=table, base=base, slope=slope, scale=scale,
            per_window=per_window, stop=levels.stop, n=self.study.n,
            empty=np.zeros((len(self.study.total), self.study.units), np.int32),
        )  # fmt: skip

    def _shares(self, of: Callable[..., Floats]) -> Floats:
        """(s, longest + 1) by length, the least or greatest share of a stratum's cases in a
        window; -1 for lengths that are not asked for."""
        found = np.full((len(self.sizes), self.longest + 1), -1.0)
        for length in range(self.shortest, self.longest + 1):
            inside = self.sums[:, length:] - self.sums[:, : self.sums.shape[1] - length]
            found[:, length] = of(inside, axis=1) / self.sizes
        return found

    def _per_window(self) -> Rows:
        """(longest + 1, t) all cases in the window of a length that begins at t."""
        running = self.sums.sum(axis=0)
        found = np.zeros((self.longest + 1, self.study.units), np.int32)
        for length in range(self.shortest, self.longest + 1):
            found[length, : len(running) - length] = running[length:] - running[:-length]
        return found

    def _lines(self, levels: Floats, per_window: Rows, scale: np.int32) -> tuple[Rows, Rows]:
        """(levels, rows, lengths) base and slope of the line under the fewest cases.

        With strata the expected number is no function of all cases in the window: the line is
        flat then, at the emptiest window.
        """
        _, zone = _shared_rows(self.circles.zone)
        low, high = zone @ self._shares(np.min), zone @ self._shares(np.max)
        if len(self.sizes) > 1:
            high = low
        fewest_in, most_in = _extremes(per_window, self.study.units)
        base = np.full((len(levels), *low.shape), np.iinfo(np.int32).max, np.int32)
        slope = np.zeros_like(base)
        for i, level in enumerate(levels):
            reach = largest_expected(level, self._most, self.study.n, float(high.max()))
            reach = reach[np.isfinite(reach)]
            at_low = np.interp(low, reach, np.arange(len(reach)))
            rise = np.interp(high, reach, np.arange(len(reach))) - at_low
            slope[i] = np.floor(scale * rise / np.maximum(most_in - fewest_in, 1))
            line = np.floor(scale * at_low * (1 - SAME) - slope[i] * fewest_in.astype(np.float64))
            base[i] = np.where(low >= 0, line - 1, base[i])
        return base, slope


def _extremes(per_window: Rows, units: int) -> tuple[Ints, Ints]:
    """(lengths,) all cases in the emptiest and in the fullest window of each length."""
    inside = [row[: units + 1 - length] for length, row in enumerate(per_window) if length]
    least = [0, *(int(row.min()) for row in inside)]
    return np.array(least), np.array([0, *(int(row.max()) for row in inside)])
