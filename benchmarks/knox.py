"""Near repeats: CPU-seconds and memory, compiling left out.

python benchmarks/knox.py [--large]
"""

import argparse
import resource
import time

import numpy as np

from commonground.analysis.knox import Knox, knox

DAYS, PERMUTATIONS = 365, 999
SIZES = [(5_000, 10_000.0), (50_000, 30_000.0), (50_000, 10_000.0)]
LARGE = [(500_000, 100_000.0), (500_000, 30_000.0)]
EDGES = {"distance_edges": [0, 1, 101, 201, 301], "time_edges": [0, 8, 15, 22]}


def run(events: int, side_m: float, permutations: int = PERMUTATIONS, **edges) -> Knox:
    random = np.random.default_rng(1)
    x, y = random.uniform(0, side_m, (2, events))
    t = random.integers(0, DAYS, events)
    return knox(x, y, t, distance=200, days=7, permutations=permutations, **edges)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="500,000 events too")
    sizes = SIZES + (LARGE if parser.parse_args().large else [])
    run(500, 2_000.0, permutations=9, **EDGES)  # compiles
    for events, side in sizes:
        for what, edges in (("", {}), (", with the table", EDGES)):
            cpu = time.process_time()
            found = run(events, side, **edges)
            cpu = time.process_time() - cpu
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(
                f"{events:,} events in {side / 1000:.0f} km{what}: {cpu:.2f} CPU-s, peak so far "
                f"{peak} MB; {found.pairs:,} close pairs, p {found.p_value:.3f}"
            )


if __name__ == "__main__":
    main()
