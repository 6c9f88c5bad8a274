"""What imported calls say of presence: who began each record, and whether it was to enforce.

The category decides, and each category that an officer can begin is listed here: one that is not
listed is enforcement, so that a new type of record never counts as engagement by oversight.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from . import asking, queries

KIND = "calls"
ENGAGEMENT = ("community-policing",)
# begun by officers and no presence for residents: escorts, transports, fixed posts, meals
OWN_WORK = ("police-activity",)


@dataclass(frozen=True)
class WeekOfCalls:
    """Records of one neighbourhood and week that began on a Monday."""

    neighbourhood: str  # public id
    week: date
    calls: int  # residents called
    visits: int  # officers began it, and not to enforce
    enforcement: int  # officers began it to enforce; not their own work either
    unknown: int  # nobody can tell who began it

    @property
    def count(self) -> int:
        return self.calls + self.visits + self.enforcement + self.unknown


def are_examples() -> bool:
    return queries.are_examples(KIND)


def weeks_covered() -> tuple[date, date] | None:
    """The first and the last Monday of the whole weeks that imported calls cover."""
    held = queries.held(KIND)
    if held is None:
        return None
    first = held.first_day + timedelta(days=-held.first_day.weekday() % 7)
    last = held.last_day - timedelta(days=held.last_day.weekday())
    last -= timedelta(days=7) if held.last_day.weekday() < 6 else timedelta()
    return (first, last) if first <= last else None


def by_week(since: date, until: date) -> list[WeekOfCalls]:
    """Weeks from the Monday `since` to the one `until`, both included; empty weeks are absent."""
    rows = asking.ask(
        """SELECT neighbourhood, date_trunc('week', occurred_on)::DATE AS week,
                  count(*) FILTER (resident_reported),
                  count(*) FILTER (NOT resident_reported AND list_contains(?, category)),
                  count(*) FILTER (NOT resident_reported AND NOT list_contains(?, category)),
                  count(*) FILTER (resident_reported IS NULL)
        FROM held WHERE superseded_at IS NULL AND neighbourhood IS NOT NULL
          AND occurred_on BETWEEN ? AND ? GROUP BY ALL ORDER BY ALL""",
        [list(ENGAGEMENT), [*ENGAGEMENT, *OWN_WORK], since, until + timedelta(days=6)],
        kind=KIND, fetch=lambda found: found.fetchall(),
    )  # fmt: skip
    return [WeekOfCalls(*row) for row in rows or []]
