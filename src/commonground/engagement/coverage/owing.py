"""What each neighbourhood is owed: the presence that it was promised and did not get."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commonground.analysis.coverage.debt import debt
from commonground.common.deployment import Deployment, deployment
from commonground.common.errors import Refused
from commonground.places.models import Neighbourhood

from .frames import Weeks, weeks

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
    return {} if found is None else owed_after(found)


def owed_after(found: Weeks) -> dict[str, Owed]:
    """The same, after the last of these weeks."""
    ours, last = deployment(), found.last(WEEKS)
    since = last.visits_known
    _check_minimum(ours)
    owed = debt(
        last.logged_minutes[:, since], last.visits[:, since],
        least_minutes=ours.presence_minutes_a_week, least_visits=ours.presence_visits_a_week,
    )  # fmt: skip
    behind = zip(owed.minutes.tolist(), owed.visits.tolist(), strict=True)
    each = [Owed(round(minutes), round(visits)) for minutes, visits in behind]
    return {place.public_id: one for place, one in zip(found.places, each, strict=True)}


def _check_minimum(ours: Deployment) -> None:
    for least in (ours.presence_minutes_a_week, ours.presence_visits_a_week):
        if not isinstance(least, int | float) or least < 0:
            raise Refused(
                _(
                    "In commonground.toml, presence_minutes_a_week and presence_visits_a_week are "
                    "numbers, 0 or more: put that right first."
                )
            )
