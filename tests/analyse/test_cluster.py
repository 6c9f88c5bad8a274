"""Many agencies on a Dask cluster of two real workers, one of which is killed in the middle."""

import json
import logging
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from commonground import cli
from commonground.analyse import spreading
from commonground.analyse.agency import Work

from .agencies import make_store, results

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow
NAMES = ("east", "mid", "north", "west")


@pytest.fixture(scope="module")
def cluster() -> Iterator:
    """Two processes of one thread each, on this machine only."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1",
        dashboard_address=None, worker_dashboard_address=None, resources={"ours": 1},
        silence_logs=logging.CRITICAL,
    ) as made:  # fmt: skip
        yield made


@pytest.fixture
def towns(tmp_path) -> Path:
    """Large enough that each takes some tenths of a second."""
    for seed, name in enumerate(NAMES, 1):
        make_store(tmp_path / name, seed=seed, reports=4000, rings=8)
    return tmp_path


def works(towns: Path) -> list[Work]:
    return [Work(str(towns / name), None, 1, 999) for name in NAMES]


def without_cluster(towns: Path) -> dict[str, bytes]:
    """The answers of this process, which are taken away again."""
    told = list(spreading.here(works(towns), 1))
    assert not any(one.error for one in told)
    found = results(towns)
    for file in towns.glob("*/results-*.json"):
        file.unlink()
    return found


def kill_one_at_work(client) -> None:
    """Kill -9 a worker while it holds a task."""
    pids = client.run(os.getpid)
    address = next(address for address, tasks in client.processing().items() if tasks)
    os.kill(pids[address], signal.SIGKILL)


def test_a_worker_that_is_killed_changes_nothing_of_the_answers(towns, cluster):
    expected = without_cluster(towns)
    made = spreading.on_cluster(works(towns), cluster.scheduler_address)
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        before = set(client.scheduler_info(n_workers=-1)["workers"])
        told = [next(made)]
        assert len(results(towns)) < len(NAMES)
        kill_one_at_work(client)
        told += made
        assert before - set(client.scheduler_info(n_workers=-1)["workers"])
    assert sorted(Path(one.store).name for one in told) == sorted(NAMES)
    assert [one.error for one in told] == [""] * len(NAMES)
    assert results(towns) == expected


def test_the_command_says_what_a_cluster_did(towns, cluster, capsys):
    address = cluster.scheduler_address
    (towns / "broken").mkdir()
    assert cli.main(["analyse", "scan-all", str(towns), "--cluster", address, "--json"]) == 1
    out, progress = capsys.readouterr()
    told = {Path(one["store"]).name: one for one in json.loads(out)["agencies"]}
    assert "holds no manifest.json" in told.pop("broken")["error"]
    assert all(one["alerts"] >= 1 and one["cpu_seconds"] > 0 for one in told.values())
    assert len(progress.splitlines()) == len(NAMES) + 1
    assert cli.main(["analyse", "scan-all", str(towns / "mid"), "--cluster", address]) == 0
    assert "before" in capsys.readouterr().out


def test_an_agency_may_name_the_only_worker_that_reads_its_store(towns, cluster, capsys):
    listed = towns / "list.json"
    listed.write_text('[{"store": "mid", "worker": "nobody"}]')
    words = ["scan-all", str(listed), "--cluster", cluster.scheduler_address]
    assert cli.main(["analyse", *words]) == 2
    assert "has no worker nobody." in capsys.readouterr().err
    listed.write_text('[{"store": "mid", "worker": "ours"}]')
    assert cli.main(["analyse", *words]) == 0


def test_where_no_scheduler_answers_it_says_so(towns, capsys, monkeypatch):
    monkeypatch.setattr(spreading, "CONNECT_SECONDS", 1)
    assert cli.main(["analyse", "scan-all", str(towns), "--cluster", "tcp://127.0.0.1:9"]) == 2
    assert "No Dask scheduler answers at tcp://127.0.0.1:9." in capsys.readouterr().err
