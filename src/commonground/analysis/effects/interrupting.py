"""Refutations of an interrupted series: another time, another place, another line."""

from dataclasses import dataclass

import numpy as np

from commonground.analysis.errors import Unusable
from commonground.analysis.p_values import two_sided

from .panel import Floats
from .refuting import rank, untold, verdict, visible
from .results import Check, Effect
from .saying import Said, said
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
            "permutation",
            said("Periods follow each other and cannot be shuffled: see the placebos."),
        ),
        _sensitivity(of, made),
    )


def _comparison(there: bool) -> Check:
    if there:
        return Check("comparison", True, said("A series without the programme was subtracted."))
    text = said(
        "There is no comparison: whatever else changed at that time looks like an effect. Treat "
        "this as a description."
    )
    return Check("comparison", False, text)


def _hangs_together(line: Line) -> Check:
    rest = line.residuals
    rho = float(rest[1:] @ rest[:-1] / (rest @ rest)) if rest @ rest > 0 else 0.0
    p = two_sided(rho * np.sqrt(len(rest)))
    return Check("autocorrelation", bool(abs(rho) <= 0.5 or p > 0.05), _together(rho))


def _together(rho: float) -> Said:
    told = f"{rho:.2f}"
    if abs(rho) > 0.5:
        return said(
            "Errors of one period and the next hang together strongly (correlation {rho}).",
            rho=told,
        )
    if abs(rho) < 0.2:
        return said(
            "Errors of one period and the next hang together little (correlation {rho}).", rho=told
        )
    return said(
        "Errors of one period and the next hang together somewhat (correlation {rho}).", rho=told
    )


def _bent(of: Interrupted, seed: int) -> Check:
    """Any slope of before is taken out; that it is a straight line is what the method assumes."""
    before, names = of.series[: of.start], ("step", "slope")
    every, x = columns(of.start, of.start, of.season)
    x = x[:, [i for i, name in enumerate(every) if name not in names]]
    time = np.linspace(-1.0, 1.0, of.start)
    x = np.column_stack([x, time**2])
    if of.start < x.shape[1] + LEAST_EACH_SIDE:
        why = said("There are too few periods before to see whether they bend.")
        return untold("pre-trend", why)
    weight = np.eye(x.shape[1])[-1]
    bend = float(np.linalg.lstsq(x, before, rcond=None)[0][-1])
    t = float(studentised(before[None], x, weight)[0])
    drawn = drawn_without(before, x, weight, seed)
    p = rank(t, drawn)
    least = abs(bend) / max(t, 1e-300) * visible(1.0) * float(np.quantile(drawn, 0.95)) / 1.96
    values = {"bend": f"{bend:.4g}", "p": f"{p:.3f}", "least": f"{least:.4g}"}
    if p >= 0.05:
        text = said(
            "Before the start the series bends away from its line by {bend}: no more than chance "
            "allows (p {p}). A bend of about {least} would have been seen with a probability of "
            "80 %.",
            **values,
        )
    else:
        text = said(
            "Before the start the series bends away from its line by {bend}: more than chance "
            "allows (p {p}). A bend of about {least} would have been seen with a probability of "
            "80 %.",
            **values,
        )
    return Check("pre-trend", bool(p >= 0.05), text)


def _moved(of: Interrupted, seed: int) -> Check:
    """The start moved into the time before: there should be no effect."""
    start, early = of.start, of.start // 2
    before = of.series[:start]
    try:
        line = fitted(before, early, of.season)
    except Unusable:
        why = said("Too few periods before the start to move it to.")
        return untold("placebo-in-time", why)
    effect, se = line.combined(mean_change(start, early))
    p = rank(abs(effect) / se, bootstrap(before, early, of.season, seed)) if se > 0 else 1.0
    text = said(
        "With the start moved {periods} periods earlier the change is {effect} (p {p}).",
        periods=str(start - early), effect=f"{effect:.4g}", p=f"{p:.3f}",
    )  # fmt: skip
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
        why = said(
            "It needs {least} units without the programme; there are {many}.",
            least=str(LEAST_PLACEBOS), many=str(m),
        )  # fmt: skip
        return untold("placebo-in-place", why)
    others = (of.control.sum(axis=0) - of.control) / (m - 1)
    x, weight = _change(of)
    t = studentised(np.vstack([of.series, of.control - others]), x, weight)
    larger = int(np.sum(t[1:] >= t[0]))
    text = said(
        "Taken for places with the programme, {larger} of {many} others show a change that stands "
        "out as much.",
        larger=str(larger), many=str(m),
    )  # fmt: skip
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
        why = said("There is one unit of a kind: none can be left out.")
        return untold("leave-one-out", why)
    half = (made.high - made.low) / 2
    same = len({verdict(one, half) for one in (made.estimate, *found)}) == 1
    values = {"low": f"{min(found):.4g}", "high": f"{max(found):.4g}"}
    if same:
        text = said(
            "Without one of the units the change is between {low} and {high}: what it says stays "
            "the same.",
            **values,
        )
    else:
        text = said(
            "Without one of the units the change is between {low} and {high}: what it says hangs "
            "on one of them.",
            **values,
        )
    return Check("leave-one-out", same, text)


def _sensitivity(of: Interrupted, made: Effect) -> Check:
    """How large a change of another cause would undo the effect, and were there such before?"""
    name = "sensitivity-change"
    if made.low <= 0 <= made.high:
        why = said("The change cannot be told from 0: there is nothing to undo.")
        return untold(name, why)
    nearest = min(abs(made.low), abs(made.high))
    text = _undone(nearest, len(of.series) - of.start)
    earlier = []
    for start in range(LEAST_EACH_SIDE, of.start - LEAST_EACH_SIDE + 1):
        try:
            line = fitted(of.series[: of.start], start, of.season)
        except Unusable:
            continue
        earlier.append(abs(line.combined(mean_change(of.start, start))[0]))
    if not earlier:
        why = said("There is too little time before to see what is usual.")
        return untold(name, text + why)
    largest = max(earlier)
    text += said(
        "At {many} moments before, the largest such change was {largest}.",
        many=str(len(earlier)), largest=f"{largest:.4g}",
    )  # fmt: skip
    return Check(name, bool(nearest > largest), text)


def _undone(nearest: float, after: int) -> Said:
    if after < 2:
        return said(
            "A change by {change} of another cause, from the start on, would undo the effect.",
            change=f"{nearest:.4g}",
        )
    return said(
        "A change by {change} of another cause, from the start on, would undo the effect, and so "
        "would one of the slope by {slope} a period.",
        change=f"{nearest:.4g}", slope=f"{2 * nearest / (after - 1):.4g}",
    )  # fmt: skip
