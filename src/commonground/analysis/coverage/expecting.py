"""The Gini of what residents can expect, from counts that chance has spread further.

What each neighbourhood can expect is drawn again and again from what its count allows, given how
expectations spread over all of them; each time the Gini of what was drawn is one that may lie
behind the counts. How they spread is estimated with no shape given beforehand, as the mixture that
makes the counts likeliest (Kiefer & Wolfowitz 1956; by expectation and maximisation on a grid,
Laird 1978), anew for neighbourhoods drawn again, so that not knowing it widens the interval.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.coverage.lorenz import ginis

Floats = NDArray[np.float64]

POINTS, STEPS, AGAIN, EACH = 64, 200, 16, 12
LEAST = 0.02  # of the mean: less is as good as nothing


@dataclass(frozen=True)
class Expected:
    """The middle of the Ginis that may lie behind what was logged, and where 99 % of them lie:
    measured, about 95 of 100 of these intervals hold the true one (docs/methods/fair-coverage.md).
    """

    gini: float
    low: float
    high: float


def expecting(
    visits: Floats, of: Floats, clustered: float, random: np.random.Generator
) -> Expected:
    """What may lie behind (n,) visits, held against (n,) residents, that come in runs.

    clustered : how many times the variance of Poisson counts the visits have: their likelihood is
    that of as many runs.
    """
    mean = of * visits.sum() / of.sum()
    levels = np.concatenate([[0.0], np.geomspace(LEAST, _most(visits, mean), POINTS - 1)])
    likely = _likelihood(visits, mean, levels, clustered)
    drawn = np.concatenate([
        _expectations(likely, shares, levels, random) for shares in _mixtures(likely, random)
    ])  # fmt: skip
    found = ginis(drawn * of, of)
    low, middle, high = np.nanpercentile(found, [0.5, 50, 99.5]).tolist()
    return Expected(middle, low, high)


def _most(visits: Floats, mean: Floats) -> float:
    return 1.2 * float((visits / mean).max()) + LEAST


def _likelihood(visits: Floats, mean: Floats, levels: Floats, clustered: float) -> Floats:
    """(n, m) how likely each count is where so much times the mean can be expected."""
    expected = np.maximum(np.outer(mean, levels), 1e-6 * mean.min())
    logs = (visits[:, None] * np.log(expected) - expected) / clustered
    likely: Floats = np.exp(logs - logs.max(axis=1, keepdims=True))
    return likely


def _mixtures(likely: Floats, random: np.random.Generator) -> Floats:
    """(AGAIN, m) how large a share can expect each level, for neighbourhoods drawn again."""
    n, m = likely.shape
    times = random.multinomial(n, np.full(n, 1 / n), size=AGAIN).astype(np.float64)
    shares = np.full((AGAIN, m), 1 / m)
    for _ in range(STEPS):
        shares *= (times / np.maximum(shares @ likely.T, 1e-300)) @ likely / n
    return shares


def _expectations(
    likely: Floats, shares: Floats, levels: Floats, random: np.random.Generator
) -> Floats:
    """(EACH, n) what neighbourhoods can expect, drawn given their counts, between the levels."""
    upto = np.cumsum(likely * shares, axis=1)
    chosen = random.random((EACH, len(likely), 1)) * upto[:, -1:]
    level = (chosen > upto).sum(axis=2)
    apart = np.diff(levels)[-1:] / levels[-2:-1] + 1  # from each level to the next, as a ratio
    moved = levels[level] * apart ** (random.random(level.shape) - 0.5)
    drawn: Floats = moved
    return drawn
