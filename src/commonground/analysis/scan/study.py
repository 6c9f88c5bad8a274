"""The cases of a study, in the order in which replicates shuffle them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]

WEEK = 7


@dataclass(frozen=True)
class Cases:
    """location, day : (n,) one entry per case."""

    location: Ints
    day: Ints


def cases_of(location: Ints, day: Ints, count: Ints | None, locations: int) -> Cases:
    """Rows as single cases, after checking that they can be."""
    location, day = np.asarray(location), np.asarray(day)
    if len(location) != len(day):
        raise Unusable("Every case needs a location and a date.")
    if len(location) and not 0 <= location.min() <= location.max() < locations:
        raise Unusable("A case is at a location that does not exist.")
    if count is None:
        return Cases(location, day)
    count = np.asarray(count)
    if len(count) != len(day) or (len(count) and count.min() < 0):
        raise Unusable("Every row needs a number of cases, 0 or more.")
    return Cases(np.repeat(location, count), np.repeat(day, count))


@dataclass(frozen=True)
class Study:
    """n cases in the study period, stratum by stratum.

    first, until : first and last unit of time. at_point : (points,) cases at each point.
    row : (points,) each point's row among those with cases, -1 without. total : (rows + 1, s)
    cases by stratum, the last row without any. pool : (n,) row of each case. day : (n,) its time.
    strata : (s + 1,) where each stratum begins.
    """

    first: int
    until: int
    at_point: Ints
    row: Rows
    total: Rows
    pool: Rows
    day: Ints
    strata: Ints

    @property
    def n(self) -> int:
        return len(self.pool)

    @property
    def units(self) -> int:
        return self.until - self.first + 1

    @classmethod
    def of(
        cls, cases: Cases, point: Ints, points: int,
        *, since: int | None, until: int, by_weekday: bool,
    ) -> "Study":  # fmt: skip
        """Raises Unusable where place and time cannot interact."""
        keep = cases.day <= until if since is None else (cases.day <= until) & (cases.day >= since)
        at, day = point[cases.location[keep]], cases.day[keep].astype(np.int64)
        _check(at, day)
        stratum = day % WEEK if by_weekday else np.zeros(len(day), np.int64)
        order = np.argsort(stratum, kind="stable") if by_weekday else slice(None)
        at_point = np.bincount(at, minlength=points)
        row = np.where(at_point > 0, np.cumsum(at_point > 0) - 1, -1).astype(np.int32)
        kinds, stratum = np.unique(stratum, return_inverse=True)
        total = np.zeros((int(row.max()) + 2, len(kinds)), np.int32)
        np.add.at(total, (row[at], stratum), 1)
        edges = np.concatenate([[0], np.cumsum(np.bincount(stratum))])
        first = int(day.min()) if since is None else since
        return cls(first, until, at_point, row, total, row[at][order], day[order], edges)


def _check(at: Ints, day: Ints) -> None:
    if not len(day):
        raise Unusable("There is no case in the study period.")
    if at.min() == at.max():
        raise Unusable("All cases are at one place: this scan compares places.")
    if day.min() == day.max():
        raise Unusable("All cases have one date: this scan compares times.")
