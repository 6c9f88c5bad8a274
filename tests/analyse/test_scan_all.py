"""`commonground analyse scan-all`: many agencies, one after the other and side by side."""

import json
import shutil
import sys
from datetime import date
from pathlib import Path

import duckdb
import h3
import pytest

from commonground import cli
from commonground.analyse import agency, spreading
from commonground.analyse.agency import Work

from .agencies import make_store, results


@pytest.fixture
def towns(tmp_path) -> Path:
    """North and south have a surprise, west an ordinary year."""
    for seed, name in enumerate(("north", "south", "west"), 1):
        make_store(tmp_path / name, seed=seed, planted=0 if name == "west" else 15)
    return tmp_path


def typed(*words: object) -> int:
    return cli.main(["analyse", "scan-all", *map(str, words)])


def asked(capsys, *words: object) -> list[dict]:
    capsys.readouterr()
    typed(*words, "--json")
    return json.loads(capsys.readouterr().out)["agencies"]


def test_each_agency_gets_its_answer_beside_its_counts(towns, capsys):
    assert typed(towns) == 0
    out, progress = capsys.readouterr()
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["agency", "morning", "streams", "cases", "alerts", "CPU-s"]
    assert [line[:3] for line in lines[1:]] == [
        [name, "2025-03-10", "1"] for name in ("north", "south", "west")
    ]
    assert [int(line[4]) >= 1 for line in lines[1:]] == [True, True, False]
    assert sorted(progress.splitlines())[2].startswith("3 of 3: ")
    assert set(results(towns)) == {
        f"{n}/results-2025-03-10.json" for n in ("north", "south", "west")
    }


def test_an_alert_is_coarse_in_what_is_written(towns):
    typed(towns / "north")
    made = json.loads((towns / "north" / "results-2025-03-10.json").read_text())
    assert (made["agency"], made["as_of"]) == ("north", "2025-03-10")
    (stream,) = made["streams"]
    alert = stream["alerts"][0]
    assert stream["stream"] == "crimes.theft" and alert["observed"] >= 15 > 5 * alert["expected"]
    assert alert["started_on"] >= "2025-03-06" and alert["ends_on"] == "2025-03-09"
    assert alert["p_value"] <= stream["settings"]["level"]
    shape = h3.geo_to_h3shape(alert["covering"])
    inside = cells(towns / "north") & set(h3.h3shape_to_cells(shape, 9))
    assert len(inside) >= 8 and "cells" not in alert


def cells(folder: Path) -> set[str]:
    sql = f"SELECT DISTINCT cell FROM read_parquet('{folder}/*.parquet')"
    return {row[0] for row in duckdb.execute(sql).fetchall()}


def test_side_by_side_or_one_by_one_the_answers_are_the_same(towns, capsys):
    typed(towns)
    before = results(towns)
    for file in towns.glob("*/results-*.json"):
        file.unlink()
    typed(towns, "--threads", 2)
    assert results(towns) == before


def test_asked_again_nothing_is_done_twice_and_every_byte_stays(towns, capsys):
    typed(towns / "north")
    before = results(towns)
    (again,) = asked(capsys, towns / "north")
    assert again["done_before"] and again["alerts"] >= 1 and results(towns) == before
    assert typed(towns / "north") == 0 and "before" in capsys.readouterr().out


def test_a_store_that_changed_is_looked_at_again(towns, capsys):
    typed(towns / "north")
    make_store(towns / "north", reports=500)
    (again,) = asked(capsys, towns / "north")
    assert not again["done_before"] and again["cases"] > 400


def test_what_comes_back_is_numbers_and_names_only(towns):
    told = agency.do(Work(str(towns / "north"), None, 1, 99))
    assert not any(cell in repr(told) for cell in cells(towns / "north"))


def test_a_broken_store_does_not_stop_the_others(towns, capsys):
    (file,) = (towns / "north").glob("*.parquet")
    file.write_bytes(file.read_bytes()[:-1])
    (towns / "empty").mkdir()
    assert typed(towns) == 1
    out = capsys.readouterr().out
    assert "empty: " in out and "holds no manifest.json" in out
    assert "is not what its manifest says: write it again." in out
    assert len(results(towns)) == 2


def broken(folder: Path, how: str) -> None:
    manifest = folder / "manifest.json"
    made = json.loads(manifest.read_text())
    if how == "no json":
        manifest.write_text("{")
    elif how == "no files":
        made["files"] = []
    elif how == "elsewhere":
        made["files"][0]["name"] = "../south/x.parquet"
    elif how == "format":
        made["format"] = 2
    elif how == "field":
        del made["agency"]
    elif how == "days":
        made["first_day"] = "2025-01-01"
    elif how == "weeks":
        made["unit"] = "week"
    elif how == "resolution":
        made["cell"]["resolution"] = 8
    elif how == "gone":
        (folder / made["files"][0]["name"]).unlink()
    if how != "no json":
        manifest.write_text(json.dumps(made))


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("no json", "is not the manifest of a store"),
        ("no files", "names no file of counts"),
        ("elsewhere", "names a file outside its folder"),
        ("format", "has format 2; this version reads 1"),
        ("field", "is not the manifest of a store"),
        ("days", "on days that its manifest does not cover"),
        ("weeks", "does not count by day and h3 cell"),
        ("resolution", "no h3 cell of resolution 8"),
        ("gone", "cannot be read: No such file or directory"),
    ],
)
def test_what_is_wrong_with_a_store_is_said_in_a_sentence(towns, how, sentence):
    broken(towns / "north", how)
    told = agency.do(Work(str(towns / "north"), None, 1, 99))
    assert sentence in told.error and told.error.endswith(".") and "\n" not in told.error


def test_a_file_with_more_than_counts_is_not_read(towns):
    """Not even if the agency's manifest vouches for it."""
    folder = towns / "north"
    made = json.loads((folder / "manifest.json").read_text())
    file = folder / made["files"][0]["name"]
    other = folder / "counts-more.parquet"
    duckdb.execute(f"COPY (SELECT *, 'a name' AS person FROM read_parquet('{file}')) TO '{other}'")
    made["files"] = [{"name": other.name, "rows": 1, "sha256": agency.reading.sha256(other)}]
    (folder / "manifest.json").write_text(json.dumps(made))
    told = agency.do(Work(str(folder), None, 1, 99))
    assert "other columns than those of a store: cell VARCHAR, day DATE" in told.error


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("2025-03-11", "needs a newer one"), ("2025-02-01", "that is no year before 2025-02-01")],
)
def test_a_morning_that_the_store_cannot_tell_of_is_refused(towns, capsys, day, sentence):
    (told,) = asked(capsys, towns / "north", "--as-of", day)
    assert sentence in told["error"]


def test_an_earlier_morning_knows_nothing_of_later_days(towns, capsys):
    """The surprise began on 6 March."""
    (told,) = asked(capsys, towns / "north", "--as-of", "2025-03-06")
    assert (told["as_of"], told["alerts"]) == ("2025-03-06", 0)
    assert agency.Work(str(towns), date(2025, 3, 6), 1, 9).as_of == date(2025, 3, 6)


def test_a_store_where_nothing_can_be_written_says_so(towns):
    (towns / "north" / "results-2025-03-10.json").mkdir()
    told = agency.do(Work(str(towns / "north"), None, 1, 99))
    assert told.error.endswith("results-2025-03-10.json cannot be written: Is a directory.")
    assert not list((towns / "north").glob(".writing-*"))


def test_a_list_names_stores_by_line(towns, capsys):
    (towns / "list.txt").write_text(f"north\n\n{towns / 'south'}\n")
    told = asked(capsys, towns / "list.txt")
    assert [one["agency"] for one in told] == ["north", "south"]


def test_a_list_in_json_may_say_whose_worker_reads_a_store(towns):
    from commonground.analyse.scan_all import stores

    listed = towns / "list.json"
    listed.write_text('["north", {"store": "/srv/south", "worker": "south"}]')
    assert stores(listed) == [(str(towns / "north"), None), ("/srv/south", "south")]


@pytest.mark.parametrize("text", ["[3]", "[", '[{"folder": "a"}]'])
def test_a_list_that_is_none_is_refused(towns, capsys, text):
    (towns / "list.json").write_text(text)
    assert typed(towns / "list.json") == 2
    assert "is no list of stores" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere"], "There is no folder and no list nowhere."),
        ([".", "--as-of", "monday"], "is no day"),
        ([".", "--threads", "0"], "must be at least 1"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(
    tmp_path, monkeypatch, capsys, words, sentence
):
    monkeypatch.chdir(tmp_path)
    assert typed(*words) == 2
    assert sentence in capsys.readouterr().err


def test_a_folder_without_any_store_is_refused(tmp_path, capsys):
    assert typed(tmp_path) == 2
    assert "names no store" in capsys.readouterr().err


def test_without_dask_it_says_what_to_install(towns, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert typed(towns, "--cluster", "tcp://127.0.0.1:1") == 2
    assert 'pip install "commonground[cluster]"' in capsys.readouterr().err


def test_a_store_written_meanwhile_is_read_again(towns, monkeypatch):
    """The manifest was read, then its file went: the new one is there."""
    old = agency.reading.read_manifest(towns / "north")
    make_store(towns / "north", reports=500)
    answers = [old, agency.reading.read_manifest(towns / "north")]
    monkeypatch.setattr(agency.reading, "read_manifest", lambda folder: answers.pop(0))
    assert agency.reading.read(towns / "north").counts.count.sum() == 500


def test_a_process_that_dies_takes_no_other_agency_with_it(towns, monkeypatch):
    """A pool of processes breaks as a whole: what was left is done one by one."""
    works = [Work(str(towns / name), None, 1, 99) for name in ("north", "south", "west")]
    real, pools = spreading._pool, []

    def pool(left: list[Work], processes: int):
        pools.append([Path(work.store).name for work in left])
        if len(pools) == 1:
            yield agency.do(left[1])
        elif left[0] != works[0]:
            yield from real(left, processes)

    monkeypatch.setattr(spreading, "_pool", pool)
    told = {Path(one.store).name: one.error for one in spreading.here(works, 2)}
    assert pools == [["north", "south", "west"], ["north"], ["west"]]
    assert told == {"south": "", "north": spreading.DIED, "west": ""}


def test_a_store_can_be_moved_with_its_answers(towns, tmp_path, capsys):
    typed(towns / "north")
    shutil.copytree(towns / "north", tmp_path / "else" / "north")
    (again,) = asked(capsys, tmp_path / "else")
    assert again["done_before"]
