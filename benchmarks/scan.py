"""The scan at two sizes: CPU-seconds, compiling left out.

python benchmarks/scan.py [--large]
"""

import argparse
import time

import numpy as np

from commonground.analysis.scan import Scan, scan_permutation

SIDE_M = 10_000.0
DAYS, WINDOW, RADIUS_M, REPLICATIONS = 365, 28, 2_000.0, 999
SIZES = {"10,000 cases over 500 locations": (10_000, 500)}
LARGE = {"100,000 cases over 1,000 locations": (100_000, 1_000)}


def run(cases: int, locations: int, replications: int = REPLICATIONS) -> Scan:
    random = np.random.default_rng(1)
    return scan_permutation(
        random.integers(0, locations, cases),
        random.integers(0, DAYS, cases),
        random.uniform(0, SIDE_M, locations),
        random.uniform(0, SIDE_M, locations),
        until=DAYS - 1,
        max_radius=RADIUS_M,
        max_days=WINDOW,
        replications=replications,
        geographic=False,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="the larger size too")
    sizes = SIZES | (LARGE if parser.parse_args().large else {})
    run(500, 50, replications=9)  # compiles
    for words, (cases, locations) in sizes.items():
        wall, cpu = time.perf_counter(), time.process_time()
        found = run(cases, locations)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        best = f"smallest p {found.clusters[0].p_value:.3f}" if found.clusters else "no cylinder"
        print(f"{words}, {REPLICATIONS} replications: {cpu:.2f} CPU-s, {wall:.2f} s; {best}")


if __name__ == "__main__":
    main()
