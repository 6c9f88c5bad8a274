"""The Bernoulli scan statistic (Kulldorff & Nagarwalla 1995, Kulldorff 1997): cases and controls.

The share of cases in a cylinder against the share outside. The replicates pick which of all
persons (cases and controls, where and when they were) are the cases.
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


def scan_bernoulli(
    location: Ints,
    time: Ints,
    cases: Ints,
    controls: Ints,
    x: Floats,
    y: Floats,
    *,
    units: int = 1,
    search: Search = USUAL,
) -> Scan:
    """Look for an unusual share of cases among cases and controls.

    Parameters
    ----------
    location, time, cases, controls : (c,) rows: row of x and y, unit of time from 0, how many of
    each. x, y : (m,) longitude and latitude, or projected if not `search.geographic`.
    units : units of time in the study.

    Returns
    -------
    Scan : `expected` of a cluster is its persons x cases / all persons.

    Raises
    ------
    Unusable : rows that do not exist, counts below zero, no case, no controls, one place only
    (unless purely in time).
    """
    shape = (len(x), units)
    ill = per_cell(location, time, cases, shape)
    well = per_cell(location, time, controls, shape)
    if not well.sum():
        raise Unusable("There are no controls to compare the cases with.")
    persons = (ill + well).astype(np.float64)
    field = lay_out(x, y, ill, persons, search, bernoulli=True)
    return conditional.scan(field, Picks(field, search), search)


class Picks(Draw):
    """Which persons are the cases; where these are the most, which are the controls."""

    def __init__(self, field: Field, search: Search) -> None:
        self.size = field.size.astype(np.int64)
        persons = np.diff(self.size, axis=1)
        k, units = persons.shape
        place = np.arange(k)[:, None] * (units + 1) + np.arange(1, units + 1)
        self.shape = (k, units + 1)
        self.person = np.repeat(place.ravel(), persons.ravel()).astype(np.int32)
        self.words = seeds(search.seed, search.replications)
        random = np.random.default_rng([search.seed, 1])
        among, total = len(self.person), int(field.total)
        self.drawn = random.hypergeometric(field.n, total - field.n, among, search.replications)
        self.picks_controls = 2 * field.n > total
        self.most = int(self.drawn.max() if not self.picks_controls else among)

    def counts(self, first: int, last: int) -> Counts:
        drawn = self.drawn[first:last]
        if self.picks_controls:
            drawn = len(self.person) - drawn
        counts = conditional.zeros(self.shape, self.most)
        into = counts.reshape(-1, counts.shape[2])
        drawing.draw_without_replacement(self.words[first:last], drawn, self.person, into)
        conditional.over_time(counts)
        if self.picks_controls:
            some = counts[:, :, : len(drawn)]
            np.subtract(self.size[:, :, None], some, out=some, casting="unsafe")
        return counts
