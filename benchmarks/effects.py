"""Effects beside diff-diff, in one run: CPU-seconds, and whether both find the same.

python benchmarks/effects.py

diff-diff (PyPI, MIT) is compared where it is installed (`pip install diff-diff`); this project does
not need it. Its loaders of data are never used: the panels are those of the tests, and one made up
here. Both read a table and end with estimate and standard error; ours also makes its checks in the
rows that say so, as the command does. Last comes the whole command on the largest panel, from a
file of 560,520 rows to the answer with its checks.
"""

import csv
import importlib.util
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.analysis.effects.panels import counties, made_up, states, training

from commonground.analysis.effects import Panel
from commonground.analysis.effects.random_timing import random_timing
from commonground.analysis.effects.staggered import callaway_santanna, sun_abraham
from commonground.analysis.effects.synthetic import block, fitted

Found = tuple[float, float]
Task = Callable[[], Found]


def cost(task: Task) -> tuple[float, Found]:
    """CPU-seconds, the least of three after one that loads and compiles; and what was found."""
    found = task()
    spent = []
    for _ in range(3):
        began = time.process_time()
        task()
        spent.append(time.process_time() - began)
    return min(spent), found


def large() -> Panel:
    """2,000 units, 24 periods, six starts."""
    random = np.random.default_rng(1)
    first = random.choice([6.0, 9, 12, 15, 18, 21, np.inf], 2000)
    outcome = random.normal(0, 2, (2000, 1)) + random.normal(0, 1, (2000, 24))
    return made_up(outcome + (np.arange(24) >= first[:, None]), first)


def ours(method: Callable[..., Any], panel: Panel, **more: Any) -> Task:
    def task() -> Found:
        made = method(panel, **more)
        return made.estimate, made.se

    return task


def mix(panel: Panel) -> Task:
    return lambda: (fitted(block(panel), "synthetic-did").estimate, float("nan"))


def theirs(name: str, panel: Panel, **more: Any) -> Task | None:
    """None where diff-diff is not installed."""
    if importlib.util.find_spec("diff_diff") is None:
        return None
    import diff_diff
    import pandas

    n, periods = panel.outcome.shape
    start = np.where(np.isfinite(panel.first), panel.first + 1, 0).astype(int)
    table = pandas.DataFrame({
        "unit": np.repeat(np.arange(n), periods), "time": np.tile(np.arange(1, periods + 1), n),
        "outcome": panel.outcome.ravel(), "first": np.repeat(start, periods),
    })  # fmt: skip
    model = getattr(diff_diff, name)
    if name == "SyntheticDiD":
        table["treated"] = (table["first"] > 0).astype(int)
        after = list(range(int(start.max()), periods + 1))
        return lambda: (
            model(n_bootstrap=2, seed=1)
            .fit(table, "outcome", "treated", "unit", "time", post_periods=after)
            .att,
            float("nan"),
        )

    def task() -> Found:
        made = model().fit(table, "outcome", "unit", "time", "first", **more)
        if name == "SunAbraham":
            effects = [e["effect"] for k, e in made.event_study_effects.items() if k >= 0]
            return float(np.mean(effects)), float("nan")
        return made.overall_att, made.overall_se

    return task


def rows() -> list[tuple[str, Task, Task | None]]:
    small, many, smoking, force = counties(), large(), states(), training()
    simple = {"aggregate": "simple"}
    bare = {"refuted": False}
    return [
        ("Callaway-Sant'Anna, 500 x 5", ours(callaway_santanna, small, **bare),
         theirs("CallawaySantAnna", small, **simple)),
        ("Callaway-Sant'Anna, 2,000 x 24", ours(callaway_santanna, many, **bare),
         theirs("CallawaySantAnna", many, **simple)),
        ("the same with its checks", ours(callaway_santanna, many), None),
        ("Sun-Abraham by time since the start, 2,000 x 24",
         ours(sun_abraham, many, aggregate="event", **bare), theirs("SunAbraham", many)),
        ("Synthetic DiD, weights and estimate, 39 x 31", mix(smoking),
         theirs("SyntheticDiD", smoking)),
        ("Roth-Sant'Anna, 7,785 x 72", ours(random_timing, force, permutations=None, **bare), None),
        ("the same with its checks", ours(random_timing, force), None),
    ]  # fmt: skip


def written(panel: Panel, path: Path) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["unit", "time", "y", "first"])
        for unit, first, row in zip(panel.units, panel.first, panel.outcome, strict=True):
            start = "" if np.isinf(first) else int(panel.times[int(first)])
            writer.writerows((unit, t, y, start) for t, y in zip(panel.times, row, strict=True))


def whole_command(panel: Panel) -> float:
    """CPU-seconds of a process of its own, the least of three."""
    spent = []
    words = "unit --time time --outcome y --first-treated first --method callaway-santanna --json"
    with tempfile.TemporaryDirectory() as folder:
        written(panel, Path(folder) / "panel.csv")
        typed = ["effect", f"{folder}/panel.csv", "--not-yet-treated", "--unit", *words.split()]
        for _ in range(3):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            command = [sys.executable, "-m", "commonground.cli", "analyse", *typed]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent)


def main() -> None:
    warnings.simplefilter("ignore")
    print("| | ours | diff-diff | estimate, ours | estimate, diff-diff |")
    print("|---|---:|---:|---:|---:|")
    for name, own, other in rows():
        spent, found = cost(own)
        beside = ("", "") if other is None else cost(other)
        second = f"{beside[0]:.4f} s" if other else ""
        third = f"{beside[1][0]:.9g}" if other else ""  # type: ignore[index] # where there is one
        print(f"| {name} | {spent:.4f} s | {second} | {found[0]:.9g} | {third} |", flush=True)
    spent = whole_command(training())
    print(f"| Callaway-Sant'Anna, the whole command, 7,785 x 72 | {spent:.2f} s | | | |")


if __name__ == "__main__":
    main()
