"""A form sent twice, by a double tap or a page loaded again, counts once.

For forms that leave no row to know them by. The keys are random, drawn with each page that is
shown, and kept in memory alone: when the process ends, nothing is left that says who sent what.
Each web process remembers for itself.
"""

import threading
from collections import OrderedDict

MOST_KEYS = 20_000
LONGEST = 40


class Once:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.seen: OrderedDict[str, None] = OrderedDict()

    def is_first(self, key: str) -> bool:
        """A form without a key, or with one that we never give, is always a first one."""
        if not key or len(key) > LONGEST:
            return True
        with self.lock:
            if key in self.seen:
                return False
            if len(self.seen) >= MOST_KEYS:
                self.seen.popitem(last=False)
            self.seen[key] = None
            return True

    def forget(self, key: str) -> None:
        """What was sent was refused: the same form may come again, put right."""
        with self.lock:
            self.seen.pop(key, None)
