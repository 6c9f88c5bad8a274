"""What the person does with the links of our messages. No account, no reason asked."""

from django.db import transaction

from commonground.common import clock
from commonground.common.actors import Actor

from . import links, telling
from .cards import end, note
from .models import Individual
from .retention import RETENTION
from .vocabulary import How, State

SAY_YES_WITHIN = RETENTION[1].days


def is_waiting(card: Individual | None) -> bool:
    """Whether the link to say yes still does something."""
    return (
        card is not None
        and card.state == State.ASKED
        and (clock.today() - card.asked_on).days <= SAY_YES_WITHIN
    )


@transaction.atomic
def confirm(*, token: str) -> Individual | None:
    """The yes. A second click finds it said; a link that is too old or cut off does nothing."""
    card = _locked(links.CONFIRM, token)
    if card and card.state == State.LIVE:
        return card
    if card is None or not is_waiting(card):
        return None
    card.state, card.consent_how = State.LIVE, How.LINK
    card.consented_on = card.touched_on = clock.today()
    card.save(update_fields=["state", "consent_how", "consented_on", "touched_on"])
    telling.tell(card, "welcome", key="welcome")
    note(Actor.resident(), "individual.consent", card)
    return card


@transaction.atomic
def keep(*, token: str) -> Individual | None:
    """Stay for another 24 months."""
    card = _locked(links.KEEP, token)
    if card is None or card.state != State.LIVE:
        return None
    if card.renewal_sent_on:  # the link works once for each message that asked
        card.touched_on, card.renewal_sent_on = clock.today(), None
        card.save(update_fields=["touched_on", "renewal_sent_on"])
        note(Actor.resident(), "individual.keep", card)
    return card


@transaction.atomic
def withdraw(*, token: str) -> bool:
    """Erased at once. True as well when it was before; False when the link is not ours."""
    card = _locked(links.WITHDRAW, token)
    if card is None:
        return False
    if card.state != State.ENDED:
        end(card, Actor.resident())
    return True


def _locked(purpose: str, token: str) -> Individual | None:
    card = links.card_of(purpose, token)
    if card is None:
        return None
    rows = Individual.objects.select_for_update(of=("self",)).select_related("neighbourhood")
    return rows.get(pk=card.pk)
