"""Weights that put effects of cohorts and periods together.

simple : all (cohort, period) from the start on, by cohort size. cohort : first within each cohort.
calendar : first within each period. event : within each time since the start, then evenly.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Aggregate = Literal["simple", "cohort", "calendar", "event"]
Cell = tuple[float, int]  # cohort, period


@dataclass(frozen=True, slots=True)
class Groups:
    """keys : what each part is. cells : which cells are in it, as indices; shares : by cohort size
    within a part? parts_by_size : are parts put together by cohort size, or evenly?"""

    keys: tuple[float, ...]
    cells: tuple[NDArray[np.intp], ...]
    by_size: bool
    parts_by_size: bool
    counted: tuple[bool, ...]


def groups(cells: list[Cell], how: Aggregate) -> Groups:
    """How to put (cohort, period) cells together. Cells of before the start only show up in
    `event`, and are not counted in its overall effect."""
    if how == "simple":
        after = np.array([i for i, (g, t) in enumerate(cells) if t >= g], dtype=np.intp)
        return Groups((0.0,), (after,), True, False, (True,))
    key: dict[str, Callable[[Cell], float]] = {
        "cohort": lambda cell: cell[0],
        "calendar": lambda cell: float(cell[1]),
        "event": lambda cell: cell[1] - cell[0],
    }
    of = key[how]
    used = np.array([t >= g or how == "event" for g, t in cells], dtype=bool)
    each = np.array([of(cell) for cell in cells])
    keys = sorted(set(each[used].tolist()))
    parts = tuple(np.flatnonzero(used & (each == k)) for k in keys)
    counted = tuple(k >= 0 or how != "event" for k in keys)
    return Groups(tuple(keys), parts, how != "cohort", how == "cohort", counted)
