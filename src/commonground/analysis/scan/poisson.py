"""The discrete Poisson scan statistic (Kulldorff 1997, 2001).

Cases in a cylinder against those that a population, or a baseline, makes us expect there. The
replicates throw the same number of cases over locations and times by the expected cases.
"""

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable
from commonground.analysis.scan import conditional, drawing
from commonground.analysis.scan.conditional import Counts, Draw
from commonground.analysis.scan.field import Field, lay_out, per_cell
from commonground.analysis.scan.results import Scan
from commonground.analysis.scan.search import USUAL, Search
from commonground.analysis.scan.simulating import seeds

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def scan_poisson(
    location: Ints,
    time: Ints,
    count: Ints,
    x: Floats,
    y: Floats,
    *,
    expected: Floats,
    search: Search = USUAL,
) -> Scan:
    """Look for an excess over the expected cases at m locations in t units of time.

    Parameters
    ----------
    location, time, count : (c,) rows of cases: row of x and y, unit of time from 0, how many.
    x, y : (m,) longitude and latitude in degrees, or projected if not `search.geographic`.
    expected : (m, t) cases to expect, from `population.expected_cases` or a (seasonal) baseline
    in any unit: it is scaled to the number of cases.

    Returns
    -------
    Scan : times are columns of `expected`. No cluster where no cylinder holds an excess.

    Raises
    ------
    Unusable : rows that do not exist, expected cases that are not numbers, cases where none are
    expected, no case at all, one place only (unless purely in time).
    """
    expected = np.asarray(expected, dtype=np.float64)
    if expected.ndim != 2 or expected.shape[0] != len(x):
        raise Unusable("The expected cases need one row for every location.")
    if not (np.isfinite(expected).all() and (expected >= 0).all()):
        raise Unusable("An expected number of cases is not a number, or is below zero.")
    cases = per_cell(location, time, count, expected.shape)
    if (cases[expected <= 0] > 0).any():
        raise Unusable("There are cases at a place and time where none are expected.")
    if expected.any():
        expected = expected * (cases.sum() / expected.sum())
    field = lay_out(x, y, cases, expected, search, bernoulli=False)
    return conditional.scan(field, Multinomial(field, search), search)


class Multinomial(Draw):
    """The cases thrown over the cells by the expected cases."""

    def __init__(self, field: Field, search: Search) -> None:
        weight = np.diff(field.size, axis=1)
        k, units = weight.shape
        self.shape = (k, units + 1)
        self.own, self.other = drawing.aliases(weight.ravel())
        self.place = (np.arange(k)[:, None] * (units + 1) + np.arange(1, units + 1)).ravel()
        self.words = seeds(search.seed, search.replications)
        share = min(float(weight.sum()) / field.total, 1.0)
        random = np.random.default_rng([search.seed, 1])
        self.drawn = random.binomial(field.n, share, search.replications)

    def counts(self, first: int, last: int) -> Counts:
        drawn = self.drawn[first:last]
        counts = conditional.zeros(self.shape, int(self.drawn.max()))
        into = counts.reshape(-1, counts.shape[2])
        drawing.draw_multinomial(
            self.words[first:last], drawn, self.own, self.other, self.place, into
        )
        return conditional.over_time(counts)
