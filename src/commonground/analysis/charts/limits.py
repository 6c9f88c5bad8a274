"""From a predicted mean to the counts that are not usual any more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Limit = Literal["delta", "nbPlugin", "muan", "predictive"]
LIMITS: tuple[Limit, ...] = ("delta", "nbPlugin", "muan", "predictive")
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


def bounds(
    predicted: Prediction, *, limit: Limit, alpha: float, alpha_fall: float
) -> tuple[Floats, Floats]:
    """(upper, lower): a rise is above the one, a fall below the other.

    delta: normal after a 2/3 power (Farrington). nbPlugin, muan: negative binomial (Noufaily),
    nbPlugin with the mean as known, muan with its upper limit at `alpha` for rises and, where
    surveillance keeps to the upper one, its lower limit at `alpha_fall` for falls. predictive: the
    negative binomial of a new count whose mean is not known exactly, see `_predictive`.
    """
    with np.errstate(all="ignore"):
        if limit == "delta":
            centre, error = _powered(predicted)
            upper = (centre - special.ndtri(alpha) * error) ** 1.5
            return upper, np.maximum(centre + special.ndtri(alpha_fall) * error, 0.0) ** 1.5
        high, low, spread = _means(predicted, limit, alpha, alpha_fall)
        return quantile(1 - alpha, high, spread), quantile(alpha_fall, low, spread)


def p_values(
    predicted: Prediction, observed: Floats, *, limit: Limit, alpha: float = 0.05,
    alpha_fall: float = 0.05,
) -> tuple[Floats, Floats]:  # fmt: skip
    """(p_rise, p_fall), one-sided; only those of muan depend on the error rates."""
    with np.errstate(all="ignore"):
        if limit == "delta":
            centre, error = _powered(predicted)
            away = (np.cbrt(observed) ** 2 - centre) / error
            return special.ndtr(-away), special.ndtr(away)
        high, low, spread = _means(predicted, limit, alpha, alpha_fall)
        rise = np.where(np.isfinite(high), above(observed - 1, high, spread), np.nan)
        return rise, at_most(observed, low, spread)


def _powered(predicted: Prediction) -> tuple[Floats, Floats]:
    """Mean and standard error of a new count to the power of 2/3."""
    mean = predicted.mean
    tau = predicted.dispersion + (mean * predicted.error) ** 2 / mean
    return np.cbrt(mean) ** 2, np.sqrt(4 / 9 * np.cbrt(mean) * tau)


def _means(
    predicted: Prediction, limit: Limit, alpha: float, alpha_fall: float
) -> tuple[Floats, Floats, Floats]:
    """Mean for rises, mean for falls, and variance / mean of the negative binomial."""
    if limit == "predictive":
        mean, spread = _predictive(predicted)
        return mean, mean, spread
    error = predicted.error if limit == "muan" else np.zeros_like(predicted.error)
    high = np.exp(predicted.predictor - special.ndtri(alpha) * error)
    low = np.exp(predicted.predictor + special.ndtri(alpha_fall) * error)
    return high, low, predicted.dispersion


def _predictive(predicted: Prediction) -> tuple[Floats, Floats]:
    """With the mean's gamma distribution of shape 1 / error squared + 1/2.

    For Poisson counts without a trend this is the predictive distribution from Jeffreys' prior,
    which also says something after nothing but zeros; else its mean and variance are those of the
    two sources of chance together.
    """
    square = predicted.error**2
    mean = predicted.mean * (1 + square / 2)
    return mean, predicted.dispersion + mean / (1 / square + 0.5)


def at_most(count: Floats, mean: Floats, spread: Floats) -> Floats:
    """P(N <= count) with variance `spread` times mean; Poisson at a spread of 1."""
    size = mean / np.maximum(spread - 1, 1e-300)
    some = special.betainc(size, count + 1, 1 / spread)
    some = np.where(spread > 1, some, special.gammaincc(count + 1, mean))
    return np.where(count < 0, 0.0, some)


def above(count: Floats, mean: Floats, spread: Floats) -> Floats:
    """P(N > count), exact also where it is tiny."""
    size = mean / np.maximum(spread - 1, 1e-300)
    some = special.betaincc(size, count + 1, 1 / spread)
    some = np.where(spread > 1, some, special.gammainc(count + 1, mean))
    return np.where(count < 0, 1.0, some)


def quantile(probability: float, mean: Floats, spread: Floats) -> Floats:
    """The smallest count with at least this probability at or below it; NaN for no finite mean."""
    wanted = probability * (1 - 64 * np.finfo(np.float64).eps)  # R's allowance for rounding

    def reached(count: Floats) -> NDArray[np.bool_]:
        return np.asarray(at_most(count, mean, spread) >= wanted)

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
