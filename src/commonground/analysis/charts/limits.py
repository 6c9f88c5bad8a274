"""From a predicted mean to the counts that are not usual any more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Method = Literal["delta", "nbPlugin", "muan"]
METHODS: tuple[Method, ...] = ("delta", "nbPlugin", "muan")
LARGEST = 2.0**52


@dataclass(frozen=True)
class Prediction:
    """predictor, error : log of the mean and its standard error; dispersion : at least 1."""

    predictor: Floats
    error: Floats
    dispersion: Floats

    @property
    def mean(self) -> Floats:
        return np.maximum(np.exp(self.predictor), np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Limits:
    """A rise is above `upper`, a fall below `lower`; p_rise, p_fall one-sided."""

    upper: Floats
    lower: Floats
    p_rise: Floats
    p_fall: Floats


def limits(
    predicted: Prediction, observed: Floats, *, method: Method, alpha: float, alpha_fall: float
) -> Limits:
    """delta: normal after a 2/3 power (Farrington); nbPlugin, muan: negative binomial (Noufaily).

    nbPlugin takes the mean as known; muan its upper limit at `alpha` for rises and, where
    surveillance keeps to the upper one, its lower limit at `alpha_fall` for falls.
    """
    with np.errstate(all="ignore"):
        if method == "delta":
            return _delta(predicted, observed, alpha, alpha_fall)
        shift = predicted.error if method == "muan" else np.zeros_like(predicted.error)
        high = np.exp(predicted.predictor - special.ndtri(alpha) * shift)
        low = np.exp(predicted.predictor + special.ndtri(alpha_fall) * shift)
        phi = predicted.dispersion
        p_rise = np.where(np.isfinite(high), above(observed - 1, high, phi), np.nan)
        p_fall = at_most(observed, low, phi)
        upper, lower = quantile(1 - alpha, high, phi), quantile(alpha_fall, low, phi)
        return Limits(upper, lower, p_rise, p_fall)


def _delta(predicted: Prediction, observed: Floats, alpha: float, alpha_fall: float) -> Limits:
    mean = predicted.mean
    tau = predicted.dispersion + (mean * predicted.error) ** 2 / mean
    error, centre = np.sqrt(4 / 9 * np.cbrt(mean) * tau), np.cbrt(mean) ** 2
    upper = (centre - special.ndtri(alpha) * error) ** 1.5
    lower = np.maximum(centre + special.ndtri(alpha_fall) * error, 0.0) ** 1.5
    away = (np.cbrt(observed) ** 2 - centre) / error
    return Limits(upper, lower, special.ndtr(-away), special.ndtr(away))


def at_most(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """P(N <= count) with variance dispersion times mean; Poisson at a dispersion of 1."""
    size = mean / np.maximum(dispersion - 1, 1e-300)
    some = special.betainc(size, count + 1, 1 / dispersion)
    some = np.where(dispersion > 1, some, special.gammaincc(count + 1, mean))
    return np.where(count < 0, 0.0, some)


def above(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """P(N > count), exact also where it is tiny."""
    size = mean / np.maximum(dispersion - 1, 1e-300)
    some = special.betaincc(size, count + 1, 1 / dispersion)
    some = np.where(dispersion > 1, some, special.gammainc(count + 1, mean))
    return np.where(count < 0, 1.0, some)


def quantile(probability: float, mean: Floats, dispersion: Floats) -> Floats:
    """The smallest count with at least this probability at or below it; NaN for no finite mean."""
    wanted = probability * (1 - 64 * np.finfo(np.float64).eps)  # R's allowance for rounding

    def reached(count: Floats) -> NDArray[np.bool_]:
        return np.asarray(at_most(count, mean, dispersion) >= wanted)

    known = np.isfinite(mean) & (mean < LARGEST / 2**10)
    return np.where(known, _smallest(reached, np.where(known, mean, 0.0)), np.nan)


def _smallest(reached: Callable[[Floats], NDArray[np.bool_]], start: Floats) -> Floats:
    """The smallest whole number for which `reached` holds, by doubling and halving."""
    low, high = np.full_like(start, -1.0), np.ceil(start) + 1
    while not (done := reached(high) | (high > LARGEST)).all():
        low, high = np.where(done, low, high), np.where(done, high, high * 2)
    while ((high - low) > 1).any():
        middle = np.floor((low + high) / 2)
        there = reached(middle) & (middle > low)
        low, high = np.where(there, low, np.maximum(middle, low)), np.where(there, middle, high)
    return high
