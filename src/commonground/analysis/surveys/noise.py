"""How noisy are figures that somebody published without n and without an error?

What chance puts into a figure it takes out again: the change after it goes the other way. What
really changed stays. So the covariance of changes, of one month and of later ones, says how much
of the ups and downs is noise, for any noise that is forgotten after a few steps.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def noise_of_changes(series: Floats, lags: Sequence[int] = (1,)) -> float:
    """Standard deviation of one published figure's error, from the series alone.

    Minus the sum over k of k times the covariance of changes k steps apart, which for noise that
    is forgotten after the last lag is its variance, whatever its shape.

    Parameters
    ----------
    series : (T, m) of m areas; nan where there is no figure. Levels that walk.
    lags : (1,) for errors without memory; (w,) for windows that roll over w steps, each of which
        loses after w steps the answers that it took in; 1 to k for a smoothing that nobody tells.

    Returns
    -------
    float; 0 where changes do not take each other back.
    """
    changes = _centred(series)
    variance = -sum(lag * _covariance(changes, lag) for lag in lags)
    return float(np.sqrt(max(variance, 0.0)))


def taken_back(series: Floats, within: int) -> float:
    """Share of the variance of changes that later changes undo within so many steps.

    1 where all is noise, 0 where what changed stays changed. series : as above.
    """
    changes = _centred(series)
    undone = -2 * sum(_covariance(changes, lag) for lag in range(1, within + 1))
    return float(np.clip(undone / np.nanmean(changes**2), 0.0, 1.0))


def _centred(series: Floats) -> Floats:
    changes = np.diff(series, axis=0)
    return np.asarray(changes - np.nanmean(changes, axis=0))


def _covariance(changes: Floats, lag: int) -> float:
    return float(np.nanmean(changes[lag:] * changes[:-lag]))
