"""Refutations of an interrupted series: another time, another place, another line."""

from dataclasses import dataclass

import numpy as np

from commonground.analysis.errors import Unusable
from commonground.analysis.p_values import two_sided

from .panel import Floats
from .refuting import rank, untold, verdict, visible
from .results import Check, Effect
from .series import (
    LEAST_EACH_SIDE,
    Line,
    bootstrap,
    columns,
    drawn_without,
    fitted,
    mean_change,
    studentised,
)

LEAST_PLACEBOS = 19  # with fewer the share of larger ones cannot reach 5 %


@dataclass(frozen=True, slots=True)
class Interrupted:
    """inside : (k, T) units with the programme. control : (m, T) without, m may be 0."""

    inside: Floats
    control: Floats
    start: int
    season: int

    @property
    def series(self) -> Floats:
        own = self.inside.mean(axis=0)
        return np.asarray(own - self.control.mean(axis=0) if len(self.control) else own)


def refutations(of: Interrupted, line: Line, made: Effect, seed: int) -> tuple[Check, ...]:
    return (
        _comparison(len(of.control) > 0),
        _hangs_together(line),
        _bent(of, seed),
        _moved(of, seed),
        _elsewhere(of),
        _left_out(of, made),
        untold(
            "permutation", "Periods follow each other and cannot be shuffled: see the placebos."
        ),
        _sensitivity(of, made),
    )


def _comparison(there: bool) -> Check:
    if there:
        return Check("comparison", True, "A series without the programme was subtracted.")
    text = (
        "There is no comparison: whatever else changed at that time looks like an effect. Treat "
        "this as a description."
    )
    return Check("comparison", False, text)


def _hangs_together(line: Line) -> Check:
    rest = line.residuals
    rho = float(rest[1:] @ rest[:-1] / (rest @ rest)) if rest @ rest > 0 else 0.0
    p = two_sided(rho * np.sqrt(len(rest)))
    words = "strongly" if abs(rho) > 0.5 else "little" if abs(rho) < 0.2 else "somewhat"
    text = f"Errors of one period and the next hang together {words} (correlation {rho:.2f})."
    return Check("autocorrelation", bool(abs(rho) <= 0.5 or p > 0.05), text)


def _bent(of: Interrupted, seed: int) -> Check:
    """Any slope of before is taken out; that it is a straight line is what the method assumes."""
    before, names = of.series[: of.start], ("step", "slope")
    every, x = columns(of.start, of.start, of.season)
    x = x[:, [i for i, name in enumerate(every) if name not in names]]
    time = np.linspace(-1.0, 1.0, of.start)
    x = np.column_stack([x, time**2])
    if of.start < x.shape[1] + LEAST_EACH_SIDE:
        return untold("pre-trend", "There are too few periods before to see whether they bend.")
    weight = np.eye(x.shape[1])[-1]
    bend = float(np.linalg.lstsq(x, before, rcond=None)[0][-1])
    t = float(studentised(before[None], x, weight)[0])
    drawn = drawn_without(before, x, weight, seed)
    p = rank(t, drawn)
    least = abs(bend) / max(t, 1e-300) * visible(1.0) * float(np.quantile(drawn, 0.95)) / 1.96
    words = "no more than chance allows" if p >= 0.05 else "more than chance allows"
    text = (
        f"Before the start the series bends away from its line by {bend:.4g}: {words} "
        f"(p {p:.3f}). A bend of about {least:.4g} would have been seen with a probability of 80 %."
    )
    return Check("pre-trend", bool(p >= 0.05), text)


def _moved(of: Interrupted, seed: int) -> Check:
    """The start moved into the time before: there should be no effect."""
    start, early = of.start, of.start // 2
    before = of.series[:start]
    try:
        line = fitted(before, early, of.season)
    except Unusable:
        return untold("placebo-in-time", "Too few periods before the start to move it to.")
    effect, se = line.combined(mean_change(start, early))
    p = rank(abs(effect) / se, bootstrap(before, early, of.season, seed)) if se > 0 else 1.0
    text = (
        f"With the start moved {start - early} periods earlier the change is {effect:.4g} "
        f"(p {p:.3f})."
    )
    return Check("placebo-in-time", bool(not p < 0.05), text)


def _change(of: Interrupted) -> tuple[Floats, Floats]:
    """The line's columns, and the weights with which the mean change is made of them."""
    names, x = columns(of.inside.shape[1], of.start, of.season)
    by = mean_change(len(x), of.start)
    return x, np.array([by.get(name, 0.0) for name in names])


def _elsewhere(of: Interrupted) -> Check:
    """Each unit without the programme against the others, as if it had had it."""
    m = len(of.control)
    if m < LEAST_PLACEBOS:
        why = f"It needs {LEAST_PLACEBOS} units without the programme; there are {m}."
        return untold("placebo-in-place", why)
    others = (of.control.sum(axis=0) - of.control) / (m - 1)
    x, weight = _change(of)
    t = studentised(np.vstack([of.series, of.control - others]), x, weight)
    larger = int(np.sum(t[1:] >= t[0]))
    text = (
        f"Taken for places with the programme, {larger} of {m} others show a change that stands "
        "out as much."
    )
    return Check("placebo-in-place", bool((1 + larger) / (1 + m) <= 0.05), text)


def _left_out(of: Interrupted, made: Effect) -> Check:
    """Exactly, for each unit: the estimate is a sum over the series."""
    x, weight = _change(of)
    influence = x @ (np.linalg.pinv(x.T @ x) @ weight)
    found = []
    for sign, units in ((1.0, of.inside), (-1.0, of.control)):
        if (k := len(units)) > 1:
            moved = (units.mean(axis=0) - units) / (k - 1)
            found.extend((made.estimate + sign * (moved @ influence)).tolist())
    if not found:
        return untold("leave-one-out", "There is one unit of a kind: none can be left out.")
    half = (made.high - made.low) / 2
    same = len({verdict(one, half) for one in (made.estimate, *found)}) == 1
    words = "what it says stays the same" if same else "what it says hangs on one of them"
    text = f"Without one of the units the change is between {min(found):.4g} and {max(found):.4g}"
    return Check("leave-one-out", same, f"{text}: {words}.")


def _sensitivity(of: Interrupted, made: Effect) -> Check:
    """How large a change of another cause would undo the effect, and were there such before?"""
    name = "sensitivity-change"
    if made.low <= 0 <= made.high:
        return untold(name, "The change cannot be told from 0: there is nothing to undo.")
    nearest = min(abs(made.low), abs(made.high))
    text = f"A change by {nearest:.4g} of another cause, from the start on, would undo the effect"
    if (after := len(of.series) - of.start) > 1:
        text += f", and so would one of the slope by {2 * nearest / (after - 1):.4g} a period"
    earlier = []
    for start in range(LEAST_EACH_SIDE, of.start - LEAST_EACH_SIDE + 1):
        try:
            line = fitted(of.series[: of.start], start, of.season)
        except Unusable:
            continue
        earlier.append(abs(line.combined(mean_change(of.start, start))[0]))
    if not earlier:
        return untold(name, f"{text}. There is too little time before to see what is usual.")
    largest = max(earlier)
    text += f". At {len(earlier)} moments before, the largest such change was {largest:.4g}."
    return Check(name, bool(nearest > largest), text)
