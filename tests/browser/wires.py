"""A network that a test can cut: what stands between the browser and the server."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

Pair = tuple[socket.socket, socket.socket]  # the browser's end, the server's end


class Wire:
    """Passes bytes on to the server at `url` and back, until it is cut.

    `lose_answers`: what is posted still arrives, and the answers get lost on their way back.
    `refuses`: an address that alone is not reached.
    """

    def __init__(self, url: str) -> None:
        self.server = (urlsplit(url).hostname, urlsplit(url).port)
        self.is_cut = self.lose_answers = False
        self.refuses = ""
        self.pairs: list[Pair] = []
        self.threads: list[threading.Thread] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.listener.getsockname()[1]}"
        self.listening = threading.Thread(target=self._listen)
        self.listening.start()

    def _listen(self) -> None:
        while True:
            try:
                near, _address = self.listener.accept()
            except OSError:  # closed
                return
            if self.is_cut:
                near.close()
                continue
            pair = (near, socket.create_connection(self.server))
            self.pairs.append(pair)
            for work, own in ((self._ask, pair[0]), (self._answer, pair[1])):
                thread = threading.Thread(target=self._until_it_ends, args=(work, own, pair))
                self.threads.append(thread)
                thread.start()

    def _until_it_ends(self, work, own: socket.socket, pair: Pair) -> None:
        with own:
            with suppress(OSError):  # the other direction has ended
                work(*pair)
            _end(pair)

    def _ask(self, near: socket.socket, far: socket.socket) -> None:
        while data := near.recv(65536):
            if self.refuses and self.refuses.encode() in data.split(b"\r\n", 1)[0]:
                return
            far.sendall(data)
            if self.lose_answers and data.startswith(b"POST"):
                near.shutdown(socket.SHUT_RDWR)

    def _answer(self, near: socket.socket, far: socket.socket) -> None:
        while data := far.recv(65536):
            near.sendall(data)

    def cut(self) -> None:
        self.is_cut = True
        for pair in self.pairs:
            _end(pair)
        self.pairs.clear()

    def mend(self) -> None:
        self.is_cut = self.lose_answers = False

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listening.join()
        self.listener.close()
        self.cut()
        for thread in self.threads:
            thread.join()


def _end(pair: Pair) -> None:
    for end in pair:
        with suppress(OSError):  # ended already
            end.shutdown(socket.SHUT_RDWR)
