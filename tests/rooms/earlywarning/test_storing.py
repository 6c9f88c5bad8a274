"""The store of counts for a scan over many agencies: what it holds, and that it is enough."""

import json
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import ANY

import duckdb
import pytest

from commonground.analyse import agency, stores
from commonground.analyse.agency import Work
from commonground.analysis import morning
from commonground.common import deployment
from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.earlywarning import frames, jobs, scanning, storing, streams
from commonground.earlywarning.looking import look
from commonground.earlywarning.models import ScanRun, Sighting

from .conftest import BY, EVERYWHERE, MORNING, line, ordinary, planted, scan
from .test_command import typed


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "north"


@pytest.fixture
def busy(desk) -> None:
    """Two kinds of report, at known hours, and a surprise at night."""
    nights = [row.replace(" 00:00", " 23:00") for row in planted()]
    days = [row.replace(" 00:00", " 10:00") for row in ordinary("BURGLARY", first=5000)]
    desk.take(*ordinary(), *nights, *days)


def store(folder: Path) -> stores.Manifest:
    return storing.store_counts(folder=folder, as_of=MORNING, by=BY)


def rows(folder: Path) -> list[tuple]:
    sql = f"SELECT * FROM read_parquet('{folder}/*.parquet') ORDER BY ALL"
    return duckdb.execute(sql).fetchall()


def test_every_column_of_every_file_is_a_count_by_cell_day_and_category(busy, folder):
    store(folder)
    files = sorted(folder.iterdir())
    assert [f.suffix for f in files] == [".parquet", ".json"]
    for file in files[:1]:
        found = duckdb.execute(f"DESCRIBE SELECT * FROM read_parquet('{file}')").fetchall()
        assert [(row[0], row[1]) for row in found] == [
            ("cell", "VARCHAR"), ("day", "DATE"), ("category", "VARCHAR"), ("count", "UINTEGER"),
        ]  # fmt: skip
    for cell, day, category, count in rows(folder):
        assert len(cell) == 15 and type(day) is date and count >= 1
        assert category.partition(":")[0] in ("crimes.theft", "crimes.burglary", "crimes.*")
    assert set(json.loads(files[1].read_text())) == {
        "format", "agency", "time_zone", "unit", "cell", "as_of", "first_day", "last_day",
        "false_alerts_a_month", "without_place", "files",
    }  # fmt: skip


def test_the_counts_add_up_to_the_reports(busy, folder):
    store(folder)
    total = dict(
        duckdb.execute(
            f"SELECT category, sum(count) FROM read_parquet('{folder}/*.parquet') GROUP BY 1"
        ).fetchall()
    )
    assert total == {
        "crimes.theft": 190, "crimes.theft:night": 10, "crimes.burglary": 180,
        "crimes.burglary:daytime": 180, "crimes.*": 370,
    }  # fmt: skip


def test_reports_that_officers_made_are_not_in_it(desk, folder):
    found = [row.replace("THEFT", "NARCOTICS") for row in ordinary(first=7000)]
    desk.take(*ordinary(), *found)
    store(folder)
    assert {row[2] for row in rows(folder)} == {"crimes.theft"}


def test_the_store_finds_what_the_room_found(busy, folder):
    alerts = scan(MORNING)
    store(folder)
    told = agency.do(Work(str(folder), None, 1, 999))
    assert told.error == "" and told.cases == 370 and told.alerts >= 2
    made = {s["stream"]: s for s in json.loads(Path(told.results).read_text())["streams"]}
    runs = ScanRun.objects.filter(method="scan")
    assert alerts and set(made) == set(runs.values_list("stream", flat=True))
    for run in runs:
        stream, budget = made[run.stream], {"false_alerts_a_month": ANY}
        assert (stream["cases"], stream["locations"]) == (run.n_cases, run.n_locations)
        assert stream["until"] == run.until.isoformat()
        assert stream["settings"] | budget == run.settings | budget
        assert [said(a) for a in stream["alerts"]] == [
            said_by_room(seen) for seen in Sighting.objects.filter(run=run).order_by("id")
        ]


def said(alert: dict) -> tuple:
    return (
        alert["started_on"], alert["ends_on"], alert["observed"], alert["expected"],
        alert["p_value"], alert["recurrence_days"],
    )  # fmt: skip


def said_by_room(seen: Sighting) -> tuple:
    return (
        seen.started_on.isoformat(), seen.ends_on.isoformat(), seen.observed,
        round(seen.expected, 4), seen.p_value, seen.recurrence_days,
    )  # fmt: skip


def test_each_cluster_is_the_same_whether_it_is_rare_or_not(busy, folder):
    """Also those that are no alert: counts in another order give the same shuffles."""
    store(folder)
    held = agency.reading.read(folder)
    known, _ = scanning.with_places(frames.reports(MORNING))
    masks = {str(stream): mask for stream, mask in streams.of(known).items()}
    found = agency._streams(held.counts, MORNING)
    assert len(found) == 4  # the ten at night are too few to be looked at by themselves
    options = {"seed": 7, "level": 0.01, "replications": 99}
    for name, (rows, until) in found.items():
        year = known.where(masks[name] & morning.in_the_year(known.day, until))
        ours = look(year, until, **options)
        theirs, cells = agency.look(rows, until, threads=2, **options)
        assert cells.tolist() == ours.cells
        assert theirs.found.clusters == ours.found.clusters


def test_writing_again_leaves_the_same_bytes(busy, folder):
    store(folder)
    before = {f.name: f.read_bytes() for f in folder.iterdir()}
    store(folder)
    assert {f.name: f.read_bytes() for f in folder.iterdir()} == before


def test_a_new_morning_takes_the_place_of_the_old_one(busy, folder, desk, clock_at):
    store(folder)
    old = {f.name for f in folder.glob("*.parquet")}
    desk.take(line(1, EVERYWHERE[0], MORNING))
    clock_at.forward(days=1)
    made = storing.store_counts(folder=folder, as_of=MORNING + timedelta(days=1), by=BY)
    now = {f.name for f in folder.glob("*.parquet")}
    assert len(now) == 1 and not now & old and made.as_of == MORNING + timedelta(days=1)


def test_it_leaves_a_line_in_the_audit_trail_with_numbers_only(busy, folder):
    made = store(folder)
    (row,) = AuditRow.objects.filter(verb="store")
    assert row.detail == {
        "as_of": "2017-12-11", "reports": 370, "rows": made.files[0].rows,
    }  # fmt: skip


def test_without_its_line_in_the_audit_trail_no_store_is_written(busy, folder, monkeypatch):
    def full(**words: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(storing.audit, "record", full)
    with pytest.raises(OSError, match="disk is full"):
        store(folder)
    assert not folder.exists()


def test_a_store_that_cannot_be_written_leaves_no_line(busy, folder):
    folder.write_text("a file")
    with pytest.raises(Refused):
        store(folder)
    assert not AuditRow.objects.filter(verb="store").exists()


def test_a_folder_with_something_else_in_it_is_left_alone(busy, folder):
    folder.mkdir()
    (folder / "letters.txt").write_text("keep me")
    with pytest.raises(Refused, match="something else"):
        store(folder)
    assert [f.name for f in folder.iterdir()] == ["letters.txt"]


def test_the_store_of_another_agency_is_left_alone(busy, folder, monkeypatch):
    store(folder)
    other = deployment.Deployment(agency="Southside police")
    monkeypatch.setattr(storing, "deployment", lambda: other)
    with pytest.raises(Refused, match="is the store of Your police"):
        store(folder)


def test_an_agency_without_any_report_has_an_empty_store(town, folder, clock_at):
    made = storing.store_counts(folder=folder, as_of=clock_at.day, by=BY)
    assert made.files[0].rows == 0
    told = agency.do(Work(str(folder), None, 1, 999))
    assert (told.error, told.streams, told.cases) == ("", 0, 0)


def test_the_command_writes_it_where_it_is_told(busy, folder):
    assert typed("--store", str(folder)) == 0
    assert stores.read_manifest(folder)[0].as_of == MORNING


@pytest.mark.parametrize("named", [True, False])
def test_the_morning_job_writes_it_if_the_agency_names_a_folder(busy, folder, named, monkeypatch):
    table = {"store": str(folder)} if named else {}
    ours = deployment.Deployment(many_agencies=table)
    monkeypatch.setattr(storing, "deployment", lambda: ours)
    jobs.scan_this_morning()
    assert folder.exists() is named


@pytest.mark.parametrize("table", [{"store": "relative"}, {"store": 3}, {"stores": "/a"}])
def test_a_setting_that_makes_no_sense_is_refused(table, monkeypatch, db):
    monkeypatch.setattr(storing, "deployment", lambda: deployment.Deployment(many_agencies=table))
    with pytest.raises(Refused, match="many_agencies"):
        storing.our_folder()
