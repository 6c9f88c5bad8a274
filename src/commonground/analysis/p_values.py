"""How often chance alone goes as far."""

import numpy as np
from scipy.special import stdtr


def two_sided(statistic: float, df: float = np.inf) -> float:
    """p-value of a statistic that is normal were there nothing, or Student's t with `df`.

    0 for an infinite one; nan for nan, and without degrees of freedom.
    """
    return float(2 * stdtr(df, -abs(statistic)))
