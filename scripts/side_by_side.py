"""Run the checks and all tests side by side, and say of each part how it went.

One part more than there are cores, because each waits for the disk or the browser now and then.
The order is the one that they begin in: what tells of a slip soonest, what compiles the numerical
code for the others, then the longest. PostgreSQL comes last: from what the tests asked of SQLite
follows which of them it runs (tests/statements.py).
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait

PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
POSTGRES = [sys.executable, "scripts/on_postgres.py"]
NAMED = ("tests/analysis", "tests/browser", "tests/rooms")

# about half of the rooms' time
SOME = tuple(f"tests/rooms/{room}" for room in ("earlywarning", "engagement", "plans", "problems"))

PARTS = {
    "checks": ["sh", "scripts/check"],
    "some rooms on SQLite": [*PYTEST, "--durations=8", *SOME],
    "the other rooms on SQLite": [
        *PYTEST, "--durations=8", "tests/rooms", *(f"--ignore={folder}" for folder in SOME)
    ],
    "analysis": [*PYTEST, "tests/analysis"],
    "browser": [*PYTEST, "tests/browser"],
    "all other tests": [*PYTEST, "tests", *(f"--ignore={folder}" for folder in NAMED)],
    "rooms on PostgreSQL": [*POSTGRES, *PYTEST, "-m", "not slow", "tests/rooms"],
}  # fmt: skip
AFTER = {"rooms on PostgreSQL": ("some rooms on SQLite", "the other rooms on SQLite")}
END = 12  # lines of what a part says that passed

# tests start hundreds of processes: where Python is told to keep no compiled code, each of them
# would compile all of ours afresh
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def run(name: str, notes: str, begun: dict[str, Future]) -> bool:
    """Whether it passed; all that it said where it did not, else the end.

    notes : the folder where the rooms' tests on SQLite tell PostgreSQL's what they asked.
    """
    wait([begun[earlier] for earlier in AFTER.get(name, ())])
    asked = {"COMMONGROUND_STATEMENTS": notes} if "rooms" in name else {}
    started = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            PARTS[name], stdout=output, stderr=subprocess.STDOUT, env=ENVIRONMENT | asked
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode(errors="replace").splitlines()
    passed = process.returncode == 0
    word = "passed" if passed else "FAILED"
    shown = "\n".join(said[-END:] if passed else said)
    took = f"{time.monotonic() - started:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of CPU"
    print(f"\n== {name}: {word} in {took}\n{shown}", flush=True)
    return passed


def main() -> int:
    lanes = (os.cpu_count() or 1) + 1
    print(f"{len(PARTS)} parts, {lanes} at a time: {', '.join(PARTS)}", flush=True)
    begun: dict[str, Future] = {}
    with tempfile.TemporaryDirectory() as notes, ThreadPoolExecutor(lanes) as pool:
        for name in PARTS:
            begun[name] = pool.submit(run, name, notes, begun)
    failed = [name for name, part in begun.items() if not part.result()]
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall passed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
