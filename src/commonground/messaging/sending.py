"""What the worker does with the outbox: claim, send, mark; try again later; give up at last."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError
from email.message import EmailMessage
from smtplib import SMTPDataError, SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused

from django.db import transaction
from django.db.models import Min, Q
from django.utils.encoding import punycode

from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.common.deployment import deployment

from . import channels, sms
from .models import OutboxMessage

BATCH = 50
MAX_ATTEMPTS = 20  # with the waits below: given up after about three days
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
# What is wrong with one message, and not with the server: the others go on
OF_ONE = (
    SMTPRecipientsRefused, SMTPDataError, SMTPNotSupportedError, MessageError, ValueError,
)  # fmt: skip
# A claim older than this belongs to a worker that died. Longer than any round may take.
CLAIM_HOLDS = timedelta(minutes=20)


@dataclass(frozen=True)
class Round:
    sent: int = 0
    failed: int = 0


def send_waiting() -> Round:
    """Send what is due, at most `BATCH` messages of each kind: first what somebody waits for."""
    first, then = _send_round(can_wait=False), _send_round(can_wait=True)
    return Round(first.sent + then.sent, first.failed + then.failed)


def _send_round(*, can_wait: bool) -> Round:
    rows = claim(clock.now(), can_wait=can_wait)
    texts = [row for row in rows if sms.is_number(row.to)]
    mails = [row for row in rows if not sms.is_number(row.to)]
    done = _send_all(mails, channels.channel, as_email) + _send_all(texts, sms.to_gateway, as_text)
    return Round(sum(done), len(rows) - sum(done))


def _send_all(
    rows: list[OutboxMessage],
    channel: Callable[[], AbstractContextManager],
    made: Callable[[OutboxMessage], tuple],
) -> list[bool]:
    """Through one connection; whether each was taken. Without a connection the rest waits."""
    done: list[bool] = []
    try:
        with channel() if rows else nullcontext() as send:
            for row in rows:
                done.append(deliver(row, send, made))
    except (OSError, SMTPException) as problem:
        for row in rows[len(done):]:
            put_off(row, problem)
    return done


def claim(now: datetime, *, can_wait: bool) -> list[OutboxMessage]:
    """Make a batch of due rows ours: another worker's claim is left alone."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM_HOLDS)
    with transaction.atomic():
        rows = (
            OutboxMessage.objects.waiting().filter(free, due_at__lte=now, can_wait=can_wait)
            .select_for_update(skip_locked=True).order_by("due_at")
        )
        ids = [row.id for row in rows[:BATCH]]
        OutboxMessage.objects.filter(id__in=ids).update(claimed_at=now)
    return list(OutboxMessage.objects.filter(id__in=ids).order_by("due_at"))


def deliver(
    row: OutboxMessage, send: Callable[..., None], made: Callable[[OutboxMessage], tuple]
) -> bool:
    """Send one and mark it at once; True when the server took it."""
    try:
        send(*made(row))
    except OF_ONE as problem:
        put_off(row, problem, for_good=is_final(problem))
        return False
    mark_sent(row)
    return True


def is_final(problem: Exception) -> bool:
    """Whether another try cannot help: refused with 5xx, or no message at all."""
    if isinstance(problem, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in problem.recipients.values())
    return not isinstance(problem, SMTPDataError) or problem.smtp_code >= 500


def mark_sent(row: OutboxMessage) -> None:
    row.sent_at = row.due_at = max(clock.hour(), row.created_at)
    empty(row)
    row.save(update_fields=["sent_at", "due_at", "to", "subject", "body", "headers", "claimed_at"])


def empty(row: OutboxMessage) -> None:
    row.to = row.subject = row.body = ""
    row.headers = {}
    row.claimed_at = None


def put_off(row: OutboxMessage, problem: Exception, *, for_good: bool = False) -> None:
    """Try again later, each time after a longer wait; give up after the last attempt."""
    now = clock.now()
    row.attempts += 1
    row.problem = type(problem).__name__
    row.claimed_at = None
    row.due_at = now + min(FIRST_WAIT * 2 ** (row.attempts - 1), LONGEST_WAIT)
    if for_good or row.attempts >= MAX_ATTEMPTS:
        row.given_up_at = now
    row.save(update_fields=["attempts", "problem", "claimed_at", "due_at", "given_up_at"])


def as_text(row: OutboxMessage) -> tuple[str, str]:
    return row.to, row.body


def as_email(row: OutboxMessage) -> tuple[EmailMessage]:
    """The message; its Message-ID stays the same however often it is tried."""
    sender = deployment().mail_from or "noreply@localhost"
    message = EmailMessage()
    message["From"] = sender
    message["To"] = in_ascii(row.to)
    message["Subject"] = row.subject
    message["Message-ID"] = f"<{row.public_id.lower()}@{sender.rpartition('@')[2].strip('> ')}>"
    message["Auto-Submitted"] = "auto-generated"
    for name, value in row.headers.items():
        message[name] = value
    message.set_content(row.body)
    return (message,)


def in_ascii(address: str) -> str:
    """`a@exämple.org` as a server without the newest extension (SMTPUTF8) takes it."""
    name, sign, domain = address.rpartition("@")
    return name + sign + punycode(domain)


@dataclass(frozen=True)
class Counts:
    waiting: int
    given_up: int
    oldest_waiting_at: datetime | None


def counts() -> Counts:
    """What staff see of the outbox: numbers, no addresses."""
    waiting = OutboxMessage.objects.waiting().filter(due_at__lte=clock.now())
    return Counts(
        waiting.count(),
        OutboxMessage.objects.given_up().count(),
        waiting.aggregate(at=Min("created_at"))["at"],
    )


@transaction.atomic
def try_again(*, by: Actor) -> int:
    """Give what was given up another try (the mail server was repaired)."""
    count = OutboxMessage.objects.given_up().exclude(to="").update(
        given_up_at=None, attempts=0, due_at=clock.now(), claimed_at=None, problem=""
    )
    audit.record(by=by, verb="outbox.try_again", noun="outbox", count=count)
    return count



@transaction.atomic
def hold_back(*, by: Actor) -> int:
    """After a restore: what waited then may have been sent since. Staff decide (`try_again`)."""
    count = OutboxMessage.objects.waiting().update(
        given_up_at=clock.now(), claimed_at=None, problem="restored"
    )
    audit.record(by=by, verb="outbox.hold_back", noun="outbox", count=count)
    return count
