"""The links in a person's messages: the card's random id with a keyed hash, stored nowhere.

Each purpose has its own key, so that the link to say yes cannot take a card away, or the reverse.
What reads a card or says yes for it holds the address in its hash, too: where a wrong one was put
right, whoever got the message by mistake reads nothing. The way out works from any message.
"""

from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from commonground.common.ids import LENGTH
from commonground.messaging.links import DIGITS, absolute

from .models import Individual

CONFIRM, KEEP, MINE, WITHDRAW = "confirm", "keep", "mine", "withdraw"


def token(purpose: str, card: Individual) -> str:
    told = card.public_id if purpose == WITHDRAW else f"{card.public_id}|{card.email}"
    keyed = salted_hmac(f"individuals.{purpose}", told, algorithm="sha256")
    return card.public_id + keyed.hexdigest()[:DIGITS]


def card_of(purpose: str, given: str) -> Individual | None:
    """The card that the link is for, erased or not; None when the link is not ours."""
    rows = Individual.objects.select_related("neighbourhood", "place")
    card = rows.filter(public_id=given[:LENGTH]).first()
    if card is None or not constant_time_compare(given, token(purpose, card)):
        return None
    return card


def url(purpose: str, card: Individual) -> str:
    return absolute(reverse(f"individual-{purpose}", args=[token(purpose, card)]))
