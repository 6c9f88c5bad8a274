"""Effects of each cohort in each period, ATT(g, t), by difference-in-differences.

Callaway & Sant'Anna 2021, with the controls of a cell either never treated or not yet treated then;
doubly robust with covariates (Sant'Anna & Zhao 2020). Influence functions, divisor n, as R `did`.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from commonground.analysis.errors import Unusable

from .panel import Panel

Floats = NDArray[np.float64]
Members = NDArray[np.bool_]
Controls = Literal["never", "not-yet", "last"]

NEWTON_STEPS = 50
OVERLAP = 1 - 1e-6


@dataclass(frozen=True, slots=True)
class Cells:
    """estimate : (c,). influence : (n, c), mean zero, on the scale of sqrt(n). cells : (g, t)."""

    cells: list[tuple[float, int]]
    estimate: Floats
    influence: Floats

    def se(self, cluster: NDArray[np.intp]) -> Floats:
        return standard_errors(self.influence, cluster)


def att(panel: Panel, controls: Controls, *, universal: bool = False) -> Cells:
    """ATT(g, t) of every cohort and period.

    Before the start, each period is set against the one before it; with `universal` against the
    one just before the start, as event studies do.

    Raises
    ------
    Unusable : no controls, nobody treated within the panel, or covariates that tell cohorts and
        controls apart completely.
    """
    cohorts = [g for g in panel.treated if g >= 1]
    if not cohorts:
        raise Unusable("Nobody is first treated within the panel, after its first period.")
    last = max(panel.cohorts)
    cells: list[tuple[float, int]] = []
    found: list[tuple[float, Floats]] = []
    for g in cohorts:
        if controls == "last" and g == last:
            continue
        for t in range(panel.periods):
            base = int(g) - 1 if t >= g or universal else t - 1
            if base < 0 or (t == base and not universal):
                continue
            against = _controls(panel, g, max(t, base), controls, last)
            if not against.any():
                continue
            cells.append((g, t))
            found.append(_cell(panel, panel.first == g, against, t, base))
    if not cells:
        raise Unusable(NO_CONTROLS)
    return Cells(cells, np.array([e for e, _ in found]), np.array([f for _, f in found]).T)


NO_CONTROLS = "There are no units to compare with: all are treated from the same time on."


def _controls(panel: Panel, g: float, t: int, controls: Controls, last: float) -> Members:
    if controls == "never":
        against = np.isinf(panel.first)
    elif controls == "last":
        against = (panel.first == last) & (panel.first > t)
    else:
        against = (panel.first > t) & (panel.first != g)
    return np.asarray(against)


def _cell(
    panel: Panel, treated: Members, against: Members, t: int, base: int
) -> tuple[float, Floats]:
    change = panel.outcome[:, t] - panel.outcome[:, base]
    if not panel.covariates.shape[1]:
        return _of_means(change, treated, against)
    used = treated | against
    x = np.column_stack([np.ones(int(used.sum())), panel.covariates[used]])
    estimate, own = _doubly_robust(change[used], treated[used].astype(np.float64), x)
    influence = np.zeros(panel.n)
    influence[used] = own * (panel.n / used.sum())
    return estimate, influence


def _of_means(change: Floats, treated: Members, against: Members) -> tuple[float, Floats]:
    """A difference of two means of changes (n,), and its influence (n,)."""
    means, influence = [], np.zeros(len(change))
    for sign, group in ((1.0, treated), (-1.0, against)):
        own = change[group]
        means.append(sign * float(own.mean()))
        influence[group] = sign * len(change) / len(own) * (own - own.mean())
    return sum(means), influence


def _doubly_robust(change: Floats, d: Floats, x: Floats) -> tuple[float, Floats]:
    """(estimate, influence) in the units used."""
    score, lin_score = _propensity(d, x)
    fitted, lin_fit = _regression(change, 1 - d, x)
    rest = change - fitted
    odds = score * (1 - d) / (1 - score)
    eta_t, eta_c = (d @ rest) / d.sum(), (odds @ rest) / odds.sum()
    n = len(d)
    one = d * (rest - eta_t) - lin_fit @ (x.T @ d / n)
    two = (
        odds * (rest - eta_c)
        + lin_score @ (x.T @ (odds * (rest - eta_c)) / n)
        - lin_fit @ (x.T @ odds / n)
    )
    return float(eta_t - eta_c), one / d.mean() - two / odds.mean()


def _propensity(d: Floats, x: Floats) -> tuple[Floats, Floats]:
    """Logistic regression: (scores, linear representation of its coefficients (n, k))."""
    beta = np.zeros(x.shape[1])
    for _ in range(NEWTON_STEPS):
        p = expit(x @ beta)
        hessian = x.T @ (x * (p * (1 - p))[:, None])
        step = np.linalg.lstsq(hessian, x.T @ (d - p), rcond=None)[0]
        beta = beta + step
        if np.abs(step).max() < 1e-12:
            break
    p = expit(x @ beta)
    if p[d == 0].max(initial=0.0) > OVERLAP or np.abs(x @ beta).max() > 30:
        raise Unusable("The covariates tell treated and controls apart: they cannot be compared.")
    hessian = x.T @ (x * (p * (1 - p))[:, None]) / len(d)
    return np.minimum(p, OVERLAP), np.asarray(((d - p)[:, None] * x) @ np.linalg.pinv(hessian))


def _regression(change: Floats, used: Floats, x: Floats) -> tuple[Floats, Floats]:
    """Least squares among the controls: (fitted for all, linear representation (n, k))."""
    gram = x.T @ (x * used[:, None]) / len(used)
    inverse = np.linalg.pinv(gram)
    fitted = x @ (inverse @ (x.T @ (used * change) / len(used)))
    return fitted, np.asarray(((used * (change - fitted))[:, None] * x) @ inverse)


def standard_errors(influence: Floats, cluster: NDArray[np.intp]) -> Floats:
    """sqrt of the mean square over n; of sums within clusters, where units share one."""
    sums = _sums(influence, cluster)
    return np.asarray(np.sqrt(np.einsum("mc,mc->c", sums, sums)) / len(influence))


def covariance(influence: Floats, cluster: NDArray[np.intp]) -> Floats:
    """Covariance (c, c) of estimates from their influence functions (n, c); divisor n."""
    sums = _sums(influence, cluster)
    return np.asarray(sums.T @ sums / len(influence) ** 2)


def _sums(influence: Floats, cluster: NDArray[np.intp]) -> Floats:
    order = np.argsort(cluster, kind="stable")
    first = np.flatnonzero(np.diff(cluster[order], prepend=-1))
    if len(first) == len(cluster):
        return influence
    return np.asarray(np.add.reduceat(influence[order], first, axis=0))
