"""Who began a record, and whether it was to enforce: enforcement is never engagement."""

from datetime import date

import pytest

from commonground.earlywarning import frames as scan_frames
from commonground.incidents import frames, kinds, mapping, presence
from commonground.incidents.importing import import_file

from .conftest import BY

HEADER = "event_number,tencode,tencode_suffix,call_received,zone,latitude,longitude"
MONDAY = date(2017, 12, 4)


@pytest.fixture
def calls(desk):
    """Takes calls in as Nashville writes them: (ten-code, suffix, day, area)."""
    rows = []

    def take(*told: tuple[str, str, str, str]):
        for code, suffix, day, area in told:
            rows.append(f"PD{len(rows)},{code},{suffix},{day} 13:45:00,{area},36.1,-86.7")
        file = desk.file(*rows, header=HEADER)
        return import_file(
            file=file, kind="calls", mapping=mapping.load("nashville-calls"), by=BY
        )

    return take


def counted(since=MONDAY, until=MONDAY):
    return {
        (row.neighbourhood, row.week): (row.calls, row.visits, row.enforcement, row.unknown)
        for row in presence.by_week(since, until)
    }


def test_calls_visits_and_enforcement_are_three_things(calls, town):
    calls(
        ("70", "R", "2017-12-04", "N1"),  # a burglary, reported
        ("15", "", "2017-12-05", "N1"),  # community policing
        ("96", "", "2017-12-10", "N1"),  # a business check, on Sunday
        ("93", "TS", "2017-12-06", "N1"),  # a traffic stop
        ("70", "W", "2017-12-06", "N1"),  # a warrant
        ("95", "", "2017-12-06", "N1"),  # a meal
        ("43", "P", "2017-12-06", "N1"),  # either
        ("44", "P", "2017-12-06", "S1"),
    )
    assert counted() == {
        (town.north.public_id, MONDAY): (1, 2, 2, 1),
        (town.south.public_id, MONDAY): (1, 0, 0, 0),
    }


def test_weeks_begin_on_monday_and_only_whole_ones_are_known(calls, town):
    assert presence.weeks_covered() is None and counted() == {}
    calls(("70", "R", "2017-11-22", "N1"), ("70", "R", "2017-12-07", "N1"))
    assert presence.weeks_covered() == (date(2017, 11, 27), date(2017, 11, 27))
    calls(("70", "R", "2017-12-10", "N1"))
    assert presence.weeks_covered() == (date(2017, 11, 27), MONDAY)
    assert counted()[(town.north.public_id, MONDAY)][0] == 2


def test_a_few_days_are_no_week(calls, town):
    calls(("70", "R", "2017-12-05", "N1"), ("70", "R", "2017-12-10", "N1"))
    assert presence.weeks_covered() is None


def test_a_category_that_nobody_listed_is_enforcement(calls, town):
    """A theft that an officer began, by the suffix: no oversight makes it engagement."""
    calls(("50", "TS", "2017-12-04", "N1"), ("50", "R", "2017-12-10", "N1"))
    assert counted() == {(town.north.public_id, MONDAY): (1, 0, 1, 0)}


def test_no_kind_of_stop_arrest_or_search_is_engagement():
    engagement = [
        row for table in kinds.shipped() for row in kinds.read(kinds.find(table))
        if row.category in presence.ENGAGEMENT
    ]  # fmt: skip
    assert {(row.type, row.resident_reported) for row in engagement} == {
        ("15", False), ("96", False),
    }  # fmt: skip


def test_visits_that_officers_began_never_reach_the_early_warning(calls, town):
    calls(("15", "", "2017-12-05", "N1"), ("70", "R", "2017-12-05", "N1"))
    found = frames.resident_reported(date(2017, 12, 10), date(2017, 12, 1))
    assert found.stream.tolist() == ["calls.burglary"]
    rows = presence.by_week(MONDAY, MONDAY)
    with pytest.raises(TypeError):
        scan_frames.Reports.of(rows)
