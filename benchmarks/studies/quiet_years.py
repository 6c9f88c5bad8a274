"""How many false alerts does a quiet year open? Written to results/quiet_years.json.

python benchmarks/studies/quiet_years.py [--tenth] [--towns N] [--side CELLS] [--seed S]

Towns in which nothing goes on, looked at every morning of a year after a year of history, as the
morning job does: scan, p-value, alerts that go on while they are found again. `single` towns have
kinds of report that do not share a report, so that every false alert counts once: the worst case,
which sets EASED. `joined` towns have what the product has: kinds, their parts of the day, and all
together, most of which see the same reports.

Each morning's clusters are kept with their p-values, so that one run answers for all levels.
"""

import argparse
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from alerts import TOGETHER, Alerts
from answers import keep, poisson, spread
from towns import Reports, Town, look, quiet

from commonground.analysis.budget import DAYS_A_MONTH, EASED, MOST
from commonground.analysis.budget import level as level_of
from commonground.analysis.morning import DAYS, LEAST_IN_STREAM

SIZES = (60, 150, 400, 1000, 2500, 6000)  # reports a year of each kind
JOINED = (150, 400, 1000, 2500)
PARTS = {"daytime": 0.35, "evening": 0.4, "night": 0.25}
DENSE = [f"kind-{size}" for size in SIZES if size >= 400]
LEVELS = (0.002, 0.005, 0.01)
FINEST = LEVELS[0]
SEED, TOWNS, SIDE, JOBS = 2031, {"single": 21, "joined": 1}, 16, 2

Found = tuple[str, str, int, frozenset, float]  # stream, about, day, places, p-value


@dataclass(frozen=True)
class Year:
    """What a town's mornings found at p-values up to MOST, in the order of the mornings."""

    kind: str
    sizes: dict[str, int]  # stream: reports a year
    days: int
    found: list[Found]


def streams(random: np.random.Generator, town: Town, kind: str, days: int):
    """{stream: (what it is about, its reports)}."""
    made, together = {}, None
    for size in SIZES if kind == "single" else JOINED:
        about = f"kind-{size}"
        reports = quiet(random, town.kind(random), size, days)
        made[about] = (about, reports)
        if kind == "joined":
            part = random.choice(list(PARTS), len(reports.day), p=list(PARTS.values()))
            made |= {f"{about}:{name}": (about, reports.where(part == name)) for name in PARTS}
            together = reports if together is None else together + reports
    return made if together is None else made | {TOGETHER: (TOGETHER, together)}


def year(seed: int, number: int, kind: str, side: int, days: int = DAYS) -> Year:
    random = np.random.default_rng([seed, number, kind == "joined"])
    town = Town.drawn(random, side)
    made = streams(random, town, kind, DAYS + days)
    found = [
        (name, about, until, places, p)
        for until in range(DAYS, DAYS + days)
        for row, (name, (about, reports)) in enumerate(made.items())
        for places, p in rare(town, reports, until, seed * 31 + number * 997 + until * 101 + row)
    ]
    sizes = {
        name: round(len(reports.day) * 365 / (DAYS + days)) for name, (_, reports) in made.items()
    }
    return Year(kind, sizes, days, found)


def rare(town: Town, reports: Reports, until: int, seed: int):
    if ((reports.day <= until) & (reports.day > until - DAYS)).sum() < LEAST_IN_STREAM:
        return []
    clusters = look(town, reports, until, seed, FINEST)
    return [(places, p) for _, places, p in clusters if p <= MOST]


def opened(years: list[Year], level: float, streams: Collection[str]) -> int:
    """Alerts opened at a level by some of the streams."""
    count = 0
    for one in years:
        alerts = Alerts()
        for until in sorted({row[2] for row in one.found}):
            for name in [name for name in one.sizes if name in streams]:
                now = [
                    (places, p) for stream, _, day, places, p in one.found
                    if day == until and stream == name and p <= level
                ]  # fmt: skip
                if now:
                    alerts.keep(until, name.partition(":")[0], now)
        count += len(alerts.all)
    return count


def rows(years: list[Year]) -> Iterator[dict]:
    """Alerts opened as a share of what the plain division allows, by kind of town and level."""
    for kind in dict.fromkeys(one.kind for one in years):
        of = [one for one in years if one.kind == kind]
        names = list(of[0].sizes)
        mornings = sum(one.days for one in of)
        for level in LEVELS:
            yield row(kind, "all", level, opened(of, level, names), mornings * len(names))
            if kind == "single":
                yield row(kind, "dense", level, opened(of, level, DENSE), mornings * len(DENSE))
        if kind == "single":
            for name in names:
                yield row(kind, name, 0.005, opened(of, 0.005, [name]), mornings)
        months, at = mornings / DAYS_A_MONTH, level_of(1, len(names))
        count = opened(of, at, names)
        yield {
            "towns": kind, "streams": len(names), "budget": 1, "eased": EASED, "level": at,
            "months": round(months, 1), "opened": count, "a_month": round(count / months, 3),
            "interval": poisson(count, months),
        }  # fmt: skip


def row(kind: str, stream: str, level: float, count: int, looks: int) -> dict:
    allowed = looks * level
    return {
        "towns": kind, "stream": stream, "level": level, "looks": looks, "opened": count,
        "of_allowed": round(count / allowed, 3), "interval": poisson(count, allowed),
    }  # fmt: skip


def study(towns: dict[str, int], side: int, seed: int, jobs: int = 1) -> list[Year]:
    asked = [(seed, number, kind, side) for kind, many in towns.items() for number in range(many)]
    return list(spread(year, asked, jobs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenth", action="store_true")
    parser.add_argument("--towns", type=int, default=TOWNS["single"])
    parser.add_argument("--joined", type=int, default=TOWNS["joined"])
    parser.add_argument("--side", type=int, default=SIDE)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=JOBS)
    args = parser.parse_args()
    towns = {"single": args.towns, "joined": args.joined}
    if args.tenth:
        towns = {"single": max(args.towns // 10, 1)}
    made = list(rows(study(towns, args.side, args.seed, args.jobs)))
    for one in made:
        print(one)
    if not args.tenth:
        settings = {"towns": towns, "side": args.side, "sizes": SIZES, "joined": JOINED}
        keep("quiet_years", seed=args.seed, settings=settings, rows=made)


if __name__ == "__main__":
    main()
