"""The coverage of all neighbourhoods: the balance with calls, what is owed, who has been there.

By name, never by rank; and by place and week, never by member of staff.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from commonground.common import clock
from commonground.common.deployment import deployment
from commonground.engagement.coverage.frames import Weeks, weeks
from commonground.engagement.coverage.owing import Owed, coverage_debt
from commonground.people.continuity import Continuity, continuity
from commonground.places.models import Neighbourhood

if TYPE_CHECKING:
    from commonground.analysis.coverage.balance import Balance, Rule

# What stands beside the counts as long as no survey asked; a survey's answers take its place
RESIDENTS_SAY: None = None


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
    all_visits: int  # in all weeks that were asked for, as the rest
    minutes: int
    all_calls: int | None  # None where no imported history covers any of the weeks
    enforcement: int
    unknown: int
    weeks_since: int | None  # since the last visit; None: not in these weeks
    abstraction_minutes: int
    owed: Owed
    continuity: Continuity
    has_examples: bool

    @property
    def reactive_share(self) -> float | None:
        """Of all presence in the rule's weeks, what was only an answer to a call."""
        return None if self.share is None else 1 - self.share

    @property
    def hours(self) -> float:
        return self.minutes / 60

    @property
    def abstraction_hours(self) -> float:
        return self.abstraction_minutes / 60


@dataclass(frozen=True)
class City:
    rule: "Rule"
    weeks: Weeks
    rows: list[Row]
    alike: float

    @property
    def first(self) -> date:
        return self.weeks.mondays[0]

    @property
    def last(self) -> date:
        """The Monday of the last week."""
        return self.weeks.mondays[-1]

    def count(self, word: str) -> int:
        return sum(row.word == word for row in self.rows)

    @property
    def at_most_wrong(self) -> float:
        """How many words chance brings if every neighbourhood lies exactly at the threshold."""
        return self.rule.wrong * len(self.rows)


def rule() -> "Rule":
    from commonground.analysis.coverage.balance import Rule

    ours = deployment()
    return Rule(share=ours.reactive_share, weeks=ours.reactive_weeks)


def city(count: int, places: Sequence[Neighbourhood] | None = None) -> City | None:
    """The last `count` weeks, of all open neighbourhoods or of `places`; None before the first."""
    ours = rule()
    found = weeks(max(count, ours.weeks), places)
    if found is None:
        return None
    judged = judge(found, ours)
    shown = found.last(count)
    owed, known = coverage_debt(found.places), continuity(found.places, clock.today())
    last = found.last(ours.weeks)
    rows = [
        _row(n, place, judged, last, shown, owed[place.public_id], known[place.pk])
        for n, place in enumerate(found.places)
    ]
    return City(ours, shown, rows, judged.alike)


def judge(found: Weeks, ours: "Rule") -> "Balance":
    """The rule's word on each neighbourhood, from the weeks of which both sides are known."""
    from commonground.analysis.coverage.balance import balance

    last = found.last(ours.weeks)
    return balance(last.visits * last.both_known, last.calls * last.both_known, ours)


def _row(
    n: int,
    place: Neighbourhood,
    judged: "Balance",
    last: Weeks,
    shown: Weeks,
    owed: Owed,
    known: Continuity,
) -> Row:
    there = shown.visits[n].nonzero()[0]
    some = bool(judged.visits[n] + judged.calls[n])
    return Row(
        place=place,
        word=str(judged.word[n]),
        visits=int(judged.visits[n]),
        calls=int(judged.calls[n]),
        share=float(judged.share[n]) if some else None,
        low=float(judged.low[n]),
        high=float(judged.high[n]),
        more_visits=int(judged.more_visits[n]),
        weeks_counted=int(last.both_known[n].sum()),
        all_visits=int(shown.visits[n].sum()),
        minutes=int(shown.logged_minutes[n].sum()),
        all_calls=int(shown.calls[n].sum()) if shown.calls_known[n].any() else None,
        enforcement=int(shown.enforcement[n].sum()),
        unknown=int(shown.unknown[n].sum()),
        weeks_since=len(shown.mondays) - 1 - int(there[-1]) if len(there) else None,
        abstraction_minutes=int(shown.abstraction_minutes[n].sum()),
        owed=owed,
        continuity=known,
        has_examples=bool(shown.examples[n].any()),
    )
