"""Is the Gini of presence without chance right, and its interval? To results/even_presence.json.

python benchmarks/studies/even_presence.py [--tenth]

Synthetic cities of 120 neighbourhoods of 3,000 to 20,000 residents. How much presence residents
can expect is fair, spreads with a gamma distribution (squared variation 0.05; 0.3), or is nothing
in a quarter of the city and the same elsewhere, so that the true Gini is known; visits of a week
are Poisson around it, or come in runs of three. Held against
the truth: the coefficient as logged, the one without chance and its 95 % interval; and how often
fair presence is called uneven.
"""

import argparse
from collections.abc import Iterator
from itertools import product

import numpy as np
from answers import binomial, keep, spread

from commonground.analysis.coverage.fairness import fairness
from commonground.analysis.coverage.lorenz import lorenz

AREAS, CITIES, SEED, JOBS = 120, 100, 2042, 2
SPREADS = ("fair", "gamma 0.05", "gamma 0.3", "none in a quarter")
RATES, WEEKS, RUNS = (0.1, 1.0), (12, 52), (1, 3)


def expected(random: np.random.Generator, kind: str) -> np.ndarray:
    """(areas,) what residents can expect, about 1."""
    if kind.startswith("gamma"):
        variation = float(kind.split()[1])
        return random.gamma(1 / variation, variation, AREAS)
    return np.where(np.arange(AREAS) < AREAS // 4, 0 if kind.startswith("none") else 1, 1)


def one(seed: list[int], kind: str, rate: float, weeks: int, run: int) -> dict[str, float]:
    """One city: `rate` visits a week to 10,000 residents, in runs of `run`."""
    random = np.random.default_rng(seed)
    people = random.integers(3000, 20_000, AREAS).astype(float)
    share = expected(random, kind)
    mean = people / 1e4 * rate * share
    visits = run * random.poisson(mean[:, None] / run, (AREAS, weeks))
    made = fairness(visits, people, seed=seed[-1])
    true = max(lorenz(mean, people).gini, 0.0)  # not 1e-17 below
    return {
        "true": true, "logged": made.curve.gini, "without_chance": made.corrected,
        "holds": made.low <= true <= made.high, "uneven": made.is_uneven,
        "width": made.high - made.low, "chance": made.chance,
    }  # fmt: skip


def study(seed: int, cities: int, jobs: int) -> Iterator[dict]:
    kinds = list(product(SPREADS, RATES, WEEKS, RUNS))
    asked = [([seed, k, n], *kind) for k, kind in enumerate(kinds) for n in range(cities)]
    done = list(spread(one, asked, jobs))
    for k, (kind, rate, weeks, run) in enumerate(kinds):
        of = done[k * cities : (k + 1) * cities]
        mean = {name: round(float(np.mean([row[name] for row in of])), 4) for name in of[0]}
        holds, uneven = (sum(bool(row[name]) for row in of) for name in ("holds", "uneven"))
        yield {
            "expected": kind, "visits_a_week": rate, "weeks": weeks, "run": run, "n": cities,
            **{name: mean[name] for name in ("true", "logged", "chance", "without_chance")},
            "width": mean["width"], "holds": holds, "holds_interval": binomial(holds, cities),
            "uneven": uneven, "uneven_interval": binomial(uneven, cities),
        }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenth", action="store_true")
    parser.add_argument("--jobs", type=int, default=JOBS)
    args = parser.parse_args()
    rows = list(study(SEED, CITIES // 10 if args.tenth else CITIES, args.jobs))
    for row in rows:
        print(row)
    if not args.tenth:
        settings = {"areas": AREAS, "cities": CITIES}
        keep("even_presence", seed=SEED, settings=settings, rows=rows)


if __name__ == "__main__":
    main()
