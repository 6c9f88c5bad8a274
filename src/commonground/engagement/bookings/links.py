"""The links in our messages: a booking's random id with a keyed hash of it. None is stored."""

from django.urls import reverse
from django.utils.crypto import constant_time_compare

from commonground.common.ids import LENGTH
from commonground.messaging.links import absolute, token

from ..models import Event
from .models import Booking

CONFIRM, LEAVE = "booking-confirm", "booking-leave"


def booking_of(purpose: str, given: str) -> Booking | None:
    """The booking that the link is for, ended or not; None when the link is not ours."""
    public_id = given[:LENGTH]
    if not given.isascii() or not constant_time_compare(given, token(purpose, public_id)):
        return None
    rows = Booking.objects.select_related("event__kind")
    return rows.filter(public_id=public_id).first()


def confirm_url(row: Booking) -> str:
    return absolute(reverse("booking-confirm", args=[token(CONFIRM, row.public_id)]))


def leave_url(row: Booking) -> str:
    return absolute(reverse("booking-leave", args=[token(LEAVE, row.public_id)]))


def event_url(event: Event) -> str:
    return absolute(reverse("event", args=[event.public_id]))
