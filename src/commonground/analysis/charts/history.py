"""Which earlier counts a count is held against: the same weeks of the years before.

Farrington et al. 1996 for the windows, Noufaily et al. 2013 for the rest of the year as periods
of its own. A year before is the same day of the year and, for weeks, the nearest same weekday.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .series import PER_YEAR, Days, Unit

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """For p points, n counts each at most.

    points : (p,) rows of the series that are judged. row : (p, n) rows they are held against, 0
    where padded. time : (p, n), in units after the first of a point's rows; now : (p,) the point's
    own. group : (p, n), periods of the year; the last is the window around the point's own time.
    used : (p, n) False where padded.
    """

    points: Ints
    row: Ints
    time: Floats
    now: Floats
    group: Ints
    groups: int
    used: NDArray[np.bool_]


def history(
    starts: Days, unit: Unit, *, years: int, window: int, periods: int, left_out: int,
    points: Ints | None = None,
) -> History:  # fmt: skip
    """The counts that each point is held against; points without all of `years` are left out.

    starts : (t,) regular dates. window : counts on each side of the time a year before.
    periods : parts of the year; 1 leaves all but the windows out. left_out : the most recent
    counts, besides the point's own, not to learn from. points : rows to judge, else all possible.
    """
    first = PER_YEAR[unit] * years + window
    asked = np.arange(first, len(starts)) if points is None else points
    found = {int(k): _years_before(starts, unit, int(k), years) for k in asked}
    blocks = {
        k: _periods(k, before, window, periods, left_out)
        for k, before in found.items()
        if before is not None and before[-1] - window >= -1
    }
    return _padded(starts, blocks, periods)


def _years_before(starts: Days, unit: Unit, k: int, years: int) -> list[int] | None:
    """Rows one, two, ... years before row k, the latest first; None if one is missing."""
    now = starts[k].astype(object)
    rows = []
    for back in range(1, years + 1):
        wanted = np.datetime64(_nearest(_same_day(now, back), now) if unit == "week" else
                               _same_day(now, back))  # fmt: skip
        row = int(np.searchsorted(starts, wanted))
        if row >= len(starts) or starts[row] != wanted:
            return None
        rows.append(row)
    return rows


def _same_day(now: date, back: int) -> date:
    try:
        return now.replace(year=now.year - back)
    except ValueError:  # the 29th of February
        return date(now.year - back, 3, 1)


def _nearest(day: date, now: date) -> date:
    """The weekday of `now` that is nearest to `day`; of the week that starts on Sunday, on a tie.

    As surveillance has it; seven days are odd, so that a tie cannot be.
    """
    ahead = (now.weekday() - day.weekday() + 3) % 7 - 3
    return date.fromordinal(day.toordinal() + ahead)


def _periods(
    k: int, before: list[int], window: int, periods: int, left_out: int
) -> tuple[Ints, Ints]:
    """Rows and their group, 0 to periods - 1, ascending.

    Between two windows, the counts are shared out among the other periods; what is left over goes
    one each to the first of them. Later rows of the year before never overwrite a window.
    """
    group = np.full(k + 1, -1)
    group[max(k - window, 0) : k + 1] = periods - 1
    later = k
    for row in before:
        group[max(row - window, 0) : row + window + 1] = periods - 1
        between = later - row - 2 * window - 1
        if periods > 1 and between > 0:
            sizes = np.full(periods - 1, between // (periods - 1))
            sizes[: between % (periods - 1)] += 1
            group[row + window + 1 : row + window + 1 + between] = np.repeat(
                np.arange(periods - 1), sizes
            )
        later = row
    group[max(k - left_out, 0) :] = -1
    rows = np.flatnonzero(group >= 0)
    return rows, group[rows]


def _padded(starts: Days, blocks: dict[int, tuple[Ints, Ints]], periods: int) -> History:
    longest = max((len(rows) for rows, _ in blocks.values()), default=0)
    row = np.zeros((len(blocks), longest), dtype=np.int64)
    group = np.full((len(blocks), longest), periods - 1)
    used = np.zeros((len(blocks), longest), dtype=bool)
    for at, (rows, groups) in enumerate(blocks.values()):
        row[at, : len(rows)], group[at, : len(rows)] = rows, groups
        used[at, : len(rows)] = True
    points = np.fromiter(blocks, dtype=np.int64, count=len(blocks))
    days = starts.astype("datetime64[D]").astype(np.int64)
    step = float(days[1] - days[0])
    zero = days[row[:, :1]] if longest else np.zeros((len(blocks), 1), dtype=np.int64)
    time = np.where(used, (days[row] - zero) / step, 0.0)
    return History(points, row, time, (days[points] - zero[:, 0]) / step, group, periods, used)
