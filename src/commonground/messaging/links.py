"""The links in our messages. No link is stored, not even hashed: each is the subscription's
random id with a keyed hash of it, and the key is not in the database."""

from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from commonground.common.deployment import deployment
from commonground.common.ids import LENGTH

from .models import Subscription

DIGITS = 40  # 160 bits
CONFIRM, UNSUBSCRIBE = "confirm", "unsubscribe"


def token(purpose: str, public_id: str) -> str:
    keyed = salted_hmac(f"messaging.{purpose}", public_id, algorithm="sha256")
    return public_id + keyed.hexdigest()[:DIGITS]


def subscription_of(purpose: str, given: str) -> Subscription | None:
    """The subscription that the link is for, ended or not; None when the link is not ours."""
    public_id = given[:LENGTH]
    if not constant_time_compare(given, token(purpose, public_id)):
        return None
    return Subscription.objects.filter(public_id=public_id).first()


def absolute(path: str) -> str:
    return deployment().base_url.rstrip("/") + path


def confirm_url(row: Subscription) -> str:
    return absolute(reverse("subscribe-confirm", args=[token(CONFIRM, row.public_id)]))


def unsubscribe_url(row: Subscription) -> str:
    return absolute(reverse("unsubscribe", args=[token(UNSUBSCRIBE, row.public_id)]))
