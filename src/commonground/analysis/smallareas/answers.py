"""Areas with few answers, from the answers themselves and the error of everybody's figure.

An area's sampling variance is that of its answers, as far as their own unequal weights leave them
(Kish 1965), with the spread and the clusters' effect of all: its own would be as uncertain as its
figure. Shares are drawn together on the arcsine scale, on which that variance is 1 / 4 n whatever
the share; means as they are. Then `averaged`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from .averaging import AveragedModel, averaged
from .scales import Scale

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Everybody:
    """What the sample's design says of all answers: se in the unit of the values, deff against
    simple sampling of as many, n how many there are."""

    se: float
    deff: float
    n: int


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """m areas. Shares are 0 to 1.

    estimate, low, high, se : (m,). borrowed : (m,) share of the figure that is other areas'.
    n : (m,) answers. model : the fit, on the scale that it was made on.
    """

    estimate: Floats
    low: Floats
    high: Floats
    se: Floats
    borrowed: Floats
    n: Codes
    model: AveragedModel


def drawn_together(
    values: Floats, weights: Floats, area: Codes, covariates: Floats, whole: Everybody, *,
    is_share: bool, least: int, level: float = 0.95,
) -> AreaFigures:  # fmt: skip
    """Estimate and interval of each area.

    Parameters
    ----------
    values : (n,) answers, 0 or 1 where `is_share`; nan where there is none.
    weights : (n,) > 0.
    area : (n,) codes 0 to m - 1; -1 for none.
    covariates : (m, k) with a column of ones.
    whole : everybody's figure of the same answers.
    least : an area with fewer answers is told from the others alone.
    level : of the intervals.

    Raises
    ------
    Unusable : too few areas with `least` answers, or covariates of which one repeats others.
    """
    own, variance, n = _direct(values, weights, area, len(covariates), whole, is_share)
    model = averaged(np.where(n >= least, own, np.nan), variance, covariates)
    scale = Scale("arcsine" if is_share else "identity")
    ends = scale.back(model.estimate, model.mse, float(ndtri((1 + level) / 2)))
    se = np.sqrt(model.mse) * np.abs(scale.slope(model.estimate))
    return AreaFigures(*ends, se, model.borrowed, n, model)


def _direct(
    values: Floats, weights: Floats, area: Codes, m: int, whole: Everybody, is_share: bool
) -> tuple[Floats, Floats, Codes]:
    """(m,) own figure on the scale, nan without answers; its variance; its answers."""
    there = ~np.isnan(values) & (area >= 0)
    code, w, y = area[there], weights[there], values[there]
    n, total = np.bincount(code, minlength=m), np.bincount(code, w, minlength=m)
    with np.errstate(invalid="ignore", divide="ignore"):
        own = np.bincount(code, w * y, minlength=m) / total
        simple = np.fmax(total**2 / np.bincount(code, w * w, minlength=m), 1.0)
    asked = weights[~np.isnan(values)]
    unequal = asked.sum() ** 2 / float(asked @ asked)
    effective = simple / max(1.0, whole.deff * unequal / whole.n)
    if is_share:
        return np.arcsin(np.sqrt(np.clip(own, 0.0, 1.0))), 1 / (4 * effective), n
    return own, whole.se**2 * whole.n / whole.deff / effective, n
