"""Is a neighbourhood "reactive only"? A rule that is stated, with what chance can do to it.

Of all the times that police were in a neighbourhood over some weeks, how many were without a
call, and not to enforce? The neighbourhood is "reactive only" if even the upper limit of that
share lies below a threshold; "not" if the lower limit reaches it; else nobody can tell. No
neighbourhood's word depends on where it stands among the others. Method, assumptions and measured
error rates: docs/methods/reactive-balance.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.coverage.clusters import effects, intraclass, intraclass_of_each
from commonground.analysis.coverage.limits import limits
from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Words = NDArray[np.str_]

REACTIVE_ONLY, NOT, CANNOT_TELL = "reactive only", "not", "cannot tell"
MOST_WEEKS = 520


@dataclass(frozen=True)
class Rule:
    """share : the threshold. weeks : how many count. wrong : chance of a wrong word, each way.

    The defaults are a convention of ours, not a finding: 1 in 20 over 12 weeks; at most 1 of 100
    neighbourhoods that lie exactly at the threshold is called reactive only by chance.
    """

    share: float = 0.05
    weeks: int = 12
    wrong: float = 0.01

    def __post_init__(self) -> None:
        if not 0 < self.share < 1 or not 0 < self.wrong < 0.5:
            raise Unusable("The threshold and the chance of a wrong word are shares.")
        if not 1 <= self.weeks <= MOST_WEEKS:
            raise Unusable(f"Count over 1 to {MOST_WEEKS} weeks.")


@dataclass(frozen=True)
class Balance:
    """Of n neighbourhoods. visits, calls : (n,) records that counted.

    share : (n,) visits of both together, nan where there is neither. low, high : (n,) its limits,
    each wrong with the rule's chance. effect : (n,) how many times the variance of independent
    records theirs is: by the agency's correlation of weeks or by its own, whichever is more.
    word : (n,) REACTIVE_ONLY, NOT or CANNOT_TELL. more_visits : (n,) how many visits more, had
    they been logged, would have taken the word REACTIVE_ONLY away; 0 elsewhere. alike : the
    intraclass correlation of weeks, in the whole agency.
    """

    visits: Floats
    calls: Floats
    share: Floats
    low: Floats
    high: Floats
    effect: Floats
    word: Words
    more_visits: NDArray[np.int64]
    alike: float


def balance(visits: Floats, calls: Floats, rule: Rule | None = None) -> Balance:
    """The balance of each neighbourhood over the last `rule.weeks` weeks.

    visits, calls : (n, k) records by neighbourhood and week, the oldest week first: presence
    without a call and without enforcement, and calls answered. Weeks of which one of the two is
    not known have 0 in both.

    Raises Unusable for tables of different shapes or with negative numbers.
    """
    rule = rule or Rule()
    v, c = np.asarray(visits, dtype=np.float64), np.asarray(calls, dtype=np.float64)
    if v.ndim != 2 or v.shape != c.shape:
        raise Unusable("Give visits and calls of the same neighbourhoods and weeks.")
    if (v < 0).any() or (c < 0).any() or not (np.isfinite(v).all() and np.isfinite(c).all()):
        raise Unusable("Visits and calls are numbers, 0 or more.")
    v, c = v[:, -rule.weeks :], c[:, -rule.weeks :]
    alike, own = intraclass(v, v + c), intraclass_of_each(v, v + c)
    effect = np.maximum(effects(v + c, alike), effects(v + c, own))
    return _judged(v.sum(axis=1), c.sum(axis=1), effect, alike, rule)


def _judged(visits: Floats, calls: Floats, effect: Floats, alike: float, rule: Rule) -> Balance:
    of = visits + calls
    low, high = limits(visits, of, effect, rule.wrong)
    word = np.where(high < rule.share, REACTIVE_ONLY, np.where(low >= rule.share, NOT, CANNOT_TELL))
    share = np.divide(visits, of, out=np.full(len(of), np.nan), where=of > 0)
    more = _more_visits(visits, calls, effect, word == REACTIVE_ONLY, rule)
    return Balance(visits, calls, share, low, high, effect, word, more, alike)


def _more_visits(
    visits: Floats, calls: Floats, effect: Floats, named: NDArray[np.bool_], rule: Rule
) -> NDArray[np.int64]:
    """The fewest visits more that lift the upper limit to the threshold, by halving."""
    low, high = np.zeros(len(visits)), np.where(named, np.ceil(rule.share * (visits + calls)), 0.0)
    high = np.where(named, 2 * high + 2, 0.0)  # the share itself is above the threshold there
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        upper = limits(visits + middle, visits + calls + middle, effect, rule.wrong)[1]
        enough = upper >= rule.share
        high = np.where(enough, np.minimum(middle, high), high)
        low = np.where(enough, low, np.maximum(middle, low))
    return np.where(named, high, 0).astype(np.int64)
