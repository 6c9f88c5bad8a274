"""How surely and soon is a fall in reporting found? Written to results/power_falls.json.

python benchmarks/studies/power_falls.py [--tenth]

People of one area stop telling: half, three quarters or all of its reports are taken away for eight
weeks, in synthetic towns (40 areas, five years of weeks, with a season) and in Chicago's beats as
they were (theft, 101 weeks, the areas with the most reports). Three rules look every week: the
early warning's charts at a budget of one false alert a month; a CUSUM for half of what is usual;
"half of the usual or less in four weeks, where at least so many are usual". Thresholds: the lowest
that open no more false falls than the charts do over the same quiet runs (Chicago's: its weeks and
beats, shuffled against each other).
"""

import argparse
from collections.abc import Callable, Iterator

import duckdb
import numpy as np
from answers import binomial, keep, poisson, spread
from grounds import CHICAGO

from commonground.analysis.charts import falls_and_rises

GROUNDS, AREAS, KIND = ("synthetic", "chicago"), 40, "THEFT"
WEEKS = {"synthetic": 5 * 52 + 40, "chicago": 101}
LOOKED, LASTS = 30, 8  # the last weeks are looked at; a fall lasts
LEFT = (1.0, 0.5, 0.25, 0.0)  # of what is usual; with all, only chance and the real city alarm
BUDGET = 12 / 52  # false alerts a week: one a month
OURS, STOP = "charts", 4  # weeks without an alarm that make the next one new
RUNS, TRIALS, SEED, JOBS = 40, 60, 2034, 2


def weekly(name: str, random: np.random.Generator, *, real: bool) -> np.ndarray:
    """(areas, weeks) counts. real : Chicago's as they were, else nothing goes on."""
    if name == "synthetic":
        mean = random.gamma(1.5, 6, (AREAS, 1)) + 0.5
        week = np.arange(WEEKS[name])
        season = 1 + 0.3 * np.sin(2 * np.pi * week / 52.18 + random.uniform(0, 6))
        return random.poisson(mean * season).astype(float)
    counts = chicago()
    if real:
        return counts
    area = np.repeat(np.arange(AREAS), counts.sum(axis=1).astype(int))
    week = np.concatenate(
        [np.repeat(np.arange(counts.shape[1]), row.astype(int)) for row in counts]
    )
    made = np.zeros_like(counts)
    np.add.at(made, (area, random.permutation(week)), 1)
    return made


def chicago() -> np.ndarray:
    told = duckdb.execute(
        "select beat, date_diff('day', timestamp '2016-01-01', date) // 7 as week"
        " from read_parquet(?) where primary_type = ? and beat is not null",
        [str(CHICAGO), KIND],
    ).fetchnumpy()
    beats, row = np.unique(told["beat"].astype(str), return_inverse=True)
    counts = np.zeros((len(beats), WEEKS["chicago"] + 2))
    np.add.at(counts, (row, told["week"].astype(int)), 1)
    return counts[np.argsort(-counts.sum(axis=1), kind="stable")[:AREAS], : WEEKS["chicago"]]


def charts(counts: np.ndarray) -> np.ndarray:
    """(areas, looks) how far under the week's threshold p is: 1 and more is an alarm."""
    starts = np.datetime64("2012-01-02") + 7 * np.arange(counts.shape[1])
    made = []
    for last in looks(counts):
        found = falls_and_rises(counts[:, : last + 1], starts[: last + 1])
        made.append(found.threshold(BUDGET) / np.nan_to_num(found.p_fall, nan=np.inf))
    return np.array(made).T


def looks(counts: np.ndarray) -> range:
    return range(counts.shape[1] - LOOKED, counts.shape[1])


def usual(counts: np.ndarray) -> np.ndarray:
    """(areas, looks): the mean of the year before the looks, as busy as all areas were in the
    four weeks before."""
    first = counts.shape[1] - LOOKED
    mean = (counts[:, first - 52 : first].sum(axis=1) + 0.5) / 52
    all_areas = counts.sum(axis=0)
    busy = [all_areas[last - 4 : last].mean() for last in looks(counts)]
    return mean[:, None] * np.array(busy) / all_areas[first - 52 : first].mean()


def cusum(counts: np.ndarray) -> np.ndarray:
    steps = usual(counts) / 2 - counts[:, -LOOKED:] * np.log(2)
    made, now = np.zeros_like(steps), np.zeros(len(steps))
    for week in range(LOOKED):
        made[:, week] = now = np.maximum(now + steps[:, week], 0)
    return made


def halved(counts: np.ndarray) -> np.ndarray:
    added = np.cumsum(counts, axis=1)
    month = (added[:, 4:] - added[:, :-4])[:, -LOOKED:]
    return np.where(month <= 2 * usual(counts), 4 * usual(counts), 0)


RULES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    OURS: charts, "CUSUM by area": cusum, "count halved": halved,
}  # fmt: skip


def opened(number: np.ndarray, threshold: float) -> int:
    alarm = number >= threshold
    before = np.zeros_like(alarm)
    for back in range(1, STOP):
        before[:, back:] |= alarm[:, :-back]
    return int((alarm & ~before).sum())


def quiet_run(name: str, seed: list[int]) -> dict[str, np.ndarray]:
    counts = weekly(name, np.random.default_rng(seed), real=False)
    return {rule: of(counts) for rule, of in RULES.items()}


def limit(runs: list[np.ndarray], allowed: int) -> float:
    """The lowest threshold that opens at most `allowed` falls in all of the runs."""
    for threshold in np.unique(np.round(np.concatenate([run.ravel() for run in runs]), 1)):
        if threshold > 0 and sum(opened(run, threshold) for run in runs) <= allowed:
            return float(threshold)
    return float("inf")


def trial(
    name: str, left: float, limits: dict[str, float], seed: list[int]
) -> dict[str, int | None]:
    """Weeks until each rule alarms for the area that fell silent; None if not while it lasts."""
    random = np.random.default_rng(seed)
    counts = weekly(name, random, real=True).copy()
    area, start = int(random.integers(AREAS)), int(random.integers(4, LOOKED - LASTS))
    silent = slice(counts.shape[1] - LOOKED + start, counts.shape[1] - LOOKED + start + LASTS)
    counts[area, silent] = random.binomial(counts[area, silent].astype(int), left)
    made = {}
    for rule, of in RULES.items():
        alarm = of(counts)[area, start : start + LASTS] >= limits[rule]
        made[rule] = int(np.argmax(alarm)) + 1 if alarm.any() else None
    return made


def study(
    runs: int, trials: int, seed: int, jobs: int, grounds=GROUNDS, lefts=LEFT
) -> Iterator[dict]:
    for name in grounds:
        quiet = list(spread(quiet_run, [(name, [seed, 0, i]) for i in range(runs)], jobs))
        count = sum(opened(run[OURS], 1.0) for run in quiet)
        months = runs * LOOKED * 12 / 52
        limits = {rule: limit([run[rule] for run in quiet], count) for rule in RULES}
        limits[OURS] = 1.0
        yield {
            "ground": name, "quiet_months": round(months, 1), "opened": count,
            "a_month": round(count / months, 3), "interval": poisson(count, months),
            "thresholds": {rule: round(of, 3) for rule, of in limits.items()},
            "rules_opened": {
                rule: sum(opened(run[rule], of) for run in quiet) for rule, of in limits.items()
            },
        }  # fmt: skip
        for number, left in enumerate(lefts):
            asked = [(name, left, limits, [seed, 1, number, i]) for i in range(trials)]
            done = list(spread(trial, asked, jobs))
            for rule in RULES:
                yield {"ground": name, "left": left, "rule": rule} | _summed(
                    [d[rule] for d in done]
                )


def _summed(weeks: list[int | None]) -> dict:
    found = sum(week is not None for week in weeks)
    median = float(np.median([np.inf if week is None else week for week in weeks]))
    return {
        "found": found, "of": len(weeks), "interval": binomial(found, len(weeks)),
        "median_weeks": median if np.isfinite(median) else None,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenth", action="store_true")
    parser.add_argument("--jobs", type=int, default=JOBS)
    args = parser.parse_args()
    part = 10 if args.tenth else 1
    rows = list(study(RUNS // part, TRIALS // part, SEED, args.jobs))
    for row in rows:
        print(row)
    if not args.tenth:
        settings = {"areas": AREAS, "budget_a_week": BUDGET, "lasts_weeks": LASTS, "runs": RUNS}
        keep("power_falls", seed=SEED, settings=settings, rows=rows)


if __name__ == "__main__":
    main()
