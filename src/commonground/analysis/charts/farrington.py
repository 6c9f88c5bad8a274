"""Farrington's chart, flexible: this week against the same weeks of the years before.

Farrington, Andrews, Beale & Catchpole 1996, JRSS A 159: 547-563; Noufaily et al. 2013, Statistics
in Medicine 32: 1206-1222. Limits for rises are those of R surveillance's farringtonFlexible
(1.20.3) to the printed digits, its shortcut in the standard error included.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from commonground.analysis.errors import Unusable

from .glm import Fit, Rows, fit
from .history import History, history
from .limits import LIMITS, Limit, Prediction, bounds, p_values
from .series import PER_YEAR, Days, Unit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
LEAST_YEARS_FOR_TREND = 3
CHUNK = 100_000  # counts fitted at once: few MB at a time, near the processor


@dataclass(frozen=True)
class FarringtonSettings:
    """Names on the left are ours, on the right farringtonFlexible's; defaults are its defaults.

    years_back : b. window : w, counts on each side. periods : noPeriods (10 in Noufaily et al.).
    left_out : pastWeeksNotIncluded, None for `window` (26 in Noufaily et al.).
    reweight, weights_threshold : past counts with an Anscombe residual above it weigh less.
    trend, p_trend : a slope is kept if it is significant at p_trend, there are at least three
    years, and the prediction is no higher than every count before.
    limit : thresholdMethod, or our own "predictive", see `limits`. alpha : one-sided error rate of
    a rise; alpha_fall : of a fall, None for the same. least : limit54, no rise is looked for with
    fewer than 5 in the last 4 counts.
    errors : "surveillance" scales standard errors, and with them the trend's p-value, as the
    package does when it reweights: by relative residuals with prior weights, too small by about
    the root of the mean count. "model" scales them by the dispersion.
    """

    years_back: int = 5
    window: int = 3
    periods: int = 1
    left_out: int | None = None
    reweight: bool = True
    weights_threshold: float = 2.58
    trend: bool = True
    p_trend: float = 0.05
    limit: Limit = "delta"
    alpha: float = 0.05
    alpha_fall: float | None = None
    least: tuple[int, int] = (5, 4)
    errors: Literal["surveillance", "model"] = "surveillance"

    @property
    def skipped(self) -> int:
        """The most recent counts that nothing is learnt from, besides the one judged."""
        return self.window if self.left_out is None else self.left_out

    @property
    def fall_rate(self) -> float:
        return self.alpha if self.alpha_fall is None else self.alpha_fall


# Noufaily et al. 2013, section 5: more of the year, half a year left out, the mean taken as known
NOUFAILY = FarringtonSettings(
    periods=10, left_out=26, p_trend=1.0, limit="nbPlugin", alpha=0.005
)  # fmt: skip


@dataclass(frozen=True)
class Farrington:
    """Arrays (s, p): s series, p points; NaN where the model could not be fitted.

    expected : the model's mean. dispersion : at least 1. slope : of log counts per unit of time,
    NaN where no trend is used. upper : NaN where `enough` is False. lower : 0 where a fall can
    not be told. alarm : a rise; fall : below `lower`. score : (observed - expected) / (upper -
    expected), above 1 is a rise. p_rise, p_fall : one-sided.
    fitted : the model could be fitted. enough : enough recent counts to look for a rise.
    past : (s, p) all counts it was held against, together.
    predicted : what the limits come from, for limits at other rates.
    weights : (s, p, n) of the counts in `history`, 0 where padded.
    """

    history: History
    observed: Floats
    expected: Floats
    upper: Floats
    lower: Floats
    alarm: Bools
    fall: Bools
    score: Floats
    p_rise: Floats
    p_fall: Floats
    dispersion: Floats
    slope: Floats
    fitted: Bools
    enough: Bools
    past: Floats
    predicted: Prediction = field(repr=False)
    weights: Floats = field(repr=False)


@dataclass(frozen=True)
class _Modelled:
    """One model per row: prediction, whether to believe it, and its parts."""

    predictor: Floats
    error: Floats
    dispersion: Floats
    slope: Floats
    weights: Floats
    fitted: Bools


def farrington(
    counts: Floats,
    starts: Days,
    unit: Unit,
    settings: FarringtonSettings | None = None,
    *,
    points: Ints | None = None,
) -> Farrington:
    """Judge counts of many series of the same dates.

    counts : (s, t) or (t,) non-negative. starts : (t,) regular dates, see `regular_series`.
    points : rows to judge (the last one, each morning), else all with enough history; those
    without are left out, so that p may be 0.

    Raises Unusable for settings out of bounds.
    """
    settings = settings or FarringtonSettings()
    _check(settings, PER_YEAR[unit])
    counts = np.atleast_2d(np.asarray(counts, dtype=np.float64))
    held = history(
        starts, unit, years=settings.years_back, window=settings.window, points=points,
        periods=settings.periods, left_out=settings.skipped,
    )  # fmt: skip
    rows = _rows(counts, held)
    now = np.tile(held.now, len(counts))
    return _judged(counts, held, _modelled_in_chunks(rows, now, settings), settings)


def _rows(counts: Floats, held: History) -> Rows:
    """Series times points rows, a series' points together."""
    past = counts[:, held.row].reshape(len(counts) * len(held.points), held.row.shape[1])
    times = (len(counts), 1)
    weight = np.tile(held.used.astype(np.float64), times)
    time, group = np.tile(held.time, times), np.tile(held.group, times)
    return Rows(past * weight, time, group, held.groups, weight)


def _modelled_in_chunks(rows: Rows, now: Floats, settings: FarringtonSettings) -> _Modelled:
    size = max(CHUNK // max(rows.counts.shape[1], 1), 1)
    parts = []
    for start in range(0, max(len(now), 1), size):
        chosen = np.arange(start, min(start + size, len(now)))
        with np.errstate(all="ignore"):  # rows that cannot be fitted come out as NaN, and say so
            parts.append(_modelled(rows.only(chosen), now[chosen], settings))
    names = _Modelled.__dataclass_fields__
    return _Modelled(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _modelled(rows: Rows, now: Floats, settings: FarringtonSettings) -> _Modelled:
    """With a slope where it is wanted and kept, else without."""
    if not (settings.trend and settings.years_back >= LEAST_YEARS_FOR_TREND):
        return _model(rows, now, settings, slope=False)[0]
    model, p_slope = _model(rows, now, settings, slope=True)
    kept = model.fitted & (p_slope < settings.p_trend)
    kept &= np.exp(model.predictor) <= rows.counts.max(axis=1, initial=0.0)
    flat = np.flatnonzero(~kept)
    without = _model(rows.only(flat), now[flat], settings, slope=False)[0]
    for name in _Modelled.__dataclass_fields__:
        getattr(model, name)[flat] = getattr(without, name)
    return model


def _model(
    rows: Rows, now: Floats, settings: FarringtonSettings, *, slope: bool
) -> tuple[_Modelled, Floats]:
    """Fit, weigh down past outbreaks, fit again; and the slope's two-sided p-value."""
    first = last = fit(rows, slope=slope)
    prior, spread = rows.weight, _dispersion(rows, first)
    dispersion = for_errors = spread
    if settings.reweight:
        residuals = _anscombe(rows, first, np.maximum(spread, 1.0))
        prior = _weights(residuals, rows.weight, settings.weights_threshold)
        again = rows.weighted(prior)
        last = fit(again, slope=slope)
        dispersion = _dispersion(again, last)
        for_errors = dispersion
        if settings.errors == "surveillance":
            # it stores the prior weights where R's summary of a model looks for the last step's
            for_errors = _scaled(prior, again.counts, last)
    predictor, variance = last.at(rows.groups - 1, now)
    tilt = last.slope if slope else np.full(len(now), np.nan)
    t = np.abs(last.slope) / np.sqrt(for_errors / last.spread)
    fitted = first.converged & np.isfinite(predictor) & (last.freedom > 0)
    blank = np.where(fitted, 0.0, np.nan)
    model = _Modelled(
        predictor + blank, np.sqrt(for_errors * variance) + blank,
        np.maximum(dispersion, 1.0) + blank, tilt + blank, prior, fitted,
    )  # fmt: skip
    return model, 2 * stdtr(last.freedom, -t)


def _dispersion(rows: Rows, model: Fit) -> Floats:
    """Pearson's, as R has it: the last step's weights, the residuals after it."""
    return _scaled(model.working, rows.counts, model)


def _scaled(weight: Floats, counts: Floats, model: Fit) -> Floats:
    relative = (counts - model.mean) / model.mean
    freedom = np.where(model.freedom > 0, model.freedom, np.nan)
    return np.asarray((weight * relative**2).sum(axis=1) / freedom)


def _anscombe(rows: Rows, model: Fit, dispersion: Floats) -> Floats:
    """Standardised Anscombe residuals (r, n); 0 for counts that the fit follows exactly."""
    leverage = 1 / np.take_along_axis(model.weight, rows.group, axis=1)
    off = rows.time - np.take_along_axis(model.centre, rows.group, axis=1)
    leverage = model.working * (leverage + off**2 / model.spread[:, None])
    raw = 1.5 * (np.cbrt(rows.counts) ** 2 * model.mean ** (-1 / 6) - np.sqrt(model.mean))
    free = 1 - leverage > 10 * np.finfo(np.float64).eps
    return np.where(free, raw / np.sqrt(dispersion[:, None] * (1 - leverage)), 0.0)


def _weights(residuals: Floats, used: Floats, threshold: float) -> Floats:
    """1 / residual squared above the threshold, 1 below, scaled to add up to the number used."""
    weight = used * np.where(residuals > threshold, residuals**-2.0, 1.0)
    return np.asarray(weight * (used.sum(axis=1) / weight.sum(axis=1))[:, None])


def _judged(
    counts: Floats, held: History, model: _Modelled, settings: FarringtonSettings
) -> Farrington:
    shape = (len(counts), len(held.points))
    observed = counts[:, held.points]
    predictor, error, dispersion, slope = (
        part.reshape(shape)
        for part in (model.predictor, model.error, model.dispersion, model.slope)
    )
    predicted = Prediction(predictor, error, dispersion)
    rates = {"alpha": settings.alpha, "alpha_fall": settings.fall_rate}
    above, lower = bounds(predicted, limit=settings.limit, **rates)
    p_rise, p_fall = p_values(predicted, observed, limit=settings.limit, **rates)
    enough = _recent(counts, held.points, settings.least[1]) >= settings.least[0]
    upper = np.where(enough, above, np.nan)
    score = (observed - predicted.mean) / (above - predicted.mean)
    past = (counts[:, held.row] * held.used).sum(axis=2)
    weights = model.weights.reshape(*shape, held.row.shape[1])
    return Farrington(
        held, observed, predicted.mean, upper, lower,
        (observed > upper) & (observed > 0), observed < lower, score,
        p_rise, p_fall, dispersion, slope, model.fitted.reshape(shape), enough,
        past, predicted, weights,
    )  # fmt: skip


def _recent(counts: Floats, points: Ints, last: int) -> Floats:
    """The sum of each point's count and those just before it, `last` in all."""
    total = np.concatenate([np.zeros((len(counts), 1)), np.cumsum(counts, axis=1)], axis=1)
    return np.asarray(total[:, points + 1] - total[:, np.maximum(points + 1 - last, 0)])


def _check(settings: FarringtonSettings, year: int) -> None:
    def demand(true: bool, sentence: str) -> None:
        if not true:
            raise Unusable(sentence)

    demand(settings.years_back >= 1, "Farrington's chart looks at least one year back.")
    demand(settings.window >= 0, "The window must be 0 or more on each side.")
    between = year - 2 * settings.window - 1
    demand(between >= 0, "The windows of two years must not touch: choose a smaller window.")
    demand(
        1 <= settings.periods <= between + 1,
        f"Between 1 and {between + 1} periods fit a year beside this window.",
    )
    demand(settings.skipped >= 0, "How many recent counts are left out must be 0 or more.")
    demand(settings.limit in LIMITS, f"The limit is one of {', '.join(LIMITS)}.")
    demand(settings.errors in ("surveillance", "model"), "Errors are as in surveillance or model.")
    demand(settings.weights_threshold > 0, "The threshold for weights must be above 0.")
    demand(0 < settings.p_trend <= 1, "The trend's level must be above 0 and at most 1.")
    rates = (settings.alpha, settings.fall_rate)
    demand(all(0 < rate < 0.5 for rate in rates), "An error rate must be above 0 and below 0.5.")
    demand(
        settings.least[0] >= 0 < settings.least[1],
        "Ask for 0 or more reports in the last 1 or more.",
    )
