"""Staggered adoption, sampling inference: Callaway & Sant'Anna 2021, Sun & Abraham 2021.

Both put ATT(g, t) together. The first's controls are never or not yet treated; the second's are
never treated, or without any the last cohort, and every period is set against the one before the
start. Cohort shares are estimated, and their error counts too.

The error of the `cohort` average is told twice. R `did` (2.1.2) takes the first cohort's membership
in the place of each cohort's in its last step; `se` is so, that published figures come out, and
`se_conservative` is what it should be (mpdta: 0.012415 and 0.012446).
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy.special import chdtrc, chdtri, chndtrinc, fdtrc, fdtri, ncfdtrinc

from commonground.analysis.errors import Unusable

from .aggregating import Aggregate, Groups, groups
from .att import Cells, Controls, att
from .bands import simultaneous
from .checks import from_the_second, refuse_one_cluster, small_cohorts
from .influence import OfMeans, covariance, standard_errors
from .panel import Codes, Floats, Panel
from .refuting import Again, Method
from .refuting import refuted as again_and_again
from .results import Check, Effect, Part, critical, told
from .saying import said
from .sensitivity import of_event_study
from .shuffling import Contrast, of_means

ROUNDING = 1e-9
CLUSTERS_EACH = 10  # of each comparison that a test makes, for its p-value to be worth anything

WORDS = {
    "simple": "average effect on those treated, over all periods from their start on",
    "cohort": "average effect on those treated, first within each cohort",
    "calendar": "average effect on those treated, first within each period",
    "event": "average effect on those treated, first within each time since the start",
}


def callaway_santanna(
    panel: Panel, *, aggregate: Aggregate = "simple", not_yet: bool = False, level: float = 0.95,
    seed: int = 1, refuted: bool = True,
) -> Effect:  # fmt: skip
    """Without `refuted` the checks are left out, for simulations.

    Raises Unusable as `att`, and without units that are never treated unless `not_yet`.
    """
    if not not_yet and not np.isinf(panel.first).any():
        raise Unusable("All units are treated in the end: compare with --not-yet-treated ones.")
    used, left_out = from_the_second(panel)
    of = Cohorts(aggregate, "not-yet" if not_yet else "never", universal=False)
    cells = of.cells(used)
    made = _told("callaway-santanna", used, cells, aggregate, level, seed)
    if not refuted:
        return made
    again = partial(
        callaway_santanna, aggregate=aggregate, not_yet=not_yet, level=level, seed=seed,
        refuted=False,
    )  # fmt: skip
    return _refuted(used, made, of, cells, again, left_out, level, seed)


def sun_abraham(
    panel: Panel, *, aggregate: Aggregate = "simple", level: float = 0.95, seed: int = 1,
    refuted: bool = True,
) -> Effect:  # fmt: skip
    """The interaction-weighted estimator; without `refuted` no checks. Raises Unusable as `att`."""
    used, left_out = from_the_second(panel)
    never = bool(np.isinf(used.first).any())
    of = Cohorts(aggregate, "never" if never else "last", universal=True)
    cells = of.cells(used)
    made = _told("sun-abraham", used, cells, aggregate, level, seed)
    if not refuted:
        return made
    again = partial(sun_abraham, aggregate=aggregate, level=level, seed=seed, refuted=False)
    return _refuted(used, made, of, cells, again, left_out, level, seed)


@dataclass(frozen=True, slots=True)
class Cohorts:
    """universal : cells of before are against the period just before the start."""

    aggregate: Aggregate
    controls: Controls
    universal: bool

    def cells(self, panel: Panel) -> Cells:
        return att(panel, self.controls, universal=self.universal)

    def contrast(self, panel: Panel, cells: Cells | None = None) -> Contrast:
        cells = self.cells(panel) if cells is None else cells
        assert isinstance(cells.influence, OfMeans)  # asked of panels without covariates only
        return of_means(self.weights(panel, cells), cells.influence)

    def weights(self, panel: Panel, cells: Cells) -> Floats:
        """(c,) of cells in the whole effect."""
        how = groups(cells.cells, self.aggregate)
        counted = np.array(how.counted)
        parts = counted / counted.sum()
        if how.parts_by_size:
            parts, _ = _members(panel).by_shares(np.array(how.keys), np.zeros(len(how.keys)))
        return np.asarray(_weights(panel, cells, how)[0] @ parts)


def _refuted(
    panel: Panel, made: Effect, of: Cohorts, cells: Cells, again: Again,
    left_out: tuple[Check, ...], level: float, seed: int,
) -> Effect:  # fmt: skip
    def contrast(other: Panel) -> Contrast:
        return of.contrast(other, cells if other is panel else None)

    how = groups(cells.cells, "event")
    parts, influence = _parts(panel, cells, how)
    drift = of_event_study(panel, how.keys, parts, influence, summed=of.universal, level=level)
    plain = isinstance(cells.influence, OfMeans)
    why = said("With covariates the effect is no contrast of means to be shuffled.")
    moves = cells.influence.mixed(of.weights(panel, cells)[:, None])[:, 0] / panel.n
    tried = Method(again, contrast if plain else None, why)
    return replace(
        made,
        checks=(
            before(panel, cells, universal=of.universal),
            *drift,
            *again_and_again(panel, made, tried, moves, level=level, seed=seed),
            small_cohorts(panel),
            *left_out,
        ),
    )


def _told(
    method: str, panel: Panel, cells: Cells, aggregate: Aggregate, level: float, seed: int
) -> Effect:
    refuse_one_cluster(panel)
    how = groups(cells.cells, aggregate)
    parts, influence = _parts(panel, cells, how)
    overall, own = _overall(panel, how, parts, influence)
    both = np.column_stack([_as_r_did(panel, how, parts, own), own])
    errors = standard_errors(both, panel.cluster)
    alone = standard_errors(both, np.arange(panel.n))
    errors[errors <= ROUNDING * alone] = np.nan  # a cluster for each cohort: they never differ
    return told(
        method=method,
        estimand=WORDS[aggregate],
        estimate=overall,
        se=float(errors[0]),
        se_conservative=float(errors[1]),
        n_units=panel.n,
        n_periods=panel.periods,
        level=level,
        by=_by(panel, cells, how, aggregate, parts, influence, level, seed),
    )


def _shares(panel: Panel, cohorts: Floats) -> tuple[Floats, Floats]:
    """Shares of units in cohorts (c,), and the influence of their estimates (n, c)."""
    member = (panel.first[:, None] == cohorts[None, :]).astype(np.float64)
    share = member.mean(axis=0)
    return share, member - share


@dataclass(frozen=True, slots=True)
class Members:
    """starts : (G,) cohorts. own : (n,) each unit's."""

    starts: Floats
    own: Codes

    def by_shares(self, cohorts: Floats, values: Floats) -> tuple[Floats, Floats]:
        """Estimated cohort shares that add up to 1 (c,), and the influence (n,) of their estimates
        on the mean of values (c,) that is weighted by them."""
        many, place = len(self.starts), np.searchsorted(self.starts, cohorts)
        share = np.bincount(self.own, minlength=many)[place] / len(self.own)
        total, mean = share.sum(), share @ values
        summed = np.bincount(place, values, many) - mean
        count = np.bincount(place, minlength=many) - total
        return share / total, (summed / total - count * mean / total**2)[self.own]


def _members(panel: Panel) -> Members:
    return Members(*np.unique(panel.first, return_inverse=True))


def _parts(panel: Panel, cells: Cells, how: Groups) -> tuple[Floats, Floats]:
    """The parts (p,) that cells are put together to, and their influence (n, p)."""
    weights, moved = _weights(panel, cells, how)
    return cells.estimate @ weights, cells.influence.mixed(weights) + moved


def _weights(panel: Panel, cells: Cells, how: Groups) -> tuple[Floats, Floats]:
    """(c, p) weights of cells in parts, and how much units move the parts by them (n, p)."""
    weights = np.zeros((len(cells.cells), len(how.cells)))
    moved, members = np.zeros((panel.n, len(how.cells))), _members(panel)
    for j, index in enumerate(how.cells):
        weights[index, j] = 1 / len(index)
        if how.by_size:
            cohorts = np.array([cells.cells[i][0] for i in index])
            weights[index, j], moved[:, j] = members.by_shares(cohorts, cells.estimate[index])
    return weights, moved


def _overall(panel: Panel, how: Groups, parts: Floats, influence: Floats) -> tuple[float, Floats]:
    counted = np.array(how.counted)
    if how.parts_by_size:
        keys = np.array(how.keys)[counted]
        weight, moved = _members(panel).by_shares(keys, parts[counted])
        return float(weight @ parts[counted]), influence[:, counted] @ weight + moved
    return float(parts[counted].mean()), influence[:, counted].mean(axis=1)


def _as_r_did(panel: Panel, how: Groups, parts: Floats, influence: Floats) -> Floats:
    """The influence of the overall effect as R has it: see the head of this module."""
    if not how.parts_by_size:
        return influence
    share, own = _shares(panel, np.array(how.keys))
    first = np.repeat(own[:, :1] + share[0], len(share), axis=1) - share
    return influence + _moved(share, first) @ parts - _moved(share, own) @ parts


def _moved(share: Floats, own: Floats) -> Floats:
    """How much each unit moves the weights (n, c), from how much it moves the shares."""
    total = share.sum()
    return np.asarray(own / total - np.outer(own.sum(axis=1), share) / total**2)


def _by(
    panel: Panel, cells: Cells, how: Groups, aggregate: Aggregate, parts: Floats,
    influence: Floats, level: float, seed: int,
) -> tuple[Part, ...]:  # fmt: skip
    """The parts; with `simple`, every cohort and period. Event studies have bands that hold for
    all their times at once."""
    if aggregate == "simple":
        parts, se = cells.estimate, cells.se(panel.cluster)
        keys = [f"{panel.times[int(g)]:g},{panel.times[t]:g}" for g, t in cells.cells]
    else:
        se = standard_errors(influence, panel.cluster)
        keys = [_key(panel, aggregate, key) for key in how.keys]
    times = critical(level)
    if aggregate == "event":
        times = simultaneous(covariance(influence, panel.cluster), level, seed)
    return tuple(
        Part(key, float(e), float(s), float(e - times * s), float(e + times * s))
        for key, e, s in zip(keys, parts, se, strict=True)
    )


def _key(panel: Panel, aggregate: Aggregate, key: float) -> str:
    return f"{key:g}" if aggregate == "event" else f"{panel.times[int(key)]:g}"


def before(panel: Panel, cells: Cells, *, universal: bool) -> Check:
    """Were treated and controls on one path before? (Wald test of all earlier cells; where those
    are too many for the clusters, of their last averages by time to the start, with Hotelling's
    correction.) And how steep a drift would that test have seen (Roth 2022)?"""
    earlier = np.array([t < g for g, t in cells.cells])
    index = np.flatnonzero(earlier & (cells.influence.squares() > 0))  # not set against itself
    if not len(index):
        why = said("There are no earlier periods to compare the paths in.")
        return Check("pre-trend", None, why)
    away = [t - g for g, t in (cells.cells[i] for i in index)]
    clusters = _spread_by(panel)
    large = len(index) * CLUSTERS_EACH <= clusters
    if large:
        effects, influence = cells.estimate[index], cells.influence.columns(index.tolist())
    else:
        how = groups(cells.cells, "event")
        effects, influence = _parts(panel, cells, how)
        earlier = (np.array(how.keys) < 0) & influence.any(axis=0)
        last = np.flatnonzero(earlier)[-max(clusters // CLUSTERS_EACH, 1) :]
        away, effects, influence = [how.keys[i] for i in last], effects[last], influence[:, last]
    rank, root = _inverse_root(covariance(influence, panel.cluster))
    if not rank:
        why = said("Clusters tell nothing of how much earlier paths vary.")
        return Check("pre-trend", None, why)
    wald = float(np.sum((root.T @ effects) ** 2))
    far = np.inf if large else clusters
    p = tail(rank, wald, far)
    steps = np.array([k + 1 if universal else 1.0 for k in away])
    steep = float(np.sum((root.T @ steps) ** 2))
    drift = np.sqrt(visible(rank, far) / steep) if steep > 0 else float("inf")
    values = {"p": f"{p:.3f}", "many": str(rank)}
    if p >= 0.05:
        text = said(
            "Before the start, paths were as like as chance allows (p {p}; comparisons: {many}).",
            **values,
        )
    else:
        text = said(
            "Before the start, paths were different already (p {p}; comparisons: {many}).",
            **values,
        )
    text += said(
        "A drift of {drift} a period would have been seen with a probability of 80 %, a smaller "
        "one more rarely: finding nothing does not prove that paths would have stayed alike.",
        drift=f"{drift:.3g}",
    )
    return Check("pre-trend", p >= 0.05, text)


def _inverse_root(between: Floats) -> tuple[int, Floats]:
    """(rank, R) with R R' the Moore-Penrose inverse of a covariance matrix."""
    values, vectors = np.linalg.eigh(between)
    used = values > values.max() * len(values) * np.finfo(float).eps
    return int(used.sum()), vectors[:, used] / np.sqrt(values[used])


def _spread_by(panel: Panel) -> int:
    """Clusters that tell how much the rarer side varies, less one for each of its means."""
    last = max(panel.cohorts)
    treated = len(np.unique(panel.cluster[panel.first < last]))
    others = len(np.unique(panel.cluster[panel.first == last]))
    return max(min(treated - len(panel.cohorts) + 1, others - 1), 1)


def tail(rank: int, wald: float, df: float) -> float:
    """P-value of a Wald statistic: chi-square, or Hotelling's where the covariance has `df`."""
    if np.isinf(df):
        return float(chdtrc(rank, wald))
    left = max(df - rank + 1, 1)
    return float(fdtrc(rank, left, wald * left / (rank * df)))


def visible(rank: int, df: float = np.inf, *, level: float = 0.95, wanted: float = 0.8) -> float:
    """The noncentrality with which the test of `tail` rejects with the probability `wanted`."""
    if np.isinf(df):
        return float(chndtrinc(chdtri(rank, 1 - level), rank, 1 - wanted))
    left = max(df - rank + 1, 1)
    return float(ncfdtrinc(rank, left, 1 - wanted, fdtri(rank, left, level)))
