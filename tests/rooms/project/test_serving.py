"""`commonground serve` as it really runs: two processes that come and go together."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.homes import commonground


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Served:
    """A real server on a data folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.process: subprocess.Popen | None = None

    def start(self, settings: str = "commonground.project.settings") -> None:
        environment = {**os.environ, "COMMONGROUND_HOME": str(self.home)}
        environment |= {"COMMONGROUND_DATABASE": "", "DJANGO_SETTINGS_MODULE": settings}
        environment["PYTHONPATH"] = str(Path(__file__).parents[3])
        self.process = subprocess.Popen(
            [sys.executable, "-m", "commonground.cli", "serve", "--port", str(self.port)],
            env=environment, stdout=subprocess.PIPE, text=True,
        )
        self.first_line = self.process.stdout.readline()

    def health(self) -> dict:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as page:
            return json.load(page)

    def worker(self, other_than: int = 0) -> psutil.Process:
        """The worker, once it is up (and is not the one that had that id)."""
        return until(lambda: next(
            (c for c in psutil.Process(self.process.pid).children() if c.pid != other_than), None
        ))  # fmt: skip

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        try:
            return self.process.wait(30)
        finally:
            self.process.stdout.close()


def until(look, seconds: float = 20):
    """What `look` gives as soon as it gives something."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come about in time")


@pytest.fixture(scope="module")
def home(home_at, tmp_path_factory) -> Path:
    return home_at(tmp_path_factory.mktemp("served") / "data")


@pytest.fixture
def served(home):
    server = Served(home)
    server.start()
    yield server
    if server.process.poll() is None:
        server.end(signal.SIGKILL)
    server.process.stdout.close()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_that_it_is_ready_and_stops_cleanly_with_its_worker(served, number):
    assert served.first_line == f"ready on http://localhost:{served.port} (Ctrl-C stops it)\n"
    assert served.health()["status"] == "ok"
    worker = served.worker()
    assert served.end(number) == 0
    until(lambda: not worker.is_running())


@pytest.mark.slow
def test_a_worker_that_dies_is_started_again(served):
    first = served.worker()
    first.kill()
    assert served.worker(other_than=first.pid).pid != first.pid
    assert served.health()["status"] == "ok"


@pytest.mark.slow
def test_a_worker_whose_parent_was_killed_goes_too(served):
    worker = served.worker()
    served.end(signal.SIGKILL)
    until(lambda: not worker.is_running())


@pytest.mark.slow
def test_a_port_that_is_taken_is_said_in_one_sentence(served):
    words = ("serve", "--port", str(served.port))
    done = commonground(*words, home=served.home)
    assert done.returncode == 2
    assert "choose another with --port" in done.stderr and done.stderr.count("\n") == 1


def test_a_database_that_is_not_up_to_date_is_refused(tmp_path):
    (tmp_path / "keys").mkdir()
    done = commonground("serve", home=tmp_path)
    assert done.returncode == 2
    assert "commonground init" in done.stderr


@pytest.mark.slow
def test_it_writes_nothing_about_who_asked_for_what(served):
    served.health()
    urllib.request.urlopen(f"http://127.0.0.1:{served.port}/", timeout=10).close()
    served.process.send_signal(signal.SIGTERM)
    assert served.process.stdout.read() == "stopped\n"
