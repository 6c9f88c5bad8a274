"""Local time to UTC: the quick SQL against Python's own zones, across every clock change."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest

from commonground.common.errors import Refused
from commonground.incidents import zones

PLACES = (
    "America/Chicago",
    "Europe/London",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "UTC",
)


def both_ways(name: str, moments: list[datetime]) -> tuple[list[datetime], list[datetime]]:
    database = duckdb.connect()
    rows = database.execute(
        f"SELECT {zones.to_utc('moment', name)}, {zones.to_local('moment', name)} "
        "FROM (SELECT unnest(?::TIMESTAMP[]) AS moment)",
        [moments],
    ).fetchall()
    return [r[0] for r in rows], [r[1] for r in rows]


def slow_utc(moment: datetime, name: str) -> datetime:
    return moment.replace(tzinfo=ZoneInfo(name), fold=0).astimezone(UTC).replace(tzinfo=None)


def slow_local(moment: datetime, name: str) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(name)).replace(tzinfo=None)


@pytest.mark.parametrize("name", PLACES)
def test_the_quick_conversion_equals_pythons(name):
    chance = random.Random(7)
    start = datetime(1951, 1, 1)
    moments = [start + timedelta(minutes=chance.randrange(149 * 525_600)) for _ in range(2000)]
    for change, _, _ in zones.changes(name)[-80:]:
        moments += [slow_local(change, name) + timedelta(minutes=m) for m in range(-150, 151, 15)]
        moments += [change + timedelta(seconds=s) for s in (-1, 0, 1)]
    utc, local = both_ways(name, moments)
    assert utc == [slow_utc(m, name) for m in moments]
    assert local == [slow_local(m, name) for m in moments]


def test_a_time_that_happens_twice_is_the_first_of_the_two():
    utc, _ = both_ways("America/Chicago", [datetime(2016, 11, 6, 1, 30)])
    assert utc == [datetime(2016, 11, 6, 6, 30)]


def test_a_time_that_never_happens_lands_after_the_gap():
    utc, _ = both_ways("America/Chicago", [datetime(2016, 3, 13, 2, 30)])
    assert utc == [datetime(2016, 3, 13, 8, 30)]  # 03:30 by the new clock


def test_a_time_of_before_or_after_all_known_changes_is_read_too():
    moments = [datetime(1700, 7, 4, 12), datetime(2500, 7, 4, 12)]
    utc, _ = both_ways("America/Chicago", moments)
    assert [t - m for t, m in zip(utc, moments, strict=True)] == [timedelta(hours=6)] * 2


def test_an_unknown_zone_is_refused_in_a_sentence():
    with pytest.raises(Refused, match="no time zone 'Chicago'"):
        zones.zone("Chicago")
