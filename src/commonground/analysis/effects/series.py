"""A line with a season and an interruption through one series, and how far chance moves it."""

from dataclasses import dataclass

import numpy as np

from commonground.analysis.errors import Unusable

from .panel import Floats

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


def mean_change(periods: int, start: int) -> dict[str, float]:
    return {"step": 1.0, "slope": (periods - start - 1) / 2}


def bootstrap(series: Floats, start: int, season: int, seed: int) -> Floats:
    """(BOOTSTRAPS,) |t| of the mean change where there is none."""
    names, x = columns(len(series), start, season)
    weight = np.array([mean_change(len(series), start).get(name, 0.0) for name in names])
    return drawn_without(series, x, weight, seed)


def drawn_without(series: Floats, x: Floats, weight: Floats, seed: int) -> Floats:
    """(BOOTSTRAPS,) |t| of weight'beta in lines without the columns that have a weight, with errors
    that hang together as those seen do."""
    without = x[:, weight == 0]
    rest = series - without @ np.linalg.lstsq(without, series, rcond=None)[0]
    full = series - x @ np.linalg.lstsq(x, series, rcond=None)[0]
    rho = _corrected(full, x.shape[1])
    errors = _chains(rho, len(series), np.random.default_rng(seed)) * rest.std()
    return studentised(errors, x, weight)


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


def studentised(series: Floats, x: Floats, weight: Floats) -> Floats:
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


def columns(periods: int, start: int, season: int) -> tuple[tuple[str, ...], Floats]:
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


def fitted(series: Floats, start: int, season: int) -> Line:
    names, x = columns(len(series), start, season)
    if min(start, len(series) - start) < LEAST_EACH_SIDE or len(series) < x.shape[1] + 4:
        raise Unusable(
            f"An interrupted series needs {LEAST_EACH_SIDE} periods or more on each side of the "
            f"start, and {x.shape[1] + 4} in all; here {start} before and {len(series) - start} "
            "after it are too few."
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
