"""What those who said that they would come are told, in the language in which they booked."""

import hashlib

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from commonground.common.texts import FALLBACK, in_language
from commonground.messaging import outbox
from commonground.messaging.models import OutboxMessage

from ..models import Event
from . import links
from .models import Booking

CAN_WAIT = ("reminder", "feedback")


def known(event: Event) -> str:
    """A mark of what makes people come at another time or place, or not at all."""
    place = in_language(event.place, FALLBACK)
    told = f"{event.starts_at.isoformat()}|{event.ends_at}|{place}|{event.is_cancelled}"
    return hashlib.sha256(told.encode()).hexdigest()


def subject_of(mail: str) -> str:
    """Neutral: it does not say which event."""
    return {
        "confirm": _("Please confirm that you want to come"),
        "full": _("Please confirm that you want to come"),
        "coming": _("You are expected"),
        "waiting": _("You are on the waiting list"),
        "moved_up": _("A place has come free for you"),
        "changed": _("Something you said you would come to has changed"),
        "cancelled": _("Something you said you would come to is cancelled"),
        "reminder": _("A reminder of what you said you would come to"),
        "feedback": _("How was it?"),
    }[mail]


def tell(row: Booking, mail: str, *, key: str, **words: object) -> None:
    """Put one message in the outbox, with the way out in it and in its headers."""
    leave = links.leave_url(row)
    template = "text.txt" if row.phone else f"mail/{mail}.txt"
    with translation.override(row.language):
        body = render_to_string(
            f"engagement/bookings/{template}",
            {
                "mail": mail,
                "event": row.event,
                "title": in_language(row.event.title),
                "places": row.places,
                "leave": leave,
                "page": links.event_url(row.event) if row.event.is_listed else "",
                **words,
            },
        )
        subject = subject_of(mail)
    headers = {
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    headers = {} if row.phone else headers
    body = " ".join(body.split()) if row.phone else body
    outbox.enqueue(
        to=row.address, subject=subject, body=body, key=key, headers=headers,
        can_wait=mail in CAN_WAIT,
    )  # fmt: skip


def forget(public_ids: list[str]) -> None:
    """What was not sent yet to these bookings is not sent, and its address goes with theirs:
    also what the mail server would not take, which else is kept for another try."""
    unsent = OutboxMessage.objects.filter(key__startswith="booking-", sent_at__isnull=True)
    gone = set(public_ids)
    keys = [key for key in unsent.values_list("key", flat=True) if key.rpartition(":")[2] in gone]
    OutboxMessage.objects.filter(key__in=keys, sent_at__isnull=True).delete()
