"""One or few treated units against a mix of others: synthetic control and synthetic DiD.

Synthetic control (Abadie, Diamond & Hainmueller 2010) weighs controls so that they follow the
treated before the start. Synthetic DiD (Arkhangelsky et al. 2021) lets them differ by a constant,
shrinks the weights, and weighs earlier periods too. Both as R `synthdid` fits them: no predictors
but the outcome, weights >= 0 that add up to 1, found by Frank & Wolfe's algorithm and made
sparse once; the objective is the squared error of before plus zeta^2 times the weights'
squares. (With nothing but the squared error, to its minimum, Proposition 99 has -19.5136 in the
place of synthetic control's -19.6197.)
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

from .panel import Panel
from .results import Check, Effect, Part, told
from .saying import said
from .walking import walk

Floats = NDArray[np.float64]
Method = Literal["did", "synthetic-control", "synthetic-did"]

ROUNDS, ROUNDS_BEFORE_SPARSE = 10_000, 100
SMALL = 1e-6
BACKDATED = 8
LEAST_PLACEBOS = 19  # with fewer the share of larger ones cannot reach 5 %

TOO_SHORT = said("Too few periods before the start to move it to.")
WORDS = "average effect on the treated units over the periods after the start"


@dataclass(frozen=True, slots=True)
class Block:
    """outcome : (n, T), controls first. controls, before : how many of each."""

    outcome: Floats
    controls: int
    before: int

    @property
    def noise(self) -> float:
        """Standard deviation of the controls' changes from period to period before the start."""
        changes = np.diff(self.outcome[: self.controls, : self.before], axis=1)
        return float(changes.std(ddof=1)) if changes.size > 1 else 0.0

    def collapsed(self) -> Floats:
        """The treated as one row, and what comes after the start as one column."""
        y, n, t = self.outcome, self.controls, self.before
        top = np.column_stack([y[:n, :t], y[:n, t:].mean(axis=1)])
        return np.vstack([top, np.append(y[n:, :t].mean(axis=0), y[n:, t:].mean())])


@dataclass(frozen=True, slots=True)
class Fit:
    """estimate; omega : (controls,), lam : (before,) weights; gap : (T,) treated less the mix."""

    estimate: float
    omega: Floats
    lam: Floats
    gap: Floats


def block(panel: Panel) -> Block:
    """Raises Unusable unless all treated start together, with controls and earlier periods."""
    treated = panel.treated
    if len(treated) != 1 or (np.isfinite(panel.first) & (panel.first >= panel.periods)).any():
        raise Unusable(
            "Synthetic controls need one time at which treatment starts; here there are "
            f"{len(treated)}."
        )
    start = int(treated[0])
    never = np.isinf(panel.first)
    if start < 2:
        raise Unusable("Synthetic controls need two periods or more before the start.")
    if never.sum() < 2:
        raise Unusable("Synthetic controls need two or more units that are never treated.")
    order = np.concatenate([np.flatnonzero(never), np.flatnonzero(~never)])
    return Block(panel.outcome[order], int(never.sum()), start)


def fitted(of: Block, method: Method) -> Fit:
    """Weights and estimate, as R `synthdid` has them."""
    n, t = of.controls, of.before
    if method == "did":
        omega, lam = np.full(n, 1 / n), np.full(t, 1 / t)
    elif method == "synthetic-control":
        omega, lam = _units(of, SMALL, intercept=False), np.zeros(t)
    else:
        treated, after = len(of.outcome) - n, of.outcome.shape[1] - t
        omega = _units(of, (treated * after) ** 0.25, intercept=True)
        lam = _frank_wolfe(of.collapsed()[:n], SMALL * of.noise, of.noise, intercept=True)
    gap = of.outcome[n:].mean(axis=0) - omega @ of.outcome[:n]
    return Fit(float(gap[t:].mean() - lam @ gap[:t]), omega, lam, gap)


def _units(of: Block, eta: float, *, intercept: bool) -> Floats:
    table = of.collapsed()[:, : of.before].T
    return _frank_wolfe(table, eta * of.noise, of.noise, intercept=intercept)


def _frank_wolfe(table: Floats, zeta: float, noise: float, *, intercept: bool) -> Floats:
    """Weights of all columns but the last, so that their mix is near the last.

    After a first, short walk those under a quarter of the largest are dropped.
    """
    least = 1e-5 * noise
    start = np.full(table.shape[1] - 1, 1 / (table.shape[1] - 1))
    first = _walk(table, zeta, intercept, start, least, ROUNDS_BEFORE_SPARSE)
    kept = np.where(first <= first.max() / 4, 0.0, first)
    return _walk(table, zeta, intercept, kept / kept.sum(), least, ROUNDS)


def _walk(
    table: Floats, zeta: float, intercept: bool, weights: Floats, least: float, rounds: int
) -> Floats:
    centred = table - table.mean(axis=0) if intercept else table
    a, b = np.ascontiguousarray(centred[:, :-1].T), np.ascontiguousarray(centred[:, -1])
    return np.asarray(walk(a, b, len(table) * zeta**2, weights.copy(), least**2, rounds))


def synthetic(panel: Panel, *, method: Method, level: float = 0.95) -> Effect:
    """Effect, with placebos in the controls: what the method finds where nothing happened.

    The standard error is that of the placebos (each control alone in turn taken for treated, which
    is cautious where several are); the p-value is the share of placebos at least as far from 0. The
    interval holds every effect that this share would not reject: it reaches as far as `reach`.

    Raises
    ------
    Unusable : as `block`.
    """
    of = block(panel)
    made = fitted(of, method)
    placebos = in_space(of, method)
    se = float(placebos.std(ddof=1)) if len(placebos) > 1 else float("nan")
    larger = (1 + np.sum(np.abs(placebos) >= abs(made.estimate))) / (1 + len(placebos))
    times = panel.times
    return told(
        method=method,
        estimand=WORDS,
        estimate=made.estimate,
        se=se,
        n_units=panel.n,
        n_periods=panel.periods,
        level=level,
        p_value=float(larger),
        df=max(len(placebos) - 1, 1),
        half=reach(placebos, level),
        by=tuple(
            Part(f"{time:g}", float(gap - made.lam @ made.gap[: of.before]), float("nan"))
            for time, gap in zip(times, made.gap, strict=True)
        ),
        checks=(
            _fit_before(of, made, method),
            _placebo_check(placebos, made.estimate),
            in_time(of, method),
            leave_one_out(of, method, made),
            *_as_placebos(len(placebos), float(larger)),
            backdated(of, method, made.estimate),
        ),
    )


def in_space(of: Block, method: Method) -> Floats:
    """(p,) estimates with each control in turn taken for the treated one."""
    found = []
    for i in range(of.controls):
        rows = [j for j in range(of.controls) if j != i]
        if len(rows) < 2:
            break
        found.append(fitted(Block(of.outcome[[*rows, i]], len(rows), of.before), method).estimate)
    return np.array(found)


def reach(placebos: Floats, level: float) -> float | None:
    """Half the interval that the placebos' ranks give, in the outcome's unit.

    With p placebos no more than (1 - level) (p + 1) of p + 1 alike are beyond the ceil(level
    (p + 1))-th nearest to 0: whatever their spread's shape. None where there are too few for that;
    the interval is then Student's of their standard deviation.
    """
    rank = int(np.ceil(level * (len(placebos) + 1) - 1e-9))
    enough = rank <= len(placebos) and placebos.any()
    return float(np.sort(np.abs(placebos))[rank - 1]) if enough else None


def _placebo_check(placebos: Floats, estimate: float) -> Check:
    if len(placebos) < 2:
        return Check("placebo-in-place", None, said("Too few controls to try placebos on."))
    larger = int(np.sum(np.abs(placebos) >= abs(estimate)))
    text = said(
        "Taken for treated, {larger} of {all} controls show an effect as large where nothing "
        "happened.",
        larger=str(larger), all=str(len(placebos)),
    )  # fmt: skip
    if len(placebos) < LEAST_PLACEBOS:
        few = said("There are too few to tell at 5 %.")
        return Check("placebo-in-place", None, text + few)
    return Check("placebo-in-place", (larger + 1) / (len(placebos) + 1) <= 0.05, text)


def _as_placebos(many: int, p: float) -> tuple[Check, ...]:
    """What other methods try otherwise is in this one's weights and placebos."""
    text = said(
        "Each of {many} controls taken for treated is the permutation: its p-value is {p}.",
        many=str(many), p=f"{p:.3f}",
    )  # fmt: skip
    if many < LEAST_PLACEBOS:
        text += said("There are too few to reach 5 %.")
    told = None if many < LEAST_PLACEBOS else p <= 0.05
    why = said("The mix is chosen so that it follows the treated before the start: see fit-before.")
    return Check("permutation", told, text), Check("pre-trend", None, why)


def backdated(of: Block, method: Method, estimate: float) -> Check:
    """The start moved to several times before (Abadie 2021): how far off is the method there? An
    effect no larger than that may be the gap's own drift."""
    starts = np.unique(np.linspace(2, of.before - 2, BACKDATED).astype(int))
    if of.before < 4:
        return Check("sensitivity-gap", None, TOO_SHORT)
    found = [
        fitted(Block(of.outcome[:, : of.before], of.controls, int(start)), method).estimate
        for start in starts
    ]
    largest = float(np.abs(found).max())
    text = said(
        "With the start moved to {many} times before, the method finds up to {largest} where "
        "nothing was done; what it finds now is {times} times that. A gap that drifts so by itself "
        "would undo a smaller effect.",
        many=str(len(found)), largest=f"{largest:.4g}",
        times=f"{abs(estimate) / max(largest, 1e-300):.2g}",
    )  # fmt: skip
    return Check("sensitivity-gap", abs(estimate) > largest, text)


def _fit_before(of: Block, made: Fit, method: Method) -> Check:
    """How near the mix was before the start, in units of the treated's own spread. A synthetic
    control has to be at their level too: what it misses there is in its effect."""
    gap = made.gap[: of.before]
    gap = gap if method == "synthetic-control" else gap - gap.mean()
    own = float(of.outcome[of.controls :].mean(axis=0)[: of.before].std())
    off = float(np.sqrt(np.mean(gap**2)))
    near = own > 0 and off / own < 0.5
    text = said(
        "Before the start the mix misses the treated by {off} (their own spread: {own}).",
        off=f"{off:.4g}", own=f"{own:.4g}",
    )  # fmt: skip
    return Check("fit-before", bool(near), text)


def in_time(of: Block, method: Method) -> Check:
    """The start moved to the middle of the time before it: there should be no effect."""
    early = of.before // 2
    if early < 2 or of.before - early < 2:
        return Check("placebo-in-time", None, TOO_SHORT)
    moved = Block(of.outcome[:, : of.before], of.controls, early)
    made = fitted(moved, method).estimate
    spread = in_space(moved, method)
    larger = float((1 + np.sum(np.abs(spread) >= abs(made))) / (1 + len(spread)))
    text = said(
        "With the start moved {periods} periods earlier the method finds {found}, as large as in "
        "{share} of the controls.",
        periods=str(of.before - early), found=f"{made:.4g}", share=f"{larger:.0%}",
    )  # fmt: skip
    return Check("placebo-in-time", larger > 0.05, text)


def leave_one_out(of: Block, method: Method, made: Fit) -> Check:
    """Each control with weight left out in turn: does one of them make the effect?"""
    used = np.flatnonzero(made.omega > 1e-3) if method != "did" else np.arange(of.controls)
    found = []
    for i in used:
        rows = [j for j in range(len(of.outcome)) if j != i]
        if of.controls > 2:
            again = Block(of.outcome[rows], of.controls - 1, of.before)
            found.append(fitted(again, method).estimate)
    if not found:
        return Check("leave-one-out", None, said("Too few controls to leave one out."))
    ends = min(found), max(found)
    same = bool(np.sign(ends[0]) == np.sign(ends[1]) == np.sign(made.estimate))
    text = said(
        "Leaving out one control at a time the effect is {low} to {high}.",
        low=f"{ends[0]:.4g}", high=f"{ends[1]:.4g}",
    )  # fmt: skip
    return Check("leave-one-out", same, text)
