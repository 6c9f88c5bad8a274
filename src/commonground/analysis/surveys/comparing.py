"""How often chance alone brings a difference between two surveys, or two groups, as large."""

import numpy as np

from commonground.analysis.p_values import two_sided


def p_value(gap: float, se: float, df: int) -> float:
    """p-value of a difference of `gap` with standard error `se`, were there none (Student's t).

    1 where nothing can be told (no degrees of freedom, or se 0 without a gap), 0 for a gap
    without any sampling error.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        p = two_sided(float(np.divide(gap, se)), df)
    return 1.0 if np.isnan(p) else p
