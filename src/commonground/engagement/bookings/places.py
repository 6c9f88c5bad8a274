"""How many places are taken, and who moves up when one comes free."""

from datetime import timedelta

from django.db.models import Q, Sum

from commonground.common import clock

from ..models import Event
from . import telling
from .models import ASKED, COMING, WAITING, Booking

# Long enough to open a message, short enough that made-up addresses keep nobody out for a day
HELD_FOR = timedelta(minutes=45)
MOST_PLACES = 10
MOST_PLACES_OF_A_GROUP = 60  # children attend: whoever brings them books a number


def most_places(event: Event) -> int:
    return MOST_PLACES_OF_A_GROUP if event.kind.children_attend else MOST_PLACES


def coming(event: Event) -> int:
    return _sum(event, Q(state=COMING))


def held(event: Event) -> int:
    """Kept for a while for those who have not confirmed yet."""
    since = clock.now() - HELD_FOR
    return _sum(event, Q(state=ASKED, is_held=True, asked_at__gt=since))


def is_held_now(row: Booking) -> bool:
    return row.is_held and row.asked_at > clock.now() - HELD_FOR


def _sum(event: Event, which: Q) -> int:
    return event.bookings.filter(which).aggregate(n=Sum("places"))["n"] or 0


def has_room(event: Event, places: int) -> bool:
    """Whether so many more fit beside those who come and those whose places are held."""
    return event.capacity is None or coming(event) + held(event) + places <= event.capacity


def may_hold(event: Event, places: int) -> bool:
    """Whoever waits comes first, and addresses that nobody confirmed never hold more than half
    of all places: else a few made-up ones would keep everybody out."""
    if event.capacity is None:
        return True
    if event.bookings.filter(state=WAITING).exists() or not has_room(event, places):
        return False
    return held(event) + places <= -(-event.capacity // 2)


def move_up(event: Event) -> list[Booking]:
    """In order of arrival, and nobody overtakes: a small booking never goes before a large one.

    Call it with the event's row locked.
    """
    moved = []
    for row in event.bookings.filter(state=WAITING).order_by("asked_at", "public_id"):
        if not has_room(event, row.places):
            break
        row.state, row.told = COMING, telling.known(event)
        row.save(update_fields=["state", "told"])
        telling.tell(row, "moved_up", key=f"booking-up:{row.public_id}")
        moved.append(row)
    return moved
