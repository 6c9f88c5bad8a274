"""The address of the three questions: on paper at the door, so it cannot be guessed from home."""

from django.urls import reverse
from django.utils.crypto import constant_time_compare

from commonground.common.ids import LENGTH
from commonground.messaging.links import token

from ..models import Event

PURPOSE = "feedback"
KEYED = 16  # digits: short enough to type off a sheet, too many to try


def feedback_path(event: Event) -> str:
    return reverse("event-feedback", args=[_short(event.public_id)])


def event_of(given: str) -> Event | None:
    public_id = given[:LENGTH]
    if not given.isascii() or not constant_time_compare(given, _short(public_id)):
        return None
    return Event.objects.select_related("kind").filter(public_id=public_id).first()


def _short(public_id: str) -> str:
    return token(PURPOSE, public_id)[: LENGTH + KEYED]
