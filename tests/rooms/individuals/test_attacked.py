"""Cards under attack: a message that went astray, and somebody who is asked too often."""

import pytest
from django.test import Client

from commonground.common.errors import Refused
from commonground.individuals import links
from commonground.individuals.cards import Details, edit_card
from commonground.individuals.models import Individual
from commonground.messaging.models import OutboxMessage

from .conftest import IRIS


def links_to(address: str) -> dict[str, str]:
    """purpose -> path, of all messages to an address."""
    found = {}
    for body in OutboxMessage.objects.filter(to=address).values_list("body", flat=True):
        for word in body.split():
            if "/my-card/" in word:
                path = word[word.index("/my-card/") :]
                found[path.split("/")[2] if path.count("/") == 4 else "mine"] = path
    return found


def moved(card: Individual, by) -> None:
    told = {name: getattr(card, name) for name in Details.__dataclass_fields__}
    edit_card(card=card, details=Details(**told | {"email": "iris.new@example.org"}), by=by)


def test_whoever_got_the_message_by_a_slip_reads_nothing_once_the_address_is_right(add, cast):
    card = add()
    old = links_to(IRIS)
    assert Client().get(old["mine"]).status_code == 200
    moved(card, cast.bram)
    assert Client().get(old["mine"]).status_code == 410
    assert Client().get(old["mine"] + "?as=json").status_code == 410
    new = links_to("iris.new@example.org")
    assert "Iris Example" in Client().get(new["mine"]).content.decode()
    # the way out works from any message that we ever sent
    assert Client().post(old["leave"]).status_code == 200
    card.refresh_from_db()
    assert card.state == "ended"


@pytest.mark.parametrize("purpose", [links.KEEP, links.CONFIRM])
def test_an_old_address_says_yes_to_nothing(add, cast, purpose):
    card = add()
    old = links.token(purpose, card)
    moved(card, cast.bram)
    card.refresh_from_db()
    assert links.card_of(purpose, old) is None
    assert links.card_of(purpose, links.token(purpose, card)) == card


def test_one_address_is_asked_once_however_often_somebody_tries(add):
    add("link")
    for email in (IRIS, f" {IRIS.upper()} "):
        with pytest.raises(Refused, match="asked already"):
            add("link", email=email)
    assert OutboxMessage.objects.filter(to=IRIS).count() == 1
    add("spoken")  # said so at the gate instead
    assert Individual.objects.live().count() == 1
