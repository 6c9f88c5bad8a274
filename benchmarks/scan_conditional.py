"""The Poisson and the Bernoulli scan: CPU-seconds with 999 replications, compiling left out.

python benchmarks/scan_conditional.py [--large]
"""

import argparse
import resource
import time
from collections.abc import Callable

import numpy as np

from commonground.analysis.scan import Scan, Search, scan_bernoulli, scan_poisson

SIDE_M = 10_000.0
UNITS = 365
DAYS = Search(geographic=False, max_radius=2_000.0, max_units=28)
YEARS = Search(geographic=False, prospective=False)
SIZES = [(10_000, 500), (100_000, 1_000)]
LARGE = [(10_000, 5_000), (1_000_000, 500), (1_000_000, 5_000)]


def poisson(cases: int, locations: int, units: int, search: Search) -> Scan:
    random = np.random.default_rng(1)
    return scan_poisson(
        random.integers(0, locations, cases), random.integers(0, units, cases),
        np.ones(cases, dtype=np.int64),
        random.uniform(0, SIDE_M, locations), random.uniform(0, SIDE_M, locations),
        expected=np.ones((locations, units)), search=search,
    )  # fmt: skip


def bernoulli(cases: int, locations: int, units: int, search: Search) -> Scan:
    """As many controls as cases."""
    random = np.random.default_rng(1)
    case = np.arange(2 * cases) % 2
    return scan_bernoulli(
        random.integers(0, locations, 2 * cases), random.integers(0, units, 2 * cases),
        case, 1 - case,
        random.uniform(0, SIDE_M, locations), random.uniform(0, SIDE_M, locations),
        units=units, search=search,
    )  # fmt: skip


def measure(model: Callable[..., Scan], what: str, *size: int, search: Search) -> None:
    cpu = time.process_time()
    found = model(*size, search)
    cpu = time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    best = f"smallest p {found.clusters[0].p_value:.3f}" if found.clusters else "no cylinder"
    print(f"{model.__name__}, {what}: {cpu:.2f} CPU-s, peak so far {peak} MB; {best}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="up to 1,000,000 cases")
    sizes = SIZES + (LARGE if parser.parse_args().large else [])
    for model in (poisson, bernoulli):
        cpu = time.process_time()
        model(500, 50, UNITS, DAYS)
        model(50_000, 50, UNITS, DAYS)
        print(f"{model.__name__}, compiling or loading: {time.process_time() - cpu:.1f} CPU-s")
        measure(model, "1,175 cases, 32 locations, 19 years, retrospective", 1_175, 32, 19,
                search=YEARS)  # fmt: skip
        for cases, locations in sizes:
            what = f"{cases:,} cases, {locations:,} locations, windows of 1-28 of 365 days"
            measure(model, what, cases, locations, UNITS, search=DAYS)


if __name__ == "__main__":
    main()
