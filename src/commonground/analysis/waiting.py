"""How long people wait for a first human reply: cumulative incidence with competing endings.

Concerns that nobody has answered yet count for as long as they have waited (censored); concerns
that ended in another way before a reply compete with it, since a reply can come no more. A mean
of the answered ones would leave both out and flatter.

Estimator: Aalen & Johansen 1978. Variance: Gaynor et al. 1993 (delta method). Interval: on the
log(-log) scale, as Kalbfleisch & Prentice 2002, section 8.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

OPEN, ANSWERED, OTHER = 0, 1, 2
LEAST = 10  # fewer concerns: too few to say

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CumulativeIncidence:
    """Share answered by each time, among all n.

    times, share, low, high : (k,) arrays; a step function, right-continuous, in the unit of the
    input; `share` is 0 before times[0]. Empty when nothing was answered.
    """

    times: Floats
    share: Floats
    low: Floats
    high: Floats
    n: int
    n_answered: int
    n_other: int
    longest: float  # the longest time under observation: nothing is known beyond it
    too_few: bool
    waited: Floats  # (n,) times under observation, ascending
    level: float

    def at(self, time: float) -> tuple[float, float, float] | None:
        """(share, low, high) by `time`; None where it cannot be told."""
        if self.too_few or time > self.longest:
            return None
        i = int(np.searchsorted(self.times, time, side="right")) - 1
        if i < 0:
            return 0.0, 0.0, self._most_of_none(time)
        return float(self.share[i]), float(self.low[i]), float(self.high[i])

    def _most_of_none(self, time: float) -> float:
        """Clopper & Pearson's upper end for 0 of those who have waited that long (1934)."""
        still = len(self.waited) - int(np.searchsorted(self.waited, time, side="left"))
        return float(1 - ((1 - self.level) / 2) ** (1 / still))


def cumulative_incidence(
    waited: Floats, kind: NDArray[np.int_], *, level: float = 0.95
) -> CumulativeIncidence:
    """Estimate the share answered by each time.

    Parameters
    ----------
    waited : (n,) time from the concern to its first human reply, other ending, or now. >= 0.
    kind : (n,) 0 still open, 1 answered, 2 ended otherwise before a reply.
    level : coverage of the pointwise interval.

    Raises
    ------
    ValueError : lengths differ, a time is negative or not finite, or a kind is unknown.
    """
    waited, kind = _checked(waited, kind)
    times, answered, other, at_risk = _table(waited, kind)
    events = answered + other
    survival = np.cumprod(1 - events / at_risk)
    before = np.concatenate([[1.0], survival[:-1]])
    share = np.minimum(np.cumsum(before * answered / at_risk), 1.0)
    variance = _gaynor_variance(share, before, answered, other, at_risk)
    low, high = _loglog_interval(share, variance, level, events.sum())
    steps = answered > 0
    return CumulativeIncidence(
        times=times[steps],
        share=share[steps],
        low=low[steps],
        high=high[steps],
        n=len(waited),
        n_answered=int((kind == ANSWERED).sum()),
        n_other=int((kind == OTHER).sum()),
        longest=float(waited.max()) if len(waited) else 0.0,
        too_few=len(waited) < LEAST,
        waited=np.sort(waited),
        level=level,
    )


def _checked(waited: Floats, kind: NDArray[np.int_]) -> tuple[Floats, NDArray[np.int_]]:
    waited, kind = np.asarray(waited, dtype=np.float64), np.asarray(kind, dtype=np.int_)
    if waited.shape != kind.shape or waited.ndim != 1:
        raise ValueError("waited and kind must be two vectors of one length")
    if not np.isfinite(waited).all() or (waited < 0).any():
        raise ValueError("a waiting time is negative or not a number")
    if not np.isin(kind, (OPEN, ANSWERED, OTHER)).all():
        raise ValueError("kind must be 0 (open), 1 (answered) or 2 (other ending)")
    return waited, kind


def _table(waited: Floats, kind: NDArray[np.int_]) -> tuple[Floats, Floats, Floats, Floats]:
    """Distinct event times with their counts; those censored at a time are still at risk then."""
    times = np.unique(waited[kind != OPEN])
    answered = np.array([(waited[kind == ANSWERED] == t).sum() for t in times], dtype=float)
    other = np.array([(waited[kind == OTHER] == t).sum() for t in times], dtype=float)
    ordered = np.sort(waited)
    at_risk = len(waited) - np.searchsorted(ordered, times, side="left").astype(float)
    return times, answered, other, at_risk


def _gaynor_variance(
    share: Floats, before: Floats, answered: Floats, other: Floats, at_risk: Floats
) -> Floats:
    """Delta-method variance of the cumulative incidence at each event time: (k,)."""
    variance = np.zeros(len(share))
    events = answered + other
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = np.where(at_risk > events, events / (at_risk * (at_risk - events)), 0.0)
    own = before**2 * answered * (at_risk - answered) / at_risk**3
    cross = before * answered / at_risk**2
    for i in range(len(share)):
        rest = share[i] - share[: i + 1]
        total = (rest**2 * hazard[: i + 1]).sum() + own[: i + 1].sum()
        variance[i] = total - 2 * (rest * cross[: i + 1]).sum()
    return np.maximum(variance, 0.0)


def _loglog_interval(
    share: Floats, variance: Floats, level: float, n_events: float
) -> tuple[Floats, Floats]:
    """Where all are answered the scale has no width: then Clopper & Pearson's bound for n of n
    events (1934) stands as the lower end.
    """
    z = float(ndtri(0.5 + level / 2))
    inside = (share > 0) & (share < 1 - 1e-12)
    safe = np.where(inside, share, 0.5)
    width = z * np.sqrt(variance) / (safe * np.abs(np.log(safe)))
    all_answered = ((1 - level) / 2) ** (1 / max(n_events, 1.0))
    low = np.where(inside, safe ** np.exp(width), np.where(share > 0, all_answered, 0.0))
    high = np.where(inside, safe ** np.exp(-width), np.where(share > 0, 1.0, 0.0))
    return low, high
