"""Looking at cards. Each look is a row in the trail, in the transaction that reads.

By role, language and topic only, within one neighbourhood: there is no search by name.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from commonground.common import audit, clock
from commonground.people.models import Staff
from commonground.people.rules import check, neighbourhoods_for, role_for
from commonground.places.models import Neighbourhood

from .models import Individual
from .vocabulary import State

READ = "individual.read"
QUIET_WEEKS = 8


@dataclass(frozen=True)
class Cards:
    """shown : by name. own_quiet : of who looks, those nobody spoke with for eight weeks."""

    shown: list[Individual]
    own_quiet: list[Individual]
    asked_count: int


@transaction.atomic
def list_cards(
    *, neighbourhood: Neighbourhood, by: Staff, role: str = "", language: str = "", topic: str = ""
) -> Cards:
    check(by, READ, neighbourhood)
    rows = Individual.objects.filter(neighbourhood=neighbourhood)
    live = list(rows.live().select_related("place", "known_to").order_by("name", "public_id"))
    shown = [
        card for card in live
        if (not role or card.role == role)
        and (not language or language in card.languages)
        and (not topic or topic in card.topics)
    ]  # fmt: skip
    audit.record(
        by=by.actor(role_for(by, READ)), verb="individual.list", noun="individual",
        neighbourhood=neighbourhood.public_id, count=len(shown),
    )  # fmt: skip
    own = [card for card in live if card.known_to_id == by.pk and is_quiet(card)]
    return Cards(shown, own, rows.filter(state=State.ASKED).count())


def quiet_since() -> date:
    return clock.today() - timedelta(weeks=QUIET_WEEKS)


def is_quiet(card: Individual) -> bool:
    return (card.last_spoken_on or card.touched_on) <= quiet_since()


def own_quiet_count(by: Staff) -> int:
    """How many of your own people you have not spoken with; of nobody else's."""
    day = quiet_since()
    spoken = Q(last_spoken_on__lte=day) | Q(last_spoken_on__isnull=True, touched_on__lte=day)
    rows = Individual.objects.live().filter(spoken, known_to=by)
    return rows.filter(neighbourhood__in=neighbourhoods_for(by, READ)).count()


@transaction.atomic
def open_card(*, public_id: str, by: Staff) -> Individual | None:
    """The card, or None where it is not there, not agreed to, or of another team."""
    rows = Individual.objects.live().select_related("neighbourhood", "place", "known_to")
    card = rows.filter(public_id=public_id, neighbourhood__in=neighbourhoods_for(by, READ)).first()
    if card is not None:
        audit.record(
            by=by.actor(role_for(by, READ)), verb="individual.open", noun="individual",
            noun_id=card.public_id, neighbourhood=card.neighbourhood.public_id,
        )  # fmt: skip
    return card
