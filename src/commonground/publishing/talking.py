"""Who can I talk to this week, where, when: for one neighbourhood, also when nothing is planned."""

from dataclasses import dataclass
from datetime import date, timedelta

from commonground.common import clock
from commonground.engagement.models import Event
from commonground.engagement.queries import upcoming
from commonground.people.queries import PublicCard, team_contact
from commonground.places.models import Neighbourhood

from .officers import officers

DAYS = 7
EVENTS_SHOWN = 12


@dataclass(frozen=True)
class Talk:
    """What the page and the poster hold."""

    neighbourhood: Neighbourhood
    first: date
    last: date
    officers: list[PublicCard]
    team_contact: str
    events: list[Event]
    more: int  # events of the week that are not shown
    later: Event | None  # the next one, where this week has none


def talk(neighbourhood: Neighbourhood) -> Talk:
    """The week that begins today. What is cancelled is not in it: nobody waits there."""
    first = clock.today()
    until = clock.start_of(first + timedelta(days=DAYS))
    to_come = upcoming(neighbourhood).exclude(state="cancelled")
    week = list(to_come.filter(starts_at__lt=until))
    return Talk(
        neighbourhood=neighbourhood,
        first=first,
        last=first + timedelta(days=DAYS - 1),
        officers=officers(neighbourhood),
        team_contact=team_contact(),
        events=week[:EVENTS_SHOWN],
        more=max(0, len(week) - EVENTS_SHOWN),
        later=None if week else to_come.first(),
    )
