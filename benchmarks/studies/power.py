"""How surely, how soon and how exactly is a known cluster found? Written to results/power.json.

python benchmarks/studies/power.py [--tenth]

Extra reports are put into a block, a circle or a street, of synthetic towns and of Chicago's West
Side as it was (damage, told by residents), for four weeks. Three rules look every morning: the
early warning at p 0.01; a CUSUM in each square of 1 km; "twice as many as usual this week and at
least so many" in each square. Their thresholds are the lowest that open no more false alerts than
the early warning does over the same quiet years (Chicago's: its places and days, shuffled against
each other). Falls: see power_falls.py.
"""

import argparse
from collections.abc import Iterator
from itertools import product

import numpy as np
from alerts import Alerts
from answers import binomial, keep, poisson, spread
from grounds import Ground, ground
from rules import RULES, counts, opened, threshold
from towns import Reports, look

from commonground.analysis.budget import DAYS_A_MONTH
from commonground.analysis.morning import DAYS

GROUNDS = ("synthetic", "chicago")
SHAPES, A_WEEK = ("block", "circle", "street"), (3, 6, 12)
LEVEL, LASTS = 0.01, 28
QUIET_YEARS, TRIALS, SEED, JOBS = 16, 40, 2033, 2
OURS = "early warning"


def quiet_year(name: str, seed: list[int]) -> tuple[int, int, dict[str, np.ndarray]]:
    """(alerts opened, days, each rule's numbers) where nothing goes on."""
    random = np.random.default_rng(seed)
    where = ground(name, random)
    reports, alerts = where.shuffled(random), Alerts()
    for until in range(DAYS, where.days):
        found = look(where.town, reports, until, int(random.integers(2**31)), LEVEL)
        alerts.keep(until, "any", [(places, p) for _, places, p in found if p <= LEVEL])
    count = counts(reports, where.area, where.days)
    return len(alerts.all), where.days - DAYS, {rule: of(count) for rule, of in RULES.items()}


def calibrated(name: str, years: int, seed: int, jobs: int) -> tuple[dict, dict[str, float]]:
    """(what the early warning opened, the thresholds of the others that open as many)."""
    runs = list(spread(quiet_year, [(name, [seed, 0, i]) for i in range(years)], jobs))
    count, months = sum(run[0] for run in runs), sum(run[1] for run in runs) / DAYS_A_MONTH
    limits = {rule: threshold([run[2][rule] for run in runs], count) for rule in RULES}
    told = {
        "ground": name, "quiet_months": round(months, 1), "opened": count,
        "a_month": round(count / months, 3), "interval": poisson(count, months),
        "thresholds": {rule: round(limit, 3) for rule, limit in limits.items()},
        "rules_opened": {
            rule: sum(opened(run[2][rule], limit) for run in runs) for rule, limit in limits.items()
        },
    }  # fmt: skip
    return told, limits


def trial(name: str, shape: str, a_week: int, limits: dict, seed: list[int]) -> dict[str, tuple]:
    """(days to the first alarm that touches the zone or None, share of it, alarmed / true cells)
    of each rule."""
    random = np.random.default_rng(seed)
    where = ground(name, random)
    zone = where.zone(random, shape)
    start = int(random.integers(DAYS + 28, where.days - LASTS))
    more = random.poisson(a_week / 7, LASTS)
    added = Reports(random.choice(zone, more.sum()), np.repeat(start + np.arange(LASTS), more))
    reports = where.reports + added
    made = {OURS: scanned(where, reports, set(zone.tolist()), start, random)}
    count = counts(reports, where.area, where.days)
    for rule, of in RULES.items():
        alarm = of(count)[:, start - DAYS :][:, :LASTS] >= limits[rule]
        made[rule] = by_area(alarm, where.area, zone)
    return made


def scanned(where: Ground, reports: Reports, zone: set[int], start: int, random) -> tuple:
    for day in range(LASTS):
        found = look(where.town, reports, start + day, int(random.integers(2**31)), LEVEL)
        for _, places, p in found:
            if p <= LEVEL and places & zone:
                return day + 1, len(places & zone) / len(zone), len(places) / len(zone)
    return None, 0.0, 0.0


def by_area(alarm: np.ndarray, area: np.ndarray, zone: np.ndarray) -> tuple:
    touched = alarm[np.unique(area[zone])].any(axis=0)
    if not touched.any():
        return None, 0.0, 0.0
    day = int(np.argmax(touched))
    cells = np.isin(area, np.intersect1d(np.flatnonzero(alarm[:, day]), area[zone]))
    return day + 1, float(cells[zone].mean()), float(cells.sum() / len(zone))


def summed(trials: list[tuple]) -> dict:
    """Median days over all trials: None where fewer than half are found."""
    found = [one for one in trials if one[0] is not None]
    days = np.median([np.inf if one[0] is None else one[0] for one in trials])
    shares = [one[1] for one in found] or [np.nan]
    sizes = [one[2] for one in found] or [np.nan]
    return {
        "found": len(found), "of": len(trials), "interval": binomial(len(found), len(trials)),
        "median_days": float(days) if np.isfinite(days) else None,
        "share_of_zone": round(float(np.mean(shares)), 2) if found else None,
        "cells_alarmed_per_true": round(float(np.median(sizes)), 1) if found else None,
    }  # fmt: skip


def study(
    grounds: tuple[str, ...], years: int, trials: int, seed: int, jobs: int, weeks=A_WEEK
) -> Iterator[dict]:
    for name in grounds:
        told, limits = calibrated(name, years, seed, jobs)
        yield told
        # with nothing added, what is "found" is chance and what really went on
        asked = [
            (name, shape, a_week, limits, [seed, 1, number, i])
            for number, (shape, a_week) in enumerate([*product(SHAPES, weeks), ("circle", 0)])
            for i in range(trials)
        ]
        done = list(spread(trial, asked, jobs))
        for first in range(0, len(asked), trials):
            _, shape, a_week, *_ = asked[first]
            for rule in (OURS, *RULES):
                of = summed([one[rule] for one in done[first : first + trials]])
                yield {"ground": name, "shape": shape, "a_week": a_week, "rule": rule} | of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenth", action="store_true")
    parser.add_argument("--jobs", type=int, default=JOBS)
    args = parser.parse_args()
    part = 10 if args.tenth else 1
    rows = list(study(GROUNDS, max(QUIET_YEARS // part, 1), TRIALS // part, SEED, args.jobs))
    for row in rows:
        print(row)
    if not args.tenth:
        settings = {"level": LEVEL, "lasts_days": LASTS, "quiet_years": QUIET_YEARS}
        keep("power", seed=SEED, settings=settings, rows=rows)


if __name__ == "__main__":
    main()
