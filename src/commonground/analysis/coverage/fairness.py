"""Is presence spread evenly, beyond what chance does to small counts?

The Gini coefficient of counts is above 0 even where every resident can expect the same: chance
alone spreads them. So it stands beside the value that fair presence would show, and beside the
Gini of what residents can expect, which `expecting` works out. docs/methods/fair-coverage.md has
the reasons and what was measured.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.coverage.expecting import expecting
from commonground.analysis.coverage.lorenz import Lorenz, ginis, lorenz
from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]

DRAWS = 299
GRID = np.linspace(0, 1, 21)
LEAST_VISITS, LEAST_AREAS, LEAST_WEEKS = 30, 5, 8
LEVEL = 0.95
SPLITS = 60


@dataclass(frozen=True)
class Fairness:
    """curve : as logged. corrected, low, high : Gini without what chance adds, and its 95 %
    interval, which begins at 0 where fair presence could have looked like this.

    chance, chance_low, chance_high : the Gini that fair presence of as many visits, as clustered,
    shows: its mean and its 95 % range. clustered : how many times the variance of Poisson counts
    the weeks have. band_low, band_high : (21,) where Lorenz's curve of fair presence lies 95 of
    100 times, at each 20th of the residents.
    """

    curve: Lorenz
    corrected: float
    low: float
    high: float
    chance: float
    chance_low: float
    chance_high: float
    clustered: float
    band_low: Floats
    band_high: Floats

    @property
    def is_uneven(self) -> bool:
        """Is the spread more than chance does to fair presence?"""
        return self.curve.gini > self.chance_high


def fairness(visits: Floats, of: Floats, *, seed: int, draws: int = DRAWS) -> Fairness | None:
    """Spread of visits over what they are held against; None where counts are too few to say.

    visits : (n, k) by neighbourhood and week. of : (n,) above 0, residents or concerns, taken as
    known. Too few: under 30 visits, 5 neighbourhoods or 8 weeks.

    Raises Unusable for tables that do not fit or hold numbers below what they may be.
    """
    table, held = np.asarray(visits, dtype=np.float64), np.asarray(of, dtype=np.float64)
    if table.ndim != 2 or table.shape[:1] != held.shape or (table < 0).any() or (held <= 0).any():
        raise Unusable("Give visits by neighbourhood and week, and residents of each above 0.")
    n, k = table.shape
    if table.sum() < LEAST_VISITS or n < LEAST_AREAS or k < LEAST_WEEKS:
        return None
    random = np.random.default_rng(seed)
    curve, clustered = lorenz(table.sum(axis=1), held), clustering(table)
    fair = _fair(table.sum(), held, clustered, random, draws)
    chance, (band_low, band_high) = ginis(fair, held), _band(fair, held)
    tail = 50 * (1 - LEVEL)
    chance_low, chance_high = np.nanpercentile(chance, [tail, 100 - tail])
    expected = expecting(table.sum(axis=1), held, clustered, random)
    low = min(expected.low, lasting(table, held, random)) if curve.gini > chance_high else 0.0
    return Fairness(
        curve, expected.gini, low, expected.high, float(np.nanmean(chance)), float(chance_low),
        float(chance_high), clustered, band_low, band_high,
    )  # fmt: skip


def clustering(visits: Floats) -> float:
    """How many times the variance of Poisson counts the (n, k) visits have, 1 or more.

    Pearson's statistic over its degrees of freedom, against each neighbourhood's own mean moved by
    what the whole agency did in the week: what is left are runs of visits in one place.
    """
    total = visits.sum()
    rows, columns = visits.sum(axis=1), visits.sum(axis=0)
    expected = np.outer(rows[rows > 0], columns[columns > 0]) / total if total else np.zeros((0, 0))
    free = (expected.shape[0] - 1) * (expected.shape[1] - 1)
    if free < 1:
        return 1.0
    seen = visits[rows > 0][:, columns > 0]
    return max(1.0, float(((seen - expected) ** 2 / expected).sum() / free))


def lasting(visits: Floats, of: Floats, random: np.random.Generator) -> float:
    """How uneven the (n, k) visits of half of the weeks are in the order of the other half, at
    least: the lower end over many halves.

    What chance did in one half is not there in the other, so that this is never too high but by
    chance, however expectations spread; it is too low where counts are too few to order by.
    """
    n, k = visits.shape
    half = np.argsort(random.random((SPLITS, k)), axis=1) < k // 2
    one = half.astype(np.float64) @ visits.T
    order = one + 1e-9 * random.random((SPLITS, n)) * of  # chance decides between equals
    found = ginis(visits.sum(axis=1) - one, of, by=order)
    return max(0.0, float(np.nanpercentile(found, 50 * (1 - LEVEL))))


def _fair(
    total: float, of: Floats, clustered: float, random: np.random.Generator, draws: int
) -> Floats:
    """(draws, n) visits where each resident can expect the same, in runs of `clustered`."""
    mean = total * of / of.sum() / clustered
    runs = random.poisson(mean, size=(draws, len(of))).astype(np.float64)
    drawn: Floats = clustered * runs
    return drawn


def _band(fair: Floats, of: Floats) -> tuple[Floats, Floats]:
    curves = [lorenz(draw, of) for draw in fair if draw.sum() > 0]
    heights = np.array([np.interp(GRID, curve.of, curve.presence) for curve in curves])
    tail = 50 * (1 - LEVEL)
    ends = np.asarray(np.percentile(heights, [tail, 100 - tail], axis=0), dtype=np.float64)
    return ends[0], ends[1]
