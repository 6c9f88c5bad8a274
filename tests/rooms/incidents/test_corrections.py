"""The same id with other content: a new version, and the old morning stays."""

from datetime import date, datetime, timedelta

from commonground.incidents import store

from .conftest import HEADER, IMPORTED

THEFT = "1,2017-12-01 13:45:00,THEFT,OVER $500,false,N1,41.905,-87.705"


def test_a_correction_is_a_new_version_and_the_old_morning_can_be_asked_again(desk, clock_at):
    desk.take(THEFT)
    clock_at.forward(days=3)
    run = desk.take(THEFT.replace("THEFT", "ROBBERY"))
    assert (run.kept_count, run.corrected_count) == (1, 1)
    first, then = IMPORTED.replace(tzinfo=None), (IMPORTED + timedelta(days=3)).replace(tzinfo=None)
    assert desk.rows("version, category, known_at, superseded_at") == [
        (1, "theft", first, then), (2, "robbery", then, None),
    ]


def test_a_correction_may_move_a_record_to_another_month(desk, clock_at):
    desk.take(THEFT)
    clock_at.forward(days=1)
    desk.take(THEFT.replace("2017-12-01", "2017-10-05"))
    held = desk.rows("occurred_on", where="superseded_at IS NULL")
    assert held == [(date(2017, 10, 5),)]
    assert set(store.current().kinds["crimes"]) == {"2017-10", "2017-12"}


def test_an_old_file_again_does_not_bring_the_old_version_back(desk, clock_at):
    old = desk.file(THEFT)
    desk.take_file(old)
    clock_at.forward(days=1)
    desk.take(THEFT.replace("THEFT", "ROBBERY"))
    clock_at.forward(days=1)
    assert desk.take_file(old).duplicate_count == 1
    assert desk.rows("category", where="superseded_at IS NULL") == [("robbery",)]


def test_the_source_may_say_when_it_knew(desk):
    header = HEADER + ",updated"
    run = desk.take(
        THEFT + ",2017-12-02 08:00", header=header, columns={"known_at": "updated"}
    )
    assert run.kept_count == 1
    assert desk.rows("known_at") == [(datetime(2017, 12, 2, 14, 0),)]


def test_a_version_that_the_source_dates_earlier_is_not_a_correction(desk):
    header, columns = HEADER + ",updated", {"known_at": "updated"}
    desk.take(THEFT + ",2017-12-05 08:00", header=header, columns=columns)
    older = THEFT.replace("THEFT", "ROBBERY") + ",2017-12-02 08:00"
    assert desk.take(older, header=header, columns=columns).duplicate_count == 1
    newer = THEFT.replace("THEFT", "ROBBERY") + ",2017-12-06 08:00"
    assert desk.take(newer, header=header, columns=columns).corrected_count == 1


def test_two_corrections_while_the_clock_stands_still_stay_in_order(desk):
    desk.take(THEFT)
    desk.take(THEFT.replace("THEFT", "ROBBERY"))
    desk.take(THEFT.replace("THEFT", "BURGLARY"))
    known = [row[0] for row in desk.rows("known_at")]
    assert known == sorted(set(known))
    assert desk.rows("category", where="superseded_at IS NULL") == [("burglary",)]


def test_a_record_that_becomes_sensitive_loses_its_point_in_every_version(desk, clock_at):
    old = desk.file(THEFT)
    desk.take_file(old)
    clock_at.forward(days=1)
    desk.take(THEFT.replace("false", "true"))
    assert desk.rows("sensitive, cell, latitude") == [(True, None, None)] * 2
    clock_at.forward(days=1)
    assert desk.take_file(old).duplicate_count == 1  # and an old file uncovers nothing
    assert desk.rows("version", where="latitude IS NOT NULL OR cell IS NOT NULL") == []
