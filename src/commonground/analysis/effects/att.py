"""Effects of each cohort in each period, ATT(g, t), by difference-in-differences.

Callaway & Sant'Anna 2021, with the controls of a cell either never treated or not yet treated then;
doubly robust with covariates (Sant'Anna & Zhao 2020). Influence functions, divisor n, as R `did`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from commonground.analysis.errors import Unusable

from .aggregating import Cell
from .influence import Held, Influence, OfMeans, errors_of_cells
from .panel import Codes, Floats, Panel

Members = NDArray[np.bool_]
Controls = Literal["never", "not-yet", "last"]

NEWTON_STEPS = 50
OVERLAP = 1 - 1e-6


@dataclass(frozen=True, slots=True)
class Cells:
    """estimate : (c,). influence : of n units on c cells. cells : (g, t)."""

    cells: list[Cell]
    estimate: Floats
    influence: Influence

    def se(self, cluster: Codes) -> Floats:
        return errors_of_cells(self.influence, len(self.cells), cluster)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cohort number `treated` in period `after` against cohorts (G,), both since `base`."""

    treated: int
    against: Members
    after: int
    base: int


def att(panel: Panel, controls: Controls, *, universal: bool = False) -> Cells:
    """ATT(g, t) of every cohort and period.

    Before the start, each period is set against the one before it; with `universal` against the
    one just before the start, as event studies do.

    Raises
    ------
    Unusable : no controls, nobody treated within the panel, or covariates that tell cohorts and
        controls apart completely.
    """
    starts = np.array(panel.cohorts)
    if not any(1 <= g < panel.periods for g in starts):
        raise Unusable("Nobody is first treated within the panel, after its first period.")
    found = list(_comparisons(starts, panel.periods, controls, universal))
    if not found:
        raise Unusable(NO_CONTROLS)
    cells = [(float(starts[one.treated]), one.after) for one in found]
    code = np.searchsorted(starts, panel.first)
    if not panel.covariates.shape[1]:
        return Cells(cells, *_of_means(panel, code, found))
    made = [_with_covariates(panel, code, one) for one in found]
    return Cells(cells, np.array([e for e, _ in made]), Held(np.array([f for _, f in made]).T))


def _comparisons(
    starts: Floats, periods: int, controls: Controls, universal: bool
) -> Iterator[Comparison]:
    last = starts[-1]
    for k, g in enumerate(starts):
        if not 1 <= g < periods or (controls == "last" and g == last):
            continue
        for t in range(periods):
            base = int(g) - 1 if t >= g or universal else t - 1
            if base < 0 or (t == base and not universal):
                continue
            against = _controls(starts, g, max(t, base), controls)
            if against.any():
                yield Comparison(k, against, t, base)


NO_CONTROLS = "There are no units to compare with: all are treated from the same time on."


def _controls(starts: Floats, g: float, t: int, controls: Controls) -> Members:
    if controls == "never":
        return np.asarray(np.isinf(starts))
    if controls == "last":
        return np.asarray((starts == starts[-1]) & (starts > t))
    return np.asarray((starts > t) & (starts != g))


def _of_means(panel: Panel, code: Codes, found: list[Comparison]) -> tuple[Floats, OfMeans]:
    """Differences of two means of changes, and their influence."""
    outcome, shape = np.ascontiguousarray(panel.outcome.T), (len(found), len(panel.cohorts))
    weight, centre = np.zeros(shape), np.zeros(shape)
    estimate, spread = np.zeros(len(found)), np.zeros(len(found))
    members = [np.flatnonzero(code == k) for k in range(shape[1])]
    for i, one in enumerate(found):
        after, base = outcome[one.after], outcome[one.base]
        own, others = np.arange(shape[1]) == one.treated, np.flatnonzero(one.against[code])
        sides = (1.0, members[one.treated], own), (-1.0, others, one.against)
        for sign, units, cohorts in sides:
            change = after[units] - base[units]
            mean, by = float(change.mean()), sign * panel.n / len(units)
            weight[i, cohorts], centre[i, cohorts] = by, mean
            estimate[i] += sign * mean
            away = change - mean
            spread[i] += by**2 * float(away @ away)
    periods = np.array([(one.after, one.base) for one in found]).T
    return estimate, OfMeans(outcome, code, periods[0], periods[1], weight, centre, spread)


def _with_covariates(panel: Panel, code: Codes, one: Comparison) -> tuple[float, Floats]:
    treated = code == one.treated
    used = treated | one.against[code]
    change = (panel.outcome[:, one.after] - panel.outcome[:, one.base])[used]
    x = np.column_stack([np.ones(int(used.sum())), panel.covariates[used]])
    estimate, own = _doubly_robust(change, treated[used].astype(np.float64), x)
    influence = np.zeros(panel.n)
    influence[used] = own * (panel.n / used.sum())
    return estimate, influence


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
