"""40 drawn designs of all kinds, for R survey and for us: python drawn.py FOLDER writes them there.

`Rscript drawn.R FOLDER` then writes drawn.json here.
"""

import csv
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SEED, MANY = 1, 40
KINDS = ("srs", "strat", "clus", "stratclus", "two", "strattwo")
COLUMNS = ("h", "k", "i", "f1", "f2", "w", "y", "z", "g", "d", "s1", "s2", "s3", "known")


@dataclass(frozen=True)
class Drawn:
    """columns : h stratum, k cluster in it, i answer; f1, f2 sizes (or shares drawn) of the two
    stages; w weight; y, z answers; g three groups; d a group in half of the clusters; s1..s3
    margins; known 0 where y is missing. totals : of each margin, people a level."""

    kind: str
    has_sizes: bool
    weights: str
    met: str
    columns: dict[str, np.ndarray]
    totals: dict[str, np.ndarray]


def cases() -> list[Drawn]:
    random = np.random.default_rng(SEED)
    return [one(random) for _ in range(MANY)]


def one(random: np.random.Generator) -> Drawn:
    kind = str(random.choice(KINDS))
    h, k = places(random, kind)
    n, key = len(h), h * 1000 + k
    clusters = np.array([len(np.unique(k[h == a])) for a in h])
    answers = np.array([(key == a).sum() for a in key])
    f1, f2 = np.zeros(n), np.zeros(n)
    for a in np.unique(h):
        f1[h == a] = int(clusters[h == a][0] * random.uniform(1.3, 15)) + 1
    for a in np.unique(key):
        f2[key == a] = int(answers[key == a][0] * random.uniform(1.0, 6)) + 1
    if random.random() < 0.4:  # the share drawn in the place of how many there were
        f1, f2 = clusters / f1, answers / f2
    own = {a: random.normal() for a in np.unique(key)}
    y = 50 + 5 * h + 4 * np.array([own[a] for a in key]) + random.normal(0, 10, n)
    half = random.choice(np.unique(key), max(1, len(np.unique(key)) // 2), replace=False)
    weights = str(random.choice(["from sizes", "equal", "unequal"]))
    has_sizes = bool(random.random() < 0.6) or weights == "from sizes"
    columns = {
        "h": h, "k": k, "i": np.arange(n), "f1": f1, "f2": f2,
        "w": random.gamma(3, 3, n) + 0.5 if weights == "unequal" else np.full(n, 7.0),
        "y": y, "z": random.gamma(2, 2, n) + 0.1 * y, "g": random.integers(0, 3, n),
        "d": (np.isin(key, half) & (random.random(n) < 0.7)).astype(int),
        "s1": random.integers(0, 2, n), "s2": random.integers(0, 3, n),
        "s3": random.integers(0, 2, n), "known": (random.random(n) > 0.08).astype(int),
    }  # fmt: skip
    total = float(random.integers(3000, 9000))
    met = str(random.choice(["no", "rake", "poststratify"]))
    totals = {name: people(random, columns[name], total) for name in ("s1", "s2", "s3")}
    return Drawn(kind, has_sizes, weights, met, columns, totals)


def places(random: np.random.Generator, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """(stratum, cluster) of each answer; without clusters each answer is its own."""
    rows: list[tuple[int, int]] = []
    for h in range(1 if kind in ("srs", "clus", "two") else int(random.integers(2, 6))):
        if kind in ("srs", "strat"):
            rows += [(h, i) for i in range(int(random.integers(15, 80)))]
            continue
        for k in range(int(random.integers(2, 9))):
            rows += [(h, k)] * int(random.integers(2, 14))
    return np.array([r[0] for r in rows]), np.array([r[1] for r in rows])


def people(random: np.random.Generator, codes: np.ndarray, total: float) -> np.ndarray:
    share = np.bincount(codes) / len(codes) * random.uniform(0.7, 1.4, int(codes.max()) + 1)
    return share / share.sum() * total


def main() -> None:
    folder = Path(sys.argv[1])
    for number, made in enumerate(cases()):
        with (folder / f"{number}.csv").open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(COLUMNS)
            rows.writerows(zip(*(made.columns[name].tolist() for name in COLUMNS), strict=True))
        told = {name: getattr(made, name) for name in ("kind", "has_sizes", "weights", "met")}
        told["totals"] = {name: counts.tolist() for name, counts in made.totals.items()}
        (folder / f"{number}.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main()
