"""Do alerts drift to some areas? Counts of areas in fifths, held against each other.

Whoever looks sees more, so that places of one kind may get more and more of the attention
(Ensign et al. 2018). These say whether the highest fifth of a group has more alerts than the
lowest for as many reports, or for as many residents.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
PARTS = 5


def fifths(share: Floats) -> Ints:
    """(n,) 0 to 4: the fifth of each of n areas by its share, the lowest is 0.

    Areas with the same share are in the same fifth, so that no order of rows decides. With fewer
    than five different shares some fifths are empty. Raises Unusable for a share that is not
    finite.
    """
    values = np.asarray(share, dtype=np.float64)
    if not np.isfinite(values).all():
        raise Unusable("Each area needs a share that is a number.")
    below = np.searchsorted(np.sort(values), values, side="left")
    upto = np.searchsorted(np.sort(values), values, side="right")
    middle = (below + upto) / 2 / max(len(values), 1)
    return np.minimum((PARTS * middle).astype(np.int64), PARTS - 1)


@dataclass(frozen=True)
class Ratio:
    """value : rate of the one over rate of the other; low, high : its interval. May be infinite."""

    value: float
    low: float
    high: float

    @property
    def is_even(self) -> bool:
        """Is an equal rate among what the counts allow?"""
        return self.low <= 1 <= self.high


def rate_ratio(
    count: int, exposure: float, other: int, other_exposure: float, level: float = 0.95
) -> Ratio | None:
    """How many times as often `count` in `exposure` came as `other` in `other_exposure`.

    None where neither came, or an exposure is 0: then nothing can be said. The interval is exact:
    given their sum, one of two Poisson counts is binomial (Przyborowski & Wilenski 1940), with
    Clopper & Pearson's limits (1934).

    Raises Unusable for negative counts or exposures.
    """
    from scipy.special import betaincinv  # loaded by whoever asks: most pages do not

    if min(count, other, exposure, other_exposure) < 0:
        raise Unusable("Counts and what they are held against are 0 or more.")
    total = count + other
    if not total or not exposure or not other_exposure:
        return None
    tail, times = (1 - level) / 2, other_exposure / exposure
    low = betaincinv(count, other + 1, tail) if count else 0.0
    high = betaincinv(count + 1, other, 1 - tail) if other else 1.0
    return Ratio(_odds(count / total) * times, _odds(low) * times, _odds(high) * times)


def _odds(share: float) -> float:
    return float(share / (1 - share)) if share < 1 else float("inf")


def rate(count: int, exposure: float, level: float = 0.95) -> tuple[float, float, float] | None:
    """A count per exposure and its exact interval (Garwood 1936); None without exposure."""
    from scipy.special import gammaincinv  # as above

    if count < 0 or exposure < 0:
        raise Unusable("Counts and what they are held against are 0 or more.")
    if not exposure:
        return None
    tail = (1 - level) / 2
    low = gammaincinv(count, tail) if count else 0.0
    high = gammaincinv(count + 1, 1 - tail)
    return count / exposure, float(low) / exposure, float(high) / exposure


def share(count: int, of: int, level: float = 0.95) -> tuple[float, float, float]:
    """A share and its interval (Wilson 1927).

    Raises Unusable for a share of nothing, and for one of more than all.
    """
    from scipy.special import ndtri  # as above

    if not 0 <= count <= of or not of:
        raise Unusable("A share is of one or more, and at most all of them.")
    z, p = float(ndtri((1 + level) / 2)), count / of
    centre = (p + z**2 / (2 * of)) / (1 + z**2 / of)
    half = z * np.sqrt(p * (1 - p) / of + z**2 / (4 * of**2)) / (1 + z**2 / of)
    return p, max(float(centre - half), 0.0), min(float(centre + half), 1.0)
