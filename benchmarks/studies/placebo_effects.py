"""How often does each method find an effect where nothing was done?

python benchmarks/studies/placebo_effects.py [--part SHARE] [--seed S] [--only NAME]

2,000 evaluations of a programme that there never was, for each design: real counts of the demo
city's beats by month (January 2016 to November 2017: criminal damage, battery, assault, burglary),
beats and starts drawn by lot, and the share of them with p at most 5 %. A design is recommended
where that share is between 3 and 7 %. Power: the same with the treated counts thinned by 30 % from
the start on, and the share that is found. Written to results/placebo_effects.json, told in
docs/methods/effects.md.
"""

import argparse
import time

import duckdb
import numpy as np
from answers import binomial, keep, kept

from commonground.analysis.effects import Panel
from commonground.analysis.effects.comparing import nearest
from commonground.analysis.effects.counts import displacement_difference, e_test
from commonground.analysis.effects.methods import Estimator, seen
from commonground.analysis.effects.stepped import draw_order
from commonground.demo_data import INCIDENTS, beats

EVALUATIONS, SEED, MONTHS = 2000, 2028, 23
STREAMS = ("CRIMINAL DAMAGE", "BATTERY", "ASSAULT", "BURGLARY")
FALL = 0.3
LEVEL, RECOMMENDED = 0.05, (0.03, 0.07)


def read():
    """({stream: (beats, months) counts}, (beats,) district codes)."""
    names = sorted(beat.number for beat in beats())
    district = {beat.number: beat.district for beat in beats()}
    place = {name: i for i, name in enumerate(names)}
    rows = duckdb.sql(
        "SELECT primary_type, beat, 12 * (year(date) - 2016) + month(date) - 1 m, count(*) n "
        f"FROM read_parquet('{INCIDENTS}') WHERE m < {MONTHS} GROUP BY ALL"
    ).fetchall()
    made = {stream: np.zeros((len(names), MONTHS)) for stream in STREAMS}
    for stream, beat, month, n in rows:
        if stream in made and beat in place:
            made[stream][place[beat], month] = n
    _, codes = np.unique([district[name] for name in names], return_inverse=True)
    return made, codes


class City:
    def __init__(self):
        self.counts, self.district = read()
        self.beats = len(self.district)

    def stream(self, random):
        return self.counts[STREAMS[random.integers(len(STREAMS))]]

    def drawn(self, random, first, fall, rows=None, cluster=None, counts=None):
        """A panel of one stream with these starts; counts of the treated thinned by `fall`."""
        counts = self.stream(random) if counts is None else counts
        counts = counts if rows is None else counts[rows]
        after = np.arange(MONTHS) >= first[:, None]
        thinned = random.binomial(counts.astype(int), np.where(after, 1 - fall, 1.0))
        return Panel(
            thinned.astype(float), first, np.arange(1.0, MONTHS + 1),
            np.arange(len(first)).astype(str),
            np.arange(len(first)) if cluster is None else cluster, np.zeros((len(first), 0)),
        )  # fmt: skip


def _start(random):
    return float(random.integers(8, 17))


def one_start(treated, pool=None):
    """`treated` beats by lot from one month on; the others of the pool never."""

    def panel(city, random, fall):
        rows = np.arange(city.beats)
        if pool is not None:
            rows = random.choice(city.beats, pool, replace=False)
        first = np.full(len(rows), np.inf)
        first[random.choice(len(rows), treated, replace=False)] = _start(random)
        return city.drawn(random, first, fall, rows)

    return panel


def nearest_to(treated, many, by):
    """`treated` beats by lot, and the `many` others that were nearest to them before the start, as
    a registration chooses them."""

    def panel(city, random, fall):
        counts, start = city.stream(random), _start(random)
        names = np.arange(city.beats).astype(str).tolist()
        own = random.choice(city.beats, treated, replace=False)
        with_it = [names[i] for i in own]
        pool = sorted(set(names) - set(with_it))
        found = nearest(
            counts, names, start=int(start), treated=with_it, pool=pool, many=many, by=by
        )
        first = np.repeat([start, np.inf], [treated, many])
        rows = np.concatenate([own, [int(name) for name in found.chosen]])
        return city.drawn(random, first, fall, rows, counts=counts)

    return panel


def districts(many):
    """All beats of `many` districts by lot; clusters are districts."""

    def panel(city, random, fall):
        chosen = random.choice(int(city.district.max()) + 1, many, replace=False)
        first = np.where(np.isin(city.district, chosen), _start(random), np.inf)
        return city.drawn(random, first, fall, cluster=city.district)

    return panel


def staggered(each, cohorts=3):
    def panel(city, random, fall):
        first = np.full(city.beats, np.inf)
        rows = random.choice(city.beats, each * cohorts, replace=False)
        months = random.choice(np.arange(6, 18), cohorts, replace=False)
        first[rows] = np.repeat(months, each)
        return city.drawn(random, first, fall)

    return panel


def stepped(areas, steps, every=3):
    """Beats by lot, all of which start in the end, in an order that is drawn."""

    def panel(city, random, fall):
        rows = random.choice(city.beats, areas, replace=False)
        order = draw_order(rows.astype(str).tolist(), steps, seed=str(random.integers(2**32)))
        step = {int(area): k for k, step in enumerate(order.steps) for area in step}
        start = float(random.integers(6, 10))
        return city.drawn(random, start + every * np.array([step[i] for i in rows]), fall, rows)

    return panel


def of(method):
    return lambda panel, random: seen(panel, Estimator(method))[1]


def alone(panel, random):
    own = panel.kept(np.isfinite(panel.first))
    return seen(own, Estimator("its"))[1] if own.outcome.any() else 1.0


def before_and_after(panel):
    """Six months on each side of the start, of a treated beat and of one that is not."""
    inside = np.isfinite(panel.first)
    start = int(panel.first[inside][0])
    sides = slice(start - 6, start), slice(start, start + 6)
    rows = panel.outcome[inside][0], panel.outcome[~inside][0]
    return [tuple(float(row[side].sum()) for side in sides) for row in rows]


def wdd(panel, random):
    treated, control = before_and_after(panel)
    if sum(treated) + sum(control) == 0:
        return 1.0
    return displacement_difference(treated, control).p_value


def etest(panel, random):
    treated, _ = before_and_after(panel)
    return e_test(*treated) if sum(treated) else 1.0


DESIGNS = {
    "did, 30 beats": (one_start(30), of("did")),
    "did, 3 beats": (one_start(3), of("did")),
    "did, 6 districts": (districts(6), of("did")),
    "poisson, 30 beats": (one_start(30), of("poisson")),
    "poisson, 6 districts": (districts(6), of("poisson")),
    "callaway-santanna, 3 x 15 beats": (staggered(15), of("callaway-santanna")),
    "sun-abraham, 3 x 15 beats": (staggered(15), of("sun-abraham")),
    "roth-santanna, 3 x 15 beats": (staggered(15), of("roth-santanna")),
    "callaway-santanna, 3 x 4 beats": (staggered(4), of("callaway-santanna")),
    "roth-santanna, 3 x 4 beats": (staggered(4), of("roth-santanna")),
    "synthetic-control, 1 of 40 beats": (one_start(1, 40), of("synthetic-control")),
    "synthetic-did, 1 of 40 beats": (one_start(1, 40), of("synthetic-did")),
    "its, a district alone": (districts(1), alone),
    "its, a district and the others": (districts(1), of("its")),
    "its, 10 beats alone": (one_start(10), alone),
    "its, 10 beats and the others": (one_start(10), of("its")),
    "wdd, a beat and another": (one_start(1, 2), wdd),
    "etest, a beat before and after": (one_start(1, 2), etest),
    "did, 10 beats and 20 like them": (nearest_to(10, 20, "levels"), of("did")),
    "did, 10 beats and 20 by trends": (nearest_to(10, 20, "trends"), of("did")),
    "poisson, 10 beats and 20 like them": (nearest_to(10, 20, "levels"), of("poisson")),
    "synthetic-control, 1 beat and 20 like it": (
        nearest_to(1, 20, "levels"),
        of("synthetic-control"),
    ),
    "synthetic-did, 1 beat and 20 like it": (nearest_to(1, 20, "levels"), of("synthetic-did")),
    "roth-santanna, 12 beats in 4 steps": (stepped(12, 4), of("roth-santanna")),
    "roth-santanna, 40 beats in 4 steps": (stepped(40, 4), of("roth-santanna")),
}


def study(part=1.0, *, seed=SEED, designs=DESIGNS, with_power=True):
    """A row a design; `part` of the evaluations."""
    city = City()
    many = max(round(EVALUATIONS * part), 20)
    for name, (panel, p_value) in designs.items():
        number, began = list(DESIGNS).index(name), time.process_time()
        found = {}
        falls = {0.0: many} | ({FALL: max(many // 10, 20)} if with_power else {})
        for fall, times in falls.items():
            p = [
                p_value(panel(city, random, fall), random)
                for i in range(times)
                for random in [np.random.default_rng([seed, number, i, round(10 * fall)])]
            ]
            found[fall] = np.array(p) <= LEVEL
        effects = int(found[0.0].sum())
        share = effects / many
        row = {
            "design": name, "evaluations": many, "effects": effects, "share": round(share, 4),
            "interval": binomial(effects, many),
            "recommended": bool(RECOMMENDED[0] <= share <= RECOMMENDED[1]),
        }  # fmt: skip
        if with_power:
            row["found_30_percent"] = round(float(found[FALL].mean()), 3)
        yield row | {"cpu_seconds": round(time.process_time() - began, 1)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default="", metavar="NAME", help="designs that hold it")
    args = parser.parse_args()
    rows = []
    designs = {name: DESIGNS[name] for name in DESIGNS if args.only in name}
    for row in study(args.part, seed=args.seed, designs=designs):
        rows.append(row)
        print(row, flush=True)
    if args.only:  # each design has a seed of its own: the others come out as they did
        all_rows = {row["design"]: row for row in [*kept("placebo_effects")["rows"], *rows]}
        rows = [all_rows[name] for name in DESIGNS if name in all_rows]
    if args.part == 1.0:
        settings = {"evaluations": EVALUATIONS, "streams": STREAMS, "fall": FALL}
        keep("placebo_effects", seed=args.seed, settings=settings, rows=rows)


if __name__ == "__main__":
    main()
