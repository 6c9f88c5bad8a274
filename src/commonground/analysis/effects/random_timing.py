"""Staggered adoption where the timing is as good as random: Roth & Sant'Anna 2023.

An effect is sum_g A_g mean(Y | cohort g), with known matrices A. Subtracting beta times the same
contrast of before the start, which chance alone moves, makes it more precise: with the best beta
the efficient estimator; with beta 1 Callaway & Sant'Anna's (not-yet-treated controls), or Sun &
Abraham's (last-treated controls). The reference implementation is R `staggered`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable
from commonground.analysis.p_values import two_sided

from .aggregating import Aggregate
from .checks import from_the_second
from .panel import Panel
from .refuting import (
    Method,
    leave_one_out,
    placebo_in_place,
    placebo_in_time,
    rank,
    stands_out,
    untold,
    visible,
)
from .results import Check, Effect, Part, told
from .saying import Said, said
from .shuffling import Contrast, moves, shuffled
from .staggered import WORDS

Floats = NDArray[np.float64]

FREE, MOSTLY = 10, 0.9
FEW, SHUFFLES, ENOUGH = 100, 999, 199


@dataclass(frozen=True, slots=True)
class Cohorts:
    """G cohorts, the last one (never treated, or treated last) only a control.

    start : (G,). size : (G,). mean : (G, T). spread : (G, T, T) covariances with divisor size - 1.
    """

    start: Floats
    size: Floats
    mean: Floats
    spread: Floats

    @property
    def periods(self) -> int:
        return int(self.mean.shape[1])


def cohorts(panel: Panel) -> Cohorts:
    """Raises Unusable for fewer than two cohorts, or one of a single unit."""
    starts = np.array(panel.cohorts)
    if not panel.treated:
        raise Unusable("Nobody is first treated within the panel.")
    if len(starts) < 2:
        raise Unusable("All units are treated at the same time: there is nothing to compare.")
    size = np.array([(panel.first == g).sum() for g in starts], dtype=np.float64)
    if single := int((size < 2).sum()):
        cohorts_have = "1 cohort has" if single == 1 else f"{single} cohorts have"
        raise Unusable(f"{cohorts_have} a single unit, whose spread cannot be told.")
    of = [panel.outcome[panel.first == g] for g in starts]
    return Cohorts(
        starts, size, np.array([y.mean(axis=0) for y in of]),
        np.array([np.cov(y, rowvar=False).reshape(panel.periods, -1) for y in of]),
    )  # fmt: skip


def contrast(found: Cohorts, g: int, t: int, *, last_only: bool) -> Contrast:
    """Cohort number g in period t against those not yet treated then."""
    effect, earlier = np.zeros_like(found.mean), np.zeros_like(found.mean)
    against = found.start > t
    if last_only:
        against = against & (np.arange(len(found.start)) == len(found.start) - 1)
    share = np.where(against, found.size, 0.0)
    share = share / share.sum()
    base = int(found.start[g]) - 1
    effect[:, t] -= share
    effect[g, t] += 1
    earlier[:, base] -= share
    earlier[g, base] += 1
    return Contrast(effect, earlier)


def weights(found: Cohorts, how: Aggregate) -> list[tuple[str, list[tuple[int, int, float]]]]:
    """Parts of an aggregate: (key, [(cohort number, period, weight)]), weights adding up to 1."""
    last = found.start[-1]
    cells = [
        (g, t)
        for g, start in enumerate(found.start)
        for t in range(found.periods)
        if 1 <= start <= t < last and start < last
    ]
    if not cells:
        raise Unusable("Nobody is treated while others are not yet: there is nothing to compare.")
    keys: dict[str, Callable[[int, int], float]] = {
        "simple": lambda g, t: 0.0,
        "cohort": lambda g, t: float(found.start[g]),
        "calendar": lambda g, t: float(t),
        "event": lambda g, t: t - float(found.start[g]),
    }
    of = keys[how]
    made = []
    for key in sorted({of(g, t) for g, t in cells}):
        own = [(g, t) for g, t in cells if of(g, t) == key]
        sizes = np.array([found.size[g] for g, _ in own])
        shares = (sizes / sizes.sum()).tolist()
        made.append((f"{key:g}", [(*cell, s) for cell, s in zip(own, shares, strict=True)]))
    return made


def _summed(found: Cohorts, cells: list[tuple[int, int, float]], method: str) -> Contrast:
    """With Roth and Sant'Anna's best beta, or 1 for the other methods."""
    effect, earlier = np.zeros_like(found.mean), np.zeros_like(found.mean)
    for g, t, weight in cells:
        one = contrast(found, g, t, last_only=method == "sun-abraham")
        effect += weight * one.effect
        earlier += weight * one.earlier
    return Contrast(effect, earlier, None if method == "roth-santanna" else 1.0)


@dataclass(frozen=True, slots=True)
class Estimated:
    estimate: float
    se: float
    se_neyman: float
    beta: float


def estimated(found: Cohorts, of: Contrast) -> Estimated:
    size, beta = found.size, of.beta
    effect, earlier = float(np.sum(of.effect * found.mean)), float(np.sum(of.earlier * found.mean))
    if beta is None:
        own = _variance(found, of.earlier, of.earlier)
        both = _variance(found, of.effect, of.earlier)
        beta = both / own if own > 0 else 0.0
    rest = of.effect - beta * of.earlier
    neyman = _variance(found, rest, rest)
    narrower = max(neyman - _explained(found, of.effect) / size.sum(), 0.0)
    return Estimated(
        effect - beta * earlier, float(np.sqrt(narrower)), float(np.sqrt(max(neyman, 0.0))), beta
    )


def _variance(found: Cohorts, one: Floats, two: Floats) -> float:
    """Neyman's: each cohort is a random sample; what effects differ by is not subtracted."""
    return float(np.einsum("gt,gts,gs,g->", one, found.spread, two, 1 / found.size))


def _explained(found: Cohorts, effect: Floats) -> float:
    """The part of the effects' variance that outcomes of before any start explain.

    0, which is cautious, where most units are in cohorts so small that a regression on those
    outcomes would explain them by chance.
    """
    early = int(found.start.min())
    large = found.size >= early + FREE
    if early < 1 or found.size[large].sum() < MOSTLY * found.size.sum():
        return 0.0
    slopes = np.zeros(early)
    for weight, spread in zip(effect, found.spread, strict=True):
        inner = spread[:early, :early]
        slopes += np.linalg.lstsq(inner, spread[:early] @ weight, rcond=None)[0]
    shared = found.spread[:, :early, :early].mean(axis=0)
    return float(slopes @ shared @ slopes)


def random_timing(
    panel: Panel, *, method: str = "roth-santanna", aggregate: Aggregate = "simple",
    level: float = 0.95, permutations: int | None = 0, seed: int = 1, refuted: bool = True,
) -> Effect:  # fmt: skip
    """Design-based inference: chance is who starts when, as in a stepped wedge.

    Parameters
    ----------
    method : roth-santanna (efficient), callaway-santanna or sun-abraham.
    permutations : starts are shuffled among units so often, and the studentised effect compared
        with what comes out (199 times, if nothing else is asked); its p-value is among the checks.
        With under 100 treated units it is done 999 times, and the interval and the p-value come
        from it. None for no shuffling at all.
    refuted : without it the checks that try the method again are left out, for simulations.

    Raises
    ------
    Unusable : fewer than two cohorts, a cohort of one, or nobody treated while others are not yet.
    """
    used, left_out = from_the_second(panel)
    found = cohorts(used)
    parts = weights(found, aggregate)
    sums = [_summed(found, cells, method) for _, cells in parts]
    whole = _whole(found, aggregate, parts, sums)
    made = estimated(found, whole)
    singles = [estimated(found, one) for one in sums] if aggregate != "simple" else []
    names = [_name(used, aggregate, key) for key, _ in parts]
    effect = told(
        method=method,
        estimand=WORDS[aggregate],
        estimate=made.estimate,
        se=made.se,
        se_conservative=made.se_neyman,
        n_units=used.n,
        n_periods=used.periods,
        level=level,
        by=tuple(
            Part(name, one.estimate, one.se) for name, one in zip(names, singles, strict=False)
        ),
        checks=(balance(found, whole), *left_out),
    )
    if permutations is not None:
        effect = _by_shuffling(effect, used, whole, permutations, seed, level)
    if not refuted:
        return effect
    again = partial(
        random_timing, method=method, aggregate=aggregate, level=level, seed=seed, refuted=False
    )
    moved = moves(used, replace(whole, beta=made.beta))
    whole_of = partial(contrast_of, method, aggregate)
    return replace(
        effect,
        checks=(
            *effect.checks,
            placebo_in_time(used, again),
            _placebo_in_place(used, effect, Method(again, whole_of), level, seed),
            leave_one_out(used, effect, partial(again, permutations=None), moved, level),
            *BY_CHANCE,
        ),
    )


def _placebo_in_place(panel: Panel, made: Effect, by: Method, level: float, seed: int) -> Check:
    if _is_few(panel):
        why = said("The interval comes from shuffled starts, which by themselves bring 5 %.")
        return untold("placebo-in-place", why)
    return placebo_in_place(panel, made, by, level=level, seed=seed)


def _is_few(panel: Panel) -> bool:
    return int((panel.first < max(panel.cohorts)).sum()) < FEW


BY_CHANCE = (
    untold("pre-trend", said("Chance decides who starts when: instead of paths, see balance.")),
    untold("sensitivity-drift", said("Parallel paths are not assumed: chance brings them about.")),
)


def contrast_of(method: str, aggregate: Aggregate, panel: Panel) -> Contrast:
    found = cohorts(panel)
    parts = weights(found, aggregate)
    return _whole(found, aggregate, parts, [_summed(found, cells, method) for _, cells in parts])


def _whole(
    found: Cohorts, aggregate: Aggregate, parts: list[tuple[str, list[tuple[int, int, float]]]],
    sums: list[Contrast],
) -> Contrast:  # fmt: skip
    share = _of_parts(found, aggregate, parts)
    return Contrast(
        np.tensordot(share, [one.effect for one in sums], 1),
        np.tensordot(share, [one.earlier for one in sums], 1),
        sums[0].beta,
    )


def _by_shuffling(
    made: Effect, panel: Panel, of: Contrast, permutations: int, seed: int, level: float
) -> Effect:
    """With few treated units normal theory finds too much: p-value and interval by shuffling."""
    few = _is_few(panel)
    if made.se_conservative <= 0:
        return made
    seen, drawn = shuffled(panel, of, permutations or (SHUFFLES if few else ENOUGH), seed)
    p = rank(seen, drawn)
    check = stands_out(panel, p, len(drawn), level)
    if few:
        more = said(
            "Under {few} units are treated: interval and p-value come from this.", few=str(FEW)
        )
        check = replace(check, text=Said.of(check.text) + more)
    checks = (*made.checks, check)
    if not few:
        return replace(made, checks=checks)
    half = float(np.quantile(drawn, level, method="higher")) * made.se_conservative
    low, high = made.estimate - half, made.estimate + half
    return replace(made, low=low, high=high, p_value=p, checks=checks)


def _of_parts(
    found: Cohorts, how: Aggregate, parts: list[tuple[str, list[tuple[int, int, float]]]]
) -> Floats:
    if how != "cohort":
        return np.full(len(parts), 1 / len(parts))
    size = np.array([found.size[cells[0][0]] for _, cells in parts])
    return np.asarray(size / size.sum())


def _name(panel: Panel, how: Aggregate, key: str) -> str:
    return key if how in ("event", "simple") else f"{panel.times[int(float(key))]:g}"


def balance(found: Cohorts, of: Contrast) -> Check:
    """Had those who start early been the same before? With random timing, but for chance."""
    gap = float(np.sum(of.earlier * found.mean))
    se = float(np.sqrt(max(_variance(found, of.earlier, of.earlier), 0.0)))
    if se == 0:
        why = said("There is no period before the start to compare in.")
        return Check("balance", None, why)
    p = two_sided(gap / se, max(float(np.sum(found.size[:-1] - 1)), 1.0))
    values = {"gap": f"{gap:.4g}", "se": f"{se:.4g}", "p": f"{p:.3f}"}
    if p >= 0.05:
        text = said(
            "Just before their start, those who started differed from those who had not by {gap} "
            "(standard error {se}): as chance allows (p {p}).",
            **values,
        )
    else:
        text = said(
            "Just before their start, those who started differed from those who had not by {gap} "
            "(standard error {se}): more than chance allows (p {p}).",
            **values,
        )
    text += said(
        "A difference of {gap} would have been seen with a probability of 80 %.",
        gap=f"{visible(se):.4g}",
    )
    return Check("balance", p >= 0.05, text)
