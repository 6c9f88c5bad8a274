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
YEARS = range(FIRST_YEAR - 1, LAST_YEAR + 2)  # a local time of the first may be in the year before
EPOCH, MICROSECOND, NEVER = datetime(1970, 1, 1), timedelta(microseconds=1), 2**62
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


def to_utc(column: str, name: str) -> str:
    """SQL: a TIMESTAMP of local wall time, as UTC."""
    return f"make_timestamp(epoch_us({column}) - {offset_sql(column, local_steps(name))})"


def to_local(column: str, name: str) -> str:
    """SQL: a TIMESTAMP in UTC, as local wall time."""
    return f"make_timestamp(epoch_us({column}) + {offset_sql(column, utc_steps(name))})"


def offset_sql(column: str, steps: Steps) -> str:
    """SQL: microseconds. Lists by year of the few changes within it: one CASE of all changes runs
    as fast, but takes DuckDB 40 ms to plan, each import anew, and lists take 12 ms."""
    moments, offsets = _by_year(steps)
    year = f"[least(greatest(year({column}), {YEARS[0]}), {YEARS[-1]}) - {YEARS[0] - 1}]"
    found = f"({offsets[-1]}){year}"
    for until, before in reversed(list(zip(moments, offsets, strict=False))):
        found = (
            f"CASE WHEN epoch_us({column}) < ({until}){year} THEN ({before}){year} ELSE {found} END"
        )
    return f"({found})::BIGINT * 1000000"


def _by_year(steps: Steps) -> tuple[list[list[int]], list[list[int]]]:
    """Lists over YEARS: of the first change in the year (microseconds since 1970), the second, ...;
    and of the offset before the first (seconds), after it, after the second, ..."""
    within: dict[int, list[tuple[datetime, int]]] = {year: [] for year in YEARS}
    for step in steps[1:]:
        within[step[0].year].append(step)
    most, now = max(map(len, within.values())), steps[0][1]
    moments, offsets = [], []
    for found in within.values():
        spare = most - len(found)
        before, now = now, found[-1][1] if found else now
        moments.append([(at - EPOCH) // MICROSECOND for at, _ in found] + [NEVER] * spare)
        offsets.append([before, *(offset for _, offset in found)] + [now] * spare)
    return _columns(moments), _columns(offsets)


def _columns(rows: list[list[int]]) -> list[list[int]]:
    return [list(column) for column in zip(*rows, strict=True)]
