"""A measure over time, by area: what is left of its ups and downs once sampling error is out.

Local level model (Harvey 1989, chapter 2): direct_t = level_t + e_t, e_t ~ (0, v_t) with v_t
known from the survey; level_t = level_{t-1} + w_t, w_t ~ (0, tau2 x time between). One tau2 for all
areas, by maximum likelihood, since single areas have too few waves to tell. The level begins anew
where the measure was broken (wording, mode, boundaries).

Waves must be independent: rolling windows share answers, and `apart` picks those that do not.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import ndtri

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LEAST_WAVES = 3
UNKNOWN = 1e8  # times the largest variance: nothing is known of a level before its first wave


@dataclass(frozen=True, slots=True)
class Smoothed:
    """T waves, m areas: level, se, low, high : (T, m), nan before an area's first wave of a
    segment. tau2 : variance of the level's change in one unit of time; 0 says that no change is
    seen beyond sampling error."""

    level: Floats
    se: Floats
    low: Floats
    high: Floats
    tau2: float


def smooth(
    times: Floats, direct: Floats, variance: Floats, *, breaks: Bools | None = None,
    level: float = 0.95,
) -> Smoothed:  # fmt: skip
    """Smooth each area's series.

    Parameters
    ----------
    times : (T,) ascending, in any unit. direct, variance : (T, m); nan where there was no survey.
    breaks : (T,) True at the first wave that cannot be compared with those before.

    Raises
    ------
    Unusable : times do not ascend, a variance is missing or not above 0, or all areas have fewer
        than three waves.
    """
    known = np.isfinite(direct)
    _check(times, variance, known)
    broken = np.zeros(len(times), dtype=bool) if breaks is None else breaks
    top = 10 * float(np.nanvar(np.where(known, direct, np.nan))) + float(variance[known].max())
    steps = np.diff(times, prepend=times[0])
    parts = (direct, variance, known, steps, broken)
    best = minimize_scalar(
        lambda log: -_filter(float(np.exp(log)), *parts)[0],
        bounds=(np.log(top * 1e-9), np.log(top)), method="bounded",
    )  # fmt: skip
    tau2 = float(np.exp(best.x))
    if _filter(0.0, *parts)[0] >= -best.fun - 1e-9:
        tau2 = 0.0
    found, spread = _backwards(tau2, *_filter(tau2, *parts)[1:], steps, broken)
    se = np.sqrt(spread)
    half = float(ndtri((1 + level) / 2)) * se
    return Smoothed(found, se, found - half, found + half, tau2)


def apart(times: Floats, window: float) -> NDArray[np.intp]:
    """Indices of waves that share no answers, the last one among them: of rolling windows of
    length `window` that end at `times`, each at least a window before the next."""
    kept = [len(times) - 1]
    for i in range(len(times) - 2, -1, -1):
        if times[kept[-1]] - times[i] >= window - 1e-9:
            kept.append(i)
    return np.array(kept[::-1], dtype=np.intp)


def rolling_difference(
    first: tuple[float, float], second: tuple[float, float], shared: float
) -> tuple[float, float]:
    """(difference, se) of two (estimate, se) of windows that share this part of their answers.

    Answers in both cancel: with half of them shared the error is that of the other halves, and
    to treat the two as independent would be wrong.
    """
    if not 0 <= shared < 1:
        raise Unusable("The part of the answers that two windows share is from 0 to under 1.")
    variance = first[1] ** 2 + second[1] ** 2 - 2 * shared * first[1] * second[1]
    return second[0] - first[0], float(np.sqrt(max(variance, 0.0)))


def _check(times: Floats, variance: Floats, known: Bools) -> None:
    if np.any(np.diff(times) <= 0):
        raise Unusable("Times must ascend: one wave after the other.")
    there = variance[known]
    if not (np.all(np.isfinite(there)) and np.all(there > 0)):
        raise Unusable("A variance is missing, zero or negative: it must be above 0.")
    if known.sum(axis=0).max(initial=0) < LEAST_WAVES:
        raise Unusable(f"No area has {LEAST_WAVES} waves: there is nothing to smooth.")


def _filter(
    tau2: float, direct: Floats, variance: Floats, known: Bools, steps: Floats, broken: Bools
) -> tuple[float, Floats, Floats, Floats]:
    """(log likelihood, filtered level, its variance, variance before each wave), (T, m) each."""
    waves, areas = direct.shape
    vague = UNKNOWN * float(variance[known].max())
    level, spread = np.zeros(areas), np.full(areas, vague)
    levels, spreads, before = (np.empty((waves, areas)) for _ in range(3))
    likelihood = 0.0
    for t in range(waves):
        spread = np.full(areas, vague) if broken[t] else spread + tau2 * steps[t]
        before[t] = spread
        here = known[t]
        first = here & (spread > vague / 10)
        total = np.where(here, spread + np.where(here, variance[t], 1.0), 1.0)
        gap = np.where(here, np.nan_to_num(direct[t]) - level, 0.0)
        counted = here & ~first
        likelihood -= 0.5 * float(np.sum((np.log(total) + gap**2 / total)[counted]))
        gain = np.where(here, spread / total, 0.0)
        level, spread = level + gain * gap, spread * (1 - gain)
        levels[t], spreads[t] = level, spread
    return likelihood, levels, spreads, before


def _backwards(
    tau2: float, levels: Floats, spreads: Floats, before: Floats, steps: Floats, broken: Bools
) -> tuple[Floats, Floats]:
    """Rauch, Tung & Striebel's smoother; nan where nothing is known yet."""
    level, spread = levels.copy(), spreads.copy()
    for t in range(len(levels) - 2, -1, -1):
        if broken[t + 1]:
            continue
        gain = spreads[t] / before[t + 1]
        level[t] = levels[t] + gain * (level[t + 1] - levels[t])
        spread[t] = spreads[t] + gain**2 * (spread[t + 1] - before[t + 1])
    nothing = spread > UNKNOWN * 1e-2 * np.min(spread)
    return np.where(nothing, np.nan, level), np.where(nothing, np.nan, spread)
