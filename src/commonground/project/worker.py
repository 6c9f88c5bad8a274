"""The second process: does the rooms' jobs. `serving` starts it and keeps it alive.

It stops on SIGTERM, and when its parent is gone: the parent holds the other end of its standard
input, and an end of file there means that nobody does any more, even after `kill -9`.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from . import sqlite

if TYPE_CHECKING:
    from commonground.common.jobs import Ticker

TICK_SECONDS = 1.0
# A job that is still at work then is cut off, which every job survives
PATIENCE_SECONDS = 10.0
APART = ["-m", "commonground.project.worker"]

log = logging.getLogger("commonground.worker")


def load_jobs() -> list[str]:
    """Import the jobs.py of every installed room; the names of those that have one."""
    from django.apps import apps

    names = [
        f"{config.name}.jobs"
        for config in apps.get_app_configs()
        if config.name.startswith("commonground.") and find_spec(f"{config.name}.jobs")
    ]
    for name in names:
        import_module(name)
    return names


def work(stop: threading.Event) -> None:
    """Tick until told to stop: what somebody waits for in this thread, the rest in another.

    So a confirmation is not behind the morning's jobs. The first tick is alone: it loads what
    these jobs need, and two threads that load modules of one circle can refuse each other.
    """
    prompt, others = _ticker(stop, prompt=True), _ticker(stop, prompt=False)
    tick(prompt)
    thread = threading.Thread(target=keep_ticking, args=(others, stop))
    thread.start()
    keep_ticking(prompt, stop)
    thread.join()


def _ticker(stop: threading.Event, *, prompt: bool) -> "Ticker":
    from commonground.common.jobs import Ticker

    return Ticker(lambda name: run_apart(name, stop), prompt=prompt)


def keep_ticking(ticker: "Ticker", stop: threading.Event) -> None:
    from django.db import connections

    while not stop.wait(TICK_SECONDS):
        tick(ticker)
    connections.close_all()  # this thread's own


def tick(ticker: "Ticker") -> None:
    from django.db import close_old_connections

    close_old_connections()
    try:
        ticker.tick()
    except Exception as problem:  # the database is away: try again at the next tick
        log.error("the worker could not look for jobs: %s", type(problem).__name__)


def run_apart(name: str, stop: threading.Event) -> None:
    """A job in a process of its own: what it loads and holds goes when it is done."""
    words = [sys.executable, *APART, name]
    with subprocess.Popen(words, stdin=subprocess.PIPE) as child:  # we hold its standard input
        while child.poll() is None:
            if stop.wait(0.2):
                child.kill()  # which every job survives
    if child.returncode:
        raise RuntimeError(f"{name} ended with status {child.returncode}")


def stop_with_parent(stop: threading.Event, patience_seconds: float) -> None:
    """Wait until the parent is gone, then stop, if need be without waiting for a job."""
    # not sys.stdin: a thread that waits in its buffer makes the interpreter's end fail
    while os.read(0, 1):
        pass
    stop.set()
    threading.Event().wait(patience_seconds)
    os._exit(0)


def main() -> int:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which stops us
    sqlite.prefer_safe_sqlite()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonground.project.settings")
    import django

    django.setup()
    load_jobs()
    if sys.argv[1:]:
        return do_one(sys.argv[1])
    threading.Thread(target=stop_with_parent, args=(stop, PATIENCE_SECONDS), daemon=True).start()
    work(stop)
    return 0


def do_one(name: str) -> int:
    """One job for the worker that started us; gone with it."""
    from commonground.common.jobs import REGISTRY

    stop = threading.Event()
    threading.Thread(target=stop_with_parent, args=(stop, 0.0), daemon=True).start()
    try:
        REGISTRY[name].run()
    except Exception as problem:  # its words may hold a resident's
        log.error("job %s failed: %s", name, type(problem).__name__)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
