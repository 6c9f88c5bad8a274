"""Dates, files and columns: what can be read, and what is refused and why."""

import csv
import gzip
from datetime import date, datetime

import duckdb
import pytest

from commonground.common.errors import Refused
from commonground.incidents.models import ImportRun

from .conftest import BY, HEADER

THEFT = "1,2017-12-01 13:45:00,THEFT,OVER $500,false,N1,41.905,-87.705"


def refused_rows(desk, run) -> list[dict[str, str]]:
    with (desk.home / run.refused_file).open() as source:
        return list(csv.DictReader(source))


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
