"""Stores that lie, lead elsewhere or never end: told in a sentence, and the others go on."""

import json
import os
from pathlib import Path
from typing import Any

import duckdb
import pytest

from commonground.analyse import agency, scan_all, stores
from commonground.analyse.agency import Done, Work
from commonground.analysis.errors import Unusable

from .agencies import make_store, manifest


@pytest.fixture
def north(tmp_path) -> Path:
    return make_store(tmp_path / "north")


def told_of(folder: Path) -> Done:
    return agency.do(Work(str(folder), None, 1, 99))


def says(folder: Path, **other: Any) -> None:
    """Change what the manifest says."""
    file = folder / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | other))


def holds(folder: Path, sql: str, rows: int = 1) -> None:
    """Other Parquet, and a manifest that vouches for it."""
    file = folder / "counts-other.parquet"
    duckdb.execute(f"COPY ({sql}) TO '{file}' (FORMAT parquet)")
    proof = stores.sha256(file)
    says(folder, files=[{"name": file.name, "rows": rows, "sha256": proof}])


def row(cell: str = "891f8d7a49bffff", day: str = "2025-01-01", kind: str = "'crimes.theft'",
        count: str = "1") -> str:  # fmt: skip
    return (
        f"SELECT '{cell}' AS cell, '{day}'::DATE AS day, {kind} AS category, "
        f"({count})::UINTEGER AS count"
    )


def assert_one_sentence(told: Done, words: str) -> None:
    assert words in told.error and told.error.endswith(".") and "\n" not in told.error


@pytest.mark.parametrize(
    "name",
    ["..", "", "*.parquet", "counts-\u0000.parquet", "counts-\ud800.parquet", "/etc/passwd"],
)
def test_a_file_has_the_name_of_a_file_of_counts(north, name):
    says(north, files=[{"name": name, "rows": 1, "sha256": "0"}])
    assert_one_sentence(told_of(north), "names a file outside its folder")


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"cell": {"system": "h3", "resolution": 15}}, "finer than those of resolution 9"),
        ({"cell": {"system": "h3", "resolution": float("inf")}}, "is not the manifest"),
        ({"false_alerts_a_month": 0}, "more than 0 false alerts"),
        ({"false_alerts_a_month": float("nan")}, "more than 0 false alerts"),
        ({"agency": "\x1b[2J"}, "letters that can be read"),
        ({"agency": "x" * 201}, "letters that can be read"),
        ({"cell": 9}, "is not the manifest"),
    ],
)
def test_a_manifest_says_what_can_be_so(north, other, words):
    says(north, **other)
    assert_one_sentence(told_of(north), words)


def test_a_manifest_that_is_nested_without_end_is_none(north):
    (north / "manifest.json").write_text("[" * 200_000)
    assert_one_sentence(told_of(north), "is not the manifest of a store")


def test_a_manifest_is_small(north):
    (north / "manifest.json").write_text(" " * 1_000_001)
    assert_one_sentence(told_of(north), "cannot be read")


@pytest.mark.parametrize("which", ["manifest.json", "counts"])
def test_a_pipe_or_a_link_is_not_read(north, tmp_path, which):
    """A pipe would never end; a link could lead to another agency's counts."""
    file = north / which if which != "counts" else next(north.glob("counts-*"))
    file.rename(tmp_path / "moved")
    file.symlink_to(tmp_path / "moved")
    assert_one_sentence(told_of(north), "it is no plain file")
    file.unlink()
    os.mkfifo(file)
    assert_one_sentence(told_of(north), "it is no plain file")


def test_an_answer_takes_the_place_of_a_link_and_is_not_written_through_it(north, tmp_path):
    elsewhere = tmp_path / "passwd"
    elsewhere.write_text("kept")
    (north / "results-2025-03-10.json").symlink_to(elsewhere)
    told = told_of(north)
    assert not told.error and elsewhere.read_text() == "kept"
    assert not Path(told.results).is_symlink()


@pytest.mark.parametrize(
    ("sql", "rows", "words"),
    [
        (row(day="infinity"), 1, "on days that its manifest does not cover"),
        (row(), 2, "has not as many rows as its manifest says"),
        (row(count="4294967295"), 1, "counts less than 1 somewhere, or over 50,000,000"),
        (row(count="0"), 1, "counts less than 1 somewhere"),
        (row(kind="repeat('x', 1000000)"), 1, "a name of more than 80 letters"),
        (row(cell="zzz"), 1, "which is no h3 cell of resolution 9"),
        (row(kind="NULL::VARCHAR"), 1, "lacks a cell"),
    ],
)  # fmt: skip
def test_parquet_that_lies_is_not_looked_at(north, sql, rows, words):
    holds(north, sql, rows)
    assert_one_sentence(told_of(north), words)


def test_parquet_that_is_broken_inside_is_not_looked_at(north):
    (file,) = north.glob("counts-*")
    whole = file.read_bytes()
    file.write_bytes(whole[:4] + b"\xff" * (len(whole) // 2) + whole[4 + len(whole) // 2 :])
    made = json.loads((north / "manifest.json").read_text())["files"][0]
    says(north, files=[made | {"sha256": stores.sha256(file)}])
    assert_one_sentence(told_of(north), "write the store again")


def test_a_folder_whose_name_is_a_pattern_reads_itself_alone(tmp_path):
    make_store(tmp_path / "nort", reports=300)
    odd = make_store(tmp_path / "nor[t]", reports=200)
    plain = make_store(tmp_path / "plain", reports=200)
    assert told_of(odd).cases == told_of(plain).cases > 0


@pytest.mark.parametrize("streams", [[{"stream": 3}], 7, [{"stream": "a.b", "cases": "many"}]])
def test_an_answer_that_somebody_bent_is_made_again(north, streams):
    first = told_of(north)
    file = Path(first.results)
    file.write_text(json.dumps(json.loads(file.read_text()) | {"streams": streams}))
    again = told_of(north)
    assert not again.done_before and again.cases == first.cases


def test_whatever_else_goes_wrong_with_one_store_the_others_go_on(north, monkeypatch):
    monkeypatch.setattr(agency, "look_at_all", lambda *words: 1 / 0)
    assert told_of(north).error == "It could not be done (ZeroDivisionError)."


def test_what_a_terminal_obeys_is_not_printed():
    done = [Done("/srv/a\x1b[2J", error="no store.")]
    assert "\x1b" not in scan_all.summary(done)


def test_a_worker_in_a_list_is_a_name(tmp_path):
    (tmp_path / "list.json").write_text('[{"store": "a", "worker": ["b"]}]')
    with pytest.raises(Unusable, match="is no list of stores"):
        scan_all.stores(tmp_path / "list.json")


def test_a_list_of_brackets_in_brackets_is_told(tmp_path):
    (tmp_path / "list.json").write_text("[" * 100_000)
    with pytest.raises(Unusable, match="is no list of stores"):
        scan_all.stores(tmp_path / "list.json")


def test_a_store_with_a_name_that_no_folder_can_have_is_told(tmp_path):
    assert_one_sentence(told_of(tmp_path / "a\0b"), "cannot be read")


def test_writing_deletes_nothing_that_it_did_not_write(tmp_path):
    (tmp_path / "counts-2020.parquet").write_text("somebody's own")
    with pytest.raises(Unusable, match="holds something else"):
        stores.write(tmp_path, manifest("north"), {})
    assert (tmp_path / "counts-2020.parquet").exists()


def test_a_store_is_closed_to_everybody_who_was_not_given_it(tmp_path):
    """The group that the administrator gave it to keeps it."""
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    make_store(folder, reports=50)
    assert folder.stat().st_mode & 0o777 == 0o750
