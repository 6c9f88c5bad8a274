"""The balance over time: the share of visits without a call, a quarter of a year at a time."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from .city import rule

PERIOD = 13  # weeks


@dataclass(frozen=True)
class Period:
    """Thirteen weeks; share, low and high are None where nothing is known of them."""

    first: date
    until: date
    visits: int
    calls: int
    share: float | None
    low: float | None
    high: float | None


def periods(
    mondays: list[date], visits: NDArray[np.int64], calls: NDArray[np.int64]
) -> list[Period]:
    """Whole periods back from the last week, the oldest first.

    visits, calls : (k,) of weeks; both 0 where one of them is not known.
    """
    from commonground.analysis.coverage.balance import Rule, balance

    count = len(mondays) // PERIOD
    if not count:
        return []
    start = len(mondays) - count * PERIOD
    v, c = (table[start:].reshape(count, PERIOD) for table in (visits, calls))
    ours = rule()
    found = balance(v, c, Rule(share=ours.share, weeks=PERIOD, wrong=ours.wrong))
    return [_period(n, mondays[start + n * PERIOD], found) for n in range(count)]


def _period(n: int, first: date, found: object) -> Period:
    visits, calls = int(found.visits[n]), int(found.calls[n])
    ends = (found.share[n], found.low[n], found.high[n]) if visits + calls else (None,) * 3
    until = first + timedelta(days=7 * PERIOD - 1)
    return Period(first, until, visits, calls, *(None if e is None else float(e) for e in ends))
