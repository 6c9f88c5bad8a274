"""What each neighbourhood is owed: the presence that it was promised and did not get."""

from collections.abc import Sequence
from dataclasses import dataclass

from commonground.analysis.coverage.debt import debt
from commonground.common.deployment import deployment
from commonground.places.models import Neighbourhood

from .frames import weeks

WEEKS = 12  # what lies further back is not made up for


@dataclass(frozen=True)
class Owed:
    """What a neighbourhood is behind the minimum that commonground.toml states, in whole units."""

    minutes: int
    visits: int


def coverage_debt(places: Sequence[Neighbourhood] | None = None) -> dict[str, Owed]:
    """Public id -> what the neighbourhood is owed after the last whole week, over 12 weeks.

    None is every open neighbourhood. Empty before the weeks were added up for the first time:
    then nobody knows.
    """
    found = weeks(WEEKS, places)
    if found is None:
        return {}
    ours = deployment()
    since = found.visits_known
    owed = debt(
        found.logged_minutes[:, since], found.visits[:, since],
        least_minutes=ours.presence_minutes_a_week, least_visits=ours.presence_visits_a_week,
    )  # fmt: skip
    behind = zip(owed.minutes.tolist(), owed.visits.tolist(), strict=True)
    each = [Owed(round(minutes), round(visits)) for minutes, visits in behind]
    return {place.public_id: one for place, one in zip(found.places, each, strict=True)}
