"""The area model of Fay & Herriot 1979: a direct estimate drawn towards areas like it.

direct_i = x_i'beta + u_i + e_i, u_i ~ (0, sigma2_u), e_i ~ (0, v_i) with v_i known. sigma2_u by
restricted maximum likelihood; mean squared errors after Datta & Lahiri 2000 (g1 + g2 + 2 g3), as
in Rao & Molina 2015, section 6.2, and R `sae`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import brentq

from commonground.analysis.errors import Unusable

from .orthogonal import orthogonal

Floats = NDArray[np.float64]
STEPS = 60
LEAST = 1e-100  # a variance under it is 0 but for rounding


@dataclass(frozen=True, slots=True)
class AreaModel:
    """m areas, k covariates with the intercept.

    estimate : (m,) empirical best linear unbiased predictor. mse : (m,) its mean squared error.
    shrinkage : (m,) share of the figure that is borrowed from other areas, v / (sigma2_u + v): 0
    for an area that stands on its own answers, 1 for one without any. df : areas with answers less
    coefficients, for intervals by Student's t.
    """

    sigma2_u: float
    beta: Floats
    se_beta: Floats
    estimate: Floats
    mse: Floats
    shrinkage: Floats
    df: int

    @property
    def se(self) -> Floats:
        return np.asarray(np.sqrt(self.mse))


def fay_herriot(direct: Floats, variance: Floats, covariates: Floats) -> AreaModel:
    """Fit by REML and predict.

    Parameters
    ----------
    direct : (m,) direct estimates; nan for an area without answers, which is predicted from its
        covariates alone.
    variance : (m,) sampling variances, > 0; ignored where direct is nan.
    covariates : (m, k) with a column of ones.

    Raises
    ------
    Unusable : too few areas, a variance that is not above 0, or covariates of which one repeats
        others.
    """
    known = np.isfinite(direct)
    y, v = direct[known], variance[known]
    _check(y, v, covariates)
    unit = orthogonal(covariates[known])
    moved = covariates @ unit  # sums of squares of years would lose the digits that count
    x = moved[known]
    sigma2 = _reml(y, v, x)
    total = sigma2 + v
    information = x.T @ (x / total[:, None])
    factor = cho_factor(information)
    slopes = cho_solve(factor, x.T @ (y / total))
    covariance = cho_solve(factor, np.eye(x.shape[1]))
    borrowed = np.ones(len(direct))
    borrowed[known] = v / total
    fitted = moved @ slopes
    gap = np.where(known, np.nan_to_num(direct) - fitted, 0.0)
    mse = _mse(sigma2, variance, borrowed, moved, covariance, known)
    return AreaModel(
        sigma2_u=sigma2,
        beta=unit @ slopes,
        se_beta=np.sqrt(np.diag(unit @ covariance @ unit.T)),
        estimate=fitted + (1 - borrowed) * gap,
        mse=mse,
        shrinkage=borrowed,
        df=len(y) - x.shape[1],
    )


def _check(y: Floats, v: Floats, covariates: Floats) -> None:
    if not np.all(np.isfinite(covariates)):
        raise Unusable("A covariate is missing.")
    if not (np.all(np.isfinite(v)) and np.all(v > LEAST)):
        raise Unusable("A variance is missing, zero or negative: it must be above 0.")
    coefficients = covariates.shape[1]
    if len(y) <= coefficients + 1:
        raise Unusable(
            f"The intercept and {coefficients - 1} covariates need estimates of at least "
            f"{coefficients + 2} areas; there are {len(y)}."
        )


def _reml(y: Floats, v: Floats, x: Floats) -> float:
    """The sigma2_u at which the restricted likelihood is highest; 0 at the boundary."""
    edges = np.concatenate([[0.0], np.geomspace(v.min() * 1e-6, _most(y, v, x), STEPS)])
    scores = np.array([_score(s, y, v, x) for s in edges])
    falls = np.flatnonzero((scores[:-1] > 0) & (scores[1:] <= 0))
    tops = [float(brentq(_score, edges[i], edges[i + 1], (y, v, x), xtol=1e-15)) for i in falls]
    if scores[0] <= 0:
        tops.append(0.0)
    return max(tops, key=lambda s: _likelihood(s, y, v, x), default=float(edges[-1]))


def _most(y: Floats, v: Floats, x: Floats) -> float:
    rest = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return float(100 * (rest @ rest / max(len(y) - x.shape[1], 1) + v.max()))


def _projected(sigma2: float, y: Floats, v: Floats, x: Floats) -> tuple[Floats, Floats, Floats]:
    """(1 / total, P y, Cholesky factor of X'V^-1 X) at this sigma2_u."""
    w = 1 / (sigma2 + v)
    root = np.asarray(np.linalg.cholesky(x.T @ (x * w[:, None])), dtype=np.float64)
    beta = np.linalg.solve(root.T, np.linalg.solve(root, x.T @ (w * y)))
    return w, w * (y - x @ beta), root


def _score(sigma2: float, y: Floats, v: Floats, x: Floats) -> float:
    """Twice the derivative of the restricted log-likelihood."""
    w, py, root = _projected(sigma2, y, v, x)
    half = np.linalg.solve(root, (x * w[:, None]).T)
    trace = w.sum() - np.sum(half * half)
    return float(py @ py - trace)


def _likelihood(sigma2: float, y: Floats, v: Floats, x: Floats) -> float:
    w, py, root = _projected(sigma2, y, v, x)
    return float(0.5 * np.log(w).sum() - np.log(np.diag(root)).sum() - 0.5 * y @ py)


def _mse(
    sigma2: float, variance: Floats, borrowed: Floats, covariates: Floats, covariance: Floats,
    known: NDArray[np.bool_],
) -> Floats:  # fmt: skip
    """g1 + g2 + 2 g3; for areas without answers sigma2_u + x' cov x, its limit."""
    v = np.where(known, variance, np.inf)
    g1 = sigma2 * borrowed
    g2 = borrowed**2 * np.einsum("ij,jk,ik->i", covariates, covariance, covariates)
    spread = 2 / np.sum(1 / (sigma2 + v) ** 2)
    with np.errstate(invalid="ignore"):
        g3 = np.where(known, v**2 / (sigma2 + v) ** 3, 0.0) * spread
    return np.asarray(g1 + g2 + 2 * g3)
