"""Local civil time to UTC and back, as SQL that DuckDB runs on whole columns.

The rules are Python's own (PEP 495, fold=0), so that a file, a form and a test agree:
a time that happens twice (clocks go back) is the first of the two; a time that never happens
(clocks go forward) is read with the offset before the change, which lands after the gap.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commonground.common.errors import Refused

FIRST_YEAR, LAST_YEAR = 1950, 2100
Steps = tuple[tuple[datetime, int], ...]  # (from when on, offset in seconds), the first open


def zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise Refused(
            f"There is no time zone {name!r}; write one such as America/Chicago."
        ) from problem


@lru_cache(maxsize=8)
def changes(name: str) -> tuple[tuple[datetime, int, int], ...]:
    """Each change of offset: (moment in UTC without zone, seconds before, seconds after)."""
    where, found = zone(name), []
    day = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    before = offset(day, where)
    while day.year <= LAST_YEAR:
        after = offset(day + timedelta(days=1), where)
        if after != before:
            moment = _moment(day, where, before)
            found.append((moment.replace(tzinfo=None), before, after))
        day, before = day + timedelta(days=1), after
    return tuple(found)


def offset(moment: datetime, where: ZoneInfo) -> int:
    found = moment.astimezone(where).utcoffset()
    assert found is not None  # the moment has a zone
    return int(found.total_seconds())


def _moment(day: datetime, where: ZoneInfo, before: int) -> datetime:
    """The second at which the offset changes, somewhere in the 24 hours from `day`."""
    low, high = 0, 24 * 3600
    while high - low > 1:
        middle = (low + high) // 2
        if offset(day + timedelta(seconds=middle), where) == before:
            low = middle
        else:
            high = middle
    return day + timedelta(seconds=high)


def _first_offset(name: str) -> int:
    return offset(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), zone(name))


def local_steps(name: str) -> Steps:
    """The offset of a local wall time; fold=0 switches at the later of the two wall times."""
    steps = [(datetime.min, _first_offset(name))]
    for moment, before, after in changes(name):
        steps.append((moment + timedelta(seconds=max(before, after)), after))
    return tuple(steps)


def utc_steps(name: str) -> Steps:
    return (
        (datetime.min, _first_offset(name)),
        *((moment, after) for moment, _, after in changes(name)),
    )


def offset_sql(column: str, steps: Steps) -> str:
    """SQL: microseconds. A balanced CASE: a join would cost more than its eight comparisons."""
    if len(steps) == 1:
        return f"{steps[0][1] * 1_000_000}::BIGINT"
    middle = len(steps) // 2
    low, high = offset_sql(column, steps[:middle]), offset_sql(column, steps[middle:])
    return f"CASE WHEN {column} < TIMESTAMP '{steps[middle][0]}' THEN {low} ELSE {high} END"


def to_utc(column: str, name: str) -> str:
    """SQL: a TIMESTAMP of local wall time, as UTC."""
    return f"make_timestamp(epoch_us({column}) - {_offset(column, local_steps(name))})"


def to_local(column: str, name: str) -> str:
    """SQL: a TIMESTAMP in UTC, as local wall time."""
    return f"make_timestamp(epoch_us({column}) + {_offset(column, utc_steps(name))})"


def _offset(column: str, steps: Steps) -> str:
    return f"({offset_sql(column, steps)})"
