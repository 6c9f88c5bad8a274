"""All or nothing: a kill, a second import and a slow reader."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from commonground.common.errors import Refused
from commonground.incidents import asking, store

# Writes the months 2017-01 and 2017-02 again and again; both always carry the same number.
WRITER = """
import sys
from pathlib import Path
from django.conf import settings
settings.configure(HOME=Path(sys.argv[1]), USE_TZ=True, INSTALLED_APPS=[])
import duckdb
from commonground.incidents import store
number = int(sys.argv[2])
print("ready", flush=True)
while True:
    number += 1
    with store.writing() as scratch:
        written = {}
        for month in ("2017-01", "2017-02"):
            file = scratch / f"{month}.parquet"
            duckdb.execute(f"COPY (SELECT {number} AS n FROM range(20000)) TO '{file}'")
            written[month] = [(file, 20000)]
        store.adopt("crimes", written)
"""


def start_writer(home: Path, number: int) -> subprocess.Popen:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(home), str(number)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
    return writer


def numbers() -> list[tuple[int, int]]:
    found = asking.ask(
        "SELECT n, count(*) FROM held GROUP BY n", [], kind="crimes",
        fetch=lambda rows: rows.fetchall(),
    )
    return found or []


def test_a_killed_import_leaves_the_old_or_the_new_never_both(home):
    chance, last = random.Random(3), 0
    for _ in range(6):
        writer = start_writer(home, last)
        time.sleep(0.15 + chance.random() * 0.25)
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        (held,) = numbers() or [(0, 40000)]
        assert held[1] == 40000
        assert held[0] >= last
        last = held[0]
    assert last > 0


def test_a_reader_during_imports_sees_one_whole_state(home):
    writer = start_writer(home, 0)
    try:
        until, seen = time.monotonic() + 60, set()
        while len(seen) < 3 and time.monotonic() < until:
            for number, rows in numbers():
                assert rows == 40000
                seen.add(number)
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    assert len(seen) == 3


def test_the_rest_of_a_dead_import_is_removed_by_the_next_one(desk):
    desk.take("1,2017-12-01 13:45,THEFT,x,false,N1,,")
    where = store.folder()
    (where / "scratch-DEAD").mkdir()
    (where / "scratch-DEAD" / "half.parquet").write_bytes(b"PAR1")
    (where / "crimes" / "2017-11.DEAD.parquet").write_bytes(b"PAR1")
    desk.take("2,2017-12-01 13:45,THEFT,x,false,N1,,")
    left = {f.name for f in where.rglob("*") if "DEAD" in f.name}
    assert left == set()
    assert len(desk.rows("source_id")) == 2


def test_two_imports_do_not_interleave(desk):
    with store.writing(), pytest.raises(Refused, match="Another import is running"):
        desk.take("1,2017-12-01 13:45,THEFT,x,false,N1,,")
    assert desk.take("1,2017-12-01 13:45,THEFT,x,false,N1,,").kept_count == 1


def test_an_import_that_fails_while_writing_changes_nothing(desk, monkeypatch):
    desk.take("1,2017-12-01 13:45,THEFT,x,false,N1,,")
    before = desk.on_disk()

    def full(*_args):
        raise OSError("No space left on device")

    monkeypatch.setattr(store, "replace_manifest", full)
    with pytest.raises(OSError, match="No space"):
        desk.take("2,2017-12-01 13:45,THEFT,x,false,N1,,")
    assert desk.rows("source_id") == [("1",)]
    monkeypatch.undo()
    assert {k: v for k, v in desk.on_disk().items() if k in before} == before


def test_months_that_do_not_change_keep_their_file(desk):
    desk.take("1,2017-11-01 13:45,THEFT,x,false,N1,,", "2,2017-12-01 13:45,THEFT,x,false,N1,,")
    november = store.current().files("crimes", {"2017-11"})
    desk.take("3,2017-12-01 13:45,THEFT,x,false,N1,,")
    assert store.current().files("crimes", {"2017-11"}) == november


def test_a_store_of_a_later_format_is_refused(home):
    where = store.folder()
    where.mkdir(parents=True)
    (where / store.MANIFEST).write_text('{"format": 99, "generation": 1, "kinds": {}}')
    with pytest.raises(Refused, match="has format 99"):
        store.current()


def test_the_rows_that_the_manifest_states_are_the_rows_of_the_files(desk):
    desk.take(*(f"{n},2017-{n % 12 + 1:02}-01 13:45,THEFT,x,false,N1,," for n in range(50)))
    months = store.current().kinds["crimes"]
    for parts in months.values():
        for part in parts:
            rows = duckdb.execute(
                "SELECT count(*) FROM read_parquet(?)", [str(store.folder() / part.file)]
            ).fetchone()
            assert rows == (part.rows,)
