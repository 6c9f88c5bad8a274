"""The links in a person's messages: the card's random id with a keyed hash, stored nowhere.

Each purpose has its own key, so that the link to say yes cannot take a card away, or the reverse.
"""

from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from commonground.common.ids import LENGTH
from commonground.messaging.links import DIGITS, absolute

from .models import Individual

CONFIRM, KEEP, MINE, WITHDRAW = "confirm", "keep", "mine", "withdraw"


def token(purpose: str, public_id: str) -> str:
    keyed = salted_hmac(f"individuals.{purpose}", public_id, algorithm="sha256")
    return public_id + keyed.hexdigest()[:DIGITS]


def card_of(purpose: str, given: str) -> Individual | None:
    """The card that the link is for, erased or not; None when the link is not ours."""
    public_id = given[:LENGTH]
    if not constant_time_compare(given, token(purpose, public_id)):
        return None
    rows = Individual.objects.select_related("neighbourhood", "place")
    return rows.filter(public_id=public_id).first()


def url(purpose: str, card: Individual) -> str:
    return absolute(reverse(f"individual-{purpose}", args=[token(purpose, card.public_id)]))
