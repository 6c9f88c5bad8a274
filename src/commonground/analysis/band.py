"""What was usual: a band for a month from the same season a year before.

The band is a 95 % prediction interval for a new count, given the mean of last year's months
around the same month (the month before, the month, the month after): quasi-Poisson, with the
dispersion estimated from all months before. It is a description of what was usual, no test; a
trend over the year or a change of recording moves months out of it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]
SEASON = 12
# After three months of none, 3 or more in one come by chance with (1/4)**3 = 1.6 % (a Poisson
# count given the sum of four), 2 or more with 6 %: a band from nothing still reaches 2.
LEAST_HIGH = 2.0


@dataclass(frozen=True)
class Band:
    """low, high, usual : (n,) arrays; NaN for months without a year before them."""

    low: Floats
    high: Floats
    usual: Floats
    dispersion: float


def last_years_band(counts: Floats, *, level: float = 0.95) -> Band:
    """The band for each of n consecutive monthly counts.

    counts : (n,) non-negative. Months 0 to 11 have no year before them: NaN.
    Raises ValueError for negative counts.
    """
    counts = np.asarray(counts, dtype=np.float64)
    if counts.ndim != 1 or (counts < 0).any():
        raise ValueError("counts must be a vector of non-negative numbers")
    usual = np.full(len(counts), np.nan)
    for month in range(SEASON, len(counts)):
        around = counts[max(month - SEASON - 1, 0) : month - SEASON + 2]
        usual[month] = around.mean()
    dispersion = _dispersion(counts, usual)
    spread = float(ndtri(0.5 + level / 2)) * np.sqrt(dispersion * usual * (1 + 1 / 3))
    high = np.where(np.isfinite(usual), np.maximum(usual + spread, LEAST_HIGH), np.nan)
    return Band(np.maximum(usual - spread, 0.0), high, usual, dispersion)


def _dispersion(counts: Floats, usual: Floats) -> float:
    """Pearson's, at least 1 (a band narrower than Poisson would claim too much)."""
    known = np.isfinite(usual) & (usual > 0)
    if known.sum() < 2:
        return 1.0
    pearson = (counts[known] - usual[known]) ** 2 / (usual[known] * (1 + 1 / 3))
    return max(1.0, float(pearson.mean()))
