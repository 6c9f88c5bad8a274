"""Asking for news, saying so a second time, and leaving."""

from datetime import datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from commonground.common import clock, ledger
from commonground.common.turns import in_turn
from commonground.places.models import Neighbourhood

from . import links, outbox, sms
from .models import OutboxMessage, Subscription
from .retention import SUBSCRIBERS

CONFIRM_WITHIN = timedelta(days=7)
# Nobody can fill a stranger's mailbox from our form: more requests a day send nothing.
ASKED_A_DAY = 3


@transaction.atomic
def ask(
    *,
    neighbourhood: Neighbourhood,
    kinds: list[str],
    how_often: str,
    language: str,
    email: str = "",
    phone: str = "",
) -> None:
    """Keep the wish and send a link to confirm it.

    Known and unknown addresses get the same answer on the page, and the same message.
    """
    where = {"phone": sms.read_number(phone)} if phone else {"email": email.strip().lower()}
    since = clock.now() - timedelta(days=1)
    recent = Subscription.objects.filter(asked_at__gt=since)
    if phone:
        sms.check_any_left()
    in_turn(neighbourhood)
    if recent.filter(**where).count() >= ASKED_A_DAY:
        return
    row = Subscription.objects.create(
        neighbourhood=neighbourhood, kinds=kinds, how_often=how_often, language=language,
        asked_at=clock.now(), **where,
    )  # fmt: skip
    send(row, "confirm", subject_of("confirm", language), key=f"confirm:{row.public_id}",
         link=links.confirm_url(row), days=CONFIRM_WITHIN.days)


def unconfirmed_numbers(since: datetime) -> int:
    """For the most texts that we pay for in a day, with those of other forms."""
    asked = Subscription.objects.filter(asked_at__gt=since, confirmed_at__isnull=True)
    return asked.exclude(phone="").count()


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
    folder = "text" if row.phone else "mail"
    with translation.override(row.language):
        body = render_to_string(
            f"messaging/{folder}/{mail}.txt",
            {"neighbourhood": row.neighbourhood.name, "leave": leave, **words},
        )
    headers = {
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    headers = {} if row.phone else headers
    outbox.enqueue(
        to=row.address, subject=subject, body=body.strip(), key=key, headers=headers,
        can_wait=mail == "news",
    )  # fmt: skip


@transaction.atomic
def confirm(*, token: str) -> Subscription | None:
    """The second yes. It replaces what the address asked for here before."""
    row = links.subscription_of(links.CONFIRM, token)
    if row is None or row.ended_at or is_too_late(row):
        return None
    if row.confirmed_at is None:
        earlier = Subscription.objects.filter(
            email=row.email, phone=row.phone, neighbourhood=row.neighbourhood_id,
            asked_at__lte=row.asked_at,
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
    if row.address:
        OutboxMessage.objects.filter(sent_at__isnull=True, to__iexact=row.address).delete()
        end_all(list(Subscription.objects.filter(email=row.email, phone=row.phone)))
    return True


def end_all(rows: list[Subscription]) -> None:
    """Empty the address of each, with a line in the ledger: a restore brings none back."""
    living = [row for row in rows if row.ended_at is None]
    Subscription.objects.filter(id__in=[row.id for row in living]).update(
        email="", phone="", ended_at=clock.now()
    )
    ledger.note(store=SUBSCRIBERS, keys=[row.public_id for row in living], why="asked")
