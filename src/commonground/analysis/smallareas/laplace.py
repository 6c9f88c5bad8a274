"""Inner step of the multilevel model: effects at given standard deviations (Laplace, 1774).

Effects b = (beta, u_1, u_2, ...) with a flat prior on beta and u_g ~ N(0, sd_g^2). Their joint
posterior is taken as normal about its mode; what it integrates to is the likelihood of the sds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit

from commonground.analysis.errors import Unusable

from .columns import Columns

Floats = NDArray[np.float64]

STEPS = 100
CLOSE = 1e-10
SEPARATED = 25.0  # log-odds; a coefficient beyond it runs away to infinity


@dataclass(frozen=True, slots=True)
class Mode:
    """effects : (q,) mode. factor : (q, q) upper Cholesky factor of the precision there.
    value : log of the integrated posterior density, up to a constant."""

    effects: Floats
    factor: Floats
    value: float


def mode(yes: Floats, trials: Floats, columns: Columns, precision: Floats, start: Floats) -> Mode:
    """Newton's method with step halving.

    Parameters
    ----------
    yes, trials : (n,) of each cell. columns : (n, q) in all. precision : (q,) of each effect's
        prior, 0 for beta. start : (q,).

    Raises
    ------
    Unusable : a coefficient has no finite estimate (answers of some kind are all alike).
    """
    effects, now = start, _height(start, yes, trials, columns, precision)
    for _ in range(STEPS):
        share = expit(columns.times(effects))
        slope = columns.sums(yes - trials * share) - precision * effects
        bent = _bend(columns, trials * share * (1 - share), precision)
        try:
            step = cho_solve(cho_factor(bent), slope)
        except np.linalg.LinAlgError as problem:
            raise Unusable(RUNS_AWAY) from problem
        effects, now = _along(effects, step, now, yes, trials, columns, precision)
        if float(slope @ step) < CLOSE:
            break
    if np.abs(effects).max(initial=0.0) > SEPARATED:
        raise Unusable(RUNS_AWAY)
    share = expit(columns.times(effects))
    bent = _bend(columns, trials * share * (1 - share), precision)
    root = np.asarray(np.linalg.cholesky(bent), dtype=np.float64)
    random = precision > 0
    value = now + 0.5 * np.log(precision[random]).sum() - np.log(np.diag(root)).sum()
    return Mode(effects, root.T, float(value))


RUNS_AWAY = (
    "A coefficient has no finite estimate: all who are alike in a covariate answered alike; leave "
    "the covariate out or join its levels."
)


def _height(
    effects: Floats, yes: Floats, trials: Floats, columns: Columns, precision: Floats
) -> float:
    line = columns.times(effects)
    return float(
        yes @ line - trials @ np.logaddexp(0.0, line) - 0.5 * (precision * effects) @ effects
    )


def _bend(columns: Columns, weight: Floats, precision: Floats) -> Floats:
    made = columns.products(weight)
    made[np.diag_indices(len(made))] += precision
    return made


def _along(
    effects: Floats, step: Floats, now: float, yes: Floats, trials: Floats,
    columns: Columns, precision: Floats,
) -> tuple[Floats, float]:  # fmt: skip
    for halved in range(30):
        further = effects + step * 0.5**halved
        height = _height(further, yes, trials, columns, precision)
        if height >= now - 1e-12 * abs(now):
            return further, height
    return effects, now
