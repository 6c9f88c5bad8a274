"""Answers that came by themselves: what a model says of everybody, if its assumptions hold.

Nobody drew these people, so that no chance of ours tells how far off they are. The interval is of
a model of the population (Royall 1970; Smith 1983): within a cell, who answers and who does not
are alike. It is no margin of error, and where the assumption fails it is wrong however many
answer (Meng 2018).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

from . import intervals
from .calibrating import Margin

Floats = NDArray[np.float64]

ALIKE = "those-who-did-not-answer-think-alike"
ALIKE_IN_CELLS = "alike-within-cells"
APART = "each-person-answered-once-and-alone"
COUNTED = "cells-are-as-the-census-counted"


@dataclass(frozen=True, slots=True)
class ModelBased:
    """estimate, se, low, high : in the unit of the answers. n : answers. df : Satterthwaite's.
    assumptions : what must be true for the interval to hold 95 times in 100, as keys."""

    estimate: float
    se: float
    low: float
    high: float
    n: int
    df: float
    assumptions: tuple[str, ...]


def model_based(
    values: Floats, *, cells: Margin | None = None, is_share: bool = False, level: float = 0.95
) -> ModelBased:
    """The mean of everybody, were those of a cell who did not answer like those who did.

    Parameters
    ----------
    values : (n,) answers; 0 or 1 with `is_share`.
    cells : of each answer the cell, and of each cell how many people there are (or which share);
        without it everybody is one cell of unknown size.

    Returns
    -------
    ModelBased, whose error is that of the people who were not heard: nothing where all answered.

    Raises
    ------
    Unusable : under two answers in a cell, or a cell without people.
    """
    codes = np.zeros(len(values), dtype=np.intp) if cells is None else cells.codes
    people = np.array([np.inf]) if cells is None else _people(cells)
    asked = np.bincount(codes, minlength=len(people))
    _check(asked, cells)
    share = np.array([1.0]) if cells is None else np.asarray(cells.counts / cells.counts.sum())
    here = asked > 0
    codes = (np.cumsum(here) - 1)[codes]
    asked, people, share = asked[here], people[here], share[here]
    means = np.bincount(codes, values) / asked
    parts = (
        share**2 * np.maximum(1 - asked / people, 0.0) * _spread(values, codes, is_share) / asked
    )
    estimate, variance = float(share @ means), float(parts.sum())
    df = float(variance**2 / np.sum(parts**2 / (asked - 1))) if variance > 0 else len(values) - 1.0
    low, high = _interval(estimate, variance**0.5, len(values), df, level, is_share)
    first = ALIKE if cells is None else ALIKE_IN_CELLS
    assumptions = (first, APART) if cells is None else (first, APART, COUNTED)
    return ModelBased(estimate, variance**0.5, low, high, len(values), df, assumptions)


def _people(cells: Margin) -> Floats:
    """Counts; of shares that add up to 1 nobody knows of how many."""
    if not np.all(np.isfinite(cells.counts)) or np.any(cells.counts < 0) or cells.counts.sum() <= 0:
        raise Unusable(f"A margin of {cells.name} is missing or negative.")
    if cells.counts.sum() < 2:
        return np.full(len(cells.counts), np.inf)
    return cells.counts


def _check(asked: NDArray[np.intp], cells: Margin | None) -> None:
    if cells is None:
        if asked[0] < 2:
            raise Unusable("One answer tells nothing of how much people differ.")
        return
    for level, n, people in zip(cells.levels, asked, cells.counts, strict=True):
        if people == 0 and n > 0:
            raise Unusable(f"Answers have {cells.name} “{level}”, where nobody lives.")
        if people > 0 and n < 2:
            raise Unusable(
                f"Fewer than 2 who answered have {cells.name} “{level}”: join it with another."
            )


def _spread(values: Floats, codes: NDArray[np.intp], is_share: bool) -> Floats:
    """Variance between people in each cell. A share's is that with one yes and one no more: where
    all answered alike, not all who did not answer need to."""
    asked, sums = np.bincount(codes), np.bincount(codes, values)
    if is_share:
        kept = (sums + 1) / (asked + 2)
        return np.asarray(kept * (1 - kept))
    away = values - (sums / asked)[codes]
    return np.asarray(np.bincount(codes, away**2) / (asked - 1))


def _interval(
    estimate: float, se: float, n: int, df: float, level: float, is_share: bool
) -> intervals.Interval:
    whole = max(int(df), 1)
    if not is_share:
        return intervals.student(estimate, se, whole, level)
    return intervals.proportion(estimate, se, n=n, n_kish=n, df=whole, level=level, method="wilson")
