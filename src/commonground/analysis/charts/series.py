"""A column of dates and a column of counts -> a regular series that a chart can read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]
Unit = Literal["day", "week", "month"]
PER_YEAR: dict[Unit, int] = {"day": 365, "week": 52, "month": 12}
ONE: dict[Unit, np.timedelta64] = {
    "day": np.timedelta64(1, "D"), "week": np.timedelta64(7, "D"), "month": np.timedelta64(1, "M"),
}  # fmt: skip
LONGEST = 100_000


@dataclass(frozen=True)
class Series:
    """starts : (t,) datetime64[D], ascending without a gap; counts : (t,) non-negative.

    A month starts on its first day, whatever day of it the file named. flags : sentences.
    """

    starts: Days
    counts: Floats
    unit: Unit
    flags: tuple[str, ...] = ()


def regular_series(
    dates: Sequence[str], counts: Sequence[str | float], *, zero_gaps: bool = False
) -> Series:
    """The series in order of time, its unit found from the dates.

    dates : YYYY-MM-DD (a time after it is not looked at) or YYYY-MM, in any order.
    counts : whole numbers of 0 or more, as text or numbers.
    zero_gaps : take a missing day, week or month for a count of 0, and flag it.

    Raises Unusable for what is no date or no count, for a date twice, fewer than two dates, and
    for a gap unless `zero_gaps`.
    """
    if len(dates) != len(counts):
        raise Unusable("There must be one count for each date.")
    days, values = _days(dates), _values(counts)
    order = np.argsort(days, kind="stable")
    days, values = days[order], values[order]
    if len(days) < 2:
        raise Unusable("A chart needs at least two dates with a count each.")
    unit = _unit(days)
    if unit == "month":
        days = days.astype("datetime64[M]").astype("datetime64[D]")
    _refuse_twice(days, unit)
    return _filled(days, values, unit, zero_gaps)


def _days(texts: Sequence[str]) -> Days:
    days = np.empty(len(texts), dtype="datetime64[D]")
    for row, text in enumerate(texts):
        days[row] = _day(str(text).strip(), row)
    return days


def _day(text: str, row: int) -> date:
    try:
        return date.fromisoformat(f"{text}-01" if len(text) == 7 else text[:10])
    except ValueError:
        raise Unusable(
            f"Row {row + 1} has {text[:40]!r} where a date like 2024-12-30 must be."
        ) from None


def _values(counts: Sequence[str | float]) -> Floats:
    values = np.empty(len(counts))
    for row, count in enumerate(counts):
        try:
            values[row] = float(count)
        except ValueError:
            values[row] = np.nan
        if not (values[row] >= 0 and values[row] == np.floor(values[row]) < np.inf):
            raise Unusable(
                f"Row {row + 1} has {str(count)[:40]!r} where a count, 0 or a whole number above, "
                "must be."
            )
    return values


def _unit(days: Days) -> Unit:
    """The longest unit that all dates fit: months of one day each, else weeks, else days."""
    steps = np.diff(days).astype(np.int64)
    months = days.astype("datetime64[M]")
    in_month = (days - months.astype("datetime64[D]")).astype(np.int64)
    ends = (days + ONE["day"]).astype("datetime64[M]") > months
    if steps.min() >= 28 and (ends.all() or (in_month == in_month[0]).all()):
        return "month"
    return "week" if (steps % 7 == 0).all() and steps.max() > 0 else "day"


def _refuse_twice(days: Days, unit: Unit) -> None:
    twice = np.flatnonzero(days[1:] == days[:-1])
    if len(twice):
        raise Unusable(f"{days[twice[0]]} stands twice: add its counts up to one for each {unit}.")


def _filled(days: Days, values: Floats, unit: Unit, zero_gaps: bool) -> Series:
    if unit == "month":
        all_days = np.arange(days[0].astype("M8[M]"), days[-1].astype("M8[M]") + ONE["month"])
        starts = all_days.astype("datetime64[D]")
    else:
        starts = np.arange(days[0], days[-1] + ONE["day"], ONE[unit])
    if len(starts) > LONGEST:
        raise Unusable(f"The dates span {len(starts):,} {unit}s: look for a mistyped year.")
    full = np.zeros(len(starts))
    full[np.searchsorted(starts, days)] = values
    missing = starts[~np.isin(starts, days)]
    if len(missing) and not zero_gaps:
        raise Unusable(
            f"{missing[0]} has no count, and {len(missing)} {unit}s in all: put them in, "
            "with 0 where nobody reported, or say that gaps are zeros."
        )
    flags = (
        f"{len(missing)} {unit}s without a count were taken for 0, the first on {day}."
        for day in missing[:1]
    )
    return Series(starts, full, unit, tuple(flags))
