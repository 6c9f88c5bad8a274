"""Synthetic towns: cells 300 m apart, an uneven people, a week and a season, nothing going on."""

from dataclasses import dataclass

import numpy as np

from commonground.analysis.emerging import emerging
from commonground.analysis.morning import DAYS

EAST, NORTH = 0.0036, 0.0027  # degrees: 300 m at Chicago's latitude
WEEKEND, SEASON = 1.3, 0.3


@dataclass(frozen=True)
class Town:
    """longitude, latitude : (m,) of cells. weight : (m,) how many reports come from each."""

    longitude: np.ndarray
    latitude: np.ndarray
    weight: np.ndarray

    @classmethod
    def drawn(cls, random: np.random.Generator, side: int) -> "Town":
        """Reports clump in some cells: gamma weights, two thirds of the cells under the mean."""
        row = np.arange(side * side)
        weight = random.gamma(0.7, 1, side * side)
        return cls(-87.7 + EAST * (row % side), 41.8 + NORTH * (row // side), weight)

    def kind(self, random: np.random.Generator) -> np.ndarray:
        """(m,) shares of one kind of report: the town's, each kind with likings of its own."""
        weight = self.weight * random.gamma(2, 0.5, len(self.weight))
        return weight / weight.sum()


@dataclass(frozen=True)
class Reports:
    """place, day : (n,) of one stream."""

    place: np.ndarray
    day: np.ndarray

    def where(self, mask: np.ndarray) -> "Reports":
        return Reports(self.place[mask], self.day[mask])

    def __add__(self, other: "Reports") -> "Reports":
        return Reports(np.append(self.place, other.place), np.append(self.day, other.day))


def busy(days: int, phase: float) -> np.ndarray:
    """(days,) how busy each is, 1 on average: weekends and a season, the same everywhere."""
    day = np.arange(days)
    rate = np.where(day % 7 >= 5, WEEKEND, 1) * (1 + SEASON * np.sin(2 * np.pi * day / 365 + phase))
    return rate / rate.mean()


def quiet(
    random: np.random.Generator, share: np.ndarray, a_year: float, days: int, scale: float = 1.0
) -> Reports:
    """Poisson reports: where and when do not depend on each other. share : (m,), adds up to 1."""
    rate = busy(days, random.uniform(0, 2 * np.pi)) * a_year / 365 * scale
    day = np.repeat(np.arange(days), random.poisson(rate))
    return Reports(random.choice(len(share), len(day), p=share), day)


def look(town: Town, reports: Reports, until: int, seed: int, level: float):
    """[(cluster, its cells, p-value)] of the morning after `until`, as the morning job finds it."""
    rows = (reports.day <= until) & (reports.day > until - DAYS)
    cells, place = np.unique(reports.place[rows], return_inverse=True)
    made = emerging(
        place, reports.day[rows], town.longitude[cells], town.latitude[cells],
        until=until, seed=seed, level=level,
    )  # fmt: skip
    return [
        (cluster, frozenset(cells[list(cluster.members)].tolist()), made.p_value(cluster))
        for cluster in made.found.clusters
    ]
