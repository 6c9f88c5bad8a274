"""What the worker does, and when. Rooms register jobs in their jobs.py.

A daily job runs once per local date, a missed one at start; a failure is kept as a sentence
and the job is tried again at the next start of the day, or by hand.
"""

import logging
import threading
import time as machine
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

from django.db import IntegrityError, transaction

from . import clock
from .models import JobRun

log = logging.getLogger("commonground.jobs")


@dataclass(frozen=True)
class Job:
    name: str
    run: Callable[[], object]
    daily_at: time | None = None
    every_seconds: int | None = None
    apart: bool = False  # so large that the worker does it in a process of its own
    prompt: bool = False  # somebody waits for it: it is never behind the others
    wanted: Callable[[], bool] | None = None  # of a frequent job apart: is there anything to do?


REGISTRY: dict[str, Job] = {}


def job(
    name: str, *, daily_at: str | None = None, every_seconds: int | None = None,
    apart: bool = False, prompt: bool = False, wanted: Callable[[], bool] | None = None,
) -> Callable[[Callable[[], object]], Callable[[], object]]:  # fmt: skip
    """Register a function as a job: at a local time each day, or every so many seconds."""

    def register(run: Callable[[], object]) -> Callable[[], object]:
        at = time.fromisoformat(daily_at) if daily_at else None
        REGISTRY[name] = Job(name, run, at, every_seconds, apart, prompt, wanted)
        return run

    return register


def is_due(a_job: Job, now: datetime) -> bool:
    local = now.astimezone(clock.zone())
    if a_job.daily_at is None or local.time() < a_job.daily_at:
        return False
    return not JobRun.objects.filter(job=a_job.name, local_date=local.date()).exists()


def claim(a_job: Job) -> JobRun | None:
    """The row that makes this run ours; None when another process has it."""
    try:
        with transaction.atomic():
            return JobRun.objects.create(job=a_job.name, local_date=clock.today())
    except IntegrityError:
        return None


def run_daily(a_job: Job, apart: Callable[[str], object] | None = None) -> bool:
    """Run a daily job once for today. True if it ran and finished well.

    `apart` runs a job, by its name, in another process.
    """
    row = claim(a_job)
    if row is None:
        return False
    try:
        apart(a_job.name) if apart and a_job.apart else a_job.run()
    except Exception as problem:  # one bad job must not stop the others
        log.error("job %s failed: %s", a_job.name, type(problem).__name__)
        row.problem = type(problem).__name__
    row.finished_at = clock.now()
    row.save(update_fields=["finished_at", "problem"])
    return not row.problem


class Ticker:
    """Keeps when each frequent job last ran, in machine time.

    `prompt`: of these jobs, or of the others, only.
    """

    def __init__(
        self, apart: Callable[[str], object] | None = None, *, prompt: bool | None = None
    ) -> None:
        self.apart, self.prompt = apart, prompt
        self.last: dict[str, float] = {}
        self.beside: dict[str, threading.Thread] = {}

    def tick(self) -> None:
        for a_job in REGISTRY.values():
            if self.prompt not in (None, a_job.prompt):
                continue
            if a_job.every_seconds and self.since(a_job.name) >= a_job.every_seconds:
                self.last[a_job.name] = machine.monotonic()
                self.safely(a_job)
            elif is_due(a_job, clock.now()):
                run_daily(a_job, self.apart)

    def since(self, name: str) -> float:
        return machine.monotonic() - self.last.get(name, float("-inf"))

    def safely(self, a_job: Job) -> None:
        try:
            if self.apart and a_job.apart:
                self.start_beside(a_job)
            else:
                a_job.run()
        except Exception as problem:
            log.error("job %s failed: %s", a_job.name, type(problem).__name__)

    def start_beside(self, a_job: Job) -> None:
        """In a process of its own, while the others go on; one at a time, and only if wanted."""
        at_work = self.beside.get(a_job.name)
        if (at_work and at_work.is_alive()) or (a_job.wanted and not a_job.wanted()):
            return
        thread = threading.Thread(target=self.wait_for, args=(a_job.name,), daemon=True)
        self.beside[a_job.name] = thread
        thread.start()

    def wait_for(self, name: str) -> None:
        try:
            self.apart(name)
        except Exception as problem:
            log.error("job %s failed: %s", name, type(problem).__name__)
