"""Counts before and after: unit and period effects by Poisson pseudo-likelihood.

Needs no Poisson spread, only a mean that is a product (Gourieroux, Monfort & Trognon 1984;
Wooldridge 1999). Standard errors are clustered; p-value and interval as in `did`.
"""

import numpy as np

from commonground.analysis.errors import Unusable

from .checks import few_treated, treated_at_once
from .did import (
    apart,
    by_bootstrap,
    by_cluster,
    mixes,
    treated_by,
    trend_before,
    wild_bootstrap,
)
from .panel import Floats, Panel
from .results import Effect

ROUNDS, CLOSE = 10_000, 1e-12


def poisson(panel: Panel, *, level: float = 0.95, seed: int = 1) -> Effect:
    """Counts: effect on the log scale by Poisson pseudo-likelihood, unit and period effects out.

    `estimate` is a log rate ratio; exp(estimate) - 1 is the relative change. Units without any
    count say nothing and are left out.

    Raises
    ------
    Unusable : a negative outcome, nobody to compare with, or no finite estimate.
    """
    if np.any(panel.outcome < 0):
        raise Unusable("An outcome is negative, which no count is.")
    used = panel.kept(panel.outcome.sum(axis=1) > 0)
    periods = used.outcome.sum(axis=0) > 0
    y, d = used.outcome[:, periods], treated_by(used)[:, periods]
    if used.n < 2 or np.abs(apart(d)).max() < 1e-10:
        raise Unusable("Nobody is treated while others are not: there is nothing to compare.")
    estimate, inner, mean = _likeliest(y, d)
    scores = by_cluster(inner * (y - mean), used.cluster)
    seen = np.bincount(used.cluster) > 0
    m = int(seen.sum())
    if m < 2:
        raise Unusable("All units are in one cluster: nothing tells how much clusters differ.")
    se = float(np.sqrt(m / (m - 1) * np.sum(scores**2)) / np.sum(mean * inner**2))
    return by_bootstrap(
        _drawn(y, d, used, seed), estimate=estimate, se=se, level=level, method="poisson",
        estimand="log rate ratio of being treated", n_units=used.n, n_periods=int(periods.sum()),
        checks=(
            trend_before(used), mixes(used), few_treated(used), *treated_at_once(used),
        ),
    )  # fmt: skip


def _drawn(y: Floats, d: Floats, panel: Panel, seed: int) -> Floats:
    """|t| where there is no effect, by weights on the clusters' scores (Kline & Santos 2012)."""
    mean = np.outer(y.sum(axis=1), y.sum(axis=0)) / y.sum()
    inner = _apart_weighted(d, mean)
    seen = np.bincount(panel.cluster) > 0
    cross = by_cluster(inner * (y - mean), panel.cluster)[seen]
    return wild_bootstrap(cross, by_cluster(mean * inner**2, panel.cluster)[seen], seed=seed)


def _likeliest(y: Floats, d: Floats) -> tuple[float, Floats, Floats]:
    """(effect, d with weighted unit and period means out, fitted means): Newton over the effect,
    with unit and period effects met exactly at each (iterative proportional fitting)."""
    effect = 0.0
    mean = np.outer(y.sum(axis=1), y.sum(axis=0)) / y.sum()
    for _ in range(100):
        mean = _met(y, d, effect, mean)
        inner = _apart_weighted(d, mean)
        step = float(np.sum(inner * (y - mean)) / np.sum(mean * inner**2))
        effect += float(np.clip(step, -2, 2))
        if abs(step) < 1e-10:
            return effect, inner, mean
        if abs(effect) > 20:
            break
    raise Unusable("The effect has no finite estimate: the treated have no counts on one side.")


def _met(y: Floats, d: Floats, effect: float, start: Floats) -> Floats:
    rows, columns = y.sum(axis=1), y.sum(axis=0)
    base = np.exp(effect * d)
    unit = np.maximum((start / base).mean(axis=1), 1e-300)
    period = np.ones(y.shape[1])
    for _ in range(ROUNDS):
        period = columns / np.maximum(unit @ base, 1e-300)
        new = rows / np.maximum(base @ period, 1e-300)
        moved = np.max(np.abs(new - unit) / np.maximum(unit, 1e-300))
        unit = new
        if moved < CLOSE:
            break
    return np.asarray(unit[:, None] * base * period[None, :])


def _apart_weighted(values: Floats, weight: Floats) -> Floats:
    """Values (n, T) less weighted unit and period means, by solving for the period effects."""
    by_row, by_column = weight.sum(axis=1), weight.sum(axis=0)
    left = np.diag(by_column) - weight.T @ (weight / by_row[:, None])
    inner = values - (weight * values).sum(axis=1, keepdims=True) / by_row[:, None]
    right = (weight * inner).sum(axis=0)
    period = np.linalg.lstsq(left, right, rcond=None)[0]
    unit = (weight * (values - period)).sum(axis=1) / by_row
    return np.asarray(values - unit[:, None] - period[None, :])
