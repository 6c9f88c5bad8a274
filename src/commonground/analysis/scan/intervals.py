"""Days grouped into the units of time that a scan counts by."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Ints = NDArray[np.int64]
Unit = Literal["day", "month", "year"]

WINDOWS = 20_000_000  # half of 17 years by the day
MONTHS = {"month": 1, "year": 12}


def intervals(since: int, until: int, unit: Unit = "day") -> Ints:
    """Where the units of time of a study begin: (t + 1,) day ordinals, the last one day after it.

    Counted back from the last day, so that the last unit is whole; days that are left over at
    the start make the first unit longer, as in SaTScan 10. The unit of a day d is
    `np.searchsorted(edges, d, side="right") - 1`. Raises Unusable if `until` is before `since`.
    """
    if until < since:
        raise Unusable("The study ends before it begins.")
    if unit == "day":
        return np.arange(since, until + 2, dtype=np.int64)
    last, edges = date.fromordinal(until), [until + 1]
    while (begins := _back(last, MONTHS[unit] * len(edges)).toordinal() + 1) >= since:
        edges.append(begins)
    if edges[-1] != since:
        edges = [edges[0], *edges[1:-1], since]
    return np.array(edges[::-1], dtype=np.int64)


def refuse_too_many_windows(units: int, longest: int) -> None:
    """Raises Unusable where every window up to so long is more than memory and patience hold."""
    if units * longest > WINDOWS:
        raise Unusable(
            f"There are more than {WINDOWS:,} windows: shorten the longest one or the study, or "
            "use longer units of time."
        )


def _back(day: date, months: int) -> date:
    """The same day so many months earlier; the last of a month stays the last of a month."""
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    longest = monthrange(year, month + 1)[1]
    is_last = (day + timedelta(days=1)).day == 1
    return date(year, month + 1, longest if is_last else min(day.day, longest))
