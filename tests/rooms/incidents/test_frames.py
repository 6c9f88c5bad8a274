"""What early warning may read: resident reported, not sensitive, with a point and a day."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from commonground.incidents import frames
from commonground.incidents.frames import Records, ResidentReported

from .conftest import HEADER, IMPORTED

AS_OF, SINCE = date(2017, 12, 11), date(2017, 11, 1)


def line(name: int, kind: str, *, day: str = "2017-12-01 13:45", flag: str = "false") -> str:
    return f"{name},{day},{kind},x,{flag},N1,41.905,-87.705"


def records(reported: list[bool], sensitive: list[bool]) -> Records:
    n = len(reported)
    words = np.array(["x"] * n)
    return Records(
        np.array(reported), np.array(sensitive), np.zeros(n), np.zeros(n), words,
        np.zeros(n, np.int64), np.zeros(n, np.int64), words, words,
    )


def test_only_resident_reported_records_reach_a_stream(desk, town):
    desk.take(line(1, "THEFT"), line(2, "NARCOTICS"), line(3, "WEAPONS VIOLATION"),
              line(4, "CRIMINAL TRESPASS"), line(5, "PROSTITUTION"), line(6, "NOT LISTED"))
    found = frames.resident_reported(AS_OF, SINCE)
    assert found.stream.tolist() == ["crimes.theft"]
    assert found.day.tolist() == [date(2017, 12, 1).toordinal()]
    assert found.neighbourhood.tolist() == [town.north.public_id]
    assert found.cell.tolist() == ["892664cae13ffff"]
    assert (found.lat[0], found.lon[0], len(found)) == (41.905, -87.705, 1)


def test_sensitive_records_reach_no_stream(desk):
    desk.take(line(1, "THEFT", flag="true"), line(2, "STALKING"), line(3, "KIDNAPPING"),
              line(4, "OFFENSE INVOLVING CHILDREN"), line(5, "SEX OFFENSE"))
    assert len(frames.resident_reported(AS_OF, SINCE)) == 0


def test_the_type_cannot_be_made_from_officer_initiated_rows():
    with pytest.raises(ValueError, match="Officer-initiated"):
        ResidentReported.of(records([True, False], [False, False]))


def test_the_type_cannot_be_made_from_sensitive_rows():
    with pytest.raises(ValueError, match="Sensitive"):
        ResidentReported.of(records([True, True], [False, True]))


def test_the_type_cannot_be_made_around_its_checks():
    good = ResidentReported.of(records([True], [False]))
    columns = {name: getattr(good, name) for name in frames.COLUMNS}
    with pytest.raises(TypeError):
        ResidentReported(**columns)
    with pytest.raises(TypeError):
        ResidentReported(**columns, seal=object())
    with pytest.raises(TypeError):
        replace(good, day=np.array([1]))


def test_a_mask_can_only_leave_rows_out():
    two = ResidentReported.of(records([True, True], [False, False]))
    assert len(two.where(np.array([True, False]))) == 1
    with pytest.raises(ValueError, match="one truth value"):
        two.where(np.array([0, 0, 1, 1]))


def test_calls_that_an_officer_started_do_not_pass_even_with_a_listed_type(desk):
    desk.take(
        line(1, "THEFT") + ",911", line(2, "THEFT") + ",ONVIEW", header=HEADER + ",how",
        columns={"initiated": "how"}, kind="calls",
        initiated={"resident": ["911"], "officer": ["ONVIEW"]},
    )
    found = frames.resident_reported(AS_OF, SINCE)
    assert found.stream.tolist() == ["calls.theft"]


def test_the_days_asked_for_are_both_included(desk):
    days = [SINCE - timedelta(1), SINCE, AS_OF, AS_OF + timedelta(1)]
    desk.take(*(line(n, "THEFT", day=f"{d} 00:30") for n, d in enumerate(days)))
    found = frames.resident_reported(AS_OF, SINCE)
    assert found.day.tolist() == [SINCE.toordinal(), AS_OF.toordinal()]


def test_a_record_without_a_point_or_a_day_is_left_out(desk):
    desk.take("1,2017-12-01 13:45,THEFT,x,false,N1,,")
    desk.take(line(2, "THEFT"), time={"precision": "month"})
    assert len(frames.resident_reported(AS_OF, SINCE)) == 0


def test_an_earlier_morning_sees_what_was_known_then(desk, clock_at):
    desk.take(line(1, "THEFT"))
    clock_at.forward(days=2)
    desk.take(line(1, "ROBBERY"), line(2, "ARSON"))

    def known(**delta):
        moment = IMPORTED + timedelta(**delta)
        return frames.resident_reported(AS_OF, SINCE, known_by=moment).stream.tolist()

    assert known(days=-1) == []
    assert known(days=1) == ["crimes.theft"]
    assert known(days=3) == ["crimes.robbery", "crimes.arson"]
    assert frames.resident_reported(AS_OF, SINCE).stream.tolist() == known(days=3)


def test_nothing_imported_is_no_records(home, db):
    assert len(frames.resident_reported(AS_OF, SINCE)) == 0


def test_a_stream_has_a_name_that_a_page_can_show():
    assert frames.stream_name("crimes.burglary", "en") == "Burglary"
    assert frames.stream_name("crimes.burglary", "es") == "Robo en vivienda o local"


def test_the_hour_is_the_local_one_and_unknown_where_only_the_day_is_known(desk):
    desk.take(line(1, "THEFT"), line(2, "THEFT").replace("13:45", "00:00"))
    assert sorted(frames.resident_reported(AS_OF, SINCE).hour.tolist()) == [-1, 13]
