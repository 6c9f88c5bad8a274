"""A word on stderr now and then, so that nobody takes work for a halt."""

import sys
import threading
import time

FIRST_WORD = 2.0  # seconds


class Ticker:
    """Says how far it is, where it takes longer than a moment. every : seconds between words."""

    def __init__(self, words: str, every: float = 1.0) -> None:
        self.words, self.every, self.done = words, every, threading.Event()
        self.began = time.monotonic()

    def __enter__(self) -> "Ticker":
        threading.Thread(target=self._run, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()

    def tell(self, goal: str, value: float, bound: float) -> None:
        self.words = f"{goal} {value:,.6g}, at best {bound:,.6g}"

    def _run(self) -> None:
        wait = FIRST_WORD
        while not self.done.wait(wait):
            wait = self.every
            print(f"{time.monotonic() - self.began:.0f} s: {self.words}", file=sys.stderr)
