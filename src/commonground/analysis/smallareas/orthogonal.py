"""Covariates in a unit of their own: years, dollars and shares fit equally well."""

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]


def orthogonal(covariates: Floats) -> Floats:
    """(k, k) matrix M: the columns of covariates @ M are uncorrelated, with mean square 1.

    Coefficients c of those are M @ c of the covariates as they came.

    Parameters
    ----------
    covariates : (n, k), n >= k.

    Raises
    ------
    Unusable : one is missing, or constant beside a column of ones, or repeats others.
    """
    if not np.all(np.isfinite(covariates)):
        raise Unusable("A covariate is missing.")
    units = np.maximum(np.abs(covariates).max(axis=0), 1e-300)
    scaled = covariates / units
    if len(scaled) < scaled.shape[1] or np.linalg.matrix_rank(scaled) < scaled.shape[1]:
        raise Unusable("A covariate is constant or repeats others: leave it out.")
    root = np.linalg.qr(scaled, mode="r") / np.sqrt(len(scaled))
    return np.asarray(np.linalg.inv(root) / units[:, None])
