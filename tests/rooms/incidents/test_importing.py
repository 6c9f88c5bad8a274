"""Taking a file in: what is kept, what is a duplicate, what is refused and why."""

import csv
import gzip
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.incidents import kinds, store
from commonground.incidents.models import ImportRun
from tests.cast import NORTH_POINT, SOUTH_POINT

from .conftest import BY, HEADER, IMPORTED

THEFT = "1,2017-12-01 13:45:00,THEFT,OVER $500,false,N1,41.905,-87.705"


def refused_rows(desk, run) -> list[dict[str, str]]:
    with (desk.home / run.refused_file).open() as source:
        return list(csv.DictReader(source))


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


def test_a_record_that_becomes_sensitive_loses_its_point_in_every_version(desk, clock_at):
    old = desk.file(THEFT)
    desk.take_file(old)
    clock_at.forward(days=1)
    desk.take(THEFT.replace("false", "true"))
    assert desk.rows("sensitive, cell, latitude") == [(True, None, None)] * 2
    clock_at.forward(days=1)
    assert desk.take_file(old).duplicate_count == 1  # and an old file uncovers nothing
    assert desk.rows("version", where="latitude IS NOT NULL OR cell IS NOT NULL") == []


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


def test_midnight_means_that_the_hour_is_not_known(desk):
    desk.take("1,2017-12-01 00:00:00,THEFT,x,false,N1,,", "2,2017-12-01 00:01,THEFT,x,false,N1,,")
    assert desk.rows("precision") == [("day",), ("minute",)]


def test_both_clock_changes_are_read_by_the_stated_rule(desk):
    desk.take("1,2016-11-06 01:30,THEFT,x,false,N1,,", "2,2016-03-13 02:30,THEFT,x,false,N1,,")
    assert desk.rows("occurred_at") == [
        (datetime(2016, 11, 6, 6, 30),), (datetime(2016, 3, 13, 8, 30),)
    ]


def test_the_local_day_is_the_sources_day(desk):
    desk.take("1,2017-11-30 23:30,THEFT,x,false,N1,,")
    assert desk.rows("occurred_on, occurred_at") == [
        (date(2017, 11, 30), datetime(2017, 12, 1, 5, 30))
    ]


def test_dates_may_carry_their_own_offset(desk):
    run = desk.take(
        "1,2017-12-01T23:30:00-05:00,THEFT,x,false,N1,,",
        "2,2017-12-01T04:30:00Z,THEFT,x,false,N1,,",
        "3,2017-12-01 10:00,THEFT,x,false,N1,,",
        time={"zone": "offset"},
    )
    assert run.refused_count == 1
    assert desk.rows("occurred_at, occurred_on") == [
        (datetime(2017, 12, 2, 4, 30), date(2017, 12, 1)),
        (datetime(2017, 12, 1, 4, 30), date(2017, 11, 30)),
    ]


def test_an_offset_is_never_taken_for_local_time(desk):
    run = desk.take("1,2017-12-01T23:30:00-05:00,THEFT,x,false,N1,,")
    assert refused_rows(desk, run)[0]["reason"] == "the date cannot be read"


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


def test_refused_rows_are_written_with_line_id_and_reason_and_nothing_else(desk):
    run = desk.take(
        'A1,"2017-13-01\n13:45",THEFT,x,false,N1,,',  # lines 2 and 3
        "A2,2017-12-01 13:45,THEFT,x,false",
        "A3,2017-12-01 13:45,THEFT,x,false,N1,,",
        ",2017-12-01 13:45,THEFT,x,false,N1,,",
        "John Smith,2017-12-01 13:45,THEFT,x,false,N1,,",
        "A7,,THEFT,x,false,N1,,",
        "A8,2027-01-01,THEFT,x,false,N1,,",
        "A9,1901-01-01,THEFT,x,false,N1,,",
        "B1,2017-12-01 13:45,,x,false,N1,,",
    )
    assert [tuple(r.values()) for r in refused_rows(desk, run)] == [
        ("2", "A1", "the date cannot be read"),
        ("4", "", "the line cannot be split into the columns of the first line"),
        ("6", "", "no id"),
        ("7", "", "the id is not a code (letters, digits and . _ : / # - up to 64)"),
        ("8", "A7", "no date"),
        ("9", "A8", "the date lies in the future"),
        ("10", "A9", "the date lies before 1950"),
        ("11", "B1", "no type"),
    ]
    assert (run.read_count, run.kept_count, run.refused_count) == (9, 1, 8)


def test_a_date_of_a_report_that_cannot_be_read_refuses_the_row(desk):
    run = desk.take(
        THEFT + ",soon", THEFT.replace("1,", "2,", 1) + ",2017-12-01 14:00",
        THEFT.replace("1,", "3,", 1) + ",", header=HEADER + ",reported",
        columns={"reported_at": "reported"},
    )
    assert refused_rows(desk, run)[0]["reason"] == "the date of the report cannot be read"
    assert desk.rows("reported_at") == [(datetime(2017, 12, 1, 20, 0),), (None,)]


def test_a_packed_file_and_the_portals_own_headings_are_read(desk, tmp_path):
    header = "ID,Date,Primary Type,Description,Domestic,Beat,Latitude,Longitude"
    file = tmp_path / "portal.csv.gz"
    file.write_bytes(gzip.compress(
        (header + "\n1,12/01/2017 01:45:00 PM,THEFT,x,true,N1,,\n").encode("utf-8-sig")
    ))
    desk.take_file(file, time={"formats": ["%m/%d/%Y %I:%M:%S %p"]})
    assert desk.rows("occurred_at, sensitive") == [(datetime(2017, 12, 1, 19, 45), True)]


def test_latin_letters_are_read_when_the_mapping_says_so(desk):
    file = desk.file("1,2017-12-01 13:45,CAFÉ,x,false,N1,,", encoding="latin-1")
    with pytest.raises(Refused, match="is not text in utf-8: name its encoding"):
        desk.take_file(file)
    assert desk.take_file(file, csv={"encoding": "latin-1"}).kept_count == 1


def test_parquet_with_typed_columns_is_read(desk, tmp_path):
    file = tmp_path / "typed.parquet"
    duckdb.execute(f"""COPY (SELECT 1 AS id, DATE '2017-12-01' AS date, 'THEFT' AS primary_type,
        'x' AS description, true AS domestic, 'N1' AS beat, 41.905::DECIMAL(9,5) AS latitude,
        -87.705::FLOAT AS longitude) TO '{file}' (FORMAT parquet)""")
    desk.take_file(file)
    assert desk.rows("source_id, precision, occurred_on, sensitive, neighbourhood IS NULL") == [
        ("1", "day", date(2017, 12, 1), True, False)
    ]


def test_parquet_instants_are_instants(desk, tmp_path):
    file = tmp_path / "instants.parquet"
    duckdb.execute(f"""COPY (SELECT 'a' AS id,
        make_timestamptz(epoch_us(TIMESTAMP '2017-12-01 03:00')) AS date, 'THEFT' AS primary_type,
        'x' AS description, false AS domestic, 'N1' AS beat, NULL::DOUBLE AS latitude,
        NULL::DOUBLE AS longitude) TO '{file}' (FORMAT parquet)""")
    desk.take_file(file)
    assert desk.rows("occurred_at, occurred_on") == [
        (datetime(2017, 12, 1, 3, 0), date(2017, 11, 30))
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "is empty"), (HEADER.encode() + b"\n", "holds no rows"),
     (b"id,when\n1,2\n", "lacks the column primary_type, description, date, domestic"),
     (b"id,id\n1,2\n", "two columns of one name"),
     ((HEADER + "\n" + THEFT).encode("utf-16"), "is not text in utf-8"),
     (b"\x1f\x8bnot really packed", "is not text in utf-8"),
     (b"PAR1 and no more", "is not a Parquet file that can be read")],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(desk, tmp_path, content, sentence):
    file = tmp_path / "bad.csv"
    file.write_bytes(content)
    with pytest.raises(Refused, match=sentence):
        desk.take_file(file)
    assert desk.rows("*") == []
    assert not ImportRun.objects.exists()


def test_a_mapping_of_another_kind_is_refused(desk):
    from commonground.incidents import importing

    with pytest.raises(Refused, match="is a mapping for crimes, not for calls"):
        importing.import_file(
            kind="calls", file=desk.file(THEFT), mapping=desk.mapping(), by=BY
        )


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
