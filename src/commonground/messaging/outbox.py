"""Messages leave only after what they tell is committed.

`enqueue` writes a row in the caller's transaction; the worker sends it. A row is claimed before
it is sent and marked at once after the server took it, so a crash sends it a second time only
when it falls between the two (at least once, as SMTP allows no better); both copies then carry
the same Message-ID.
"""

from datetime import datetime

from django.db import transaction

from commonground.common import clock

from .models import OutboxMessage


def enqueue(
    *,
    to: str,
    subject: str,
    body: str,
    key: str,
    headers: dict[str, str] | None = None,
    not_before: datetime | None = None,
    can_wait: bool = False,
) -> None:
    """Put one message in the outbox, inside the caller's transaction.

    `key` names what is told and to whom, without personal data ("answer:K7…"): the second
    message with a key is not kept. The subject is neutral and the body holds none of a
    concern's words: whoever looks at the phone or the mail account learns nothing.
    `can_wait`: news and reminders, which let everything else go first.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("enqueue belongs in the verb's transaction")
    # To the hour: a message can follow at once from what somebody wrote without a name
    now = clock.hour()
    row = OutboxMessage(
        key=key, to=to, subject=one_line(subject), body=body, headers=headers or {},
        can_wait=can_wait, created_at=now, due_at=not_before or now,
    )
    OutboxMessage.objects.bulk_create([row], ignore_conflicts=True)


def one_line(text: str) -> str:
    """A header never holds a line break."""
    return " ".join(text.split())[:200]
