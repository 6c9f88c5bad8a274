"""Knox's statistic and the whole table of pairs by distance and time, with Monte Carlo p-values.

Knox 1964, Applied Statistics 13: 25-30. The null hypothesis is that times have nothing to do with
places: times are shuffled among the events, which keeps how the events lie and when they come.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable
from commonground.analysis.knox.limits import Columns, Cuts, columns, cuts
from commonground.analysis.knox.pairs import Metric, count, partners, strips
from commonground.analysis.knox.shuffling import LANES, Times, count_soon, shuffle
from commonground.analysis.scan.simulating import seeds

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LISTED = 1 << 22  # pairs that are held at once; more are gone through in parts


@dataclass(frozen=True)
class Table:
    """Pairs by distance (a rows) and time (b columns), half-open: edge <= value < next edge.

    The last row and column have no end. distance_edges : (a,), time_edges : (b,) where they begin.
    observed : (a, b). expected : (a, b) mean under the null hypothesis. ratio : (a, b), NaN
    where none is expected. p_value : (a, b) of as many or more.
    """

    distance_edges: tuple[float, ...]
    time_edges: tuple[float, ...]
    observed: Ints
    expected: Floats
    ratio: Floats
    p_value: Floats


@dataclass(frozen=True)
class Knox:
    """pairs : close in both place and time, limits included. null_mean : the mean of that number
    over all shuffles, exactly: pairs close in place x pairs close in time / all pairs.

    ratio : pairs / null_mean, NaN for 0 / 0. p_value : the rank of `pairs` among the shuffles.
    simulated : (permutations,) that number in each shuffle.
    """

    pairs: int
    null_mean: float
    ratio: float
    p_value: float
    simulated: Ints
    table: Table | None


@dataclass(frozen=True)
class _Counts:
    """close : (s, bands, limits) pairs no later than each limit, of s shuffles; near : (bands,)
    pairs at any time; soon : (limits,) at any distance; all : pairs of any kind."""

    close: Ints
    near: Ints
    soon: Ints
    all: int


def knox(
    x: Floats,
    y: Floats,
    t: Floats,
    *,
    distance: float,
    days: float,
    permutations: int = 999,
    seed: int = 1,
    metric: Metric = "euclidean",
    distance_edges: Sequence[float] | None = None,
    time_edges: Sequence[float] | None = None,
) -> Knox:
    """Count the pairs of n events that are close in place and time, and hold them against chance.

    Parameters
    ----------
    x, y : (n,) projected coordinates. t : (n,) times in days or any other unit.
    distance, days : limits, included, in the unit of x, y and of t.
    permutations : shuffles of the times. seed : the same one gives the same answer, in whatever
        order the events are.
    metric : "euclidean" or "manhattan" (along the axes).
    distance_edges, time_edges : both, where rows and columns of the table begin, ascending.

    Raises
    ------
    Unusable : coordinates or times that are not numbers, fewer than two events, one place or one
    time only, limits or edges that make no sense.
    """
    x, y, t = (np.asarray(values, dtype=np.float64) for values in (x, y, t))
    _check(x, y, t, permutations, seed, metric)
    by_distance = cuts(x, y, distance, distance_edges)
    by_time = columns(t, days, time_edges)
    if (distance_edges is None) != (time_edges is None):
        raise Unusable("The table needs edges of both distance and time.")
    counts = _counts(x, y, t, by_distance, by_time, metric, seeds(seed, permutations))
    table = _table(counts, by_distance, by_time) if distance_edges is not None else None
    return _answer(counts, by_distance, table)


def _check(x: Floats, y: Floats, t: Floats, permutations: int, seed: int, metric: str) -> None:
    if not x.shape == y.shape == t.shape or x.ndim != 1:
        raise Unusable("Every event needs one x, one y and one time.")
    if not (np.isfinite(x).all() and np.isfinite(y).all() and np.isfinite(t).all()):
        raise Unusable("A coordinate or a time is not a number: correct it or leave its row out.")
    if len(x) < 2:
        raise Unusable("Near repeats need at least two events.")
    if np.ptp(x) == 0 and np.ptp(y) == 0:
        raise Unusable("All events are at one place: this statistic compares places.")
    if np.ptp(t) == 0:
        raise Unusable("All events have one date: this statistic compares times.")
    if permutations < 1 or seed < 0:
        raise Unusable("There must be at least 1 permutation, and the seed must be 0 or more.")
    if metric not in ("euclidean", "manhattan"):
        raise Unusable("The metric is euclidean or manhattan.")


def _counts(
    x: Floats, y: Floats, t: Floats, by_distance: Cuts, by_time: Columns, metric: Metric,
    words: NDArray[np.uint64],
) -> _Counts:  # fmt: skip
    """The events as they are come first, then the shuffles."""
    reach = float(by_distance.values[-1])
    laid = strips(x, y, t, reach)
    at = (laid.x, laid.y, laid.above, laid.beyond, by_distance.values, metric == "manhattan")
    by_point = count(*at)
    times = by_time.times[laid.order]
    close = np.zeros((1 + len(words), len(by_distance.values), len(by_time.limits)), np.int64)
    for first, last, start in _parts(by_point):
        listed = partners(first, last, start, *at)
        for begin, lanes in _batches(times, words):
            into = np.zeros((*close.shape[1:], LANES), np.int64)
            carried = np.zeros(len(by_time.limits) * LANES, f"i{times.itemsize}")
            count_soon(lanes, first, start, listed, by_time.limits, carried, into)
            some = close[begin : begin + LANES]
            some += np.moveaxis(into, -1, 0)[: len(some)]
    n, soon = len(x), _within(times, by_time.limits)
    return _Counts(
        close[:, :, by_time.place], by_point.sum(axis=0), soon[by_time.place], n * (n - 1) // 2
    )


def _parts(by_point: Ints) -> Iterator[tuple[int, int, Ints]]:
    """Runs of points with at most LISTED partners, or one point; where their partners begin."""
    ends = np.cumsum(by_point.sum(axis=1))
    first = 0
    while first < len(ends):
        before = int(ends[first - 1]) if first else 0
        last = max(int(np.searchsorted(ends, before + LISTED, side="right")), first + 1)
        yield first, last, _starts(by_point[first:last])
        first = last


def _starts(by_point: Ints) -> Ints:
    """(bands, points + 1) positions in a list that is sorted by band, then point."""
    sizes = by_point.T
    ends = np.cumsum(sizes.ravel()).reshape(sizes.shape)
    return np.column_stack([ends[:, 0] - sizes[:, 0], ends])


def _batches(times: Times, words: NDArray[np.uint64]) -> Iterator[tuple[int, Times]]:
    """(number of the first, times (n, LANES)): the times as they are, then the shuffles."""
    lanes: NDArray[Any] = np.zeros((len(times), LANES), times.dtype)
    lanes[:, 0] = times
    for begin in range(0, len(words) + 1, LANES):
        first = max(begin - 1, 0)
        shuffle(words[first : begin - 1 + LANES], times, lanes, 1 if begin == 0 else 0)
        yield begin, lanes


def _within(times: Times, limits: Times) -> Ints:
    """(limits,) pairs no farther apart in time than each limit."""
    ordered = np.sort(times).astype(np.float64)
    rank = np.arange(1, len(ordered) + 1)
    upto = (np.searchsorted(ordered, ordered + float(limit), side="right") for limit in limits)
    return np.array([int(np.maximum(ends - rank, 0).sum()) for ends in upto])


def _answer(counts: _Counts, by_distance: Cuts, table: Table | None) -> Knox:
    close = counts.close[:, : by_distance.close, 0].sum(axis=1)
    pairs, simulated = int(close[0]), close[1:]
    mean = float(counts.near[: by_distance.close].sum()) * float(counts.soon[0]) / counts.all
    ratio = pairs / mean if mean else float("nan")
    rank = int((simulated >= pairs).sum())
    return Knox(pairs, mean, ratio, (rank + 1) / (len(simulated) + 1), simulated, table)


def _table(counts: _Counts, by_distance: Cuts, by_time: Columns) -> Table:
    """The row and the column without an end are what is left of all pairs, after those below the
    first edge too."""
    until = counts.close[:, :, 1:]
    ended = [by_distance.row == row for row in range(-1, len(by_distance.edges) - 1)]
    rows = np.stack([until[:, bands].sum(axis=1) for bands in ended], axis=1)
    near = np.array([counts.near[bands].sum() for bands in ended])
    beyond = counts.soon[1:] - rows.sum(axis=1)
    rows = np.concatenate([rows, beyond[:, None]], axis=1)[:, 1:]
    near = np.append(near, counts.all - near.sum())[1:]
    ends = np.broadcast_to(near[:, None], (*rows.shape[:2], 1))
    cells = np.diff(np.concatenate([rows, ends], axis=2), axis=2)
    by_column = np.diff(np.append(counts.soon[1:], counts.all))
    expected = near[:, None] * by_column.astype(np.float64) / counts.all
    observed, simulated = cells[0], cells[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(expected > 0, observed / expected, np.nan)
    rank = (simulated >= observed).sum(axis=0)
    return Table(
        by_distance.edges, by_time.edges, observed, expected, ratio,
        (rank + 1) / (len(simulated) + 1),
    )  # fmt: skip
