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


def test_what_somebody_waits_for_goes_on_while_a_long_daily_job_is_at_work(monkeypatch, db):
    sent, at_work, go_on = threading.Event(), threading.Event(), threading.Event()

    def long_job() -> None:
        at_work.set()
        go_on.wait(10)

    def send() -> None:
        if at_work.is_set():
            sent.set()

    registry = {
        "long": jobs.Job("long", long_job, every_seconds=1),
        "outbox": jobs.Job("outbox", send, every_seconds=1, prompt=True),
    }
    monkeypatch.setattr(jobs, "REGISTRY", registry)
    monkeypatch.setattr(worker, "TICK_SECONDS", 0.01)
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    stop = threading.Event()
    main = threading.Thread(target=worker.work, args=(stop,))
    main.start()
    assert sent.wait(10) and not go_on.is_set()
    go_on.set()
    stop.set()
    main.join(10)
    assert not main.is_alive()


def test_each_job_is_of_one_of_the_two_threads_and_the_outbox_is_prompt(db):
    worker.load_jobs()
    prompt = {name for name, one in jobs.REGISTRY.items() if one.prompt}
    assert prompt == {"outbox", "plan"}
