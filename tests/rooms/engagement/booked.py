"""Bookings as residents make them: asked on the page, said a second time by the link."""

from commonground.engagement.bookings import booking, links
from commonground.engagement.bookings.booking import Wish
from commonground.engagement.bookings.models import Booking
from commonground.messaging.links import token
from commonground.messaging.models import OutboxMessage

AMAL = "amal@example.org"

clocks: list = []  # the test's; the fixture `booking_clock` puts it in


def wish(email: str = AMAL, places: int = 1, **more) -> Wish:
    return Wish(email=email, places=places, **({"language": "en"} | more))


def book(event, email: str = AMAL, places: int = 1, **more) -> Booking:
    """Ask, and say so a second time. A second goes by before: who came first is who came first."""
    clocks[-1].forward(seconds=1)
    booking.ask(event=event, wish=wish(email, places, **more))
    row = Booking.objects.filter(email=email).latest("asked_at")
    return booking.confirm(token=token(links.CONFIRM, row.public_id))


def leave(row: Booking) -> None:
    booking.leave(token=token(links.LEAVE, row.public_id))


def mails(start: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(key__startswith=f"booking-{start}"))
