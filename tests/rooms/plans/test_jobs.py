"""The worker makes plans in a process of its own, and only when somebody asked for one."""

import threading

from commonground.common import jobs
from commonground.plans import jobs as ours


def test_a_process_is_started_only_when_a_plan_is_wanted(monkeypatch):
    assert ours.make_plans  # registers it
    the_job = jobs.REGISTRY["plan"]
    wanted, started = [False], []
    quiet = jobs.Job("plan", the_job.run, every_seconds=1, apart=True, wanted=lambda: wanted[0])
    monkeypatch.setattr(jobs, "REGISTRY", {"plan": quiet})
    ticker = jobs.Ticker(started.append)
    ticker.tick()
    assert started == [] and the_job.apart and the_job.every_seconds == 1
    wanted[0], ticker.last = True, {}
    ticker.tick()
    ticker.beside["plan"].join(5)
    assert started == ["plan"]


def test_while_a_plan_is_made_the_worker_goes_on_and_starts_no_second_process(monkeypatch):
    done, started, mails = threading.Event(), [], []

    def apart(name: str) -> None:
        started.append(name)
        done.wait(5)

    registry = {
        "plan": jobs.Job("plan", lambda: None, every_seconds=1, apart=True),
        "mail": jobs.Job("mail", lambda: mails.append(1), every_seconds=1),
    }
    monkeypatch.setattr(jobs, "REGISTRY", registry)
    ticker = jobs.Ticker(apart)
    for _time in range(3):
        ticker.last = {}
        ticker.tick()
    assert mails == [1, 1, 1] and started == ["plan"]
    done.set()
    ticker.beside["plan"].join(5)
    assert not ticker.beside["plan"].is_alive()
