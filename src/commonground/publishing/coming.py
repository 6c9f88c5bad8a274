"""What is to come on a neighbourhood's page: a series stands there once, with its next days."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from commonground.engagement.models import Event
from commonground.engagement.queries import upcoming
from commonground.places.models import Neighbourhood

SHOWN = 5
READ = 60  # days of meetings: a weekly series must not hide what comes after it
DAYS_SHOWN = 2  # of a series, after the first


@dataclass(frozen=True)
class Coming:
    event: Event
    then: list[datetime]  # the days of the same series that follow it


def coming(neighbourhood: Neighbourhood) -> list[Coming]:
    """The next events, the soonest first. One query."""
    once: dict[object, Event] = {}
    then: dict[object, list[datetime]] = defaultdict(list)
    for event in upcoming(neighbourhood)[:READ]:
        key = event.series_id or event.public_id
        # a cancelled day stands by itself: nobody may take it for the first of those that follow
        if event.is_cancelled or key not in once:
            once[event.public_id if event.is_cancelled else key] = event
        else:
            then[key].append(event.starts_at)
    return [Coming(event, then[key][:DAYS_SHOWN]) for key, event in once.items()][:SHOWN]
