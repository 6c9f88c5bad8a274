"""Counts before and after: unit and period effects by Poisson pseudo-likelihood.

Needs no Poisson spread, only a mean that is a product (Gourieroux, Monfort & Trognon 1984;
Wooldridge 1999). Standard errors are clustered; p-value and interval as in `did`.
"""

from dataclasses import replace
from functools import partial

import numpy as np

from commonground.analysis.errors import Unusable
from commonground.analysis.p_values import two_sided

from .checks import few_treated, refuse_one_cluster, treated_at_once
from .did import (
    apart,
    by_bootstrap,
    by_cluster,
    contrast,
    mixes,
    treated_by,
    wild_bootstrap,
)
from .panel import Floats, Panel
from .refuting import Method, drift_seen, visible
from .refuting import refuted as again_and_again
from .results import Check, Effect
from .saying import said
from .sensitivity import of_ratios

ROUNDS, CLOSE, ROUNDING = 10_000, 1e-12, 1e-9
SMALLEST = 1e-50  # sums of products of smaller ones are lost


def poisson(panel: Panel, *, level: float = 0.95, seed: int = 1, refuted: bool = True) -> Effect:
    """Counts: effect on the log scale by Poisson pseudo-likelihood, unit and period effects out.

    `estimate` is a log rate ratio; exp(estimate) - 1 is the relative change. Units without any
    count say nothing and are left out. Without `refuted` the checks are left out.

    Raises
    ------
    Unusable : a negative outcome, nobody to compare with, or no finite estimate.
    """
    if np.any(panel.outcome < 0):
        raise Unusable("An outcome is negative, which no count is.")
    if 0 < panel.outcome.max() < SMALLEST:
        raise Unusable("The outcomes are too small for counts: tell them in a smaller unit.")
    used = panel.kept(panel.outcome.sum(axis=1) > 0)
    periods = used.outcome.sum(axis=0) > 0
    y, d = used.outcome[:, periods], treated_by(used)[:, periods]
    if used.n < 2 or np.abs(apart(d)).max() < 1e-10:
        raise Unusable("Nobody is treated while others are not: there is nothing to compare.")
    estimate, inner, mean = _likeliest(y, d)
    scores = by_cluster(inner * (y - mean), used.cluster)
    seen = np.bincount(used.cluster) > 0
    m = int(seen.sum())
    refuse_one_cluster(used)
    se = float(np.sqrt(m / (m - 1) * np.sum(scores**2)) / np.sum(mean * inner**2))
    if np.abs(scores).max() <= ROUNDING * np.abs(inner * (y - mean)).sum():
        se = 0.0  # a cluster on either side: each is fitted as it is, and tells nothing
    made = by_bootstrap(
        _drawn(y, d, used, seed), estimate=estimate, se=se, level=level, method="poisson",
        estimand="log rate ratio of being treated", n_units=used.n, n_periods=int(periods.sum()),
    )  # fmt: skip
    if not refuted:
        return made
    moves = (inner * (y - mean)).sum(axis=1) / np.sum(mean * inner**2)
    return replace(made, checks=_refutations(used, made, moves, level, seed))


def _refutations(
    panel: Panel, made: Effect, moves: Floats, level: float, seed: int
) -> tuple[Check, ...]:
    again = partial(poisson, level=level, seed=seed, refuted=False)
    tried = Method(again, contrast, turned=beyond_product)
    return (
        ratio_before(panel),
        *of_ratios(panel, level),
        *again_and_again(panel, made, tried, moves, level=level, seed=seed),
        mixes(panel),
        few_treated(panel),
        *treated_at_once(panel),
    )


def beyond_product(panel: Panel) -> Panel:
    """Counts less what unit and period lead to expect of them, were there no effect."""
    y = panel.outcome
    return replace(panel, outcome=y - np.outer(y.sum(axis=1), y.sum(axis=0)) / max(y.sum(), 1e-300))


def ratio_before(panel: Panel) -> Check:
    """Did the ratio of treated and others change already before the first start?"""
    start = int(min(panel.treated, default=0))
    inside = np.isfinite(panel.first)
    if start < 3 or inside.all():
        why = said("It needs three periods before the first start, and units never treated.")
        return Check("pre-trend", None, why)
    used = panel.kept(panel.outcome[:, :start].sum(axis=1) > 0)
    y = used.outcome[:, :start]
    d = np.outer(np.isfinite(used.first), np.arange(start) - (start - 1) / 2)
    few = Check("pre-trend", None, said("There are too few counts before the start."))
    if used.n < 3 or np.abs(apart(d)).max() < 1e-10:
        return few
    try:
        slope, inner, mean = _likeliest(y, d)
    except Unusable:
        return few
    scores = by_cluster(inner * (y - mean), used.cluster)
    m = len(scores)
    se = float(np.sqrt(m / max(m - 1, 1) * np.sum(scores**2)) / np.sum(mean * inner**2))
    if m < 3 or se == 0:
        return Check("pre-trend", None, said("The paths before the start do not vary."))
    p = two_sided(slope / se, m - 1)
    values = {"change": f"{np.expm1(slope):.2%}", "p": f"{p:.3f}"}
    if p >= 0.05:
        text = said(
            "Before the start the ratio of the treated to the others changed by {change} a period: "
            "no more than chance allows (p {p}).",
            **values,
        )
    else:
        text = said(
            "Before the start the ratio of the treated to the others changed by {change} a period: "
            "more than chance allows (p {p}).",
            **values,
        )
    seen = drift_seen(f"{np.expm1(visible(se) * start):.1%}", start)
    return Check("pre-trend", p >= 0.05, text + seen)


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
