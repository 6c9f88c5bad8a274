"""`commonground serve`: the pages and the worker from one command, one process tree.

No request is logged: the anonymous channel leaves no address, no path and no exact time.
"""

import argparse
import logging
import os
import signal
import subprocess
import sys
import threading
from types import FrameType
from typing import TYPE_CHECKING

from commonground.common.errors import Refused

if TYPE_CHECKING:
    from waitress.server import BaseWSGIServer, MultiSocketServer

THREADS = 8
CONNECTIONS = 500  # people on slow networks hold one for long; the threads do not wait for them
MAX_BODY = 16 * 2**20  # a photo of 10 MB and the rest of the form
RESTART_AFTER = (1, 2, 5, 15, 60)  # seconds; the last again and again
PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto"}
STOP_WITHIN = 12  # seconds that the worker has to finish its job

log = logging.getLogger("commonground.serving")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="default 8000")


def run(args: argparse.Namespace) -> int:
    return serve(args.host, args.port)


def serve(host: str = "127.0.0.1", port: int = 8000) -> int:
    """Serve until Ctrl-C or SIGTERM, then stop both processes."""
    from commonground.common.retention import all_rules
    from commonground.plans.numbers import numbers

    refuse_old_database()
    all_rules()  # refuses what [retention] in commonground.toml may not say
    numbers()  # and what [planning] may not
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have it ignored
    server = open_server(host, port)
    worker = Worker()
    worker.start()
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::1") else host  # noqa: S104
    print(f"ready on http://{shown}:{port} (Ctrl-C stops it)", flush=True)
    try:
        server.run()
    finally:
        worker.stop()
        server.close()
        print("stopped", flush=True)
    return 0


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def open_server(host: str, port: int) -> "BaseWSGIServer | MultiSocketServer":
    """The listening server; refuses in one sentence when the port is taken."""
    from django.conf import settings
    from waitress.server import create_server

    from .receiving import bound
    from .wsgi import application

    sockets: dict[int, object] = {}
    proxy = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": PROXY_HEADERS}
    try:
        server = create_server(
            application, map=sockets, host=host, port=port, threads=THREADS,
            ident="commonground",
            connection_limit=CONNECTIONS, asyncore_use_poll=os.name == "posix",
            max_request_body_size=MAX_BODY,
            inbuf_overflow=MAX_BODY,  # what residents send never lies in a temporary file
            clear_untrusted_proxy_headers=True, **(proxy if settings.HTTPS else {}),
        )
    except OSError as problem:
        raise Refused(
            f"Cannot listen on {host}:{port} ({problem.strerror}): choose another with --port."
        ) from problem
    bound(sockets.values())
    return server


def refuse_old_database() -> None:
    from commonground.common import tables

    if tables.are_behind():
        raise Refused(tables.what_to_do())


class Worker:
    """The worker process, started again when it dies."""

    def __init__(self) -> None:
        self.process: subprocess.Popen | None = None
        self.stopping = threading.Event()
        self.keeper = threading.Thread(target=self.keep_alive, daemon=True)

    def start(self) -> None:
        self.process = self.spawn()
        self.keeper.start()

    def spawn(self) -> subprocess.Popen:
        # our end of its standard input tells it that we live; see worker.py
        return subprocess.Popen(
            [sys.executable, "-m", "commonground.project.worker"], stdin=subprocess.PIPE
        )

    def keep_alive(self) -> None:
        deaths = 0
        while True:
            self.process.wait()
            wait = RESTART_AFTER[min(deaths, len(RESTART_AFTER) - 1)]
            if self.stopping.wait(wait):
                return
            deaths += 1
            log.warning("the worker ended by itself and is started again")
            self.process = self.spawn()

    def stop(self) -> None:
        """End the worker, kindly first, and wait until it is gone."""
        self.stopping.set()
        process = self.process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
