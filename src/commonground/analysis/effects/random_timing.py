"""Staggered adoption where the timing is as good as random: Roth & Sant'Anna 2023.

An effect is sum_g A_g mean(Y | cohort g), with known matrices A. Subtracting beta times the same
contrast of before the start, which chance alone moves, makes it more precise: with the best beta
the efficient estimator; with beta 1 Callaway & Sant'Anna's (not-yet-treated controls), or Sun &
Abraham's (last-treated controls). The reference implementation is R `staggered`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

from .aggregating import Aggregate
from .checks import from_the_second
from .panel import Panel
from .results import Check, Effect, Part, told
from .staggered import WORDS

Floats = NDArray[np.float64]

FREE, MOSTLY = 10, 0.9


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
    if len(starts) < 2:
        raise Unusable("All units are treated at the same time: there is nothing to compare.")
    size = np.array([(panel.first == g).sum() for g in starts], dtype=np.float64)
    if np.any(size < 2):
        raise Unusable(
            f"{int((size < 2).sum())} cohorts have a single unit, whose spread cannot be told."
        )
    of = [panel.outcome[panel.first == g] for g in starts]
    return Cohorts(
        starts, size, np.array([y.mean(axis=0) for y in of]),
        np.array([np.cov(y, rowvar=False).reshape(panel.periods, -1) for y in of]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contrast:
    """effect, earlier : (G, T) weights of the cohorts' means: of the effect, and of the same
    comparison just before the start."""

    effect: Floats
    earlier: Floats


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


def _summed(found: Cohorts, cells: list[tuple[int, int, float]], *, last_only: bool) -> Contrast:
    effect, earlier = np.zeros_like(found.mean), np.zeros_like(found.mean)
    for g, t, weight in cells:
        one = contrast(found, g, t, last_only=last_only)
        effect += weight * one.effect
        earlier += weight * one.earlier
    return Contrast(effect, earlier)


@dataclass(frozen=True, slots=True)
class Estimated:
    estimate: float
    se: float
    se_neyman: float
    beta: float


def estimated(found: Cohorts, of: Contrast, beta: float | None) -> Estimated:
    """beta None: the one with the smallest variance."""
    size = found.size
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
    level: float = 0.95, permutations: int = 0, seed: int = 1,
) -> Effect:  # fmt: skip
    """Design-based inference: chance is who starts when, as in a stepped wedge.

    Parameters
    ----------
    method : roth-santanna (efficient), callaway-santanna or sun-abraham.
    permutations : starts are shuffled among units so often, and the studentised effect compared
        with what comes out (Fisher's test); its p-value is among the checks.

    Raises
    ------
    Unusable : fewer than two cohorts, a cohort of one, or nobody treated while others are not yet.
    """
    used, left_out = from_the_second(panel)
    found = cohorts(used)
    beta = None if method == "roth-santanna" else 1.0
    last_only = method == "sun-abraham"
    parts = weights(found, aggregate)
    sums = [_summed(found, cells, last_only=last_only) for _, cells in parts]
    share = _of_parts(found, aggregate, parts)
    whole = Contrast(
        np.tensordot(share, [one.effect for one in sums], 1),
        np.tensordot(share, [one.earlier for one in sums], 1),
    )
    made = estimated(found, whole, beta)
    singles = [estimated(found, one, beta) for one in sums] if aggregate != "simple" else []
    names = [_name(used, aggregate, key) for key, _ in parts]
    return told(
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
        checks=(
            balance(found, whole),
            *left_out,
            *_fisher(used, whole, beta, made, permutations, seed),
        ),
    )


def _fisher(
    panel: Panel, of: Contrast, beta: float | None, made: Estimated, permutations: int, seed: int
) -> tuple[Check, ...]:
    """The contrast depends on cohorts' sizes only, which shuffling keeps."""
    if not permutations or made.se == 0:
        return ()
    random = np.random.default_rng(seed)
    larger = 0
    for _ in range(permutations):
        shuffled = replace(panel, first=random.permutation(panel.first))
        again = estimated(cohorts(shuffled), of, beta)
        larger += again.se == 0 or abs(again.estimate / again.se) >= abs(made.estimate / made.se)
    p = (larger + 1) / (permutations + 1)
    text = (
        f"With the starts shuffled among units {permutations:,} times, an effect as far from 0 "
        f"came out in a share of {p:.3f}."
    )
    return (Check("permutation", p <= 0.05, text),)


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
    from .results import two_sided

    gap = float(np.sum(of.earlier * found.mean))
    se = float(np.sqrt(max(_variance(found, of.earlier, of.earlier), 0.0)))
    if se == 0:
        return Check("balance", None, "There is no period before the start to compare in.")
    p = two_sided(gap / se)
    words = "as chance allows" if p >= 0.05 else "more than chance allows"
    return Check(
        "balance",
        p >= 0.05,
        f"Just before their start, those who started differed from those who had not by {gap:.4g} "
        f"(standard error {se:.4g}): {words} (p {p:.3f}).",
    )
