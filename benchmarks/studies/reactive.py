"""How often chance alone calls a neighbourhood "reactive only". Written to results/reactive.json.

python benchmarks/studies/reactive.py [--tenth]

Synthetic cities of 275 neighbourhoods and 12 weeks. Every neighbourhood's true share of visits is
the threshold itself, 1 in 20, where a wrong word is likeliest; then other shares, to see what is
found. Calls of a week are Poisson around the neighbourhood's own mean, which is lognormal around
the city's. Visits come in five ways:

- one by one: each record is a visit with the same chance
- alike weeks: beta-binomial by week, intraclass correlation 0.02 or 0.1
- alike in half of the city: 0.2 there, none elsewhere, so that one correlation fits nobody
- runs: rounds of 1 to 5 visits, so that a week has none or several, whatever the calls are

"unmended" is the same rule without the correction for clusters. "a year": the rule looked at each
Monday of a year, so many neighbourhoods were called reactive only at least once.
"""

import argparse
from collections.abc import Iterator

import numpy as np
from answers import binomial, keep

from commonground.analysis.coverage.balance import NOT, REACTIVE_ONLY, Balance, Rule, balance
from commonground.analysis.coverage.limits import limits

AREAS, WEEKS, CITIES, SEED = 275, 12, 80, 2041
RULE = Rule()
WAYS = ("one by one", "alike 0.02", "alike 0.1", "alike 0.2 in half", "runs")
CALLS = (5, 20, 60)  # a week in the middle neighbourhood
SHARES = (0.0, 0.01, 0.02, 0.1, 0.2)
YEAR = 52


def city(
    random: np.random.Generator, way: str, share: float, calls: float, areas: int, weeks: int
) -> tuple[np.ndarray, np.ndarray]:
    """(areas, weeks) visits and calls."""
    mean = calls * random.lognormal(0, 0.5, (areas, 1))
    answered = random.poisson(mean, (areas, weeks))
    if way == "runs":
        rounds = random.poisson(mean * share / (1 - share) / 3, (areas, weeks))
        return sum(random.binomial(rounds, p) for p in (1.0, 0.8, 0.6, 0.4, 0.2)), answered
    total = random.poisson(mean / (1 - share), (areas, weeks))
    chance = _chances(random, way, share, areas, weeks)
    visits = random.binomial(total, chance)
    return visits, total - visits


def _chances(
    random: np.random.Generator, way: str, share: float, areas: int, weeks: int
) -> np.ndarray:
    """(areas, weeks) chance that a record is a visit, drawn for each week where weeks are alike."""
    flat = np.full((areas, weeks), share)
    if way == "one by one" or not share:
        return flat
    alike = float(way.split()[1])
    size = 1 / alike - 1
    drawn = random.beta(share * size, (1 - share) * size, (areas, weeks))
    if way.endswith("in half"):
        drawn[: areas // 2] = share
    return drawn


def unmended(found: Balance) -> np.ndarray:
    """(n,) whether the rule would say reactive only if records were independent."""
    of = found.visits + found.calls
    return limits(found.visits, of, np.ones_like(of), RULE.wrong)[1] < RULE.share


def errors(seed: int, cities: int, areas: int = AREAS) -> Iterator[dict]:
    for row, way in enumerate(WAYS):
        for column, calls in enumerate(CALLS):
            random = np.random.default_rng([seed, row, column, areas])
            named = not_named = bare = 0
            for _ in range(cities):
                found = balance(*city(random, way, RULE.share, calls, areas, WEEKS), RULE)
                named += int((found.word == REACTIVE_ONLY).sum())
                not_named += int((found.word == NOT).sum())
                bare += int(unmended(found).sum())
            n = cities * areas
            yield {
                "of": "errors", "areas": areas, "way": way, "calls_a_week": calls, "n": n,
                "reactive_only": named, "share": named / n, "interval": binomial(named, n),
                "called_not": not_named, "not_interval": binomial(not_named, n),
                "unmended": bare / n,
            }  # fmt: skip


def found(seed: int, cities: int) -> Iterator[dict]:
    for row, share in enumerate(SHARES):
        for column, calls in enumerate(CALLS):
            random = np.random.default_rng([seed, 100 + row, column])
            words: list[str] = []
            for _ in range(cities):
                made = city(random, "alike 0.02", share, calls, AREAS, WEEKS)
                words += balance(*made, RULE).word.tolist()
            named, n = words.count(REACTIVE_ONLY), len(words)
            yield {
                "of": "found", "true_share": share, "calls_a_week": calls, "n": n,
                "reactive_only": named, "interval": binomial(named, n), "share": named / n,
                "not": words.count(NOT) / n,
            }  # fmt: skip


def a_year(seed: int, cities: int) -> Iterator[dict]:
    for row, share in enumerate((RULE.share, 0.1)):
        random = np.random.default_rng([seed, 200 + row])
        ever, looks = 0, 0
        for _ in range(cities):
            visits, calls = city(random, "alike 0.02", share, 20, AREAS, WEEKS + YEAR - 1)
            named = np.array([
                balance(visits[:, w : w + WEEKS], calls[:, w : w + WEEKS], RULE).word
                == REACTIVE_ONLY
                for w in range(YEAR)
            ])  # fmt: skip
            ever, looks = ever + int(named.any(axis=0).sum()), looks + int(named.sum())
        n = cities * AREAS
        yield {
            "of": "a year", "true_share": share, "calls_a_week": 20, "n": n, "ever": ever / n,
            "interval": binomial(ever, n), "of_looks": looks / n / YEAR,
        }  # fmt: skip


def study(seed: int, cities: int) -> Iterator[dict]:
    yield from errors(seed, cities)
    yield from errors(seed, 20 * cities, areas=3)
    yield from found(seed, max(cities // 4, 1))
    yield from a_year(seed, max(cities // 8, 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenth", action="store_true")
    args = parser.parse_args()
    rows = list(study(SEED, CITIES // 10 if args.tenth else CITIES))
    for row in rows:
        print(row)
    if not args.tenth:
        settings = {
            "threshold": RULE.share, "weeks": RULE.weeks, "wrong": RULE.wrong, "cities": CITIES,
        }  # fmt: skip
        keep("reactive", seed=SEED, settings=settings, rows=rows)


if __name__ == "__main__":
    main()
