"""What stands on a neighbourhood's public page, gathered once."""

from dataclasses import dataclass
from datetime import date

from commonground.common import clock
from commonground.common.maps import Map
from commonground.common.workingdays import working_days_between
from commonground.concerns.queries import PublicPair, public_said_did
from commonground.insight.trust.public import Panel, panel
from commonground.people.queries import PublicCard, team_contact
from commonground.places.models import Neighbourhood
from commonground.problems.models import Problem

from . import mapping
from .answering_times import AnsweringTimes, answering_times
from .coming import Coming, coming
from .models import Priority, PublishedScore
from .officers import officers
from .present import Present, present
from .recorded import Recorded, recorded

PAIRS_SHOWN = 12
PROBLEMS_SHOWN = 5


@dataclass(frozen=True)
class SaidDid:
    """A pair with the working days that people have waited, where nothing is done yet."""

    pair: PublicPair
    waiting_days: int


@dataclass(frozen=True)
class NeighbourhoodPage:
    neighbourhood: Neighbourhood
    as_of: date
    neighbours: list[Neighbourhood]
    map: Map | None
    officers: list[PublicCard]
    team_contact: str
    present: Present | None
    said_did: list[SaidDid]
    said_did_goes_on: bool  # there are older ones, on a page of their own
    answering: AnsweringTimes
    recorded: list[Recorded]
    trust: Panel | None
    events: list[Coming]
    priorities: list[Priority]
    problems: list[Problem]
    scores: list[PublishedScore]


def gather(neighbourhood: Neighbourhood) -> NeighbourhoodPage:
    neighbours = list(neighbourhood.neighbours.filter(closed_on__isnull=True))
    newest = public_said_did(neighbourhood, PAIRS_SHOWN + 1)
    return NeighbourhoodPage(
        neighbourhood=neighbourhood,
        as_of=clock.today(),
        neighbours=neighbours,
        map=mapping.around(neighbourhood, neighbours),
        officers=officers(neighbourhood),
        team_contact=team_contact(),
        present=present(neighbourhood),
        said_did=[waited(pair) for pair in newest[:PAIRS_SHOWN]],
        said_did_goes_on=len(newest) > PAIRS_SHOWN,
        answering=answering_times(neighbourhood),
        recorded=recorded(neighbourhood.public_id),
        trust=panel(neighbourhood),
        events=coming(neighbourhood),
        priorities=list(neighbourhood.priorities.current()),
        problems=list(neighbourhood.problems.filter(published_on__isnull=False)[:PROBLEMS_SHOWN]),
        scores=latest_scores(neighbourhood),
    )


def waited(pair: PublicPair) -> SaidDid:
    return SaidDid(pair, working_days_between(pair.row.said_on, clock.today()))


def latest_scores(neighbourhood: Neighbourhood) -> list[PublishedScore]:
    """Of each measure the last period that was over by today."""
    over = neighbourhood.published_scores.filter(period_to__lt=clock.today())
    latest: dict[str, PublishedScore] = {}
    for score in over.order_by("period_to"):
        latest[score.measure] = score
    return list(latest.values())
