"""Difference-in-differences with unit and period effects: linear.

outcome = unit + period + effect x (treated by then); standard errors clustered. The p-value and
the interval's width come from a wild bootstrap of the clusters' scores under no effect (Cameron,
Gelbach & Miller 2008, Kline & Santos 2012, Webb's six weights; period effects are not estimated
anew in each draw): with few clusters, or few of them treated, normal theory finds effects where
there are none. With several starts the single coefficient mixes comparisons of treated units with
others treated earlier (Goodman-Bacon 2021): a check says so.
"""

from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from commonground.analysis.errors import Unusable
from commonground.analysis.p_values import two_sided

from .checks import few_treated, refuse_one_cluster, treated_at_once
from .panel import Codes, Floats, Panel
from .refuting import Method, drift_seen, visible
from .refuting import refuted as again_and_again
from .results import Check, Effect, told
from .saying import said
from .sensitivity import of_one_start
from .shuffling import Contrast, moves

BOOTSTRAPS, EVERY, ROUNDING = 1999, 12, 1e-9
NOTHING = "Nobody is treated while others are not: there is nothing to compare."
WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])


def treated_by(panel: Panel) -> Floats:
    """(n, T) 1 from the start on."""
    return (np.arange(panel.periods) >= panel.first[:, None]).astype(np.float64)


def did(panel: Panel, *, level: float = 0.95, seed: int = 1, refuted: bool = True) -> Effect:
    """Two-way fixed effects; without `refuted` the checks are left out, for simulations.

    Raises Unusable where treatment does not vary once they are out.
    """
    d = apart(treated_by(panel))
    y = apart(panel.outcome)
    if np.abs(d).max() < 1e-10:
        raise Unusable(NOTHING)
    bend = float(np.sum(d * d))
    estimate = float(np.sum(d * y)) / bend
    scores = by_cluster(d * (y - estimate * d), panel.cluster)
    refuse_one_cluster(panel)
    se = _clustered(scores, bend, panel)
    if np.abs(scores).max() <= ROUNDING * np.abs(d * y).sum():
        se = 0.0  # a cluster on either side: each is fitted as it is, and tells nothing
    drawn = wild_bootstrap(
        by_cluster(d * y, panel.cluster), by_cluster(d * d, panel.cluster), seed=seed
    )
    made = by_bootstrap(
        drawn,
        method="did",
        estimand="effect of being treated, averaged over treated units and periods",
        estimate=estimate,
        se=se,
        n_units=panel.n,
        n_periods=panel.periods,
        level=level,
    )
    return replace(made, checks=refutations(panel, made, level, seed)) if refuted else made


def refutations(panel: Panel, made: Effect, level: float, seed: int) -> tuple[Check, ...]:
    again = Method(partial(did, level=level, seed=seed, refuted=False), contrast)
    return (
        trend_before(panel),
        *of_one_start(panel, level),
        *again_and_again(panel, made, again, moves(panel, contrast(panel)), level=level, seed=seed),
        mixes(panel),
        few_treated(panel),
        *treated_at_once(panel),
    )


def contrast(panel: Panel) -> Contrast:
    """The effect as a sum of cohorts' means. Raises Unusable as `did`."""
    code = np.searchsorted(np.array(panel.cohorts), panel.first)
    size = np.bincount(code)
    d = apart(treated_by(panel))
    if np.abs(d).max() < 1e-10:
        raise Unusable(NOTHING)
    one = np.unique(code, return_index=True)[1]
    effect = size[:, None] * d[one] / np.sum(d * d)
    return Contrast(effect, np.zeros_like(effect))


def by_bootstrap(drawn: Floats, *, estimate: float, se: float, level: float, **more: Any) -> Effect:
    """An effect whose p-value and interval come from |t| drawn where there is none."""
    if se <= 0:
        return told(estimate=estimate, se=float("nan"), level=level, **more)
    p = float((1 + np.sum(drawn >= abs(estimate) / se - 1e-12)) / (1 + len(drawn)))
    half = float(np.quantile(drawn, level, method="higher")) * se
    made = told(estimate=estimate, se=se, level=level, p_value=p, **more)
    return replace(made, low=estimate - half, high=estimate + half)


def _clustered(scores: Floats, bend: float, panel: Panel) -> float:
    """Liang and Zeger's, with the correction for few clusters: m / (m - 1) x (N - 1) / (N - k),
    unit effects not counted in k where units lie within clusters."""
    m, cells = len(scores), panel.outcome.size
    correction = m / (m - 1) * (cells - 1) / (cells - panel.periods - 1)
    return float(np.sqrt(correction * np.sum(scores**2)) / bend)


def apart(values: Floats) -> Floats:
    """Values (n, T) less unit and period means: the balanced panel's within transformation."""
    return np.asarray(
        values
        - values.mean(axis=1, keepdims=True)
        - values.mean(axis=0, keepdims=True)
        + values.mean()
    )


def by_cluster(values: Floats, cluster: Codes) -> Floats:
    return np.bincount(cluster, values.sum(axis=1)).astype(np.float64)


def wild_bootstrap(cross: Floats, squares: Floats, *, seed: int) -> Floats:
    """(b,) |t| where there is no effect: clusters' scores under none, given random weights.

    cross, squares : (m,) by cluster, regressor times residual without an effect, and regressor
    squared (times its weight). All sign changes are tried where there are at most 12 clusters.
    """
    weights = _weights(len(cross), np.random.default_rng(seed))
    bend, m = squares.sum(), len(cross)
    estimate = weights @ cross / bend
    # sum over clusters of (weight x cross - estimate x square)^2, written out
    spread = (
        weights**2 @ cross**2
        - 2 * estimate * (weights @ (cross * squares))
        + estimate**2 * np.sum(squares**2)
    )
    se = np.sqrt(np.maximum(m / (m - 1) * spread, 0.0)) / bend
    return np.asarray(np.abs(estimate) / np.maximum(se, 1e-300))


def _weights(m: int, random: np.random.Generator) -> Floats:
    if m <= EVERY:
        return np.array(list(product([-1.0, 1.0], repeat=m)))[1:]
    return np.asarray(WEBB[random.integers(0, len(WEBB), (BOOTSTRAPS, m), dtype=np.uint8)])


def trend_before(panel: Panel) -> Check:
    """Did treated and controls go apart already before the first start? (slope, clustered t)"""
    start = int(min(panel.treated, default=0))
    if start < 3:
        text = said("There are under three periods before the first start.")
        return Check("pre-trend", None, text)
    y = panel.outcome[:, :start]
    time = np.arange(start) - (start - 1) / 2
    slopes = (y - y.mean(axis=1, keepdims=True)) @ time / (time @ time)
    inside = np.isfinite(panel.first).astype(np.float64)
    if inside.min() == inside.max():
        return Check("pre-trend", None, said("All units are treated in the end."))
    gap = slopes[inside == 1].mean() - slopes[inside == 0].mean()
    centred = inside - inside.mean()
    rest = slopes - slopes.mean() - gap * centred
    scores = np.bincount(panel.cluster, centred * rest)
    m = int((np.bincount(panel.cluster) > 0).sum())
    se = float(np.sqrt(m / max(m - 1, 1) * np.sum(scores**2)) / (centred @ centred))
    if se == 0:
        return Check("pre-trend", None, said("The paths before the start do not vary."))
    p = two_sided(gap / se, m - 1)
    values = {"gap": f"{gap:.4g}", "p": f"{p:.3f}"}
    if p >= 0.05:
        text = said(
            "Before the start the treated went away from the others by {gap} a period: no more "
            "than chance allows (p {p}).",
            **values,
        )
    else:
        text = said(
            "Before the start the treated went away from the others by {gap} a period: more than "
            "chance allows (p {p}).",
            **values,
        )
    return Check("pre-trend", p >= 0.05, text + drift_seen(f"{visible(se) * start:.4g}", start))


def mixes(panel: Panel) -> Check:
    many = len(panel.treated)
    if many < 2:
        return Check("one-start", True, said("All treated units start at the same time."))
    text = said(
        "Units start at {many} different times: this average also compares treated units with "
        "others treated earlier. Callaway and Sant'Anna's estimator does not.",
        many=str(many),
    )
    return Check("one-start", False, text)
