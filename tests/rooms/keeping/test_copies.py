"""Backup and restore as they really run: the server goes on, and what was erased stays erased."""

import json
import sqlite3
import tarfile
import threading
from pathlib import Path

import duckdb
import pytest

from tests.homes import commonground
from tests.rooms.project.test_kill import RECEIPT, Resident, serve

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(home_at, tmp_path_factory) -> Path:
    folder = home_at(tmp_path_factory.mktemp("copied") / "data")
    put_files(folder)
    return folder


def put_files(home: Path) -> None:
    """A photo, and a store of incidents with a file that its manifest no longer lists."""
    (home / "photos" / "A.jpg").write_bytes(b"photo")
    store = home / "parquet" / "incidents"
    (store / "calls").mkdir(parents=True)
    for name in ("now", "old"):
        file = store / "calls" / f"2026-01.{name}.parquet"
        duckdb.execute(f"COPY (SELECT 1 AS n LIMIT 0) TO '{file}'")
    months = {"2026-01": [{"file": "calls/2026-01.now.parquet", "rows": 0}]}
    manifest = {"format": 1, "generation": 2, "kinds": {"calls": months}}
    (store / "manifest.json").write_text(json.dumps(manifest))


@pytest.fixture(scope="module")
def copy(home) -> tuple[Path, list[str]]:
    """A copy made while residents write, and the receipts that were shown before it began."""
    server, receipts, enough = serve(home), [], threading.Event()
    stop = threading.Event()

    def write() -> None:
        amal = Resident(server.port)
        amal.open_form("/concerns/new/")
        while not stop.is_set():
            page = amal.send(
                "/concerns/new/", step="words", neighbourhood="riverside", category="lighting",
                words="The zebra lamp is broken.", language="en",
            )
            receipts.append(RECEIPT.search(page)[1])
            if len(receipts) > 10:
                enough.set()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    target = home.parent / "copy.tar.gz"
    try:
        assert enough.wait(60)
        promised = list(receipts)
        done = commonground("backup", str(target), home=home)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
        server.end(15)
    assert done.returncode == 0, done.stderr
    assert len(receipts) > len(promised)  # they wrote meanwhile
    return target, promised


def rows(home: Path, question: str) -> list[tuple]:
    connection = sqlite3.connect(home / "db.sqlite3")
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def names(copy: Path) -> set[str]:
    with tarfile.open(copy) as tar:
        return set(tar.getnames())


def test_the_copy_is_private_and_holds_everything(home, copy):
    target, _promised = copy
    assert target.stat().st_mode & 0o777 == 0o600
    wanted = {"db.sqlite3", "commonground.toml", "keys/secret", "keys/receipt", "backup.json"}
    wanted |= {"photos/A.jpg", "parquet/incidents/manifest.json"}
    wanted |= {"parquet/incidents/calls/2026-01.now.parquet"}
    assert wanted <= names(target)
    assert "parquet/incidents/calls/2026-01.old.parquet" not in names(target)
    assert not list(home.glob(".backup-*"))
    assert not list(target.parent.glob(".*.part"))


def test_a_copy_made_while_residents_write_opens_what_was_promised_before(copy, tmp_path):
    target, promised = copy
    again = tmp_path / "again"
    done = commonground("restore", str(target), "--no-later-ledger", home=again)
    assert done.returncode == 0, done.stderr
    assert rows(again, "PRAGMA integrity_check") == [("ok",)]
    server = serve(again)
    try:
        amal = Resident(server.port)
        amal.open_form("/follow/")
        lost = [r for r in promised if "zebra lamp" not in amal.send("/follow/", receipt=r)]
    finally:
        server.end(15)
    assert lost == []


def test_what_was_erased_after_the_copy_stays_erased(home, copy, tmp_path):
    target, _promised = copy
    (concern, words), *_rest = rows(
        home, "SELECT c.public_id, w.id FROM concerns_concern c JOIN concerns_message m ON "
        "m.concern_id = c.id JOIN concerns_words w ON w.id = m.words_id ORDER BY c.id",
    )  # fmt: skip
    assert commonground("retain", "--erase", concern, home=home).returncode == 0
    again = tmp_path / "again"
    done = commonground("restore", str(target), "--ledger", str(home / "ledger"), home=again)
    assert done.returncode == 0, done.stderr
    assert "erased again by the ledger" in done.stdout
    question = f"SELECT text FROM concerns_words WHERE id = {words}"
    # keys have no order: this one may have been written after the copy, and then is not in it
    assert rows(again, question) in ([("",)], [])
    assert (again / "ledger").is_dir() and (again / "mail").is_dir()
    assert (again / "photos" / "A.jpg").read_bytes() == b"photo"


def test_a_restore_asks_for_the_later_ledger(copy, tmp_path):
    done = commonground("restore", str(copy[0]), home=tmp_path / "again")
    assert done.returncode == 2
    assert "--ledger FOLDER" in done.stderr
    assert not (tmp_path / "again").exists()


def test_a_restore_overwrites_nothing(home, copy):
    before = rows(home, "SELECT count(*) FROM concerns_concern")
    done = commonground("restore", str(copy[0]), "--no-later-ledger", home=home)
    assert done.returncode == 2
    assert "is not empty" in done.stderr
    assert rows(home, "SELECT count(*) FROM concerns_concern") == before


def test_a_backup_overwrites_nothing(home, copy):
    done = commonground("backup", str(copy[0]), home=home)
    assert done.returncode == 2
    assert "give another name" in done.stderr


def test_a_damaged_copy_is_refused_and_leaves_nothing(copy, tmp_path):
    content = bytearray(copy[0].read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(content)
    done = commonground("restore", str(damaged), "--no-later-ledger", home=tmp_path / "again")
    assert done.returncode == 2
    assert "damaged.tar.gz" in done.stderr and done.stderr.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["damaged.tar.gz"]


def test_a_file_that_is_no_copy_is_refused(tmp_path):
    other = tmp_path / "other.tar.gz"
    other.write_text("not a copy")
    done = commonground("restore", str(other), "--no-later-ledger", home=tmp_path / "again")
    assert done.returncode == 2
    assert "no whole copy" in done.stderr
