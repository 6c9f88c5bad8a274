"""Whoever sends very much from many connections does not fill the memory, nor shut others out."""

import http.client
import socket
import threading
import time
from contextlib import suppress

import pytest

from commonground.project import receiving, serving

from .test_serving import free_port

HEAD = b"POST /follow/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n\r\n"


@pytest.fixture
def port(monkeypatch):
    monkeypatch.setattr(receiving, "MOST_HELD", 3_000_000)
    found = free_port()
    server = serving.open_server("127.0.0.1", found)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield found
    server.asyncore.close_all(server._map)
    server.task_dispatcher.shutdown()
    thread.join(10)


def send_slowly(port: int) -> socket.socket:
    """A million bytes of a body that never ends."""
    sender = socket.create_connection(("127.0.0.1", port), timeout=10)
    sender.sendall(HEAD)
    with suppress(OSError):  # closed while we sent: what the test is about
        sender.sendall(b"x" * 1_000_000)
    return sender


def is_closed(sender: socket.socket) -> bool:
    sender.settimeout(0.5)
    try:
        return sender.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


@pytest.mark.filterwarnings("ignore:No directory")
def test_many_large_bodies_at_once_are_cut_and_words_still_come_through(port):
    senders = [send_slowly(port) for _ in range(8)]
    time.sleep(0.5)
    closed = [is_closed(sender) for sender in senders]
    assert 4 <= sum(closed) <= 6  # three fit into the bound; the others were cut
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    asking.request("POST", "/follow/", body=b"receipt=" + b"A" * 5000)
    assert asking.getresponse().status == 403  # answered, by the check of the form's token
    asking.close()
    for sender in senders:
        sender.close()
