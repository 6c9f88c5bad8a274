"""Rises and falls this week among many areas and kinds of report, within a false-alarm budget.

For counts too sparse, or spread too wide, for circles. The model is Farrington's with the whole
year in periods (Noufaily et al. 2013); p-values come from the predictive distribution, because
normal limits are wrong far out for small counts, and a budget over many series lies far out.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

from .farrington import Farrington, FarringtonSettings, farrington
from .limits import Prediction, p_values
from .series import PER_YEAR, Days, Unit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
MOST_YEARS = 5
UNSEEN = 1e3  # standard error of the log of a mean that is not known at all
# A rise is at least two reports: one alone is read by a person anyway. Only counts far out are
# weighed down: at 2.58 half of the ordinary clumps of sparse counts would be, and the dispersion
# that is left would bring several times the false alarms allowed (docs/methods/charts.md).
WEEKS = FarringtonSettings(
    periods=10, left_out=26, weights_threshold=4.0, limit="predictive", errors="model", least=(2, 1)
)
USUAL: dict[Unit, FarringtonSettings] = {
    "week": WEEKS,
    "day": replace(WEEKS, window=10, left_out=182),
    "month": replace(WEEKS, window=1, periods=1, left_out=6),
}


@dataclass(frozen=True)
class Surprises:
    """Arrays (s,), about each series' last count; NaN where `told` is False.

    expected : the model's mean. p_rise, p_fall : chance of a count as high or higher, as low or
    lower; 1 for rises that are too few to be one. p_none : chance of no report at all, the least
    that p_fall can be. told : False where the history is too short or no model fits it.
    years_back : years looked back over, 0 if there is none.
    """

    observed: Floats
    expected: Floats
    p_rise: Floats
    p_fall: Floats
    p_none: Floats
    told: Bools
    years_back: int

    def threshold(self, budget: float) -> float:
        """The p-value that brings at most `budget` false alarms a look, falls and rises together.

        Shared out among the tests that can alarm: of all series a rise, and a fall of those with
        so much usual that none at all would be one. A team that looks weekly and allows one false
        alarm a month gives a budget of 12 / 52. Raises Unusable for a budget of 0 or less.
        """
        if not budget > 0:
            raise Unusable("The budget of false alarms must be above 0.")
        rises = int(self.told.sum())
        if not rises:
            return 0.0
        most = min(budget / rises, 0.5)
        falls = int((self.p_none <= most).sum())
        return min(budget / (rises + falls), 0.5)

    def beyond(self, threshold: float) -> tuple[Bools, Bools]:
        """(rises, falls): which series are, at this p-value."""
        return self.p_rise <= threshold, self.p_fall <= threshold


def falls_and_rises(
    counts: Floats,
    starts: Days,
    unit: Unit = "week",
    settings: FarringtonSettings | None = None,
    *,
    kinds: Ints | None = None,
) -> Surprises:
    """Hold the last count of each series against the years before.

    counts : (s, t) non-negative. starts : (t,) regular dates. kinds : (s,) the kind of report,
    0 and up, None if all are of one: a series clumps at least as much as its kind does on average,
    because a few reports a year cannot show it by themselves.
    settings : None for the unit's own (`USUAL`) and as many years back as there are, up to 5.

    Raises Unusable for settings out of bounds.
    """
    counts = np.atleast_2d(np.asarray(counts, dtype=np.float64))
    chosen = settings or _as_far_back(counts.shape[1], unit)
    if chosen is None:
        return _untold(counts)
    last = np.array([counts.shape[1] - 1])
    found = farrington(counts, starts, unit, chosen, points=last)
    if not len(found.history.points):
        return _untold(counts)
    labels = np.zeros(len(counts), dtype=np.int64) if kinds is None else kinds
    return _surprises(found, chosen, labels)


def _as_far_back(length: int, unit: Unit) -> FarringtonSettings | None:
    usual = USUAL[unit]
    years = min((length - 1 - usual.window) // PER_YEAR[unit], MOST_YEARS)
    return replace(usual, years_back=years) if years >= 1 else None


def _surprises(found: Farrington, settings: FarringtonSettings, kinds: Ints) -> Surprises:
    none = found.past == 0
    predicted = _after_none(found, _with_kind(found, kinds), none)
    p_rise, p_fall = p_values(predicted, found.observed, limit=settings.limit)
    _, p_none = p_values(predicted, np.zeros_like(found.observed), limit=settings.limit)
    told = found.fitted | none
    p_rise = np.where(found.enough | ~told, p_rise, 1.0)
    return Surprises(
        found.observed[:, 0], np.where(none, 0.0, found.expected)[:, 0], p_rise[:, 0],
        p_fall[:, 0], p_none[:, 0], told[:, 0], settings.years_back,
    )  # fmt: skip


def _with_kind(found: Farrington, kinds: Ints) -> Floats:
    """(s, 1) dispersions of at least the mean one of their kind, of 1 where none is known."""
    told, own = found.fitted[:, 0], found.dispersion[:, 0]
    many = np.bincount(kinds, told)
    total = np.bincount(kinds, np.where(told, own, 0.0))
    shared = np.where(many > 0, total / np.maximum(many, 1), 1.0)[kinds]
    return np.fmax(own, shared)[:, None]


def _after_none(found: Farrington, dispersion: Floats, none: Bools) -> Prediction:
    """The predictions; where no report came in n weeks, the half report in n of Jeffreys' prior.

    A regression has no answer there. Its limit has: as the mean's error grows, its square times
    the mean goes to 1 / n.
    """
    weeks = found.history.used.sum(axis=1)
    predictor = np.where(none, -np.log(weeks * UNSEEN**2), found.predicted.predictor)
    return Prediction(predictor, np.where(none, UNSEEN, found.predicted.error), dispersion)


def _untold(counts: Floats) -> Surprises:
    unknown = np.full(len(counts), np.nan)
    told = np.zeros(len(counts), dtype=bool)
    return Surprises(counts[:, -1], unknown, unknown, unknown, unknown, told, 0)
