"""What the team does: says how many places there are, and counts at the door."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit
from commonground.common.actors import Actor
from commonground.common.errors import Refused

from ..models import Event
from .booking import takes_bookings
from .models import DoorCount
from .places import move_up

MOST_CAPACITY = 5000
COUNTED = ("adults", "young", "first_time")
MOST_AT_DOOR = 100_000


@transaction.atomic
def set_capacity(*, event: Event, capacity: int | None, by: Actor) -> Event:
    """How many may come; None: as many as like. Who is expected already stays expected."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    if not takes_bookings(event):
        raise Refused(_("This event takes no bookings: it is not on the public list, or begun."))
    if capacity is not None and not 1 <= capacity <= MOST_CAPACITY:
        most = {"most": MOST_CAPACITY}
        raise Refused(_("Give a number from 1 to %(most)d, or leave it empty.") % most)
    event.capacity = capacity
    event.save(update_fields=["capacity"])
    _note(event, "set_capacity", by, places=capacity)
    move_up(event)
    return event


@transaction.atomic
def count_in(*, event: Event, who: str, step: int, by: Actor) -> DoorCount:
    """One more came in, or one less after a slip.

    Only that counting began is in the audit trail: a row for each touch would say to the second
    when somebody came through the door.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    check_can_count(event)
    if who not in COUNTED or step not in (1, -1):
        raise Refused(_("Use one of the buttons."))
    row, is_new = DoorCount.objects.get_or_create(event=event)
    count = getattr(row, who) + step
    if not 0 <= count <= MOST_AT_DOOR:
        raise Refused(_("A count cannot be below nought."))
    setattr(row, who, count)
    if row.first_time > row.adults + row.young:
        raise Refused(_("Count the person first, then that it is their first time."))
    row.save(update_fields=[who])
    if is_new:
        _note(event, "count_in", by)
    return row


def check_can_count(event: Event) -> None:
    if event.is_cancelled or event.is_closed or event.source:
        raise Refused(_("This event is closed or cancelled, so nobody is counted."))


def counted(event: Event) -> dict[str, int]:
    """What the closing form begins with; nothing when nobody counted."""
    row = DoorCount.objects.filter(event=event).first()
    return {name: getattr(row, name) for name in COUNTED} if row else {}


def _note(event: Event, verb: str, by: Actor, **detail: object) -> None:
    places = [place.public_id for place in event.neighbourhoods.all()]
    audit.record(
        by=by, verb=f"event.{verb}", noun="event", noun_id=event.public_id,
        neighbourhood=places[0] if len(places) == 1 else "", **detail,
    )  # fmt: skip
