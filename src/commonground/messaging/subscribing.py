"""Asking for news, saying so a second time, and leaving."""

from datetime import timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from commonground.common import clock, ledger
from commonground.places.models import Neighbourhood

from . import links, outbox
from .models import OutboxMessage, Subscription
from .retention import SUBSCRIBERS

CONFIRM_WITHIN = timedelta(days=7)
# Nobody can fill a stranger's mailbox from our form: more requests a day send nothing.
ASKED_A_DAY = 3


@transaction.atomic
def ask(
    *, neighbourhood: Neighbourhood, email: str, kinds: list[str], how_often: str, language: str
) -> None:
    """Keep the wish and send a link to confirm it.

    Known and unknown addresses get the same answer on the page, and the same message.
    """
    address = email.strip().lower()
    recent = Subscription.objects.filter(
        email=address, asked_at__gt=clock.now() - timedelta(days=1)
    )
    if recent.count() >= ASKED_A_DAY:
        return
    row = Subscription.objects.create(
        neighbourhood=neighbourhood, email=address, kinds=kinds, how_often=how_often,
        language=language, asked_at=clock.now(),
    )
    send(row, "confirm", subject_of("confirm", language), key=f"confirm:{row.public_id}",
         link=links.confirm_url(row), days=CONFIRM_WITHIN.days)


def subject_of(mail: str, language: str) -> str:
    """Neutral: whoever looks over a shoulder learns nothing."""
    with translation.override(language):
        return {
            "confirm": _("Please confirm your e-mail address"),
            "news": _("News from your neighbourhood"),
        }[mail]


def send(row: Subscription, mail: str, subject: str, *, key: str, **words: object) -> None:
    """Put a message to a subscriber in the outbox, with the way out in it and in its headers."""
    leave = links.unsubscribe_url(row)
    with translation.override(row.language):
        body = render_to_string(
            f"messaging/mail/{mail}.txt",
            {"neighbourhood": row.neighbourhood.name, "leave": leave, **words},
        )
    headers = {
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    outbox.enqueue(to=row.email, subject=subject, body=body, key=key, headers=headers)


@transaction.atomic
def confirm(*, token: str) -> Subscription | None:
    """The second yes. It replaces what the address asked for here before."""
    row = links.subscription_of(links.CONFIRM, token)
    if row is None or row.ended_at or is_too_late(row):
        return None
    if row.confirmed_at is None:
        earlier = Subscription.objects.filter(
            email=row.email, neighbourhood=row.neighbourhood_id, asked_at__lte=row.asked_at
        ).exclude(id=row.id)
        end_all(list(earlier))
        row.confirmed_at = row.told_until = clock.now()
        row.save(update_fields=["confirmed_at", "told_until"])
    return row


def is_too_late(row: Subscription) -> bool:
    return row.confirmed_at is None and row.asked_at < clock.now() - CONFIRM_WITHIN


@transaction.atomic
def end(*, token: str) -> bool:
    """Stop this subscription and forget its address. True as well when it ended before."""
    row = links.subscription_of(links.UNSUBSCRIBE, token)
    if row is None:
        return False
    end_all([row])
    return True


@transaction.atomic
def forget_address(*, token: str) -> bool:
    """Stop every subscription of the address and drop what was about to be sent to it."""
    row = links.subscription_of(links.UNSUBSCRIBE, token)
    if row is None:
        return False
    if row.email:
        OutboxMessage.objects.waiting().filter(to__iexact=row.email).delete()
        end_all(list(Subscription.objects.filter(email=row.email)))
    return True


def end_all(rows: list[Subscription]) -> None:
    """Empty the address of each, with a line in the ledger: a restore brings none back."""
    living = [row for row in rows if row.ended_at is None]
    Subscription.objects.filter(id__in=[row.id for row in living]).update(
        email="", ended_at=clock.now()
    )
    ledger.note(store=SUBSCRIBERS, keys=[row.public_id for row in living], why="asked")
