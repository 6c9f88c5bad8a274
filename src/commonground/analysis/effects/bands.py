"""Bands that hold for all points of a curve at once (Montiel Olea & Plagborg-Møller 2019)."""

import numpy as np
from numpy.typing import NDArray

from .results import critical

DRAWS = 20_000


def simultaneous(covariance: NDArray[np.float64], level: float, seed: int) -> float:
    """How many standard errors wide: the `level` quantile of the largest |t| of all points."""
    se = np.sqrt(np.diag(covariance))
    used = se > 1e-12 * se.max(initial=0.0)
    if used.sum() < 2:
        return critical(level)
    correlation = covariance[np.ix_(used, used)] / np.outer(se[used], se[used])
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    drawn = np.random.default_rng(seed).standard_normal((DRAWS, len(values))) @ root.T
    return float(np.quantile(np.abs(drawn).max(axis=1), level))
