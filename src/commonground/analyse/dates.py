"""Days, months and years as the files and the options write them; units of time as they read."""

import re
from calendar import monthrange
from datetime import date

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable
from commonground.analysis.scan.intervals import Unit, intervals

Ints = NDArray[np.int64]

DAYS: dict[Unit, float] = {"day": 1.0, "month": 365.25 / 12, "year": 365.25}
WRITTEN = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?")
EXAMPLES: dict[Unit, str] = {
    "day": "2024-12-30", "month": "2024-12 or 2024-12-30", "year": "2024 or 2024-12-30",
}  # fmt: skip


def first_day(written: str) -> int:
    """The ordinal of the first day of a day, month or year."""
    year, month, day = _parts(written)
    return _ordinal(written, year, month or 1, day or 1)


def last_day(written: str) -> int:
    """The ordinal of the last day of a day, month or year."""
    year, month, day = _parts(written)
    if month and not 1 <= month <= 12:
        raise _no_date(written)
    return _ordinal(written, year, month or 12, day or monthrange(year, month or 12)[1])


def end_of_unit(day: int, unit: Unit) -> int:
    """The last day of the calendar's month or year that a day is in, or the day itself."""
    written = date.fromordinal(day).isoformat()
    return last_day(written[: {"day": 10, "month": 7, "year": 4}[unit]])


def _parts(written: str) -> tuple[int, int | None, int | None]:
    found = WRITTEN.fullmatch(written.strip())
    if not found or int(found[1]) < 1000:
        raise _no_date(written)
    year, month, day = found.groups()
    return int(year), int(month) if month else None, int(day) if day else None


def _ordinal(written: str, year: int, month: int, day: int) -> int:
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        raise _no_date(written) from None


def _no_date(written: str) -> Unusable:
    return Unusable(f"“{written}” is no date: write a day, as in 2024-12-30, a month or a year.")


def day_sql(column: str, unit: Unit) -> str:
    """SQL for the day ordinal of a text column; NULL where it holds no date that fits the unit."""
    text = f"trim({column})"
    shorter = f"CASE WHEN length({text}) > 10 THEN split_part(replace({text}, 'T', ' '), ' ', 1)"
    if unit in ("month", "year"):
        shorter += f" WHEN length({text}) IN (6, 7) THEN replace({text}, '/', '-') || '-01'"
    if unit == "year":
        shorter += f" WHEN length({text}) = 4 THEN {text} || '-01-01'"
    day = f"TRY_CAST({shorter} ELSE {text} END AS DATE)"
    # DuckDB also takes words and years of two digits for dates
    fits = f"ascii({text}) BETWEEN 48 AND 57 AND {day} BETWEEN '1000-01-01' AND '9998-12-31'"
    return f"CASE WHEN {fits} THEN {day} - DATE '0001-01-01' + 1 END"


def edges_of(since: int | None, until: int, earliest: int, unit: Unit) -> Ints:
    """Where units of time begin, see `intervals`; without `since` the first one is whole."""
    if since is not None or unit == "day":
        return intervals(earliest if since is None else since, until, unit)
    edges = intervals(earliest - 800, until, unit)  # a first unit made longer ends before that
    return edges[np.searchsorted(edges, earliest, side="right") - 1 :]


def name_of(day: int, until: int, unit: Unit) -> str:
    """A day as a unit of time's first or last: its month or year where units are the calendar's."""
    last = date.fromordinal(until)
    whole_month = monthrange(last.year, last.month)[1] == last.day
    written = date.fromordinal(day).isoformat()
    if unit == "month" and whole_month:
        return written[:7]
    return written[:4] if unit == "year" and whole_month and last.month == 12 else written
