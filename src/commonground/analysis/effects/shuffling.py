"""Starts shuffled among units: what would come out if they had nothing to do with outcomes?

Fisher's test of no effect on anybody, studentised by Neyman's errors (Wu & Ding 2021), for
every estimator that is a contrast of cohorts' means. Cohorts' sizes stay, and with them the
contrast.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from .influence import OfMeans
from .panel import Codes, Floats, Panel

AT_ONCE = 500_000  # cells of shuffles x units held in memory


@dataclass(frozen=True, slots=True)
class Contrast:
    """effect, earlier : (G, T) weights of the cohorts' means: of the effect, and of the same
    comparison just before the start. beta : how much of the earlier one is subtracted; None for
    what makes the variance smallest."""

    effect: Floats
    earlier: Floats
    beta: float | None = 0.0


def of_means(weights: Floats, influence: OfMeans) -> Contrast:
    """weights : (c,) of cells."""
    size = np.bincount(influence.code) / len(influence.code)
    by = weights[:, None] * influence.weight * size
    effect = np.zeros((len(influence.outcome), len(size)))
    np.add.at(effect, influence.after, by)
    np.subtract.at(effect, influence.base, by)
    return Contrast(effect.T, np.zeros_like(effect.T))


def moves(panel: Panel, of: Contrast) -> Floats:
    """(n,) how far each unit moves the effect from where it would be at its cohort's mean."""
    code = np.searchsorted(np.array(panel.cohorts), panel.first)
    size = np.bincount(code)
    rest = of.effect - (1.0 if of.beta is None else of.beta) * of.earlier
    own = np.einsum("nt,nt->n", panel.outcome, rest[code])
    mean = np.bincount(code, own) / size
    return np.asarray((own - mean[code]) / size[code])


def shuffled(panel: Panel, of: Contrast, many: int, seed: int) -> tuple[float, Floats]:
    """|t| as it is, and (many,) with the starts shuffled among units."""
    code = np.searchsorted(np.array(panel.cohorts), panel.first)
    size = np.bincount(code).astype(np.float64)
    after, before = panel.outcome @ of.effect.T, panel.outcome @ of.earlier.T  # (n, G)
    random = np.random.default_rng(seed)
    units, at_once = np.arange(len(code)), max(AT_ONCE // len(code), 1)
    seen = _studentised(
        code[None], size, after[units, code][None], before[units, code][None], of.beta
    )
    drawn = []
    for done in range(0, many, at_once):
        own = np.array([random.permutation(code) for _ in range(min(at_once, many - done))])
        drawn.append(_studentised(own, size, after[units, own], before[units, own], of.beta))
    return float(seen[0]), np.concatenate(drawn)


def reaches(panel: Panel, level: float) -> bool:
    """Are there so many ways to deal out the starts that one alone can be as rare as 1 - level?"""
    size = np.unique(panel.first, return_counts=True)[1]
    ways = gammaln(panel.n + 1) - gammaln(size + 1).sum()
    return bool(ways >= -np.log(1 - level) - 1e-9)


def _studentised(code: Codes, size: Floats, one: Floats, two: Floats, beta: float | None) -> Floats:
    """|t| of s shuffles: code, one, two (s, n), a unit's cohort and its part in the contrasts."""
    rows = np.arange(len(code))[:, None]
    bins = (rows * len(size) + code).ravel()
    shape = len(code), len(size)

    def sums(values: Floats) -> Floats:
        found = np.bincount(bins, values.ravel(), len(code) * len(size))
        return found.astype(np.float64).reshape(shape)

    def between(first: Floats, second: Floats) -> Floats:
        return np.asarray((sums(first * second) / (size - 1) / size).sum(axis=1))

    means = [sums(values) / size for values in (one, two)]
    away = [values - mean[rows, code] for values, mean in zip((one, two), means, strict=True)]
    times = np.full(len(code), beta)
    if beta is None:
        times = _ratio(between(away[0], away[1]), between(away[1], away[1]))
    effect = (means[0] - times[:, None] * means[1]).sum(axis=1)
    if size.min() < 2:  # no spread of its own: the effect as it is
        return np.asarray(np.abs(effect))
    rest = away[0] - times[:, None] * away[1]
    return _ratio(np.abs(effect), np.sqrt(between(rest, rest)))


def _ratio(of: Floats, to: Floats) -> Floats:
    """0 where there is nothing to divide by."""
    return np.divide(of, to, out=np.zeros_like(of), where=to > 0)
