"""Counts that pages show."""

from datetime import date, timedelta

from commonground.incidents import queries

from .conftest import HEADER, IMPORTED

RANGE = {"since": date(2017, 1, 1), "as_of": date(2017, 12, 10)}


def lines(*rows: tuple[int, str, str, str]) -> list[str]:
    return [f"{n},{day} 13:45,{kind},x,false,{area},," for n, day, kind, area in rows]


def counted(*args, **options) -> list[tuple]:
    return [
        (c.month.isoformat()[:7], c.category, c.count)
        for c in queries.monthly_counts(*args, **{**RANGE, **options})
    ]


def test_records_are_counted_by_month_and_category(desk, town):
    desk.take(*lines(
        (1, "2017-11-01", "THEFT", "N1"), (2, "2017-11-30", "THEFT", "N1"),
        (3, "2017-12-01", "ROBBERY", "N1"), (4, "2017-11-02", "THEFT", "S1"),
        (5, "2017-12-11", "THEFT", "N1"), (6, "2016-12-31", "THEFT", "N1"),
    ))
    north = [town.north.public_id]
    assert counted(north) == [("2017-11", "theft", 2), ("2017-12", "robbery", 1)]
    assert sum(c for _, _, c in counted(None)) == 4
    assert counted([]) == []


def test_a_month_that_is_cut_says_so(desk, town):
    desk.take(*lines((1, "2017-11-01", "THEFT", "N1"), (2, "2017-12-01", "THEFT", "N1")))
    found = queries.monthly_counts([town.north.public_id], **RANGE)
    assert [c.whole_month for c in found] == [True, False]
    whole = queries.monthly_counts(None, since=RANGE["since"], as_of=date(2017, 12, 31))
    assert [c.whole_month for c in whole] == [True, True]


def test_a_correction_is_counted_once_and_an_old_morning_as_it_was(desk, clock_at):
    desk.take(*lines((1, "2017-11-01", "THEFT", "N1")))
    clock_at.forward(days=1)
    desk.take(*lines((1, "2017-11-01", "ROBBERY", "N1")))
    assert counted(None) == [("2017-11", "robbery", 1)]
    then = IMPORTED + timedelta(hours=1)
    assert counted(None, known_by=then) == [("2017-11", "theft", 1)]
    assert counted(None, known_by=IMPORTED - timedelta(hours=1)) == []


def test_sensitive_records_can_be_left_out(desk):
    desk.take(*lines((1, "2017-11-01", "THEFT", "N1"), (2, "2017-11-01", "STALKING", "N1")))
    assert counted(None, sensitive=False) == [("2017-11", "theft", 1)]
    assert counted(None, sensitive=True) == [("2017-11", "stalking", 1)]


def test_what_is_held_is_known_by_kind(desk):
    assert queries.all_held() == []
    desk.take(*lines((1, "2017-11-01", "THEFT", "N1"), (2, "2017-12-01", "THEFT", "N1")))
    assert queries.all_held() == [
        queries.Held("crimes", 2, date(2017, 11, 1), date(2017, 12, 1))
    ]
    assert queries.held("calls") is None


def test_who_started_the_calls_is_not_known_without_calls(desk, town):
    north = town.north.public_id
    assert queries.initiated_counts(north, **RANGE) is None
    rows = lines((1, "2017-11-01", "THEFT", "N1"), (2, "2017-11-01", "THEFT", "N1"),
                 (3, "2017-11-01", "THEFT", "S1"))
    desk.take(
        *(f"{row},{who}" for row, who in zip(rows, ("911", "ONVIEW", "911"), strict=True)),
        header=HEADER + ",how", columns={"initiated": "how"}, kind="calls",
        initiated={"resident": ["911"], "officer": ["ONVIEW"]},
    )
    assert queries.initiated_counts(north, **RANGE) == {"resident": 1, "officer": 1, "unknown": 0}


def test_the_last_import_is_the_last_that_was_finished(desk):
    assert queries.last_import("crimes") is None
    run = desk.take(*lines((1, "2017-11-01", "THEFT", "N1")))
    assert queries.last_import("crimes") == run
