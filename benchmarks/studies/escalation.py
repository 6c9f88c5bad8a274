"""Do places with a cluster of minor concerns see more serious incidents afterwards?

python benchmarks/studies/escalation.py [--tenth] [--seed S] [--london FILE] [--chicago FILE ...]

Without options: the demo city's bundled two years. FILE of --london: data.police.uk's street-level
records of London, 2016-01 to 2018-06, as Parquet (Open Government Licence 3; taken by way of the
repository PoliceRewired/ward-level-crime-data). FILE of --chicago: more years of the portal's
"Crimes - 2001 to present", here 2011 to 2018, with the columns of the bundled file. Written to
results/escalation.json (answers of other files are kept there), told in docs/methods/escalation.md.

THE DESIGN, settled before any answer was printed.

Place: a hexagon of 0.7 km2 (h3, resolution 8), which is about the smallest area that an alert
shows. Minor: anti-social behaviour (London); damage and graffiti (Chicago, in its stead, since it
has no such stream). Serious: violence, robbery and burglary; in Chicago what the reviewed table
says residents report, neither domestic nor sensitive (those have no point); in London violence is
one category, with what happens at home in it. What officers find is in neither.

Alert: a cluster of the prospective permutation scan of the minor stream alone, over the year that
ends with the morning, cells of resolution 9, circles of up to 1 km, 3 or more reports, 999
shuffles, p at most what a budget of 1 false alert a month allows one stream. Windows of 1 to 28
days, each Monday, in Chicago; the last month, each month, in London, which has no days. The alert
is of the place with most of the cluster's reports, if no cluster had reports there in the 90 days
(3 months) before: its beginning counts, not its lasting.

Compared with: up to three places of the same borough (police district) at the same time, without
reports of any cluster then or in the 90 days (3 months) before, and not beside one that has them;
those with the nearest counts of minor and of serious incidents over the year before the window.
The same year of history, the same dates: what season and borough do cancels.

Outcome: serious incidents in the place after the morning, for 30 and 90 days (1 and 3 months).
Estimand: incidents in places with an alert over those in matched places, each as a multiple of
its year before, since the busiest places have no equals: a rate ratio, by conditional Poisson
likelihood; interval by the jackknife over boroughs (districts), t. The main answer is London's at
1 month; the other three are told beside it, each at 95 %.

Out of time: one number is fixed by the data, how far apart counts may be, on the EARLY mornings,
as the smallest of CALIPERS with which four alerts in five have a match. The answer comes from the
LATE mornings only, whose alerts and outcomes all lie after the early ones' outcomes.

Checks: (1) pseudo-alerts half a year earlier at the same places, matched then; (2) an outcome that
cannot be an escalation, matched by its own history (bicycles stolen; deception); (3) regression to
the mean and the interval itself: each alert moved to a place without a cluster, of the same
counts, same borough and date, drawn from the ten nearest, a hundred times; (4) places that were
as much reported in the window itself, minor and serious, and had no cluster.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from answers import RESULTS, binomial, keep, kept, spread
from escalation_cities import CONTROL, MINOR, SERIOUS, City, chicago, london

from commonground.analysis.budget import level
from commonground.analysis.escalation import Comparison, Sets, compare, matched, odds
from commonground.analysis.scan import scan_permutation

RADIUS_KM, LEAST_CASES, REPLICATIONS, FEW = 1.0, 3, 999, 10
LEVEL = level(1.0, 1)
MOST, CALIPERS, ENOUGH = 3, (0.5, 1.0, 1.5, 2.0, 3.0), 0.8
NEAREST, DRAWS, SEED, JOBS = 10, 100, 2036, 2
SOURCES = ("london", "chicago", "bundled")
BUNDLED_CALIPER = 1.5
# First and last morning (the last unit known then), by city; outcomes of early ones end before
# the late ones begin. The bundled file begins too late for early ones: theirs hold for it.
EARLY = {"London": ("2017-03-01", "2017-05-01"), "Chicago": ("2012-04-01", "2012-09-30")}
LATE = {"London": ("2017-09-01", "2018-06-01"), "Chicago": ("2012-12-30", "2018-12-30")}


@dataclass(frozen=True)
class Found:
    """A morning's clusters: the place with most reports of each, and all with any."""

    time: int
    main: tuple[int, ...]
    touched: frozenset[int]


@dataclass(frozen=True)
class Alert:
    time: int
    place: int


def look(city: City, until: int, *, replications: int = REPLICATIONS, seed: int = SEED) -> Found:
    """What a scan finds with what is known at the end of a unit of time."""
    clock = city.clock
    scan = scan_permutation(
        city.cell_of, city.time_of, city.longitude, city.latitude,
        until=until, since=until - clock.history + 1, max_radius=RADIUS_KM,
        max_days=clock.window, min_cases=LEAST_CASES, replications=replications,
        seed=seed + until, stop_after=FEW, max_clusters=None, days_per_unit=clock.days,
    )  # fmt: skip
    main, touched = [], set()
    for cluster in scan.clusters:
        if cluster.p_value > LEVEL:
            break
        inside = np.isin(city.cell_of, cluster.members)
        inside &= (city.time_of >= cluster.start) & (city.time_of <= until)
        reports = np.bincount(city.place_of[city.cell_of[inside]])
        main.append(int(reports.argmax()))
        touched |= set(np.flatnonzero(reports).tolist())
    return Found(until, tuple(dict.fromkeys(main)), frozenset(touched))


def mornings(city: City) -> list[int]:
    """Those with a year behind them, a step apart, which in days is every Sunday's end."""
    clock = city.clock
    skip = (6 - clock.first.weekday()) % 7 if clock.unit == "day" else 0
    return [t for t in range(skip, city.units, clock.step) if t >= clock.history - 1]


class Study:
    """A city and the clusters of all its mornings."""

    def __init__(self, city: City, found: list[Found]) -> None:
        self.city, self.found = city, {one.time: one for one in found}

    def touched(self, after: int, upto: int) -> frozenset[int]:
        lately = [one.touched for time, one in self.found.items() if after < time <= upto]
        return frozenset().union(*lately)

    def alerts(self, period: tuple[str, str], horizon: int) -> list[Alert]:
        """New ones, for which a history, quiet months before and the outcome are all held."""
        clock, ends = self.city.clock, [self.city.clock.at(day) for day in period]
        return [
            Alert(time, place)
            for time, one in sorted(self.found.items())
            if ends[0] <= time <= ends[1] and self.can_compare(time, horizon)
            and time - clock.quiet >= min(self.found) - clock.step
            for place in one.main
            if place not in self.touched(time - clock.quiet - 1, time - 1)
        ]  # fmt: skip

    def can_compare(self, time: int, horizon: int) -> bool:
        clock = self.city.clock
        return time + horizon < self.city.units and time - clock.window - clock.history >= -1

    def open(self, alert: Alert) -> np.ndarray:
        """(m,) bool: places without a cluster, of the alert's district."""
        quiet = self.city.clock.quiet
        eligible = self.city.group == self.city.group[alert.place]
        eligible[list(self.touched(alert.time - quiet - 1, alert.time))] = False
        for place in self.touched(alert.time - 1, alert.time):
            eligible[self.city.around[place]] = False
        eligible[alert.place] = False
        return eligible

    def history(self, time: int, kinds: tuple[str, ...], in_window: bool) -> np.ndarray:
        """(m, f) counts of the year before the window, and of the window if asked for."""
        clock, count = self.city.clock, self.city.count
        before = time - clock.window
        columns = [count(kind, before - clock.history, before) for kind in kinds]
        if in_window:
            columns += [count(kind, before, time) for kind in kinds]
        return np.stack(columns, axis=1)

    def others(
        self, alert: Alert, caliper: float, *, outcome: str = SERIOUS, in_window: bool = False,
        most: int = MOST,
    ) -> np.ndarray:  # fmt: skip
        before = self.history(alert.time, (MINOR, outcome), in_window)
        known = before[:, 0] > 0  # where nobody tells anything, nothing can be held against it
        return matched(
            before, alert.place, self.open(alert) & known, most=most, caliper=caliper
        )  # fmt: skip

    def sets(
        self, pairs: list[tuple[Alert, np.ndarray]], horizon: int, *, outcome: str = SERIOUS,
        in_window: bool = False,
    ) -> Sets:  # fmt: skip
        """Of alerts with at least one match."""
        held = [(alert, others) for alert, others in pairs if len(others)]
        table = []
        for alert, others in held:
            after = self.city.count(outcome, alert.time, alert.time + horizon)
            table.append((after[alert.place], after[others].sum(), self.city.group[alert.place]))
        exposed, unexposed, group = np.array(table, np.int64).reshape(-1, 3).T
        usual = [odds(self.usual(a.time, outcome, in_window), a.place, o) for a, o in held]
        return Sets(exposed, unexposed, np.array(usual, np.float64), group)

    def usual(self, time: int, outcome: str, in_window: bool) -> np.ndarray:
        """(m,) what places are matched on of the outcome."""
        clock = self.city.clock
        before = time - clock.window
        return self.city.count(outcome, before - clock.history, time if in_window else before)


def caliper(study: Study, alerts: list[Alert]) -> float:
    """The smallest with which enough of the alerts have a match; the widest if none has."""
    for width in CALIPERS:
        if np.mean([len(study.others(one, width)) > 0 for one in alerts]) >= ENOUGH:
            return width
    return CALIPERS[-1]


def told(found: Comparison | None) -> dict:
    if found is None:
        return {"ratio": None}
    return {k: v if isinstance(v, int) else round(v, 4) for k, v in asdict(found).items()}


def answer(study: Study, alerts: list[Alert], width: float, horizon: int, **how) -> Comparison:
    pairs = [(one, study.others(one, width, **how)) for one in alerts]
    return compare(study.sets(pairs, horizon, **how))


def balance(study: Study, alerts: list[Alert], width: float) -> dict:
    """Mean counts of the year before: of places with an alert, and of those matched to them."""
    rows = []
    for one in alerts:
        others = study.others(one, width)
        if len(others):
            before = study.history(one.time, (MINOR, SERIOUS), False)
            rows.append([*before[one.place], *before[others].mean(axis=0)])
    names = ("minor", "serious", "others_minor", "others_serious")
    return dict(zip(names, np.mean(rows, axis=0).round(1).tolist(), strict=True)) if rows else {}


def earlier(study: Study, alerts: list[Alert], horizon: int) -> list[Alert]:
    """Pseudo-alerts: the same places half a year before, where no cluster was either."""
    quiet, held = study.city.clock.quiet, min(study.found)
    moved = [replace(one, time=one.time - study.city.clock.shift) for one in alerts]
    return [
        one for one in moved
        if study.can_compare(one.time, horizon) and one.time - quiet >= held - study.city.clock.step
        and one.place not in study.touched(one.time - quiet - 1, one.time)
    ]  # fmt: skip


def elsewhere(study: Study, alerts: list[Alert], width: float, horizon: int, draws: int) -> dict:
    """Each alert moved to a place like it, without a cluster: ratios that should be 1."""
    random, found = np.random.default_rng(SEED), []
    near = [study.others(one, width, most=NEAREST) for one in alerts]
    pools = [(one, pool) for one, pool in zip(alerts, near, strict=True) if len(pool) > 1]
    choices = {
        (one, place): study.others(replace(one, place=place), width)
        for one, pool in pools for place in pool.tolist()
    }  # fmt: skip
    for _ in range(draws):
        moved = [(one, int(random.choice(pool))) for one, pool in pools]
        pairs = [(replace(one, place=place), choices[one, place]) for one, place in moved]
        found.append(compare(study.sets(pairs, horizon)))
    ratios = [one for one in found if one is not None]
    if not ratios:
        return {"ratio": None}
    out = sum(not one.low <= 1 <= one.high for one in ratios)
    return {
        "draws": len(ratios), "ratio": round(float(np.mean([r.ratio for r in ratios])), 4),
        "spread": round(float(np.std([np.log(r.ratio) for r in ratios])), 4),
        "error": round(float(np.mean([r.error for r in ratios])), 4),
        "told_from_1": out, "interval": binomial(out, len(ratios)),
    }  # fmt: skip


def rows(study: Study, width: float, draws: int) -> Iterator[dict]:
    name = study.city.name
    for horizon in study.city.clock.horizons:
        alerts = study.alerts(LATE[name], horizon)
        ask = partial(answer, study, width=width, horizon=horizon)
        yield {
            "city": name, "horizon": horizon, "unit": study.city.clock.unit, "caliper": width,
            "alerts": len(alerts), "answer": told(ask(alerts)),
            "before": balance(study, alerts, width),
            "half a year earlier": told(ask(earlier(study, alerts, horizon))),
            "cannot escalate": told(ask(alerts, outcome=CONTROL)),
            "as many in the window": told(ask(alerts, in_window=True)),
            "elsewhere": elsewhere(study, alerts, width, horizon, draws),
        }  # fmt: skip


def fixed(study: Study) -> float:
    """How far apart counts may be, from the early mornings; in the bundled file, as published."""
    alerts = study.alerts(EARLY[study.city.name], max(study.city.clock.horizons))
    return caliper(study, alerts) if alerts else BUNDLED_CALIPER


def run(source: str, files: list[Path], tenth: bool, seed: int) -> list[dict]:
    """One city, from reading to its answers."""
    begun = time.process_time()
    city = london(files[0]) if source == "london" else chicago(*files)
    replications, draws = (99, 10) if tenth else (REPLICATIONS, DRAWS)
    looked = [look(city, t, replications=replications, seed=seed) for t in mornings(city)]
    study = Study(city, looked)
    found = list(rows(study, fixed(study), draws))
    about = {
        "source": source, "seed": seed, "replications": replications, "scans": len(looked),
        "records": {kind: int(table[:, -1].sum()) for kind, table in city.counts.items()},
        "cpu_seconds": round(time.process_time() - begun, 1),
    }  # fmt: skip
    return [about | row for row in found]


def merged(new: list[dict]) -> list[dict]:
    """With the answers kept of sources that were not read this time."""
    done = {row["source"] for row in new}
    old = kept("escalation")["rows"] if (RESULTS / "escalation.json").exists() else []
    return sorted(
        [row for row in old if row["source"] not in done] + new,
        key=lambda row: (SOURCES.index(row["source"]), row["horizon"]),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--london", type=Path, nargs=1, help="street-level records, Parquet")
    parser.add_argument("--chicago", type=Path, nargs="+", help="more years of the portal, Parquet")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--tenth", action="store_true", help="a tenth of it; nothing is kept")
    args = parser.parse_args()
    asked = {"london": args.london, "chicago": args.chicago, "bundled": []}
    tasks = [(s, f, args.tenth, args.seed) for s, f in asked.items() if f is not None]
    new = [row for found in spread(run, tasks, JOBS) for row in found]
    for row in new:
        print(row["source"], row["horizon"], row["unit"], row["answer"])
    if not args.tenth:
        settings = {"level": LEVEL, "radius_km": RADIUS_KM, "most": MOST, "draws": DRAWS}
        keep("escalation", seed=args.seed, settings=settings, rows=merged(new))


if __name__ == "__main__":
    main()
