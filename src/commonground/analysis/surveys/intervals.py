"""Intervals: Student's t for means; for proportions ones that stay between 0 and 1.

logit : Wald on the log-odds scale, t with the design's degrees of freedom.
korn-graubard : Clopper & Pearson's with the effective sample size, adjusted for the degrees of
    freedom and never above n (Korn & Graubard 1998; the cap as in NCHS 2017).
wilson : Wilson's score interval with the same effective sample size.
"""

from typing import Literal

import numpy as np

Method = Literal["logit", "korn-graubard", "wilson"]
Interval = tuple[float, float]
NOWHERE = (float("nan"), float("nan"))


def student(estimate: float, se: float, df: int, level: float) -> Interval:
    """(low, high); both nan where no degrees of freedom are left."""
    if df < 1 or not np.isfinite(se):
        return NOWHERE
    half = _t(df, level) * se
    return estimate - half, estimate + half


def proportion(
    share: float, se: float, *, n: int, n_kish: float, df: int, level: float, method: Method
) -> Interval:
    """(low, high) of a share between 0 and 1; both nan where no degrees of freedom are left.

    Parameters
    ----------
    n_kish : what the weights alone leave of n; used where everybody gave the same answer, so
        that the answers say nothing of the design effect.
    """
    if df < 1 or n < 2:
        return NOWHERE
    if method == "logit" and 0 < share < 1:
        from scipy.special import expit, logit

        low, high = student(float(logit(share)), se / (share * (1 - share)), df, level)
        return float(expit(low)), float(expit(high))
    size = effective_size(share, se, n=n, n_kish=n_kish, df=df, level=level)
    return _wilson(share, size, level) if method == "wilson" else _clopper(share, size, level)


def effective_size(
    share: float, se: float, *, n: int, n_kish: float, df: int, level: float
) -> float:
    """Answers of a simple sample that would say as much, less for few degrees of freedom."""
    plain = share * (1 - share) / se**2 if se > 0 and 0 < share < 1 else n_kish
    return float(min(n, plain * (_t(n - 1, level) / _t(df, level)) ** 2))


def _t(df: float, level: float) -> float:
    from scipy.special import stdtrit  # costs 300 ms and 30 MB, which most pages need not pay

    return float(stdtrit(df, (1 + level) / 2))


def _clopper(share: float, size: float, level: float) -> Interval:
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    yes, no = size * share, size * (1 - share)
    low = 0.0 if share <= 0 else float(betaincinv(yes, no + 1, tail))
    high = 1.0 if share >= 1 else float(betaincinv(yes + 1, no, 1 - tail))
    return low, high


def _wilson(share: float, size: float, level: float) -> Interval:
    z = _t(np.inf, level)
    middle = (share + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z / (1 + z**2 / size) * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2))
    return max(0.0, middle - half), min(1.0, middle + half)
