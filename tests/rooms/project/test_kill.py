"""Nothing acknowledged is ever lost: `kill -9` while two hundred people write."""

import http.client
import os
import re
import signal
import threading
from pathlib import Path
from urllib.parse import urlencode

import pytest

from .test_serving import Served

PEOPLE = 200
KILL_AFTER = 60  # pages that said "saved"
RECEIPT = re.compile(r'name="receipt" value="([0-9A-Z\s]+)"')


class Resident:
    """A browser of the plainest kind: one cookie, one form."""

    def __init__(self, port: int) -> None:
        self.port = port

    def open_form(self, path: str) -> None:
        with_form = self.ask("GET", path)
        self.token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', with_form)[1]

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
            self.cookie = (answer.getheader("Set-Cookie") or "").split(";")[0] or getattr(
                self, "cookie", ""
            )
            return page
        finally:
            connection.close()

    def send(self, path: str, **fields: str) -> str:
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields})
        kind = "application/x-www-form-urlencoded"
        return self.ask("POST", path, body, **{"Content-Type": kind, "Cookie": self.cookie})


def people_write(port: int, receipts: dict[str, str], enough: threading.Event) -> list:
    """Two hundred at once; `receipts` fills with what the pages promised."""
    first = Resident(port)
    first.open_form("/concerns/new/")
    start = threading.Barrier(PEOPLE)

    def write(number: int) -> None:
        me = Resident(port)
        me.token, me.cookie = first.token, first.cookie
        words = f"The lamp at number {number} is broken."
        start.wait()
        try:
            page = me.send("/concerns/new/", step="words", neighbourhood="riverside",
                           category="lighting", words=words, language="en")  # fmt: skip
        except (OSError, http.client.HTTPException):
            return  # the page never came: nothing was promised
        if found := RECEIPT.search(page):
            receipts[found[1]] = words
        if len(receipts) >= KILL_AFTER:
            enough.set()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(PEOPLE)]
    for thread in threads:
        thread.start()
    return threads


@pytest.fixture
def home(home_at, tmp_path) -> Path:
    return home_at(tmp_path / "data")


def serve(home: Path) -> Served:
    server = Served(home)
    server.start(settings="tests.rooms.project.many_settings")
    return server


@pytest.mark.slow
def test_every_concern_whose_page_said_saved_is_there_after_kill_9(home):
    server, receipts, enough = serve(home), {}, threading.Event()
    threads = people_write(server.port, receipts, enough)
    try:
        assert enough.wait(120), f"only {len(receipts)} pages came"
    finally:
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait(30)
        server.process.stdout.close()
    for thread in threads:
        thread.join()
    assert KILL_AFTER <= len(receipts) < PEOPLE

    again = serve(home)
    try:
        amal = Resident(again.port)
        amal.open_form("/follow/")
        lost = [r for r, words in receipts.items() if words not in amal.send("/follow/", receipt=r)]
    finally:
        again.end(signal.SIGTERM)
    assert lost == []
