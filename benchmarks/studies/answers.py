"""What a study found, kept beside it with how it was made; and the limits of counts."""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path

from scipy.stats import beta, chi2

RESULTS = Path(__file__).parent / "results"
LOW, HIGH = 0.025, 0.975


def keep(name: str, *, seed: int, settings: dict, rows: list[dict]) -> None:
    """Write results/name.json, with the CPU-seconds that it took: of all its rows, where some
    were kept from an earlier run."""
    made = {
        "study": name, "command": f"python benchmarks/studies/{name}.py", "seed": seed,
        "version": version("commonground"), "settings": settings,
        "cpu_seconds": max(cpu_seconds(), round(sum(row.get("cpu_seconds", 0) for row in rows), 1)),
    }  # fmt: skip
    lines = ",\n".join("    " + json.dumps(row) for row in rows)
    text = json.dumps(made, indent=2)[:-2] + f',\n  "rows": [\n{lines}\n  ]\n}}\n'
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")


def in_parts(name: str, study: Callable, *, seed: int, settings: dict) -> None:
    """Run study(part, seed=) from the command line: all of it is kept, a part is printed only."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=seed)
    args = parser.parse_args()
    rows = []
    for row in study(args.part, seed=args.seed):
        rows.append(row)
        print(row, flush=True)
    if args.part == 1.0:
        keep(name, seed=args.seed, settings=settings, rows=rows)


def cpu_seconds() -> float:
    """Of this process and of those that it started and that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round(time.process_time() + ended.ru_utime + ended.ru_stime, 1)


def spread(task: Callable, asked: list[tuple], jobs: int) -> Iterator:
    """task(*row) of each row, in order, over processes; says on stderr how far it is."""
    with ProcessPoolExecutor(jobs) as pool:
        running = [pool.submit(task, *row) for row in asked]
        for number, one in enumerate(running, 1):
            yield one.result()
            print(f"{number} of {len(running)}", file=sys.stderr, flush=True)


def kept(name: str) -> dict:
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


def poisson(count: int, exposure: float) -> list[float]:
    """95 % limits of a rate (Garwood 1936): `count` events in `exposure`."""
    low = chi2.ppf(LOW, 2 * count) / 2 if count else 0.0
    return [
        round(float(low / exposure), 4),
        round(float(chi2.ppf(HIGH, 2 * count + 2) / 2 / exposure), 4),
    ]


def binomial(count: int, n: int) -> list[float]:
    """95 % limits of a share (Clopper & Pearson 1934)."""
    low = beta.ppf(LOW, count, n - count + 1) if count else 0.0
    high = beta.ppf(HIGH, count + 1, n - count) if count < n else 1.0
    return [round(float(low), 4), round(float(high), 4)]
