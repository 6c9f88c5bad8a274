"""Interrupted time series: one place over time, with season, and errors that hang together.

outcome_t = level + trend t + season + step x (t >= start) + slope x (t - start)+, also for the
difference from a control series if there is one. Standard errors after Newey & West 1987 with a
lag of 0.75 T^(1/3) and a factor for small samples. A fit without a comparison cannot tell the
programme from whatever else began then.
"""

from dataclasses import dataclass

import numpy as np

from commonground.analysis.errors import Unusable

from .panel import Floats, Panel
from .results import Check, Effect, Part, told, two_sided

LEAST_EACH_SIDE = 4


@dataclass(frozen=True, slots=True)
class Line:
    """beta, se by name of column; covariance (k, k)."""

    names: tuple[str, ...]
    beta: Floats
    covariance: Floats
    residuals: Floats
    df: int

    def combined(self, weights: dict[str, float]) -> tuple[float, float]:
        w = np.array([weights.get(name, 0.0) for name in self.names])
        return float(w @ self.beta), float(np.sqrt(max(w @ self.covariance @ w, 0.0)))


def its(panel: Panel, *, season: int = 0, level: float = 0.95) -> Effect:
    """The average change after the start against where the line before was going.

    Treated units are averaged into one series. Units that are never treated are averaged into a
    control series, and the difference of the two is analysed.

    Parameters
    ----------
    season : periods in a year (12, 52), for two harmonics; 0 for none.

    Raises
    ------
    Unusable : several starts, or too few periods on a side.
    """
    treated = panel.treated
    if len(treated) != 1:
        raise Unusable(
            f"An interrupted time series needs one start; here there are {len(treated)}."
        )
    start = int(treated[0])
    inside, control = panel.first == treated[0], np.isinf(panel.first)
    series = panel.outcome[inside].mean(axis=0)
    if control.any():
        series = series - panel.outcome[control].mean(axis=0)
    line = _fitted(series, start, season)
    after = len(series) - start
    mean = {"step": 1.0, "slope": (after - 1) / 2}
    estimate, se = line.combined(mean)
    return told(
        method="its",
        estimand="average change after the start against the line of before"
        + (", beyond that of the controls" if control.any() else ""),
        estimate=estimate,
        se=se,
        n_units=panel.n,
        n_periods=panel.periods,
        df=line.df,
        level=level,
        by=tuple(Part(name, *line.combined({name: 1.0})) for name in ("step", "slope", "trend")),
        checks=(
            _comparison(bool(control.any())),
            _hangs_together(line),
            _moved(series, start, season),
        ),
    )


def _columns(periods: int, start: int, season: int) -> tuple[tuple[str, ...], Floats]:
    t = np.arange(periods, dtype=np.float64)
    after = (t >= start).astype(np.float64)
    names, columns = ["level", "trend", "step", "slope"], [
        np.ones(periods), t - start, after, after * (t - start)
    ]  # fmt: skip
    for k in range(1, 3 if season > 4 else 2) if season > 1 else ():
        for wave, name in ((np.sin, "sin"), (np.cos, "cos")):
            names.append(f"{name}{k}")
            columns.append(wave(2 * np.pi * k * t / season))
    return tuple(names), np.column_stack(columns)


def _fitted(series: Floats, start: int, season: int) -> Line:
    names, x = _columns(len(series), start, season)
    if min(start, len(series) - start) < LEAST_EACH_SIDE or len(series) < x.shape[1] + 4:
        raise Unusable(
            f"{start} periods before and {len(series) - start} after the start are too few."
        )
    inverse = np.linalg.pinv(x.T @ x)
    beta = inverse @ (x.T @ series)
    rest = series - x @ beta
    df = len(series) - x.shape[1]
    middle = _newey_west(x * rest[:, None]) * len(series) / df
    return Line(names, beta, inverse @ middle @ inverse, rest, df)


def _newey_west(scores: Floats) -> Floats:
    lags = int(np.ceil(0.75 * len(scores) ** (1 / 3)))
    made = scores.T @ scores
    for lag in range(1, lags + 1):
        cross = scores[lag:].T @ scores[:-lag]
        made += (1 - lag / (lags + 1)) * (cross + cross.T)
    return np.asarray(made)


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


def _moved(series: Floats, start: int, season: int) -> Check:
    """The start moved into the time before: there should be no effect."""
    early = start // 2
    try:
        line = _fitted(series[:start], early, season)
    except Unusable:
        return Check("placebo-in-time", None, "Too few periods before the start to move it to.")
    effect, se = line.combined({"step": 1.0, "slope": (start - early - 1) / 2})
    p = two_sided(effect / se, line.df) if se > 0 else float("nan")
    text = (
        f"With the start moved {start - early} periods earlier the change is {effect:.4g} "
        f"(p {p:.3f})."
    )
    return Check("placebo-in-time", bool(not p < 0.05), text)
