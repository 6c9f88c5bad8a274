"""Does attention drift to where it went first? Written to results/drift.json.

python benchmarks/studies/drift.py [--tenth]

Who engages hears more. In synthetic towns of 25 neighbourhoods, true clusters come up in proportion
to reports all over the town. An alert that asks for something is taken up, and its neighbourhoods
report 30 % more for 90 days, which the scan sees. A year of mornings in four ways: reporting does
not react (what is to be compared with); it does, and every alert asks; the same with repeats
capped; the same with the cap and with random looks at 5 % of the neighbourhoods without an alert
each week, which raise reporting as well.

Drift: of all that was asked for and looked at from the fourth month on, how much fell on the
neighbourhoods that alerts of the first three months asked about, over their share of the truth.
1 is no drift.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from alerts import Alerts
from answers import keep, poisson, spread
from towns import Reports, Town, busy, look

from commonground.analysis.attention import CAPPED_DAYS, LOOKED_AT, draw_looks, is_repeat
from commonground.analysis.morning import DAYS

SIDE, BLOCK = 20, 4  # cells; cells on a side of a neighbourhood
CLUSTERS, LASTS, AROUND = 20, 21, 5  # true ones a year: days, cells
# reports a year, those that each true cluster adds, towns: like one category, like all together
SIZES = ((4500, 24, 6), (20_000, 60, 3))
RAISED, RAISED_DAYS = 1.3, 90
EVERY, FIRST = 3, 91  # looked at every third morning; the first months
LEVEL, SEED, JOBS = 0.01, 2035, 2


@dataclass(frozen=True)
class Way:
    name: str
    raised: float
    capped: bool
    looks: bool


WAYS = (
    Way("reporting does not react", 1.0, False, False),
    Way("every alert asks", RAISED, False, False),
    Way("repeats capped", RAISED, True, False),
    Way("repeats capped, random looks", RAISED, True, True),
)


class City:
    """A town whose reporting reacts. places : (m,) the neighbourhood of each cell."""

    def __init__(self, seed: list[int], a_year: int, extra: int) -> None:
        self.random = np.random.default_rng(seed)
        self.town = Town.drawn(self.random, SIDE)
        self.share = self.town.kind(self.random)
        row = np.arange(SIDE * SIDE)
        self.places = row // SIDE // BLOCK * (SIDE // BLOCK) + row % SIDE // BLOCK
        self.truth = np.bincount(self.places, self.share)
        self.busy = busy(2 * DAYS, self.random.uniform(0, 6)) * a_year / 365
        self.true = self._true_clusters(extra)
        self.until = np.zeros(len(self.truth))  # reporting is raised so long
        self.reports = Reports(np.zeros(0, int), np.zeros(0, int))

    def _true_clusters(self, extra: int) -> np.ndarray:
        """(m, days) more reports expected."""
        more = np.zeros((SIDE * SIDE, 2 * DAYS))
        for _ in range(2 * CLUSTERS):
            centre, start = (
                self.random.choice(SIDE * SIDE, p=self.share),
                self.random.integers(2 * DAYS),
            )
            far = np.hypot(
                *(
                    np.array(np.unravel_index(range(SIDE**2), (SIDE, SIDE))).T
                    - divmod(centre, SIDE)
                ).T
            )
            more[np.argsort(far, kind="stable")[:AROUND], start : start + LASTS] += (
                extra / LASTS / AROUND
            )
        return more

    def goes_on(self, first: int, last: int, raised: float) -> None:
        """Reports of the days first to last - 1."""
        for day in range(first, last):
            louder = np.where(self.until > day, raised, 1.0)[self.places]
            rate = (self.share * self.busy[day] + self.true[:, day]) * louder
            place = np.repeat(np.arange(len(rate)), self.random.poisson(rate))
            self.reports += Reports(place, np.full(len(place), day))

    def engage(self, places: set[int], day: int) -> None:
        for place in places:
            self.until[place] = day + RAISED_DAYS


def lived(way: Way, seed: list[int], a_year: int, extra: int) -> dict[str, float]:
    """One town's year in one way."""
    city, alerts, asked = City(seed, a_year, extra), Alerts(), []
    attention: list[tuple[int, int]] = []  # day, neighbourhood
    city.goes_on(0, DAYS, way.raised)
    for day in range(DAYS, 2 * DAYS, EVERY):
        found = look(city.town, city.reports, day - 1, seed[-1] * 7919 + day, LEVEL)
        for new in alerts.keep(day, "any", [(cells, p) for _, cells, p in found if p <= LEVEL]):
            if way.capped and is_repeat(_names(new.places), day, asked):
                continue
            asked.append((_names(new.places), day))
            where = set(city.places[list(new.places)].tolist())
            city.engage(where, day)
            attention += [(day, place) for place in where]
        if way.looks and (day - DAYS) // EVERY % 2 == 0:  # six days are near enough to a week
            where = _looked_at(city, alerts, day, seed)
            city.engage(where, day)
            attention += [(day, place) for place in where]
        city.goes_on(day, min(day + EVERY, 2 * DAYS), way.raised)
    first = {
        place for cells, day in asked if day < DAYS + FIRST
        for place in city.places[[int(cell) for cell in cells]].tolist()
    }  # fmt: skip
    return _drift(city, first, attention) | {"alerts": len(alerts.all), "asked": len(asked)}


def _names(cells: frozenset) -> set[str]:
    return {str(cell) for cell in cells}


def _looked_at(city: City, alerts: Alerts, day: int, seed: list[int]) -> set[int]:
    living = [alert for alert in alerts.all if alert.seen > day - 14]
    with_alert = {str(city.places[cell]) for alert in living for cell in alert.places}
    names = [str(place) for place in range(len(city.truth))]
    return {int(name) for name in draw_looks(names, with_alert, seed=[*seed, day])}


def _drift(city: City, first: set[int], attention: list[tuple[int, int]]) -> dict[str, float]:
    later = Counter(place in first for day, place in attention if day >= DAYS + FIRST)
    truth = float(city.truth[list(first)].sum())
    last = city.places[city.reports.place[city.reports.day >= 2 * DAYS - FIRST]]
    return {
        "again": later[True], "later": later.total(), "expected": truth * later.total(),
        "truth": truth, "reported": float(np.isin(last, list(first)).mean()),
    }  # fmt: skip


def study(seed: int, jobs: int, sizes: tuple[tuple[int, int, int], ...] = SIZES) -> Iterator[dict]:
    for a_year, extra, towns in sizes:
        asked = [(way, [seed, i], a_year, extra) for way in WAYS for i in range(towns)]
        done = list(spread(lived, asked, jobs))
        for row, way in enumerate(WAYS):
            of = done[row * towns : (row + 1) * towns]
            yield {"reports_a_year": a_year, "way": way.name, "towns": towns} | _summed(of)


def _summed(towns: list[dict[str, float]]) -> dict:
    total = {name: sum(one[name] for one in towns) for name in towns[0]}
    return {
        "alerts": total["alerts"], "asked": total["asked"],
        "attention_later": total["later"], "of_it_where_it_went_first": total["again"],
        "share": round(total["again"] / max(total["later"], 1), 3),
        "share_of_truth": round(total["expected"] / max(total["later"], 1), 3),
        "drift": round(total["again"] / max(total["expected"], 1e-9), 3),
        "interval": poisson(total["again"], max(total["expected"], 1e-9)),
        "reports_over_truth": round(total["reported"] / max(total["truth"], 1e-9), 3),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenth", action="store_true")
    parser.add_argument("--jobs", type=int, default=JOBS)
    args = parser.parse_args()
    sizes = ((4500, 24, 1),) if args.tenth else SIZES
    rows = list(study(SEED, args.jobs, sizes))
    for row in rows:
        print(row)
    if not args.tenth:
        settings = {
            "raised": RAISED, "raised_days": RAISED_DAYS, "capped_days": CAPPED_DAYS,
            "looked_at": LOOKED_AT, "level": LEVEL, "every_days": EVERY,
        }  # fmt: skip
        keep("drift", seed=SEED, settings=settings, rows=rows)


if __name__ == "__main__":
    main()
