"""The coverage of all neighbourhoods: the balance with calls, what is owed, who has been there.

By name, never by rank; and by place and week, never by member of staff.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from commonground.analysis.errors import Unusable
from commonground.common import clock
from commonground.common.deployment import deployment
from commonground.common.errors import Refused
from commonground.engagement.coverage.adding_up import WEEK, last_run
from commonground.engagement.coverage.frames import Totals, Weeks, first_week, totals, weeks
from commonground.engagement.coverage.owing import Owed, owed_after
from commonground.people.continuity import Continuity, continuity
from commonground.places.models import Neighbourhood

if TYPE_CHECKING:
    from commonground.analysis.coverage.balance import Balance, Rule

A_YEAR_OF_WEEKS = 52
NOTHING = Totals(0, 0, None, 0, 0, 0, False, None)


@dataclass(frozen=True)
class Row:
    """One neighbourhood. Counts over the weeks that were asked for; the word over the rule's."""

    place: Neighbourhood
    word: str  # analysis.coverage.balance: REACTIVE_ONLY, NOT or CANNOT_TELL
    visits: int  # in the rule's weeks, as the next four
    calls: int
    share: float | None
    low: float
    high: float
    more_visits: int
    weeks_counted: int
    owed: Owed
    continuity: Continuity
    total: Totals = NOTHING  # over all weeks that were asked for: `with_totals`
    weeks_since: int | None = None  # since the last visit; None: none in the weeks asked for

    @property
    def reactive_share(self) -> float | None:
        """Of all presence in the rule's weeks, what was only an answer to a call."""
        return None if self.share is None else 1 - self.share

    @property
    def hours(self) -> float:
        return self.total.minutes / 60

    @property
    def abstraction_hours(self) -> float:
        return self.total.abstraction_minutes / 60

    @property
    def has_examples(self) -> bool:
        return self.total.has_examples


@dataclass(frozen=True)
class City:
    """weeks : the last year, or the rule's weeks where these are more."""

    rule: "Rule"
    weeks: Weeks
    rows: list[Row]
    alike: float
    first: date  # Monday of the first week that was asked for
    last: date  # and of the last
    week_count: int

    @property
    def until(self) -> date:
        return self.last + timedelta(days=6)

    def count(self, word: str) -> int:
        return sum(row.word == word for row in self.rows)

    @property
    def at_most_wrong(self) -> float:
        """How many words chance brings if every neighbourhood lies exactly at the threshold."""
        return self.rule.wrong * len(self.rows)

    @property
    def has_examples(self) -> bool:
        return bool(self.weeks.examples.any())


def rule() -> "Rule":
    """The agency's threshold and weeks. Refused where commonground.toml says what cannot be."""
    from commonground.analysis.coverage.balance import Rule

    ours = deployment()
    try:
        return Rule(share=ours.reactive_share, weeks=ours.reactive_weeks)
    except (Unusable, TypeError) as problem:
        raise Refused(
            _(
                "In commonground.toml, reactive_share is a number between 0 and 1, as 0.05, and "
                "reactive_weeks a whole number from 1 to 520: put that right first."
            )
        ) from problem


def city(count: int, places: Sequence[Neighbourhood] | None = None) -> City | None:
    """The last `count` weeks, of all open neighbourhoods or of `places`; None before the first."""
    ours, run = rule(), last_run()
    found = weeks(max(A_YEAR_OF_WEEKS, ours.weeks), places)
    if found is None or run is None:
        return None
    first = max(run.last_week - (count - 1) * WEEK, first_week() or run.last_week)
    judged = judge(found, ours)
    owed, known = owed_after(found), continuity(found.places, clock.today())
    counted = found.last(ours.weeks).both_known.sum(axis=1).tolist()
    rows = [
        _row(n, place, judged, counted[n], owed[place.public_id], known[place.pk])
        for n, place in enumerate(found.places)
    ]
    week_count = (run.last_week - first).days // 7 + 1
    return City(ours, found, rows, judged.alike, first, run.last_week, week_count)


def with_totals(found: City, rows: Sequence[Row]) -> list[Row]:
    """The rows with what all weeks that were asked for add up to: only of those that are shown."""
    sums = totals(found.first, found.last, [row.place for row in rows])
    each = [(row, sums.get(row.place.pk, NOTHING)) for row in rows]
    return [
        replace(
            row, total=total,
            weeks_since=total.last_visit and (found.last - total.last_visit).days // 7,
        )
        for row, total in each
    ]  # fmt: skip


def judge(found: Weeks, ours: "Rule") -> "Balance":
    """The rule's word on each neighbourhood, from the weeks of which both sides are known."""
    from commonground.analysis.coverage.balance import balance

    last = found.last(ours.weeks)
    return balance(last.visits * last.both_known, last.calls * last.both_known, ours)


def _row(
    n: int,
    place: Neighbourhood,
    judged: "Balance",
    counted: int,
    owed: Owed,
    known: Continuity,
) -> Row:
    return Row(
        place=place,
        word=str(judged.word[n]),
        visits=int(judged.visits[n]),
        calls=int(judged.calls[n]),
        share=float(judged.share[n]) if judged.visits[n] + judged.calls[n] else None,
        low=float(judged.low[n]),
        high=float(judged.high[n]),
        more_visits=int(judged.more_visits[n]),
        weeks_counted=counted,
        owed=owed,
        continuity=known,
    )
