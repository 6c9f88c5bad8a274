"""Messages to the person: in their language, with what is kept and the way out in each."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from commonground.messaging import outbox
from commonground.messaging.models import OutboxMessage

from . import links, wording
from .models import Individual


def tell(card: Individual, mail: str, *, key: str) -> None:
    """Inside the verb's transaction. Without an address there is nothing to send."""
    if not card.email:
        return
    leave = links.url(links.WITHDRAW, card)
    with translation.override(card.language):
        subject = {
            "asked": _("May we keep your name?"),
            "welcome": _("What we keep about you"),
            "renewal": _("May we keep your name for longer?"),
        }[mail]
        words = {
            "neighbourhood": card.neighbourhood.name,
            "sentences": wording.sentences(),
            "confirm": links.url(links.CONFIRM, card),
            "keep": links.url(links.KEEP, card),
            "mine": links.url(links.MINE, card),
            "leave": leave,
        }
        body = render_to_string(f"individuals/mail/{mail}.txt", words)
    headers = {
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    outbox.enqueue(
        to=card.email, subject=subject, body=body, key=f"{_prefix(card)}{key}", headers=headers
    )


def drop_waiting(card: Individual) -> None:
    """What was about to be sent to somebody who has left is not sent."""
    OutboxMessage.objects.filter(key__startswith=_prefix(card), sent_at__isnull=True).delete()


def _prefix(card: Individual) -> str:
    return f"individual:{card.public_id}:"
