"""Interrupted time series: one place over time, with season, and errors that hang together.

outcome_t = level + trend t + season + step x (t >= start) + slope x (t - start)+, also for the
difference from a control series if there is one. Standard errors after Newey & West 1987 with a
lag of 0.75 T^(1/3). On short series they are far too small, so that the interval and the p-value
come from a bootstrap: the line without an effect, with errors that hang together as strongly as
those seen (order 1, corrected for its bias in short series), drawn 1,999 times. A fit without a
comparison cannot tell the programme from whatever else began then.
"""

from dataclasses import dataclass, replace

import numpy as np

from commonground.analysis.errors import Unusable
from commonground.analysis.p_values import two_sided

from .panel import Floats, Panel
from .results import Check, Effect, Part, told

LEAST_EACH_SIDE = 4
BOOTSTRAPS = 1999


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


def its(panel: Panel, *, season: int = 0, level: float = 0.95, seed: int = 1) -> Effect:
    """The average change after the start against where the line before was going.

    Treated units are averaged into one series. Units that are never treated are averaged into a
    control series, and the difference of the two is analysed.

    Parameters
    ----------
    season : periods in a year (12, 52), for two harmonics; 0 for none.

    Raises
    ------
    Unusable : several starts, too few periods on a side, or a series without any error.
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
    estimate, se = line.combined(_mean_change(len(series), start))
    if se <= 1e-12 * np.abs(series).max(initial=1e-300):
        raise Unusable("The series lies on its line without any error: nothing can be told of it.")
    drawn = _bootstrap(series, start, season, seed)
    times = float(np.quantile(drawn, level))
    made = told(
        method="its",
        estimand="average change after the start against the line of before"
        + (", beyond that of the controls" if control.any() else ""),
        estimate=estimate,
        se=se,
        n_units=panel.n,
        n_periods=panel.periods,
        df=line.df,
        level=level,
        p_value=float((1 + np.sum(drawn >= abs(estimate) / se)) / (1 + len(drawn))),
        by=tuple(Part(name, *line.combined({name: 1.0})) for name in ("step", "slope", "trend")),
        checks=(
            _comparison(bool(control.any())),
            _hangs_together(line),
            _moved(series, start, season, seed),
        ),
    )
    return replace(made, low=estimate - times * se, high=estimate + times * se)


def _mean_change(periods: int, start: int) -> dict[str, float]:
    return {"step": 1.0, "slope": (periods - start - 1) / 2}


def _bootstrap(series: Floats, start: int, season: int, seed: int) -> Floats:
    """(BOOTSTRAPS,) |t| of the mean change where there is none."""
    names, x = _columns(len(series), start, season)
    without = x[:, [i for i, name in enumerate(names) if name not in ("step", "slope")]]
    rest = series - without @ np.linalg.lstsq(without, series, rcond=None)[0]
    full = series - x @ np.linalg.lstsq(x, series, rcond=None)[0]
    rho = _corrected(full, x.shape[1])
    errors = _chains(rho, len(series), np.random.default_rng(seed)) * rest.std()
    weight = np.array([_mean_change(len(series), start).get(name, 0.0) for name in names])
    return _studentised(errors, x, weight)


def _corrected(rest: Floats, columns: int) -> float:
    """Correlation of an error with the next; regression on k columns and T values makes it look
    smaller by about (1 + k + 3 rho) / T (Marriott & Pope 1954, Kendall 1954 for k = 1)."""
    size = float(rest @ rest)
    rho = float(rest[1:] @ rest[:-1]) / size if size > 0 else 0.0
    return float(np.clip(rho + (columns + 3 * max(rho, 0.0)) / len(rest), 0.0, 0.95))


def _chains(rho: float, periods: int, random: np.random.Generator) -> Floats:
    made = random.standard_normal((BOOTSTRAPS, periods))
    for t in range(1, periods):
        made[:, t] = rho * made[:, t - 1] + np.sqrt(1 - rho**2) * made[:, t]
    return made


def _studentised(series: Floats, x: Floats, weight: Floats) -> Floats:
    """|t| of weight'beta in each of b series (b, T), with Newey and West's errors."""
    inverse = np.linalg.pinv(x.T @ x)
    influence = x @ (inverse @ weight)  # (T,): the estimate is influence @ series
    rest = series - (series @ x) @ inverse @ x.T
    scores = rest * influence
    lags = _lags(len(x))
    variance = (scores**2).sum(axis=1)
    for lag in range(1, lags + 1):
        cross = (scores[:, lag:] * scores[:, :-lag]).sum(axis=1)
        variance += 2 * (1 - lag / (lags + 1)) * cross
    correction = len(x) / (len(x) - x.shape[1])
    se = np.sqrt(np.maximum(variance * correction, 1e-300))
    return np.asarray(np.abs(series @ influence) / se)


def _lags(periods: int) -> int:
    return int(np.ceil(0.75 * periods ** (1 / 3)))


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
    lags = _lags(len(scores))
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


def _moved(series: Floats, start: int, season: int, seed: int) -> Check:
    """The start moved into the time before: there should be no effect."""
    early = start // 2
    try:
        line = _fitted(series[:start], early, season)
    except Unusable:
        return Check("placebo-in-time", None, "Too few periods before the start to move it to.")
    effect, se = line.combined(_mean_change(start, early))
    drawn = _bootstrap(series[:start], early, season, seed)
    p = float((1 + np.sum(drawn >= abs(effect) / se)) / (1 + len(drawn))) if se > 0 else 1.0
    text = (
        f"With the start moved {start - early} periods earlier the change is {effect:.4g} "
        f"(p {p:.3f})."
    )
    return Check("placebo-in-time", bool(not p < 0.05), text)
