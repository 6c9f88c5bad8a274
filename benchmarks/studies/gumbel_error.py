"""How wrong is a p-value read from the fitted tail? Written to results/gumbel_error.json.

python benchmarks/studies/gumbel_error.py [--tenth]

The morning job fits a Gumbel distribution to 999 shuffles. Here many more are drawn of streams of
several sizes, the fit is repeated on each 999 of them, and the ratio at which the fitted tail says
p is looked up among them all: how often chance really reaches it, as a multiple of p. Under 1 the
tail is too long: fewer alerts than allowed. Above 1 the budget would be broken.
"""

import argparse
import sys
from collections.abc import Iterator

import numpy as np
from answers import keep, poisson
from towns import Town, quiet

from commonground.analysis.emerging import (
    FITS,
    LEAST_CASES,
    RADIUS_KM,
    REPLICATIONS,
    WINDOW_DAYS,
)
from commonground.analysis.morning import DAYS
from commonground.analysis.scan import scan_permutation
from commonground.analysis.scan.simulating import EULER, SAME

# reports a year: (shuffles, cells on each side of the town, towns)
SIZES = {
    30: (100_000, 16, 3),
    60: (100_000, 16, 3),
    100: (100_000, 16, 3),
    300: (100_000, 16, 3),
    1_000: (100_000, 16, 3),
    3_000: (100_000, 16, 3),
    5_000: (60_000, 24, 3),
    10_000: (40_000, 40, 2),
    30_000: (20_000, 60, 2),
}
LEVELS = (0.01, 0.001, 0.0005, 0.0001)
FITTED, SEED = 100, 2032


def largest(size: int, side: int, shuffles: int, seed: list[int]) -> np.ndarray:
    """(shuffles,) the largest ratio of each, of one quiet stream in which any cylinder counts."""
    random = np.random.default_rng(seed)
    while True:
        town = Town.drawn(random, side)
        reports = quiet(random, town.kind(random), size, DAYS)
        cells, place = np.unique(reports.place, return_inverse=True)
        found = scan_permutation(
            place, reports.day, town.longitude[cells], town.latitude[cells], until=DAYS - 1,
            since=0, max_radius=RADIUS_KM, max_days=WINDOW_DAYS, min_cases=LEAST_CASES,
            replications=shuffles, seed=int(random.integers(2**31)), gumbel=True,
        )  # fmt: skip
        if found.replications:
            return found.largest


def reached(drawn: np.ndarray, level: float) -> float:
    """Of all shuffles, how many reach the ratio that a fit to 999 gives `level`; mean of fits."""
    fits = min(FITTED, len(drawn) // REPLICATIONS)
    some = drawn[: fits * REPLICATIONS].reshape(fits, REPLICATIONS)
    spread = some.std(axis=1, ddof=1) * 6**0.5 / np.pi
    ratios = some.mean(axis=1) - EULER * spread - spread * np.log(-np.log1p(-level))
    return float(np.mean(len(drawn) - np.searchsorted(np.sort(drawn), ratios - SAME)))


def study(part: float, seed: int) -> Iterator[dict]:
    for size, (shuffles, side, towns) in SIZES.items():
        many = round(shuffles * part)
        drawn = [largest(size, side, many, [seed, size, town]) for town in range(towns)]
        for level in LEVELS:
            over = sum(reached(one, level) for one in drawn)
            yield {
                "reports": size, "cells": side**2, "shuffles": many * towns, "p": level,
                "of_p": round(over / (many * towns * level), 3),
                "interval": poisson(round(over), many * towns * level),
            }  # fmt: skip
        print(f"{size} reports: done", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenth", action="store_true")
    args = parser.parse_args()
    rows = list(study(0.1 if args.tenth else 1, SEED))
    for row in rows:
        print(row)
    if not args.tenth:
        settings = {"fitted_to": REPLICATIONS, "fits": FITTED, "tail_used_from": FITS}
        keep("gumbel_error", seed=SEED, settings=settings, rows=rows)


if __name__ == "__main__":
    main()
