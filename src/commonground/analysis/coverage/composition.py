"""Does presence come alike to neighbourhoods where more, and where fewer, of a group live?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.drift import PARTS, Ratio, fifths
from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]

DRAWS = 299
LEAST_VISITS = 10  # in the highest and the lowest fifth together


@dataclass(frozen=True)
class Composition:
    """Neighbourhoods in five by the share of one group, the lowest first.

    areas, residents, visits : (5,) of each fifth. ratio : visits for as many residents in the
    highest fifth over those in the lowest, with its 95 % interval; None where that says nothing.
    of_group, of_all : share of the group's residents, and of all, who live where nobody came
    without being called.
    """

    areas: NDArray[np.int64]
    residents: Floats
    visits: Floats
    ratio: Ratio | None
    of_group: float
    of_all: float

    @property
    def rates(self) -> Floats:
        """(5,) visits to 1,000 residents; nan without residents."""
        none: Floats = np.full(PARTS, np.nan)
        np.divide(1000 * self.visits, self.residents, out=none, where=self.residents > 0)
        return none


def composition(visits: Floats, residents: Floats, group: Floats, *, seed: int) -> Composition:
    """Compare fifths of n neighbourhoods over k weeks.

    visits : (n, k). residents, group : (n,) all residents, above 0, and those of the group. The
    interval comes from drawing the weeks again, so that runs of visits widen it.

    Raises Unusable for tables that do not fit, and for a group larger than all.
    """
    table, people, some = (np.asarray(x, dtype=np.float64) for x in (visits, residents, group))
    if table.ndim != 2 or not len(table) == len(people) == len(some) or not len(people):
        raise Unusable("Give visits, residents and the group of the same neighbourhoods.")
    if (people <= 0).any() or (some < 0).any() or (some > people).any():
        raise Unusable("Residents are above 0, and a group is at most all of them.")
    part = fifths(some / people)
    total = table.sum(axis=1)
    never = total == 0
    return Composition(
        _summed(part, np.ones(len(part))).astype(np.int64),
        _summed(part, people),
        _summed(part, total),
        _ratio(table, people, part, seed),
        float(some[never].sum() / some.sum()) if some.sum() else float("nan"),
        float(people[never].sum() / people.sum()),
    )


def _summed(part: NDArray[np.int64], of: Floats) -> Floats:
    """(5,) the sum over the neighbourhoods of each fifth."""
    return np.array([of[part == number].sum() for number in range(PARTS)], dtype=np.float64)


def _ratio(visits: Floats, people: Floats, part: NDArray[np.int64], seed: int) -> Ratio | None:
    low, high = part == 0, part == PARTS - 1
    seen = visits[low].sum(), visits[high].sum()
    if min(seen) == 0 or sum(seen) < LEAST_VISITS or visits.shape[1] < 2:
        return None
    again = resampled(visits, np.random.default_rng(seed), DRAWS)
    pairs = np.array([again[:, high].sum(axis=1), again[:, low].sum(axis=1)])
    times = people[low].sum() / people[high].sum()
    drawn = np.divide(pairs[0], pairs[1], out=np.full(DRAWS, np.inf), where=pairs[1] > 0) * times
    ends = np.percentile(drawn, [2.5, 97.5])
    return Ratio(float(seen[1] / seen[0] * times), float(ends[0]), float(ends[1]))


def resampled(visits: Floats, random: np.random.Generator, draws: int) -> Floats:
    """(draws, n) visits of as many weeks, drawn again from the (n, k) weeks that there were."""
    k = visits.shape[1]
    times = random.multinomial(k, np.full(k, 1 / k), size=draws).astype(np.float64)
    drawn: Floats = times @ visits.T
    return drawn
