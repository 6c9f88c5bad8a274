"""We answer: read, asked, written, acted, ended. A person's words stop the 72 hours."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common.errors import Refused
from commonground.people.models import Staff

from . import moments, moving, receipts, telling
from .models import CannedAnswer, Concern, Message, Side, StateChange
from .rules import check_can_do
from .states import OUR_ENDINGS, STAFF, State

OWN_WORDS = 20  # characters beside a canned answer that make it a person's reply
MAX_WORDS = 5000


@transaction.atomic
def acknowledge(*, concern: Concern, by: Staff) -> Concern:
    """Somebody has read it. This alone is no reply."""
    concern = moving.locked(concern)
    check_can_do(by, "concern.answer", concern)
    moving.move(concern=concern, after=State.ACKNOWLEDGED, who=STAFF, by=by.actor())
    return concern


@transaction.atomic
def answer(
    *,
    concern: Concern,
    words: str,
    by: Staff,
    canned: CannedAnswer | None = None,
    becomes: str = "",
    reason: str = "",
    asks: bool = False,
    idempotency_key: str = "",
) -> Message:
    """Write to the author; `becomes` moves the concern in the same step.

    An ending takes `reason`, or else these words, as the reason that its author reads.
    """
    concern = moving.locked(concern)
    check_can_do(by, "concern.answer", concern)
    if idempotency_key:
        key = message_key(concern, idempotency_key)
        known = concern.messages.filter(idempotency_key=key).first()
        if known:
            return known
    message = write(concern, words, by, canned=canned, asks=asks, client_key=idempotency_key)
    after = becomes or (State.ACKNOWLEDGED if concern.state == State.RECEIVED else "")
    if after:
        _move(concern, after, reason or (words if after in OUR_ENDINGS else ""), by)
    telling.say_there_is_news(concern, f"message:{message.public_id}")
    return message


@transaction.atomic
def ask(*, concern: Concern, words: str, by: Staff, idempotency_key: str = "") -> Message:
    """Ask the author something; a question written for this concern is a first reply."""
    return answer(
        concern=concern, words=words, by=by, asks=True, idempotency_key=idempotency_key
    )


@transaction.atomic
def change_state(*, concern: Concern, to: str, by: Staff, reason: str = "") -> Concern:
    """Begin, end or go back to work, without writing a message."""
    concern = moving.locked(concern)
    check_can_do(by, "concern.answer", concern)
    change = _move(concern, to, reason, by)
    telling.say_there_is_news(concern, f"change:{change.pk}")
    return concern


def _move(concern: Concern, after: str, reason: str, by: Staff) -> StateChange:
    return moving.move(concern=concern, after=after, who=STAFF, by=by.actor(), reason=reason)


def write(
    concern: Concern,
    words: str,
    by: Staff,
    *,
    canned: CannedAnswer | None = None,
    asks: bool = False,
    client_key: str = "",
) -> Message:
    """Add our message and stop the first-reply clock if a person wrote it."""
    check_length(words)
    by_hand = is_own_writing(words)
    message = Message.objects.create(
        concern=concern,
        side=Side.STAFF,
        by_staff=by,
        words=moving.keep(words, concern.language),
        at=moments.now_after(concern),
        template_used=canned is not None or not by_hand,
        by_hand=by_hand,
        asks=asks,
        idempotency_key=message_key(concern, client_key),
    )
    if by_hand and concern.first_replied_at is None:
        concern.first_replied_at = message.at
        concern.save(update_fields=["first_replied_at"])
    moving.note(by=by.actor(), verb="answer", concern=concern, by_hand=by_hand, asks=asks)
    return message


def message_key(concern: Concern, client_key: str) -> str:
    """Of one concern: the same key sent to another is another message, never that one's."""
    return receipts.keyed(f"{concern.public_id}:{client_key or receipts.new_receipt()}")


def check_length(words: str) -> None:
    if not words.strip():
        raise Refused(_("Write something first."))
    if len(words) > MAX_WORDS:
        raise Refused(_("These are too many words: 5,000 characters at most."))


def is_own_writing(words: str) -> bool:
    """True unless the words are canned answers, with little or nothing written beside them."""
    rest = squeeze(words)
    for texts in CannedAnswer.objects.values_list("words", flat=True):
        for text in texts.values():
            if text:
                rest = rest.replace(squeeze(text), "")
    return rest == squeeze(words) or len(rest) >= OWN_WORDS


def squeeze(text: str) -> str:
    """Letters and digits only, so that a changed space or dot does not make it one's own."""
    return "".join(c for c in text.casefold() if c.isalnum())
