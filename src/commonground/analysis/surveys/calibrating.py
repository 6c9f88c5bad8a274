"""Weights that meet what is known of everybody: post-stratification and raking.

Deming & Stephan 1940 (raking); Deville & Särndal 1992: both are calibration, and the variance of
an estimate is that of its residuals after regression on the margins, with the weights as they
were before.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

ROUNDS = 2000
CLOSE = 1e-12  # of the population: margins that differ by less are met
SAME_TOTAL = 1e-6
ROUNDED = 0.015  # shares with two decimals may add up to this much more or less than 1
MARGIN_OFF = 1e-8  # more than this off after ROUNDS: they cannot be met together
TRIM_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Margin:
    """What is known of one column: how many people (or which share) each level has.

    name : the column. levels : its k levels. counts : (k,) people. codes : (n,) levels of answers.
    """

    name: str
    levels: tuple[str, ...]
    counts: Floats
    codes: Codes


@dataclass(frozen=True, slots=True)
class Calibration:
    """How weights were made to meet margins.

    before : (n,) weights as designed. codes : (n,) a margin. rounds, off : how often all margins
    were gone through, and the largest relative distance that was left. trimmed : answers whose
    weight was cut.
    """

    method: str
    before: Floats
    codes: tuple[Codes, ...]
    rounds: int
    off: float
    trimmed: int = 0

    def residuals(self, influence: Floats, weights: Floats) -> Floats:
        """Influence (n, k) less what the margins explain of it: margins known vary no more."""
        used = weights > 0
        values = np.zeros_like(influence)
        values[used] = influence[used] / weights[used, None]
        return np.asarray((values - self._fitted(values)) * weights[:, None])

    def _fitted(self, values: Floats) -> Floats:
        """(n, k): regression on one column of 0 and 1 a level, by counts in the place of those."""
        many = [int(codes.max()) + 1 for codes in self.codes]
        starts = np.cumsum([0, *many])
        places = [codes + start for codes, start in zip(self.codes, starts, strict=False)]
        size = int(starts[-1])
        products = sum(
            np.bincount(one * size + two, self.before, size * size)
            for one in places for two in places
        )  # fmt: skip
        sums = sum(
            np.stack([np.bincount(one, self.before * v, size) for v in values.T], axis=1)
            for one in places
        )
        slopes = np.linalg.lstsq(np.reshape(products, (size, size)), sums, rcond=None)[0]
        return np.asarray(sum(slopes[one] for one in places))


def poststratify(weights: Floats, cell: Margin) -> tuple[Floats, Calibration]:
    """Weights (n,) whose sum in each level of one column is that of the population.

    Raises
    ------
    Unusable : a level of the answers is not in the margin, or one of the margin has no answers.
    """
    counts = _counts(cell, weights)
    made = weights * _factors(weights, cell.codes, counts)
    return made, Calibration("post-stratified", weights, (cell.codes,), 1, 0.0)


def rake(
    weights: Floats, margins: list[Margin], *, trim: float | None = None
) -> tuple[Floats, Calibration]:
    """Weights (n,) that meet several margins at once, to convergence.

    Parameters
    ----------
    trim : no weight above so many times the median weight (and then the margins again).

    Raises
    ------
    Unusable : as `poststratify`; margins that add up to different totals, or that cannot be met
        together (or not with weights trimmed so far).
    """
    counts = [_counts(margin, weights) for margin in margins]
    totals = [float(c.sum()) for c in counts]
    if max(totals) - min(totals) > SAME_TOTAL * max(totals):
        told = ", ".join(f"{m.name} {t:g}" for m, t in zip(margins, totals, strict=True))
        raise Unusable(f"The margins add up to different totals: {told}.")
    if trim is not None and not trim >= 1:
        raise Unusable("Weights can be trimmed at one time the median or more, not less.")
    made, cut = _raked(weights, margins, counts), np.zeros(len(weights), dtype=bool)
    if trim is not None:
        made, cut = _trimmed(made, margins, counts, trim)
    if made.off > MARGIN_OFF:
        names = " and ".join(margin.name for margin in margins)
        also = " with weights trimmed so far" if cut.any() else ""
        raise Unusable(f"The margins of {names} cannot be met together{also}.")
    codes = tuple(margin.codes for margin in margins)
    return made.weights, Calibration("raked", weights, codes, made.rounds, made.off, int(cut.sum()))


@dataclass(frozen=True, slots=True)
class _Raked:
    """weights : (n,). rounds, off : as a `Calibration` has them."""

    weights: Floats
    rounds: int
    off: float


def _raked(weights: Floats, margins: list[Margin], counts: list[Floats]) -> _Raked:
    current, off = weights.copy(), np.inf
    for done in range(1, ROUNDS + 1):
        off = _off(current, margins, counts) if done > 1 else np.inf
        if off <= CLOSE:
            return _Raked(current, done - 1, off)
        for margin, wanted in zip(margins, counts, strict=True):
            current = current * _factors(current, margin.codes, wanted)
    return _Raked(current, ROUNDS, _off(current, margins, counts))


def _off(weights: Floats, margins: list[Margin], counts: list[Floats]) -> float:
    return max(
        float(np.abs(np.bincount(m.codes, weights, len(c)) - c).max() / c.sum())
        for m, c in zip(margins, counts, strict=True)
    )


def _trimmed(
    made: _Raked, margins: list[Margin], counts: list[Floats], trim: float
) -> tuple[_Raked, NDArray[np.bool_]]:
    """Cut what is above the limit, rake again, until nothing is above it; and whose was cut."""
    cut = np.zeros(len(made.weights), dtype=bool)
    for _ in range(TRIM_ROUNDS):
        limit = trim * float(np.median(made.weights[made.weights > 0]))
        above = made.weights > limit * (1 + 1e-9)
        if not above.any():
            return made, cut
        cut |= above
        made = _raked(np.minimum(made.weights, limit), margins, counts)
    raise Unusable(
        f"Weights cannot be kept under {trim:g} times their median while the margins are met."
    )


def _counts(margin: Margin, weights: Floats) -> Floats:
    """People a level; shares are of the sum of the weights. Raises Unusable."""
    counts = margin.counts
    if not np.all(np.isfinite(counts)) or np.any(counts < 0):
        raise Unusable(f"A margin of {margin.name} is missing or negative.")
    if counts.sum() <= 0:
        raise Unusable(f"The margins of {margin.name} are all zero.")
    there = np.bincount(margin.codes, weights, len(counts))
    for level, known, sampled in zip(margin.levels, counts, there, strict=True):
        if known > 0 and sampled <= 0:
            raise Unusable(
                f"Nobody who answered has {margin.name} “{level}”, which the margins hold: join "
                "it with another level."
            )
        if known == 0 and sampled > 0:
            raise Unusable(
                f"Answers have {margin.name} “{level}”, of which the margins say there are none."
            )
    if abs(counts.sum() - 1) < ROUNDED:
        return np.asarray(counts / counts.sum() * weights.sum())
    if counts.max() < 1:
        raise Unusable(
            f"The margins of {margin.name} are shares that add up to {counts.sum():.4g}, not 1."
        )
    return counts


def _factors(weights: Floats, codes: Codes, wanted: Floats) -> Floats:
    there = np.bincount(codes, weights, len(wanted))
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(there > 0, wanted / there, 1.0)
    return np.asarray(factor[codes])
