"""Do places with a cluster of minor concerns see more serious incidents afterwards?

A matched comparison of places, for the study in benchmarks/studies/escalation.py alone: its one
answer stands in docs/methods/escalation.md. No room reads this module (a test holds it), so that
no place, map or alert ever carries a forecast of serious incidents.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import stdtrit

from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LEAST_GROUPS = 5  # with fewer, how much groups differ cannot be told
ROUNDING = 1e-6


def matched(history: Ints, place: int, eligible: Bools, *, most: int, caliper: float) -> Ints:
    """The places most like one place in what was reported before, the nearest first.

    history : (m, f) counts of m places, f kinds of them. eligible : (m,) bool.
    Distances are between square roots of counts, on which chance weighs alike for small and for
    large ones (Bartlett 1936): two counts with the same mean lie about 0.7 apart. A place is
    compared only if no kind is more than `caliper` apart; `most` at most, none if there is none.
    """
    root = np.sqrt(history)
    apart = np.abs(root - root[place])
    near = np.flatnonzero(eligible & (apart.max(axis=1) <= caliper))
    near = near[near != place]
    order: Ints = np.argsort((apart[near] ** 2).sum(axis=1), kind="stable")
    nearest: Ints = near[order[:most]]
    return nearest


@dataclass(frozen=True)
class Sets:
    """s matched sets: one place with a cluster, and some without.

    exposed : (s,) incidents afterwards in the place with the cluster. others : (s,) those in the
    others together. odds : (s,) of an incident being in the former, were there no difference: one
    over the number of others, or by what was usual in each, which matching leaves unlike.
    group : (s,) the district that the set lies in: sets of one district may share places and
    troubles, those of two do not.
    """

    exposed: Ints
    others: Ints
    odds: Floats
    group: Ints

    def __post_init__(self) -> None:
        """Raises Unusable for counts below 0 and for odds that are not above 0."""
        if len(self.odds) and min(self.exposed.min(), self.others.min()) < 0:
            raise Unusable("Counts of incidents are 0 or more.")
        if len(self.odds) and not (np.isfinite(self.odds) & (self.odds > 0)).all():
            raise Unusable("Each place needs others to be compared with, and odds above 0.")

    def without(self, group: int) -> "Sets":
        keep = self.group != group
        return Sets(self.exposed[keep], self.others[keep], self.odds[keep], self.group[keep])


def odds(before: Ints, place: int, others: Ints) -> float:
    """Of an incident being in `place`, if it and `others` go on as before.

    before : (m,) counts of m places; half a one is added, so that none is without any.
    """
    return float((before[place] + 0.5) / (before[others] + 0.5).sum())


@dataclass(frozen=True)
class Comparison:
    """ratio : incidents in places with a cluster over those in matched places, as usual in each.

    low, high : its interval. error : standard error of the log ratio, between districts.
    seen : the smallest ratio above 1 that would have been told from 1 four times in five.
    sets, groups : how many. exposed, others : incidents.
    """

    ratio: float
    low: float
    high: float
    error: float
    seen: float
    sets: int
    groups: int
    exposed: int
    others: int


def compare(sets: Sets, *, level: float = 0.95, power: float = 0.8) -> Comparison | None:
    """The rate ratio given each set's total, with an interval that is clustered by district.

    Given the incidents of a set, those in its exposed place are binomial with ratio times the
    set's odds (conditional Poisson regression: Cummings, McKnight & Greenland 2003,
    Epidemiologic Reviews 25: 43-50), so whatever a set's places have in common cancels. The
    interval is on the log scale: the jackknife that leaves out a district at a time (Efron &
    Stein 1981, Annals of Statistics 9: 586-596; Bell & McCaffrey 2002, Survey Methodology 28:
    169-181) and Student's t with one degree less than there are districts.

    None where nothing can be told: no incidents on one side, with or without any one district, or
    fewer than 5 districts.
    """
    groups = np.unique(sets.group[sets.exposed + sets.others > 0])
    if len(groups) < LEAST_GROUPS:
        return None
    value = _log_ratio(sets)
    without = np.array([_log_ratio(sets.without(group)) for group in groups])
    if not np.isfinite(value) or not np.isfinite(without).all():
        return None
    n = len(groups)
    error = float(np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum()))
    wide = float(stdtrit(n - 1, (1 + level) / 2))
    return Comparison(
        ratio=float(np.exp(value)), low=float(np.exp(value - wide * error)),
        high=float(np.exp(value + wide * error)), error=error,
        seen=float(np.exp((wide + stdtrit(n - 1, power)) * error)),
        sets=len(sets.odds), groups=n,
        exposed=int(sets.exposed.sum()), others=int(sets.others.sum()),
    )  # fmt: skip


def _log_ratio(sets: Sets) -> float:
    """The conditional likelihood's maximum; not a number where one side has no incidents."""
    exposed, total = sets.exposed.sum(), sets.exposed + sets.others
    if not exposed or not sets.others.sum():
        return float("nan")

    def short(log_ratio: float) -> float:
        odds = np.exp(log_ratio) * sets.odds
        return float(exposed - (total * odds / (odds + 1)).sum())

    # were all sets' odds the largest, or the smallest, it would be the crude one over those
    crude = np.log(exposed / sets.others.sum())
    first, last = crude - np.log(sets.odds.max()), crude - np.log(sets.odds.min())
    return float(brentq(short, first - ROUNDING, last + ROUNDING))
