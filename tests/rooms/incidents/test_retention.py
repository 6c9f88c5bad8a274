"""Imported records have a date to go: whole months, by the manifest, never half."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from commonground.common import ledger
from commonground.common.models import AuditRow
from commonground.incidents import asking, queries, store
from commonground.incidents.models import ImportRun
from commonground.incidents.retention import INCIDENTS, REFUSED
from commonground.keeping import holding, retaining

ROWS = ("1,2010-11-30 13:45,THEFT,x,false,N1,,", "2,2010-12-01 13:45,THEFT,x,false,N1,,",
        "3,2017-12-01 13:45,THEFT,x,false,N1,,")  # fmt: skip

# Puts two months in and takes one out, again and again.
DROPPER = """
import sys
from pathlib import Path
from django.conf import settings
settings.configure(HOME=Path(sys.argv[1]), USE_TZ=True, INSTALLED_APPS=[])
import duckdb
from commonground.incidents import store
print("ready", flush=True)
while True:
    with store.writing() as scratch:
        written = {}
        for month in ("2017-01", "2017-02"):
            file = scratch / f"{month}.parquet"
            duckdb.execute(f"COPY (SELECT '{month}' AS n FROM range(20000)) TO '{file}'")
            written[month] = [(file, 20000)]
        store.adopt("crimes", written)
    assert store.drop("crimes", "2017-01") == 20000
"""


@pytest.fixture
def held(desk):
    desk.take(*ROWS)
    return desk


def outcome(name: str) -> retaining.Outcome:
    return next(o for o in retaining.retain() if o.store == name)


def test_months_older_than_the_rule_go_and_the_others_stay(held, clock_at):
    clock_at.set(datetime(2017, 12, 12, 9, tzinfo=UTC))  # 7 years after 14 December 2010
    assert outcome(INCIDENTS) == retaining.Outcome(INCIDENTS, erased=1, held=0)
    assert held.rows("source_id") == [("2",), ("3",)]
    files = (store.folder() / "crimes").iterdir()
    assert sorted(file.name[:7] for file in files) == ["2010-12", "2017-12"]
    assert queries.held("crimes").records == 2


def test_a_month_is_kept_until_its_last_day_is_old_enough(held, clock_at):
    last_day = datetime(2010, 11, 30, 18, tzinfo=UTC)
    clock_at.set(last_day + timedelta(days=7 * 365))
    assert outcome(INCIDENTS).erased == 0
    clock_at.set(last_day + timedelta(days=7 * 365 + 1))
    assert outcome(INCIDENTS).erased == 1


def test_a_month_that_went_is_a_line_in_the_ledger_and_an_audit_row(held, clock_at):
    retaining.retain()
    (line,) = [line for line in ledger.lines() if line.store == INCIDENTS]
    assert (line.key, line.why) == ("crimes:2010-11", "expired")
    assert AuditRow.objects.get(verb="erase", detail__store=INCIDENTS).detail["count"] == 1


def test_a_legal_hold_keeps_the_months(held, cast, clock_at):
    until = clock_at.day + timedelta(days=30)
    holding.place(store=INCIDENTS, why="Court order 1/2017", until=until, by=cast.faye)
    assert outcome(INCIDENTS) == retaining.Outcome(INCIDENTS, erased=0, held=1)
    assert len(held.rows("source_id")) == 3


def test_a_restored_copy_loses_again_what_the_ledger_names(held, clock_at):
    retaining.retain()
    held.take(*ROWS)  # as in a copy from before
    assert len(held.rows("source_id")) == 3
    assert retaining.replay(ledger.lines()).erased == 1
    assert len(held.rows("source_id")) == 2
    assert retaining.replay(ledger.lines()).erased == 0


def test_a_ledger_that_names_other_files_removes_nothing(held):
    for key in ("crimes:../../keys", "calls:2010-11", "crimes", ":", "crimes:2017-13"):
        line = ledger.Line("2017-12-11T00:00:00+00:00", INCIDENTS, key, "expired")
        assert retaining.replay([line]).erased == 0
    assert len(held.rows("source_id")) == 3


def test_while_an_import_runs_no_month_goes_and_the_run_says_so(held, clock_at):
    with store.writing(), pytest.raises(RuntimeError, match=INCIDENTS):
        retaining.retain()
    assert len(held.rows("source_id")) == 3
    assert outcome(INCIDENTS).erased == 1


def test_a_fault_before_the_rename_leaves_the_month_and_no_line(held, clock_at, monkeypatch):
    def full(*_args):
        raise OSError("No space left on device")

    lines = len(list(ledger.lines()))
    monkeypatch.setattr(store, "replace_manifest", full)
    with pytest.raises(RuntimeError, match=INCIDENTS):
        retaining.retain()
    assert len(held.rows("source_id")) == 3
    assert len(list(ledger.lines())) == lines


def test_a_reader_with_the_old_list_asks_the_new_one(held, monkeypatch):
    old, real = store.current(), store.current
    store.drop("crimes", "2010-11")
    answers = [old]
    monkeypatch.setattr(store, "current", lambda *a: answers.pop() if answers else real(*a))
    count = asking.ask("SELECT count(*) FROM held", [], kind="crimes", fetch=lambda r: r.fetchone())
    assert count == (2,)


def test_a_kill_at_any_moment_leaves_whole_months(home):
    chance = random.Random(5)
    for _ in range(5):
        dropper = subprocess.Popen(
            [sys.executable, "-c", DROPPER, str(home)], stdout=subprocess.PIPE, text=True
        )
        assert dropper.stdout is not None and dropper.stdout.readline() == "ready\n"
        time.sleep(0.1 + chance.random() * 0.3)
        os.kill(dropper.pid, signal.SIGKILL)
        dropper.wait()
        dropper.stdout.close()
        found = asking.ask(
            "SELECT n, count(*) FROM held GROUP BY n ORDER BY n", [], kind="crimes",
            fetch=lambda rows: rows.fetchall(),
        )
        assert found in (None, [("2017-02", 20000)], [("2017-01", 20000), ("2017-02", 20000)])


def test_a_list_of_refused_rows_goes_after_its_days(desk, clock_at):
    run = desk.take("1,2017-12-01 13:45,THEFT,x,false,N1,,", "2,never,THEFT,x,false,N1,,")
    file = desk.home / run.refused_file
    assert file.is_file()
    clock_at.forward(days=90)
    assert outcome(REFUSED).erased == 0
    clock_at.forward(days=1)
    assert outcome(REFUSED).erased == 1
    assert not file.exists()
    run.refresh_from_db()
    assert (run.refused_file, run.refused_count) == ("", 1)


def test_the_list_of_an_import_that_was_killed_goes_too(desk, clock_at):
    run = ImportRun.objects.create(kind="crimes", file_name="x.csv", by_kind="system")
    file = desk.home / "refused" / f"2017-12-11-crimes-{run.public_id}.csv"
    file.parent.mkdir()
    file.write_text("line,id,reason\n")
    clock_at.forward(days=91)
    assert outcome(REFUSED).erased == 1
    assert not file.exists()
