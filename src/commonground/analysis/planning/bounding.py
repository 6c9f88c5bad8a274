"""A bound that is sought beside the plan: by a process of its own, on the second core.

HiGHS may go on for long after its time is over. A process can be ended then, a thread cannot.

    python -m commonground.analysis.planning.bounding FILE.npz

solves the programme in the file, deletes it, and writes what it finds, one line each: `bound`, a
number; `solution`, its value, and its columns as base64 of doubles.
"""

import base64
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Thread
from typing import IO, Any

import numpy as np

from commonground.analysis.planning.table import INF, Entries, Floats, Solver

CLOSE = 0.002  # of the bound
END = 2.0  # seconds for the process to end by itself


class Bounding:
    """found : no solution is below it. better : the value and the columns of the best solution
    met on the way. start : a solution's columns.
    """

    def __init__(self, solver: Solver, aim: Entries, start: Entries, seconds: float) -> None:
        self.found = -INF
        self.better: tuple[float, Floats] | None = None
        with tempfile.NamedTemporaryFile(suffix=".npz", delete=False) as file:
            made: dict[str, Any] = solver.packed(aim, start) | {"seconds": np.array([seconds])}
            np.savez(file, **made)
        command = [sys.executable, "-m", "commonground.analysis.planning.bounding", file.name]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.reader = Thread(target=self._read, args=(self.process.stdout, file.name), daemon=True)
        self.reader.start()

    def _read(self, lines: IO[str], file: str) -> None:
        with lines:
            for line in lines:
                if line.endswith("\n"):  # else it was ended in the middle of it
                    self._told(*line.split())
        Path(file).unlink(missing_ok=True)

    def _told(self, word: str, value: str, columns: str = "") -> None:
        if word == "bound":
            self.found = max(self.found, float(value))
        else:
            self.better = float(value), np.frombuffer(base64.b64decode(columns))

    def end(self, seconds: float) -> None:
        """Wait so long at most, and end it."""
        self.reader.join(max(0.0, seconds))
        self.process.kill()
        self.process.wait()
        self.reader.join(END)


def main(path: str) -> None:
    with np.load(path) as packed:
        made = dict(packed)
    Path(path).unlink()
    solver, start, seconds = Solver.unpacked(made), made["start"], float(made["seconds"][0])
    tell("bound", solver.relaxed(seconds).bound)
    solver.telling(
        lambda value, x: tell("solution", value, base64.b64encode(x.tobytes()).decode()),
        lambda bound: tell("bound", bound),
    )
    begun = dict(zip(start[0].astype(int).tolist(), start[1].tolist(), strict=True))
    tell("bound", solver.best(seconds, CLOSE, begun).bound)


def tell(word: str, value: float, *more: str) -> None:
    print(word, repr(float(value)), *more, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
