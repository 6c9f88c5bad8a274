"""How long a prospective permutation scan takes, beside SaTScan and a brute-force loop.

`python benchmarks/scan.py` prints, for the two sizes that SaTScan was timed on, the CPU-seconds
of loading, compiling (or reading the compiled code) and scanning; `--growth` how time and memory
grow. Random cases in a square of 10 km over 365 days, circles of up to 2 km, windows of 1 to 28
days, one thread. Each size runs in a process of its own.
"""

import argparse
import json
import subprocess
import sys
import time

LOADED = time.process_time()

import numpy as np  # noqa: E402
from numba import njit  # noqa: E402

from commonground.analysis.distance import circles  # noqa: E402
from commonground.analysis.scan import Scan, scan_permutation  # noqa: E402

LOADED = time.process_time() - LOADED

SIDE_M, RADIUS_M = 10_000.0, 2_000.0
DAYS, WINDOW, REPLICATIONS, RUNS = 365, 28, 999, 3
SATSCAN = {(10_000, 500): 2.4, (100_000, 1_000): 14.8}  # CPU-s of 10.3.2 on a 2-core machine
BRUTE = 20  # replications of the loop, from which 999 are reckoned
BASE = {"cases": 100_000, "locations": 1_000, "radius": RADIUS_M, "replications": REPLICATIONS}
GROWTH = [
    {"cases": 10_000}, {}, {"cases": 1_000_000},
    {"locations": 500}, {"locations": 2_000}, {"locations": 5_000},
    {"radius": 500.0}, {"radius": 1_000.0}, {"radius": 4_000.0}, {"radius": None},
    {"replications": 99}, {"replications": 9_999},
    {"cases": 1_000_000, "locations": 5_000},
    {"cases": 1_000_000, "locations": 5_000, "radius": None, "replications": 99},
    {"by_weekday": True},
    {"cases": 5_000, "locations": 200, "prospective": False},
    {"cases": 5_000, "locations": 200, "prospective": False, "max_days": 180},
]  # fmt: skip


def data(cases: int, locations: int) -> tuple[np.ndarray, ...]:
    random = np.random.default_rng(1)
    return (
        random.integers(0, locations, cases), random.integers(0, DAYS, cases),
        random.uniform(0, SIDE_M, locations), random.uniform(0, SIDE_M, locations),
    )  # fmt: skip


def scan(cases: int, locations: int, radius: float | None, replications: int, **more) -> Scan:
    settings = {"max_days": WINDOW} | more
    return scan_permutation(
        *data(cases, locations), until=DAYS - 1, max_radius=radius, replications=replications,
        geographic=False, **settings,
    )  # fmt: skip


@njit(cache=True)
def brute(day, at, start, neighbour, total, window, n, runs):
    """Shuffle all days, add up each circle, work out each window's ratio: the obvious loop."""
    largest = np.zeros(runs)
    days = day.copy()
    for r in range(runs):
        np.random.shuffle(days)
        counts = np.zeros((len(total), len(window)), np.int64)
        for i in range(n):
            for t in range(DAYS - 1 - days[i], len(window)):
                counts[at[i], t] += 1
        for centre in range(len(start) - 1):
            inside, zone = np.zeros(len(window), np.int64), 0
            for k in range(start[centre], start[centre + 1]):
                zone += total[neighbour[k]]
                for t in range(len(window)):
                    inside[t] += counts[neighbour[k], t]
                    c, mu = inside[t], zone * window[t] / n
                    if c >= 2 and c > mu:
                        ratio = c * np.log(c / mu) + (n - c) * np.log((n - c) / (n - mu))
                        largest[r] = max(largest[r], ratio)
    return largest


def brute_seconds(cases: int, locations: int) -> float:
    at, day, x, y = data(cases, locations)
    near = circles(x, y, RADIUS_M, geographic=False)
    window = np.cumsum(np.bincount(DAYS - 1 - day, minlength=WINDOW)[:WINDOW])
    total = np.bincount(at, minlength=locations)
    rest = near.start, near.neighbour, total, window, cases
    brute(day, at, *rest, 1)
    begun = time.process_time()
    brute(day, at, *rest, BRUTE)
    return (time.process_time() - begun) / BRUTE * REPLICATIONS


def measure(settings: dict) -> dict[str, float]:
    """In a process of its own: CPU-seconds and the peak of its memory."""
    import resource

    repeats, begun = settings.pop("runs", 1), time.process_time()
    more = {k: v for k, v in settings.items() if k not in BASE}
    many = settings["cases"] // settings["locations"] + 1
    # one location with nearly all cases decides how wide counts must be, so warm up alike
    scan(60 * many, 60, settings["radius"], 3, **more)
    compiled = time.process_time() - begun
    runs = []
    for _ in range(repeats):
        begun = time.process_time()
        scan(**settings)
        runs.append(time.process_time() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"load": LOADED, "compile": compiled, "scan": min(runs), "most": max(runs), "mb": peak}


def apart(**settings) -> dict[str, float]:
    order = [sys.executable, __file__, "--one", json.dumps(BASE | settings)]
    return json.loads(subprocess.run(order, check=True, capture_output=True, text=True).stdout)


def against_satscan() -> None:
    print("cases | locations | load | compile | scan | SaTScan / scan | loop / scan | MB")
    for (cases, locations), theirs in SATSCAN.items():
        ours = apart(cases=cases, locations=locations, runs=RUNS)
        loop = brute_seconds(cases, locations)
        print(
            f"{cases:,} | {locations:,} | {ours['load']:.2f} | {ours['compile']:.2f} | "
            f"{ours['scan']:.3f} to {ours['most']:.3f} | {theirs / ours['scan']:.0f} | "
            f"{loop / ours['scan']:.0f} ({loop:.1f} s) | {ours['mb']:.0f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--growth", action="store_true", help="time and memory by size")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(measure(json.loads(args.one))))
        return
    against_satscan()
    for settings in GROWTH if args.growth else []:
        ours = apart(**settings)
        words = ", ".join(f"{k} {v}" for k, v in settings.items()) or "as above"
        print(f"{words} | {ours['scan']:.2f} CPU-s | {ours['mb']:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
