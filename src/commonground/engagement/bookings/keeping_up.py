"""What time does to bookings: holds lapse, changes and reminders are told, once each."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from commonground.common import clock, ledger
from commonground.messaging.links import absolute

from .. import states
from ..feedback.links import feedback_path
from ..models import Event
from . import telling
from .booking import CONFIRM_WITHIN, takes_bookings
from .models import ASKED, COMING, ENDED, WAITING, Booking, emptied
from .places import move_up
from .stores import BOOKINGS

EXPECTED = (COMING, WAITING)
REMINDED_AHEAD = timedelta(days=2)  # to the end of tomorrow
ASKED_HOW_UNTIL = timedelta(days=3)


def look_after() -> None:
    """Every few minutes: what nobody confirmed lapses, and news of the events is told."""
    lapse()
    tell_changes()
    fill_free_places()


@transaction.atomic
def lapse() -> int:
    """A day without the second yes: the address goes. Its places were free long before."""
    late = Booking.objects.filter(state=ASKED, asked_at__lte=clock.now() - CONFIRM_WITHIN)
    late = late.select_for_update(skip_locked=True)  # not of whoever says yes at this moment
    keys = list(late.values_list("public_id", flat=True))
    Booking.objects.filter(public_id__in=keys).update(state=ENDED, is_held=False, **emptied())
    telling.forget(keys)
    ledger.note(store=BOOKINGS, keys=keys, why="expired")
    return len(keys)


def fill_free_places() -> None:
    """After holds lapsed, or the house got larger, the waiting list moves up by itself."""
    waiting = Event.objects.filter(
        bookings__state=WAITING, state=states.PLANNED, starts_at__gt=clock.now()
    )
    for event in waiting.distinct():
        with transaction.atomic():
            event = Event.objects.select_for_update().get(pk=event.pk)
            if takes_bookings(event):
                move_up(event)


def tell_changes() -> None:
    """Another time, place or a cancellation: each said once, by the event's SEQUENCE."""
    rows = Booking.objects.filter(
        state__in=EXPECTED, event__sequence__gt=0, event__changed_at__gt=F("asked_at")
    ).with_address()
    recent = clock.now() - timedelta(days=1)
    for row in rows.filter(event__starts_at__gt=recent).select_related("event__kind"):
        if row.told != telling.known(row.event):
            _tell_change(row)


@transaction.atomic
def _tell_change(row: Booking) -> None:
    if (row := _as_it_is(row)) is None:
        return
    mail = "cancelled" if row.event.is_cancelled else "changed"
    telling.tell(row, mail, key=f"booking-change:{row.event.sequence}:{row.public_id}")
    row.told = telling.known(row.event)
    row.save(update_fields=["told"])


def remind() -> None:
    """Today and tomorrow; who was reminded is not reminded again."""
    until = clock.start_of(clock.today()) + REMINDED_AHEAD
    rows = Booking.objects.filter(
        state=COMING, was_reminded=False, event__state=states.PLANNED,
        event__starts_at__gt=clock.now(), event__starts_at__lt=until,
    )  # fmt: skip
    for row in rows.with_address().select_related("event__kind"):
        _once(row, "reminder", "was_reminded")


def ask_how_it_was() -> None:
    """To those who said they would come, within days of it and before their address goes."""
    now = clock.now()
    over = Q(event__starts_at__lt=now, event__starts_at__gt=now - ASKED_HOW_UNTIL)
    rows = Booking.objects.filter(over, state=COMING, was_asked_how=False)
    rows = rows.filter(event__state__in=[states.HELD, states.CLOSED]).with_address()
    for row in rows.select_related("event__kind"):
        _once(row, "feedback", "was_asked_how", link=absolute(feedback_path(row.event)))


@transaction.atomic
def _once(row: Booking, mail: str, flag: str, **words: object) -> None:
    if (row := _as_it_is(row)) is None or getattr(row, flag):
        return
    telling.tell(row, mail, key=f"booking-{mail}:{row.public_id}", **words)
    setattr(row, flag, True)
    row.save(update_fields=[flag])


def _as_it_is(row: Booking) -> Booking | None:
    """The row anew, locked: a list takes minutes to tell, and who left meanwhile hears no more."""
    rows = Booking.objects.select_for_update(of=("self",)).select_related("event__kind")
    return rows.filter(pk=row.pk, state__in=EXPECTED).with_address().first()


def erase_booking(public_id: str) -> int:
    """The address goes. Before its event that can only be somebody who left or never confirmed,
    in a copy that was restored: then they are not expected either."""
    rows = Booking.objects.select_related("event").with_address()
    row = rows.filter(public_id=public_id).first()
    if row is None:
        return 0
    telling.forget([public_id])
    left = {} if row.event.has_begun else {"state": ENDED, "is_held": False}
    return Booking.objects.filter(pk=row.pk).update(**emptied(), **left)
