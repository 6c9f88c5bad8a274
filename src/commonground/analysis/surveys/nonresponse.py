"""Who answered, who lives there, and what the silent ones could change."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Composition:
    """k levels of one margin: answered, lives : (k,) shares. ratio : (k,) answered over lives.
    dissimilar : share of the answers that would have to come from another level (0 to 1)."""

    levels: tuple[str, ...]
    answered: Floats
    lives: Floats
    ratio: Floats
    dissimilar: float


def composition(levels: tuple[str, ...], answers: Floats, people: Floats) -> Composition:
    """Compare counts of answers (k,), before weighting, with counts of people (k,)."""
    if answers.sum() <= 0 or people.sum() <= 0 or np.any(answers < 0) or np.any(people < 0):
        raise Unusable("Nobody answered, or nobody lives there.")
    answered, lives = answers / answers.sum(), people / people.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(lives > 0, answered / lives, np.nan)
    return Composition(levels, answered, lives, ratio, float(0.5 * np.abs(answered - lives).sum()))


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """gaps : (g,) how far those who did not answer are from those who did; estimate, low, high :
    (g,) what everybody would say then. tipping : the gap at which the interval reaches
    `threshold`; nan where none was asked for, or where it lies within the interval already."""

    gaps: Floats
    estimate: Floats
    low: Floats
    high: Floats
    tipping: float


def sensitivity(
    estimate: float, low: float, high: float, *, responded: float, gaps: Floats,
    threshold: float | None = None,
) -> Sensitivity:  # fmt: skip
    """If those who did not answer were `gap` away from those who did, everybody would say

    estimate + (1 - responded) x gap. It cannot be known from the answers; it can be shown.

    Raises Unusable for a response rate outside 0 to 1.
    """
    if not 0 < responded <= 1:
        raise Unusable("The response rate is above 0 and at most 1.")
    moved = (1 - responded) * np.asarray(gaps, dtype=np.float64)
    return Sensitivity(
        np.asarray(gaps, dtype=np.float64), estimate + moved, low + moved, high + moved,
        _tipping(low, high, responded, threshold),
    )  # fmt: skip


def _tipping(low: float, high: float, responded: float, threshold: float | None) -> float:
    if threshold is None or low <= threshold <= high or responded == 1:
        return float("nan")
    nearest = low if threshold < low else high
    return (threshold - nearest) / (1 - responded)
