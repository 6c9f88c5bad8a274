"""Exact limits of shares whose counts come in clusters, many at once."""

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]


def limits(count: Floats, of: Floats, effect: Floats, tail: float) -> tuple[Floats, Floats]:
    """(n,) lower and (n,) upper limit of a share, each wrong with a chance of at most `tail`.

    count, of : (n,) how many of how many. effect : (n,) 1 or more, how many times the variance of
    independent counts theirs is. The limits are those of Clopper & Pearson (1934) for counts
    divided by their effect (Korn & Graubard 1998): nothing counted still has an upper limit.
    Where `of` is 0 the limits are 0 and 1.

    Raises Unusable for more than all, an effect below 1, or a tail that is no chance.
    """
    from scipy.special import betaincinv  # loaded by whoever asks: most pages do not

    x, n, deff = (np.asarray(values, dtype=np.float64) for values in (count, of, effect))
    if (x < 0).any() or (x > n).any() or (deff < 1).any() or not 0 < tail < 0.5:
        raise Unusable("A share is of at most all; an effect is 1 or more; a tail below a half.")
    x, n = x / deff, n / deff
    low = np.where(x > 0, betaincinv(np.maximum(x, 1e-300), n - x + 1, tail), 0.0)
    rest = np.maximum(n - x, 1e-300)
    high = np.where(n - x > 0, betaincinv(x + 1, rest, 1 - tail), 1.0)
    return low, high
