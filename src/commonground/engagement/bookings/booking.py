"""Saying that one will come, saying so a second time, and saying that one will not."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import clock, ledger
from commonground.common.errors import Refused
from commonground.messaging import sms

from .. import states
from ..models import Event
from . import links, telling
from .models import ASKED, COMING, ENDED, NEEDS, WAITING, Booking, emptied
from .places import HELD_FOR, has_room, is_held_now, may_hold, most_places, move_up
from .stores import BOOKINGS

CONFIRM_WITHIN = timedelta(hours=24)
# Nobody can fill a stranger's mailbox from our form: more requests a day send nothing. Only what
# was not confirmed counts, so that whoever does come to much can book all of it.
ASKED_A_DAY = 5
ASKED_FOR_ONE_EVENT = 2
# Of one event: more than any hall's guests ask within an hour is a script. It is told so.
ASKED_AN_HOUR = 300


@dataclass(frozen=True)
class Wish:
    """What somebody fills in: an address or a number, never a name."""

    places: int
    language: str
    email: str = ""
    phone: str = ""
    needs: list[str] = field(default_factory=list)
    needs_words: str = ""


def takes_bookings(event: Event) -> bool:
    """Ours, on the public list, still to come and not cancelled."""
    is_open = event.state == states.PLANNED and not event.has_begun
    return is_open and event.is_listed and not event.source


def check_wish(event: Event, wish: Wish) -> None:
    if not takes_bookings(event):
        raise Refused(_("Places can no longer be booked here: it has begun, or was cancelled."))
    if not 1 <= wish.places <= most_places(event):
        most = {"most": most_places(event)}
        raise Refused(_("Book at least one place and at most %(most)d.") % most)
    if not set(wish.needs) <= set(NEEDS):
        raise Refused(_("Choose what you need from the list."))


@transaction.atomic
def ask(*, event: Event, wish: Wish) -> None:
    """Keep the wish and send a link to confirm it.

    The page's answer is the same whether the address is known, the house is full or neither:
    what differs stands in the message, which only the owner of the address reads.
    """
    event = _locked(event)
    check_wish(event, wish)
    where = _where(wish)
    if _is_flooded(event):
        raise Refused(_("Very many people ask for places just now. Try again in an hour."))
    if wish.phone:
        sms.check_any_left()
    if _asks_too_often(event, where):
        return
    row = Booking.objects.create(
        event=event, **where, places=wish.places, language=wish.language,
        needs=sorted(wish.needs), needs_words=" ".join(wish.needs_words.split())[:200],
        is_held=may_hold(event, wish.places), told=telling.known(event),
    )  # fmt: skip
    telling.tell(
        row, "confirm" if row.is_held else "full", key=f"booking-ask:{row.public_id}",
        confirm=links.confirm_url(row), **how_long(),
    )  # fmt: skip


def _where(wish: Wish) -> dict[str, str]:
    """A number where one is given: the form takes one of the two."""
    if wish.phone:
        return {"email": "", "phone": sms.read_number(wish.phone)}
    return {"email": wish.email.strip().lower(), "phone": ""}


def how_long() -> dict[str, int]:
    """For the page and the messages."""
    minutes = int(HELD_FOR.total_seconds() // 60)
    return {"minutes": minutes, "hours": int(CONFIRM_WITHIN.total_seconds() // 3600)}


def _is_flooded(event: Event) -> bool:
    recent = event.bookings.filter(state=ASKED, asked_at__gt=clock.now() - timedelta(hours=1))
    return recent.count() >= ASKED_AN_HOUR


def unconfirmed_numbers(since: datetime) -> int:
    """For the most texts that we pay for in a day, with those of other forms."""
    return Booking.objects.filter(state=ASKED, asked_at__gt=since).exclude(phone="").count()


def _asks_too_often(event: Event, where: dict[str, str]) -> bool:
    since = clock.now() - timedelta(days=1)
    asked = Booking.objects.to_address(**where).filter(state=ASKED, asked_at__gt=since)
    return asked.count() >= ASKED_A_DAY or asked.filter(event=event).count() >= ASKED_FOR_ONE_EVENT


@transaction.atomic
def confirm(*, token: str) -> Booking | None:
    """The second yes. It replaces what the address booked here before, unless that would cost
    the place that it has."""
    row = _of(links.CONFIRM, token)
    if row is None or row.state == ENDED or not takes_bookings(row.event):
        return None
    return _take_in(row) if row.state == ASKED else row


def _take_in(row: Booking) -> Booking:
    """Who comes, or waits: the new booking, or the one before it where the new has no room."""
    same = row.event.bookings.to_address(email=row.email, phone=row.phone)
    others = same.exclude(id=row.id)
    before = others.filter(state__in=(COMING, WAITING)).first()
    kept = before.places if before and before.state == COMING else 0
    fits = _fits(row, kept)
    stays, goes = (before, row) if before and kept and not fits else (row, before)
    end_all([*others.filter(state=ASKED), *([goes] if goes else [])])
    if stays is row:
        _place(row, before, fits)
    telling.tell(stays, stays.state, key=f"booking-yes:{row.public_id}")
    move_up(row.event)
    return stays


def _fits(row: Booking, kept: int) -> bool:
    """Whether there is room: held, in the address's own places, or free with nobody waiting."""
    if is_held_now(row) or row.places <= kept:
        return True
    queue = row.event.bookings.filter(state=WAITING).exclude(email=row.email, phone=row.phone)
    return not queue.exists() and has_room(row.event, row.places - kept)


def _place(row: Booking, before: Booking | None, fits: bool) -> None:
    """Whoever waited for as many keeps the turn; a late yes counts from when it is said."""
    if before and before.state == WAITING and row.places <= before.places:
        row.asked_at = before.asked_at
    elif row.asked_at <= clock.now() - HELD_FOR:
        row.asked_at = clock.now()
    row.state, row.is_held = COMING if fits else WAITING, False
    row.told = telling.known(row.event)
    row.save(update_fields=["state", "is_held", "asked_at", "told"])


@transaction.atomic
def leave(*, token: str) -> Booking | None:
    """No longer coming: the address goes at once and the next one moves up. Twice is harmless."""
    row = _of(links.LEAVE, token)
    if row is None:
        return None
    if row.state != ENDED:
        end_all([row])
        if takes_bookings(row.event):
            move_up(row.event)
    return row


def end_all(rows: list[Booking]) -> None:
    """Empty the address and the needs of each, with a line in the ledger."""
    Booking.objects.filter(id__in=[row.id for row in rows]).update(
        state=ENDED, is_held=False, **emptied()
    )
    living = [row.public_id for row in rows if row.address]
    telling.forget(living)
    ledger.note(store=BOOKINGS, keys=living, why="asked")


def _locked(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",)).select_related("kind").get(pk=event.pk)


def _of(purpose: str, token: str) -> Booking | None:
    """The booking of a link, with its event locked: two people never take the same last place."""
    found = links.booking_of(purpose, token)
    if found is None:
        return None
    event = _locked(found.event)
    row = Booking.objects.get(pk=found.pk)
    row.event = event
    return row
