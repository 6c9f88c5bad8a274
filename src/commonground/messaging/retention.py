"""What messaging keeps of anybody: addresses, and only while they are needed."""

from datetime import datetime
from pathlib import Path

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from commonground.common import clock
from commonground.common.retention import Record, Rule, Subject

from . import channels
from .models import OutboxMessage, Subscription

MESSAGES = _("Messages that could not be sent")
SUBSCRIBERS = _("Addresses of subscribers")
UNCONFIRMED = _("Addresses that nobody confirmed")
FILES = _("Messages written into files instead of sent")

RETENTION = [
    Rule(
        store=MESSAGES,
        model="messaging.OutboxMessage",
        name="messages",
        least=1,
        most=90,
        personal=("to", "subject", "body", "headers"),
        days=14,
        since=_("after we gave up; what was sent is emptied at once"),
        stays=_("that a message was written, and when"),
    ),
    Rule(
        store=SUBSCRIBERS,
        model="messaging.Subscription",
        personal=("email", "phone"),
        days=None,
        since=_("until you unsubscribe; every message has the link"),
        stays=_("that somebody subscribed, and when it ended"),
    ),
    Rule(
        store=UNCONFIRMED,
        model="messaging.Subscription",
        name="unconfirmed",
        least=1,
        most=30,
        personal=("email", "phone"),
        days=7,
        since=_("after the form was filled in"),
        stays=_("that somebody asked, and when"),
    ),
    Rule(
        store=FILES,
        model="",
        name="mail_files",
        personal=(),
        days=30,
        least=1,
        most=365,
        since=_("after the message was written"),
        stays=_("that a message was written, and when"),
    ),
]

NOT_PERSONAL = {"messaging.News": "titles that staff wrote and published"}


def expired(rule: Rule, before: datetime) -> list[str]:
    if rule.store == MESSAGES:
        rows = OutboxMessage.objects.given_up().exclude(to="").filter(given_up_at__lt=before)
    elif rule.store == UNCONFIRMED:
        rows = Subscription.objects.filter(
            confirmed_at__isnull=True, ended_at__isnull=True, asked_at__lt=before
        )
    elif rule.store == FILES:
        rows = OutboxMessage.objects.filter(public_id__in=_on_disk(), sent_at__lt=before)
    else:
        return []  # a subscription ends when the subscriber says so
    return list(rows.values_list("public_id", flat=True))


def _on_disk() -> list[str]:
    """Ids of the messages that lie in files (channels.to_files)."""
    return [file.stem.upper() for file in channels.folder().glob("*.eml")]


def erase(rule: Rule, key: str) -> int:
    if rule.store == FILES:
        return _remove(channels.folder() / f"{key.lower()}.eml")
    if rule.store == MESSAGES:
        return OutboxMessage.objects.filter(public_id=key).exclude(to="").update(
            to="", subject="", body="", headers={}, given_up_at=clock.now()
        )
    return Subscription.objects.filter(public_id=key, ended_at__isnull=True).update(
        email="", phone="", ended_at=clock.now()
    )


def _remove(file: Path) -> int:
    if file.parent != channels.folder() or not file.is_file():
        return 0
    file.unlink()
    return 1


def export(subject: Subject) -> list[Record]:
    if not subject.email:
        return []
    address = subject.email.strip().lower()
    rows = Subscription.objects.filter(Q(email=address) | Q(phone=address))
    return [
        Record(
            store=SUBSCRIBERS,
            key=row.public_id,
            title="Subscription",
            at=row.asked_at,
            facts={
                "neighbourhood": row.neighbourhood.name,
                "news": ", ".join(row.kinds),
                "how often": row.how_often,
                "language": row.language,
                "confirmed": str(row.confirmed_at or "no"),
            },
            contact={"e-mail": row.email, "phone": row.phone},
        )
        for row in rows.select_related("neighbourhood")
    ]
