"""What the parts of a command cost: CPU-seconds of the process, over all its threads."""

import time


class Seconds:
    """`taken` says what has been used since the last time it was asked, or since the start."""

    def __init__(self) -> None:
        self.before = 0.0

    def taken(self) -> float:
        now = time.process_time()
        used, self.before = now - self.before, now
        return round(used, 4)
