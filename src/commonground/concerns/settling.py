"""The author has the last word: settled, or not. Only a resident settles."""

from datetime import datetime, timedelta
from typing import BinaryIO

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commonground.common import clock, ledger
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.people.models import Staff

from . import flagging, moments, moving, telling
from .answering import check_length, message_key, write
from .models import Concern, Decision, Dispute, Message, Photo, Side
from .reporting import kept_on_disk
from .retention import ADDRESSES
from .rules import check_can_decide
from .states import DAYS_TO_CONFIRM, RESIDENT, SUPERVISOR, SYSTEM, State


def write_back(
    *,
    concern: Concern,
    words: str,
    by: Actor,
    photo: BinaryIO | None = None,
    idempotency_key: str = "",
) -> Message:
    """The author writes in the thread; sent twice, it is kept once."""
    check_length(words)
    key = message_key(concern, idempotency_key)
    known = concern.messages.filter(idempotency_key=key).first()
    if known:
        return known
    with kept_on_disk(photo) as photo_name, transaction.atomic():
        message = _keep_message(moving.locked(concern), words, by, key)
        if photo_name:
            Photo.objects.create(concern=concern, file_name=photo_name)
    return message


def _keep_message(concern: Concern, words: str, by: Actor, key: str) -> Message:
    message = Message.objects.create(
        concern=concern,
        side=Side.RESIDENT,
        words=moving.keep(words, concern.language),
        at=moments.coarse_after(concern),
        idempotency_key=key,
    )
    moving.note(by=by, verb="write_back", concern=concern)
    flagging.look_for_danger(concern, words, by)
    return message


@transaction.atomic
def settle(*, concern: Concern, by: Actor) -> Concern:
    """The author says that it is settled. An open dispute ends with it."""
    concern = moving.locked(concern)
    moving.move(concern=concern, after=State.SETTLED, who=RESIDENT, by=by)
    open_disputes(concern).update(withdrawn_at=moments.coarse())
    return concern


@transaction.atomic
def dispute(*, concern: Concern, words: str, by: Actor) -> Dispute:
    """The author says that it is not settled: a supervisor who did not answer will decide."""
    concern = moving.locked(concern)
    check_length(words)
    ending = concern.state
    moving.move(concern=concern, after=State.DISPUTED, who=RESIDENT, by=by)
    row = Dispute.objects.create(
        concern=concern,
        ending=ending,
        words=moving.keep(words, concern.language),
        at=concern.state_since,
        not_by=who_answered(concern),
    )
    moving.note(by=by, verb="dispute", concern=concern, ending=ending)
    flagging.look_for_danger(concern, words, by)
    return row


def open_disputes(concern: Concern) -> QuerySet[Dispute]:
    return concern.disputes.filter(decided_at=None, withdrawn_at=None)


def who_answered(concern: Concern) -> list[str]:
    """Public ids of the staff who wrote, moved it or decided an earlier dispute."""
    wrote = concern.messages.exclude(by_staff=None).values_list("by_staff__public_id", flat=True)
    moved = concern.changes.filter(by_kind="staff").values_list("by_id", flat=True)
    decided = concern.disputes.exclude(decided_by=None).values_list(
        "decided_by__public_id", flat=True
    )
    return sorted({*wrote, *moved, *decided})


@transaction.atomic
def reopen(*, concern: Concern, by: Actor, words: str = "") -> Concern:
    """Settled too early, or never confirmed: the author opens it again."""
    concern = moving.locked(concern)
    moving.move(concern=concern, after=State.RECEIVED, who=RESIDENT, by=by)
    if words.strip():
        write_back(concern=concern, words=words, by=by)
    return concern


@transaction.atomic
def forget_email(*, concern: Concern, by: Actor) -> bool:
    """The author wants no more e-mail: the address goes now, and stays gone after a restore."""
    had_one = telling.forget_address(concern)
    if had_one:
        ledger.note(store=ADDRESSES, keys=[concern.public_id], why="asked")
        moving.note(by=by, verb="forget_email", concern=concern)
    return had_one


@transaction.atomic
def decide_dispute(*, dispute: Dispute, decision: str, words: str, by: Staff) -> Dispute:
    """Back to work, or the ending stands; either way with words that the author reads."""
    concern = moving.locked(dispute.concern)
    dispute = Dispute.objects.select_for_update().get(pk=dispute.pk)
    dispute.concern = concern
    check_can_decide(by, dispute)
    if dispute.decided_at or dispute.withdrawn_at:
        raise Refused(_("This dispute is over. Load the page again."))
    dispute.not_by = who_answered(concern)  # whoever answered since it was raised, too
    check_can_decide(by, dispute)
    after = State.IN_PROGRESS if decision == Decision.BACK_TO_WORK else dispute.ending
    _keep_decision(dispute, decision, words, by)
    moving.move(concern=concern, after=after, who=SUPERVISOR, by=by.actor(), reason=words)
    message = write(concern, words, by)
    telling.say_there_is_news(concern, f"message:{message.public_id}")
    return dispute


def _keep_decision(dispute: Dispute, decision: str, words: str, by: Staff) -> None:
    if decision not in Decision.values:
        raise Refused(_("Choose: back to work, or the ending stands."))
    check_length(words)
    dispute.decision, dispute.decided_by, dispute.decided_at = decision, by, clock.now()
    dispute.decision_words = moving.keep(words, dispute.concern.language)
    dispute.save(
        update_fields=["decision", "decided_by", "decided_at", "decision_words"]
    )
    moving.note(
        by=by.actor(), verb="decide_dispute", concern=dispute.concern, decision=decision
    )


def stop_waiting() -> int:
    """28 days after we acted and no word from the author: not confirmed, never settled."""
    late = clock.now() - timedelta(days=DAYS_TO_CONFIRM)
    waiting = Concern.objects.filter(state=State.ACTION_TAKEN, state_since__lte=late)
    return sum(_give_up(concern, late) for concern in waiting)


@transaction.atomic
def _give_up(concern: Concern, late: datetime) -> int:
    """Unless the author wrote within the 28 days: a word starts them anew."""
    concern = moving.locked(concern)
    wrote = concern.messages.filter(side=Side.RESIDENT, at__gt=late).exists()
    if concern.state != State.ACTION_TAKEN or concern.state_since > late or wrote:
        return 0
    by = Actor.system("stop_waiting")
    moving.move(concern=concern, after=State.NOT_CONFIRMED, who=SYSTEM, by=by)
    return 1
