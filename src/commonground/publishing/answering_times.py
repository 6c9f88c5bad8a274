"""How quickly people hear from us: the waiting curve of a neighbourhood."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from commonground.common import clock
from commonground.common.deployment import deployment
from commonground.common.wording import add_months
from commonground.concerns.frames import FirstReplies, first_replies
from commonground.places.models import Neighbourhood

if TYPE_CHECKING:
    from commonground.analysis.waiting import CumulativeIncidence

MONTHS = 12
DAYS_SHOWN = 20
HOURS_A_DAY = 24


@dataclass(frozen=True)
class AnsweringTimes:
    n: int
    least: int  # fewer than this: too few to say
    since: date
    promise_days: float
    within_promise: float | None  # share; None where it cannot be told yet
    days: tuple[float, ...]
    shares: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    known_days: float  # nothing is known beyond
    has_examples: bool

    @property
    def too_few(self) -> bool:
        return self.n < self.least


def answering_times(neighbourhood: Neighbourhood) -> AnsweringTimes:
    """Concerns of the last 12 months: open ones counted, other endings competing."""
    from commonground.analysis.waiting import cumulative_incidence  # loads scipy

    today = clock.today()
    since = add_months(today, -MONTHS) + timedelta(days=1)
    replies = first_replies(neighbourhood, today, since)
    found = cumulative_incidence(replies.waited_hours, replies.kind)
    return _told(found, replies, since)


def _told(found: "CumulativeIncidence", replies: FirstReplies, since: date) -> AnsweringTimes:
    from commonground.analysis.waiting import LEAST

    promise_hours = deployment().first_reply_hours
    at_promise = found.at(promise_hours)
    shown = (found.times <= DAYS_SHOWN * HOURS_A_DAY) & (not found.too_few)
    return AnsweringTimes(
        n=found.n,
        least=LEAST,
        since=since,
        promise_days=promise_hours / HOURS_A_DAY,
        within_promise=at_promise[0] if at_promise else None,
        days=_tuple(found.times[shown] / HOURS_A_DAY),
        shares=_tuple(found.share[shown]),
        lows=_tuple(found.low[shown]),
        highs=_tuple(found.high[shown]),
        known_days=found.longest / HOURS_A_DAY,
        has_examples=bool(replies.example.any()),
    )


def _tuple(values: np.ndarray) -> tuple[float, ...]:
    return tuple(round(v, 4) for v in values.tolist())
