"""Limits and edges as numbers that computed distances and times can be compared with.

Coordinates are decimals that a computer rounds: 0.3 - 0.1 is a little less than 0.2. A value that
is no farther from a limit or an edge than rounding can bring it is taken to be at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Edges = Sequence[float] | None

ROUNDING = 8 * np.finfo(np.float64).eps


@dataclass(frozen=True)
class Cuts:
    """values : (bands,) the largest distance of each band, ascending. close : how many bands are
    within the limit. row : (bands,) their row of the table, -1 below its first edge.
    edges : of the table."""

    values: Floats
    close: int
    row: NDArray[np.int64]
    edges: tuple[float, ...]


@dataclass(frozen=True)
class Columns:
    """times : (n,) from the first, of the narrowest type that holds them. limits : (k,) times
    apart, each once, of the same type. place : (1 + edges,) which of them is the longest that is
    close, and the longest before each edge."""

    times: NDArray[Any]
    limits: NDArray[Any]
    place: NDArray[np.int64]
    edges: tuple[float, ...]


def cuts(x: Floats, y: Floats, distance: float, edges: Edges) -> Cuts:
    """Raises Unusable for a limit below 0 and for edges that do not ascend from 0 or more."""
    _check_limit(distance, "distance")
    steps = _checked(edges, "distance")
    off = ROUNDING * max(float(np.abs(x).max()), float(np.abs(y).max()))
    values = np.array([distance + off, *(edge - off for edge in steps)])
    order = np.argsort(values, kind="stable")
    begun = np.cumsum(order > 0, dtype=np.int64) - (
        order > 0
    )  # edges at or below each band's beginning
    close = int(np.flatnonzero(order == 0)[0]) + 1
    return Cuts(values[order], close, begun - 1, steps)


def columns(t: Floats, days: float, edges: Edges) -> Columns:
    """Raises Unusable as `cuts` does."""
    _check_limit(days, "number of days")
    steps = _checked(edges, "time")
    times = t - t.min()
    if (times != np.floor(times)).any():
        off = ROUNDING * float(np.abs(t).max())
        limits = np.array([days + off, *(edge - off for edge in steps)])
        return Columns(times, *np.unique(limits, return_inverse=True), steps)
    kind = np.int16 if times.max() < np.iinfo(np.int16).max else np.int32
    if times.max() >= np.iinfo(np.int32).max:
        raise Unusable("The times span more than 2,147,483,646 units: choose a longer unit.")
    whole = np.array([np.floor(days), *(np.ceil(edge) - 1 for edge in steps)])
    limits = np.minimum(whole, np.iinfo(kind).max).astype(kind)
    return Columns(times.astype(kind), *np.unique(limits, return_inverse=True), steps)


def _check_limit(limit: float, what: str) -> None:
    if not 0 <= limit < np.inf:
        raise Unusable(f"The largest {what} must be 0 or more.")


def _checked(edges: Edges, what: str) -> tuple[float, ...]:
    steps = tuple(float(edge) for edge in edges or ())
    if edges is not None and not (
        steps and steps[0] >= 0 and all(a < b for a, b in zip(steps, steps[1:], strict=False))
        and steps[-1] < np.inf
    ):  # fmt: skip
        raise Unusable(f"The edges of {what} must ascend from 0 or more, as in 0,8,15,22.")
    return steps
