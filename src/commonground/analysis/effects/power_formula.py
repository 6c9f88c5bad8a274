"""What a plan would see, by a formula: where the time before is too short to try it on.

Two groups' change from before to after, with units' errors that hang together from period to period
as they did (order 1), the normal approximation of a difference of two means.
"""

from dataclasses import replace

import numpy as np

from .panel import Codes
from .planned import Planned


def until_the_last(plan: Planned) -> Planned:
    """Where all start in the end, those who start last are the others until they do."""
    last = plan.first.max()
    if np.isinf(last) or plan.first.min() == last:
        return plan
    first = np.where(plan.first == last, np.inf, plan.first)
    return replace(plan, first=first, periods=int(last))


def _groups(plan: Planned) -> Codes:
    """(n,) units, or clusters; a cluster in which some are treated and some not is two."""
    code = np.arange(len(plan.first)) if plan.cluster is None else plan.cluster
    pairs = np.column_stack([code, np.isfinite(plan.first)])
    return np.unique(pairs, axis=0, return_inverse=True)[1].reshape(-1)


def sides(plan: Planned) -> tuple[int, int]:
    """How many groups with and without."""
    code = _groups(plan)
    inside = len(np.unique(code[np.isfinite(plan.first)]))
    return inside, len(np.unique(code)) - inside


def standard_error(plan: Planned, *, last_only: bool) -> float:
    """Of the treated's change less the others', in units of the outcome (the formula); from the
    mean of before, or from its last period only.

    Units' errors, unit and period means out, have the variance and the correlation of neighbours
    that they had before (corrected for short series); clusters' means count where there are
    clusters.
    """
    h = plan.history.shape[1]
    code = _groups(plan)
    sizes = np.bincount(code)
    values = np.array([np.bincount(code, column) / sizes for column in plan.history.T]).T
    rest = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + values.mean()
    m = len(values)
    size = float(np.sum(rest**2))
    rho = float(np.sum(rest[:, 1:] * rest[:, :-1])) / size if size > 0 else 0.0
    rho = float(np.clip(rho + (1 + 3 * max(rho, 0.0)) / h, 0.0, 0.95))
    chain = rho ** np.abs(np.subtract.outer(np.arange(plan.periods), np.arange(plan.periods)))
    # the mean within a short series takes out a part of what hangs together
    short = rho ** np.abs(np.subtract.outer(np.arange(h), np.arange(h)))
    variance = size / max((m - 1) * h * (1 - short.mean()), 1e-300)
    inside = np.array([np.isfinite(plan.first[code == k]).any() for k in range(m)])
    start = float(np.median(plan.first[np.isfinite(plan.first)]))
    after = np.arange(plan.periods) >= start
    before = np.arange(plan.periods) == int(start) - 1 if last_only else ~after
    weight = after / after.sum() - before / before.sum()
    others = max(m - int(inside.sum()), 1)
    return float(np.sqrt(variance * (weight @ chain @ weight) * (1 / inside.sum() + 1 / others)))
