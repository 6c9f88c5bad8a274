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
from .limits import p_values
from .series import PER_YEAR, Days, Unit

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
MOST_YEARS = 5
# a rise is at least two reports: one alone is read by a person anyway
WEEKS = FarringtonSettings(
    periods=10, left_out=26, limit="predictive", errors="model", least=(2, 1)
)  # fmt: skip
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
) -> Surprises:
    """Hold the last count of each series against the years before.

    counts : (s, t) non-negative. starts : (t,) regular dates.
    settings : None for the unit's own (`USUAL`) and as many years back as there are, up to 5.

    Raises Unusable for settings out of bounds.
    """
    counts = np.atleast_2d(np.asarray(counts, dtype=np.float64))
    chosen = settings or _as_far_back(counts.shape[1], unit)
    if chosen is None:
        return _untold(counts)
    last = np.array([counts.shape[1] - 1])
    found = farrington(counts, starts, unit, chosen, points=last)
    return _surprises(found, chosen) if len(found.history.points) else _untold(counts)


def _as_far_back(length: int, unit: Unit) -> FarringtonSettings | None:
    usual = USUAL[unit]
    years = min((length - 1 - usual.window) // PER_YEAR[unit], MOST_YEARS)
    return replace(usual, years_back=years) if years >= 1 else None


def _surprises(found: Farrington, settings: FarringtonSettings) -> Surprises:
    none = np.zeros_like(found.observed)
    p_none = p_values(found.predicted, none, limit=settings.limit)[1]
    told = found.fitted[:, 0]
    p_rise = np.where(found.enough | ~found.fitted, found.p_rise, 1.0)
    return Surprises(
        found.observed[:, 0], found.expected[:, 0], p_rise[:, 0], found.p_fall[:, 0],
        p_none[:, 0], told, settings.years_back,
    )  # fmt: skip


def _untold(counts: Floats) -> Surprises:
    unknown = np.full(len(counts), np.nan)
    told = np.zeros(len(counts), dtype=bool)
    return Surprises(counts[:, -1], unknown, unknown, unknown, unknown, told, 0)
