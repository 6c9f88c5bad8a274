"""Taking a file in: what is kept, what is a duplicate, and where it belongs."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from commonground.common.models import AuditRow
from commonground.incidents import kinds
from tests.cast import NORTH_POINT, SOUTH_POINT

from .conftest import HEADER

THEFT = "1,2017-12-01 13:45:00,THEFT,OVER $500,false,N1,41.905,-87.705"


def test_a_record_keeps_its_type_day_place_and_who_reported_it(desk, town):
    desk.take(THEFT)
    assert desk.rows(
        "source_id, type, category, occurred_at, occurred_on, precision, resident_reported, "
        "sensitive, neighbourhood, cell, latitude, version"
    ) == [
        ("1", "THEFT", "theft", datetime(2017, 12, 1, 19, 45), date(2017, 12, 1), "minute", True,
         False, town.north.public_id, "892664cae13ffff", 41.905, 1)
    ]


def test_the_summary_adds_up(desk):
    run = desk.take(
        THEFT, THEFT, "2,yesterday,THEFT,x,false,N1,,", "3,2017-12-02 10:00,THEFT,x,false,S1,,"
    )
    counts = (run.read_count, run.kept_count, run.duplicate_count, run.refused_count)
    assert counts == (4, 2, 1, 1)
    assert (run.first_day, run.last_day) == (date(2017, 12, 1), date(2017, 12, 2))


def test_an_import_is_a_row_of_the_audit_trail_with_counts_only(desk):
    run = desk.take(THEFT)
    row = AuditRow.objects.get(verb="import")
    assert (row.actor_kind, row.noun, row.noun_id) == ("system", "crimes", run.public_id)
    assert row.detail == {"read": 1, "kept": 1, "corrected": 0, "duplicate": 0, "refused": 0}


def test_the_same_file_again_changes_nothing_not_even_a_file(desk, clock_at):
    file = desk.file(THEFT, "2,2017-11-02 10:00,ROBBERY,x,false,S1,,")
    desk.take_file(file)
    before = desk.on_disk()
    clock_at.forward(days=1)
    again = desk.take_file(file)
    assert (again.kept_count, again.duplicate_count) == (0, 2)
    assert desk.on_disk() == before


def test_an_id_that_another_file_brought_is_a_duplicate(desk):
    desk.take(THEFT)
    run = desk.take(THEFT, "2,2017-12-02 10:00,THEFT,x,false,S1,,")
    assert (run.kept_count, run.duplicate_count) == (1, 1)


def test_the_last_row_of_an_id_in_a_file_is_the_one_kept(desk):
    run = desk.take(THEFT, THEFT.replace("THEFT", "ROBBERY"))
    assert (run.kept_count, run.duplicate_count, run.corrected_count) == (1, 1, 0)
    assert desk.rows("category") == [("robbery",)]


@pytest.mark.parametrize(
    "line",
    ["1,2017-12-01 13:45,THEFT,x,true,N1,41.905,-87.705",
     "1,2017-12-01 13:45,BATTERY,DOMESTIC BATTERY SIMPLE,false,N1,41.905,-87.705",
     "1,2017-12-01 13:45,STALKING,SIMPLE,false,N1,41.905,-87.705",
     "1,2017-12-01 13:45,OFFENSE INVOLVING CHILDREN,x,false,,41.905,-87.705"],
)
def test_a_sensitive_record_keeps_its_neighbourhood_and_no_point(desk, town, line):
    desk.take(line)
    assert desk.rows("sensitive, neighbourhood, cell, latitude, longitude") == [
        (True, town.north.public_id, None, None, None)
    ]


def test_the_sources_own_area_wins_over_the_point(desk, town):
    lat, lon = SOUTH_POINT
    desk.take(f"1,2017-12-01 13:45,THEFT,x,false,N1,{lat},{lon}")
    assert desk.rows("neighbourhood, area") == [(town.north.public_id, "N1")]


def test_without_an_area_the_point_decides_and_outside_is_nowhere(desk, town):
    lat, lon = SOUTH_POINT
    run = desk.take(
        f"1,2017-12-01 13:45,THEFT,x,false,,{lat},{lon}",
        "2,2017-12-01 13:45,THEFT,x,false,X9,40.0,-80.0",
        "3,2017-12-01 13:45,THEFT,x,false,,,",
    )
    assert desk.rows("neighbourhood, area") == [
        (town.south.public_id, None), (None, None), (None, None)
    ]
    assert run.nowhere_count == 2


def test_an_area_number_is_filled_with_zeros(desk, town):
    town.north.source_id = "0111"
    town.north.save()
    desk.take(THEFT.replace("N1", "111"), area={"width": 4})
    assert desk.rows("area") == [("0111",)]


@pytest.mark.parametrize("point", ["0,0", "95,10", "41.9,-187", "north,west"])
def test_a_point_that_cannot_be_is_no_point(desk, point):
    run = desk.take(f"1,2017-12-01 13:45,THEFT,x,false,N1,{point}")
    assert run.kept_count == 1
    assert desk.rows("latitude, cell") == [(None, None)]


def test_a_point_that_stands_for_not_known_is_no_point(desk):
    desk.take(THEFT, place={"not_a_place": [list(NORTH_POINT)]})
    assert desk.rows("latitude, cell") == [(None, None)]


def test_a_type_that_is_not_listed_is_unknown_and_its_words_are_not_stored(desk):
    run = desk.take("1,2017-12-01 13:45,SOMEBODY SAW JOHN SMITH,x,false,N1,,")
    assert run.unlisted_count == 1
    assert desk.rows("type, category, resident_reported") == [(None, kinds.UNLISTED, None)]
    assert all(b"JOHN" not in f.read_bytes() for f in desk.home.rglob("*") if f.is_file())


def test_who_started_a_call_overrules_the_table(desk):
    lines = [f"{n},2017-12-01 13:45,{t},x,false,N1,,,{who}" for n, t, who in
             [(1, "THEFT", "911"), (2, "THEFT", "ONVIEW"), (3, "THEFT", "?"),
              (4, "NARCOTICS", "911"), (5, "CRIMINAL TRESPASS", "911")]]
    desk.take(
        *lines, header=HEADER + ",how", columns={"initiated": "how"},
        initiated={"resident": ["911"], "officer": ["ONVIEW"]},
    )
    assert [r[0] for r in desk.rows("resident_reported")] == [True, False, True, False, True]


def test_the_quick_import_equals_a_slow_obvious_one(desk, town):
    chance = random.Random(11)
    words = ["THEFT", "NARCOTICS", "BATTERY", "STALKING", "CRIMINAL TRESPASS", "NEW WORDS"]
    lines = []
    for n in range(400):
        day = datetime(2016, 1, 1) + timedelta(minutes=chance.randrange(700 * 1440))
        lat, lon = chance.uniform(41.885, 41.915), chance.uniform(-87.715, -87.695)
        lines.append([
            str(chance.randrange(250)), f"{day:%Y-%m-%d %H:%M}" if n % 37 else "never",
            chance.choice(words), "x", chance.choice(["true", "false"]),
            chance.choice(["N1", "S1", ""]), f"{lat:.5f}", f"{lon:.5f}",
        ])
    run = desk.take(*(",".join(line) for line in lines))
    expected = slow_import(lines, town)
    assert run.kept_count == len(expected)
    assert desk.rows(
        "source_id, type, occurred_at, resident_reported, sensitive, neighbourhood"
    ) == sorted(expected)


def slow_import(lines, town) -> list[tuple]:
    from commonground.places.locating import locate

    rows = {r.type: r for r in kinds.read(kinds.find("chicago-crimes")) if r.subtype == "*"}
    areas = {"N1": town.north, "S1": town.south}
    kept = {}
    for name, day, kind, _, domestic, area, lat, lon in lines:
        if day == "never":
            continue
        local = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("America/Chicago"))
        row = rows.get(kind)
        place = areas.get(area) or locate(float(lat), float(lon))
        kept[name] = (
            name, row.type if row else None, local.astimezone(UTC).replace(tzinfo=None),
            row.resident_reported if row else None,
            domestic == "true" or bool(row and row.sensitive),
            place.public_id if place else None,
        )
    return list(kept.values())
