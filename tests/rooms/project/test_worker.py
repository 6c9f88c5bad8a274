"""The worker hands its largest job to a process of its own."""

import threading
import time

import pytest

from commonground.common import jobs
from commonground.project import worker


@pytest.mark.slow
def test_a_job_runs_apart_and_its_failure_is_known(monkeypatch):
    monkeypatch.setenv("COMMONGROUND_DATABASE", "")
    worker.run_apart("fold-log", threading.Event())
    with pytest.raises(RuntimeError, match="no-such-job ended with status 1"):
        worker.run_apart("no-such-job", threading.Event())


def test_a_worker_that_must_stop_does_not_wait_for_it(monkeypatch):
    monkeypatch.setattr(worker.sys, "executable", "/bin/sleep")
    monkeypatch.setattr(worker, "APART", [])
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    before = time.monotonic()
    with pytest.raises(RuntimeError):
        worker.run_apart("60", stop)
    assert time.monotonic() - before < 20


@pytest.mark.django_db
def test_only_a_job_that_says_so_runs_apart(monkeypatch):
    done, apart = [], []
    registry = {
        name: jobs.Job(name, lambda name=name: done.append(name), every_seconds=None,
                       daily_at=jobs.time(0), apart=name == "large")
        for name in ("large", "small")
    }  # fmt: skip
    monkeypatch.setattr(jobs, "REGISTRY", registry)
    jobs.Ticker(apart.append).tick()
    assert (apart, done) == (["large"], ["small"])
    assert jobs.JobRun.objects.filter(problem="").count() == 2
