"""EARS C1, C2 and C3: today against the mean and spread of the days just before.

Hutwagner, Thompson, Seeman & Treadwell 2003, Journal of Urban Health 80 (suppl. 1): i89-i96.
Limits for rises are those of R surveillance's earsC (1.20.3), to the printed digits.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Variant = Literal["C1", "C2", "C3"]
ALPHA = 0.05  # of the published limits
STRICT: dict[Variant, float] = {"C1": 0.001, "C2": 0.001, "C3": 0.025}  # what earsC takes by itself
LAG = 2  # C2 and C3 leave out the two counts just before
LEAST_BASELINE = 3


@dataclass(frozen=True)
class EarsSettings:
    """baseline : counts that the mean and spread are taken from, at least 3.

    min_sigma : the spread is taken to be at least this; 0 as in earsC.
    alpha : one-sided error rate of a rise.
    alpha_fall : that of a fall, None for the same as `alpha`.
    """

    variant: Variant = "C1"
    baseline: int = 7
    min_sigma: float = 0.0
    alpha: float = ALPHA
    alpha_fall: float | None = None

    @property
    def rates(self) -> tuple[float, float]:
        """The error rates of rises and of falls."""
        return self.alpha, self.alpha if self.alpha_fall is None else self.alpha_fall

    @property
    def needed(self) -> int:
        """Counts before the first that can be judged."""
        return self.baseline + {"C1": 0, "C2": LAG, "C3": 2 * LAG}[self.variant]


@dataclass(frozen=True)
class Ears:
    """All arrays (s, p): s series, p points, the last p of the counts given.

    expected : the baseline's mean; spread : its standard deviation, n - 1 below.
    upper, lower : limits for a rise and a fall, 0 or more. NaN where C3 divides nothing by nothing.
    alarm, fall : beyond the limit. A lower limit of 0 can never be passed: nothing can be told.
    score : above 1 is a rise; p_rise, p_fall : one-sided, from the normal distribution, NaN for
    C3, whose statistic is not normal.
    """

    first: int  # row of the first point judged
    expected: Floats
    spread: Floats
    upper: Floats
    lower: Floats
    alarm: NDArray[np.bool_]
    fall: NDArray[np.bool_]
    score: Floats
    p_rise: Floats
    p_fall: Floats


def ears(counts: Floats, settings: EarsSettings | None = None) -> Ears:
    """Judge each count that has enough before it.

    counts : (s, t) or (t,) non-negative, one per day (week, month) without gaps.

    Raises Unusable for settings out of bounds, and for series too short for a single point.
    """
    settings = settings or EarsSettings()
    _check(settings)
    counts = np.atleast_2d(np.asarray(counts, dtype=np.float64))
    if counts.shape[1] <= settings.needed:
        raise Unusable(
            f"EARS {settings.variant} needs {settings.needed} counts before the first that it can "
            f"judge; the series has {counts.shape[1]}."
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        return _judged(counts, settings)


def _judged(counts: Floats, settings: EarsSettings) -> Ears:
    lag = 0 if settings.variant == "C1" else LAG
    mean, spread = _baseline(counts, settings, lag)
    z = -ndtri(np.array(settings.rates))
    if settings.variant == "C3":
        return _c3(counts, mean, spread, z, settings)
    observed = counts[:, settings.needed :]
    distance = (observed - mean) / spread
    upper, lower = mean + z[0] * spread, np.maximum(mean - z[1] * spread, 0.0)
    return Ears(
        settings.needed, mean, spread, upper, lower, observed > upper, observed < lower,
        distance / z[0], ndtr(-distance), ndtr(distance),
    )  # fmt: skip


def _baseline(counts: Floats, settings: EarsSettings, lag: int) -> tuple[Floats, Floats]:
    """Mean and spread before each point from `baseline + lag` on: (s, t - baseline - lag)."""
    windows = np.lib.stride_tricks.sliding_window_view(counts, settings.baseline, axis=1)
    windows = windows[:, : counts.shape[1] - settings.baseline - lag]
    return windows.mean(axis=2), np.maximum(windows.std(axis=2, ddof=1), settings.min_sigma)


def _c3(counts: Floats, mean: Floats, spread: Floats, z: Floats, settings: EarsSettings) -> Ears:
    """Three counts together: what the two before today had above one standard deviation.

    The rise's limit starts from today's count, as earsC's does: a rise is said when the two counts
    before were high enough together, whatever today's is. The fall's limit is that of the
    published formula (Salmon, Schumacher & Hoehle 2016, Journal of Statistical Software 70(10)),
    which starts from the mean.
    """
    distance = (counts[:, settings.baseline + LAG :] - mean) / spread
    above = np.maximum(distance - 1, 0.0)
    below = np.maximum(-distance - 1, 0.0)
    mean, spread, observed = mean[:, LAG:], spread[:, LAG:], counts[:, settings.needed :]
    risen, fallen = (before[:, :-2] + before[:, 1:-1] for before in (above, below))
    upper = np.maximum(observed + spread * (z[0] - risen), 0.0)
    lower = np.clip(mean - spread * (z[1] - fallen), 0.0, None)
    unknown = np.full_like(mean, np.nan)
    return Ears(
        settings.needed, mean, spread, upper, lower, observed > upper, observed < lower,
        risen / z[0], unknown, unknown,
    )  # fmt: skip


def _check(settings: EarsSettings) -> None:
    if settings.variant not in STRICT:
        raise Unusable(f"EARS has C1, C2 and C3, not {settings.variant}.")
    if settings.baseline < LEAST_BASELINE:
        raise Unusable(f"The baseline must be at least {LEAST_BASELINE} counts long.")
    if not settings.min_sigma >= 0:
        raise Unusable("The least spread must be 0 or more.")
    if not all(0 < rate < 0.5 for rate in settings.rates):
        raise Unusable("The error rate must be above 0 and below 0.5.")
