"""The bundled city: small, attributed, nothing after its clock, nobody in it."""

import json
import re
from datetime import date, datetime

import duckdb
from shapely.geometry import shape

from commonground import demo_data
from commonground.incidents import kinds, mapping


def incidents(sql: str) -> list[tuple]:
    return duckdb.execute(sql, [str(demo_data.INCIDENTS)]).fetchall()


def test_the_bundle_is_at_most_8_megabytes():
    assert sum(f.stat().st_size for f in demo_data.CHICAGO.rglob("*")) <= 8_000_000


def test_every_file_is_attributed_with_the_citys_notice():
    words = demo_data.ATTRIBUTION.read_text(encoding="utf-8")
    assert demo_data.CITY_DISCLAIMER in words
    for file in demo_data.CHICAGO.iterdir():
        assert file.name in words or file == demo_data.ATTRIBUTION


def test_there_are_275_beats_each_valid_named_and_with_an_estimate():
    data = json.loads(demo_data.BEATS.read_text(encoding="utf-8"))
    numbers = [f["properties"]["beat"] for f in data["features"]]
    assert len(numbers) == len(set(numbers)) == 275
    assert all(shape(f["geometry"]).is_valid for f in data["features"])
    beats = demo_data.beats()
    assert [b.number for b in beats] == numbers
    assert len({b.name for b in beats}) == 275
    # the 2010 count is 2,695,598; beats and community areas differ a little at the city's edge
    assert abs(sum(b.population for b in beats) - 2_695_598) < 5_000


def test_nothing_that_happened_is_later_than_the_clock():
    (bounds,) = incidents("SELECT min(date), max(date), count(*) FROM read_parquet(?)")
    assert bounds[0] >= datetime(2016, 1, 1)
    assert bounds[1] < datetime(2017, 12, 11)
    assert bounds[2] == 522_829
    assert {t.month for t in demo_data.district_trust()} == {date(2017, 11, 1)}
    assert len(demo_data.district_trust()) == 22


def test_no_sensitive_record_has_a_point():
    rows = incidents(
        "SELECT DISTINCT primary_type, description, domestic FROM read_parquet(?) "
        "WHERE latitude IS NOT NULL"
    )
    table = {(t.type, t.subtype): t for t in kinds.read(kinds.find("chicago-crimes"))}
    for primary, description, domestic in rows:
        row = table.get((primary, description)) or table[primary, kinds.ANY]
        assert not domestic and not row.sensitive, (primary, description)


def test_the_bundle_fits_the_mapping_that_it_is_imported_with():
    columns = {r[0] for r in incidents("DESCRIBE SELECT * FROM read_parquet(?)")}
    assert columns == set(mapping.load(demo_data.INCIDENT_MAPPING).columns.values())


def test_calendar_rows_name_nobody_and_say_what_is_not_known():
    events = demo_data.calendar_events()
    assert len({e.id for e in events}) == len(events) > 4_900
    words = " ".join(f"{e.title} {e.place}" for e in events)
    assert not re.search(r"removed\]|@|\d{3}-\d{4}|\b(Officer|Pastor|Commander)\b|\btest\b",
                         words, re.I)
    assert all(e.after_snapshot == (e.starts.date() > demo_data.CALENDAR_READ_ON) for e in events)
    numbers = {b.number for b in demo_data.beats()}
    assert all(numbers.issuperset(e.beats) for e in events)
