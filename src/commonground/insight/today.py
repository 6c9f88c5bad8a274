"""Today: what a member of the team, or who leads it, should see first.

The same for all of a team, but for one line that only its reader sees: how many of their own people
they have not spoken with. There is nothing here about another officer.
"""

from dataclasses import dataclass
from datetime import timedelta

from commonground.common import clock
from commonground.earlywarning import queries as alerts
from commonground.engagement import activity
from commonground.engagement import queries as events
from commonground.engagement.models import Event
from commonground.incidents import queries as incidents
from commonground.individuals.reading import own_quiet_count
from commonground.people.models import Staff
from commonground.people.rules import neighbourhoods_for
from commonground.places.models import Neighbourhood
from commonground.tasks import queries as tasks
from commonground.tasks.models import Task

from .waiting import Queue, queue

SHOWN = 6
ALERTS_SHOWN = 2  # each with a map
DAYS_AHEAD = 6
PRESENCE_DAYS = 28
PLACES_NAMED = 3
UNCLOSED_DAYS = 3


@dataclass(frozen=True)
class Today:
    places: list[Neighbourhood]
    waiting: Queue
    promised: list[Task]
    promised_more: int
    changing: list[alerts.Shown]
    changing_more: int
    one_place_count: int  # alerts that rest on one address: told as a count, shown on its page
    coming: list[Event]
    to_close: list[Event]
    to_close_more: int
    unclosed: list[Event]  # for who leads: after three days, not at once
    unclosed_more: int
    presence: list[activity.PlacePresence]
    calls_known: bool
    own_quiet: int  # of the reader's own people, nobody else's

    @property
    def place_names(self) -> str:
        """The names of a few places; of many, none."""
        few = len(self.places) <= PLACES_NAMED
        return "; ".join(place.name for place in self.places) if few else ""


def today(staff: Staff) -> Today:
    places = neighbourhoods_for(staff, "today.read")
    day = clock.today()
    promised = list(tasks.due(places, until=day + timedelta(days=DAYS_AHEAD)))
    changing = list(alerts.open_alerts(places))
    led = neighbourhoods_for(staff, "event.unclosed")
    to_close = events.to_close(places.exclude(id__in=led.values("id")))
    unclosed = events.unclosed_since(led, UNCLOSED_DAYS)
    since = clock.start_of(day - timedelta(days=PRESENCE_DAYS))
    return Today(
        places=list(places),
        waiting=queue(places),
        promised=promised[:SHOWN],
        promised_more=len(promised[SHOWN:]),
        changing=alerts.shown(changing[:ALERTS_SHOWN]),
        changing_more=len(changing[ALERTS_SHOWN:]),
        one_place_count=alerts.one_place_alerts(places).count(),
        coming=list(events.between(places, day, day + timedelta(days=DAYS_AHEAD))[:SHOWN]),
        to_close=list(to_close[:SHOWN]),
        to_close_more=max(0, to_close.count() - SHOWN),
        unclosed=list(unclosed[:SHOWN]),
        unclosed_more=max(0, unclosed.count() - SHOWN),
        presence=activity.by_place(places, since)[:SHOWN],
        calls_known=incidents.held("calls") is not None,
        own_quiet=own_quiet_count(staff),
    )
