"""A bound that is sought beside the plan: by a process of its own, on the second core.

    python -m commonground.analysis.planning.bounding < PICKLE

solves the programme, adds the rows that its solution lacks, and solves it again, until the days
hold the solution. It writes what it finds, one line each: `bound`, a number; `solution`, its value,
and its whole columns that are not 0, as base64. Lines are short: it waits when nobody reads them. A
process can be ended at any moment, HiGHS in a thread not.
"""

import base64
import math
import os
import pickle
import subprocess
import sys
import time
from contextlib import suppress
from threading import Thread
from typing import IO, Any, TextIO

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.planning.lacking import Lacking
from commonground.analysis.planning.programme import Programme
from commonground.analysis.planning.table import INF, Entries, Floats, Solver

CLOSE = 0.002  # of the bound
END = 2.0  # seconds for the process to end by itself
Known = tuple[Programme, dict[tuple[int, int], int]]  # and what `Nogoods` knows


class Bounding:
    """found : no plan is below it. better : the value and the whole columns of the last solution
    met on the way, (columns,). made : the programme, as `Solver.packed` gives it. known : what it
    stands for; without, no rows are added.
    """

    def __init__(
        self, made: dict[str, NDArray[Any]], known: Known | None, seconds: float
    ) -> None:  # fmt: skip
        self.found = -INF
        self.better: tuple[float, Floats] | None = None
        self.columns = len(made["cost"])
        command = [sys.executable, "-m", "commonground.analysis.planning.bounding"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe)
        held = self.process.stdin, self.process.stdout, pickle.dumps((made, known, seconds))
        self.reader = Thread(target=self._talk, args=held, daemon=True)
        self.reader.start()

    def _talk(self, into: IO[bytes], lines: IO[bytes], packed: bytes) -> None:
        with suppress(BrokenPipeError), into:  # it was ended before it had read all
            into.write(packed)
        with lines:
            for line in lines:
                if line.endswith(b"\n"):  # else it was ended in the middle of it
                    self._told(*line.decode().split())

    def _told(self, word: str, value: str, columns: str = "") -> None:
        if word == "bound":
            self.found = max(self.found, float(value))
        else:
            self.better = float(value), unpacked(columns, self.columns)

    def end(self, seconds: float) -> None:
        """Wait so long at most, and end it."""
        self.reader.join(max(0.0, seconds))
        self.process.kill()
        self.process.wait()
        self.reader.join(END)


def main() -> None:
    sys.stdout = _own_output()
    made, known, seconds = pickle.load(sys.stdin.buffer)
    until, solver, start = time.monotonic() + seconds, Solver.unpacked(made), made["start"]
    chosen = dict(zip(start[0].astype(int).tolist(), start[1].tolist(), strict=True))
    tell("bound", solver.relaxed(seconds).bound)
    solver.telling(
        lambda value, x: tell("solution", value, packed(x, made["whole"])),
        lambda bound: tell("bound", bound),
    )
    lacking = None
    if known is not None:
        lacking = Lacking(known[0], solver)
        lacking.nogoods.known = known[1]
    while time.monotonic() < until and _once(solver, lacking, chosen, until):
        pass


def _own_output() -> TextIO:
    """Standard output for the lines alone: what a library prints goes to standard error."""
    own = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return own


def _once(solver: Solver, lacking: Lacking | None, chosen: Entries, until: float) -> bool:
    """Solve, and add what is lacking; is there more to do?"""
    answer = solver.best(until - time.monotonic(), CLOSE, chosen)
    tell("bound", answer.bound)
    if answer.x is None or lacking is None:
        return False
    chosen.update({column: float(round(answer.x[column])) for column in chosen})
    rows = lacking.of_choice(chosen)
    for most, entries in rows:
        solver.row(-INF, most, entries)
    return bool(rows)


def packed(x: Floats, whole: NDArray[np.bool_]) -> str:
    """Number and value of each column that is whole and not 0."""
    values = np.rint(x[: len(whole)] * whole).astype(np.int32)
    used = np.flatnonzero(values).astype(np.int32)
    return base64.b64encode(np.stack([used, values[used]]).tobytes()).decode()


def unpacked(text: str, columns: int) -> Floats:
    used, values = np.frombuffer(base64.b64decode(text), dtype=np.int32).reshape(2, -1)
    x = np.zeros(columns)
    x[used] = values
    return x


def tell(word: str, value: float, *more: str) -> None:
    if math.isfinite(value):
        print(word, repr(float(value)), *more, flush=True)


if __name__ == "__main__":
    main()
