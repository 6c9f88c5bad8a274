"""The area model, averaged over what the variance between areas may be.

The model of Fay & Herriot with every value of sigma2_u taken as likely beforehand, and weighted by
the restricted likelihood (Rao & Molina 2015, section 10.3). Where the likelihood is highest at 0,
as with few or much alike areas it often is, the one best value would say that areas do not differ
and that nobody can doubt it; the average does not.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

from .orthogonal import orthogonal

Floats = NDArray[np.float64]
VALUES = 100  # of the standard deviation between areas
WIDEST = 4.0  # times the spread of the direct estimates: the likelihood is nothing beyond


@dataclass(frozen=True, slots=True)
class AveragedModel:
    """m areas. estimate, mse : (m,) mean and variance of what the area may be. borrowed : (m,)
    share of the figure that is other areas', 1 without answers. sigma2_u : mean."""

    sigma2_u: float
    estimate: Floats
    mse: Floats
    borrowed: Floats


def averaged(direct: Floats, variance: Floats, covariates: Floats) -> AveragedModel:
    """Predict each area.

    Parameters
    ----------
    direct : (m,) direct estimates; nan for an area that is predicted from its covariates alone.
    variance : (m,) sampling variances, > 0; ignored where direct is nan.
    covariates : (m, k) with a column of ones.

    Raises
    ------
    Unusable : fewer than k + 3 direct estimates, or covariates of which one repeats others.
    """
    known = np.isfinite(direct)
    coefficients = covariates.shape[1]
    if int(known.sum()) < coefficients + 3:
        raise Unusable(f"So few areas have a figure: there must be {coefficients + 3} at least.")
    moved = covariates @ orthogonal(covariates[known])
    sigma2 = _values(direct[known], variance[known])
    weight, slopes, covariance = _fits(sigma2, direct[known], variance[known], moved[known])
    share = np.ones((VALUES, len(direct)))
    share[:, known] = variance[known] / (sigma2[:, None] + variance[known])
    fitted = slopes @ moved.T
    estimate = fitted + (1 - share) * np.where(known, np.nan_to_num(direct) - fitted, 0.0)
    within = sigma2[:, None] * share + share**2 * np.einsum(
        "mi,gij,mj->gm", moved, covariance, moved
    )
    mean = weight @ estimate
    return AveragedModel(
        sigma2_u=float(weight @ sigma2),
        estimate=mean,
        mse=weight @ within + weight @ (estimate - mean) ** 2,
        borrowed=np.where(known, np.minimum(weight @ share, 1.0), 1.0),  # rounding apart
    )


def _values(y: Floats, v: Floats) -> Floats:
    """(g,) of sigma2_u, evenly spaced in its root."""
    most = WIDEST * float(np.sqrt(np.var(y) + v.mean()))
    return np.asarray(((np.arange(VALUES) + 0.5) / VALUES * most) ** 2)


def _fits(sigma2: Floats, y: Floats, v: Floats, x: Floats) -> tuple[Floats, Floats, Floats]:
    """Of each value its weight (g,), coefficients (g, k) and their covariance (g, k, k)."""
    w = 1 / (sigma2[:, None] + v)
    information = np.einsum("gm,mi,mj->gij", w, x, x)
    covariance = np.linalg.inv(information)
    slopes = np.einsum("gij,mj,gm->gi", covariance, x, w * y)
    rest = y - slopes @ x.T
    log = 0.5 * np.log(w).sum(axis=1) - 0.5 * np.linalg.slogdet(information)[1]
    log += -0.5 * np.sum(w * rest * rest, axis=1) + 0.5 * np.log(sigma2)  # even in sigma2_u
    weight = np.exp(log - log.max())
    return weight / weight.sum(), slopes, covariance
