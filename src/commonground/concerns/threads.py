"""A thread as its author reads it: what both sides wrote and what became of it, in order."""

from dataclasses import dataclass
from datetime import date, datetime

from commonground.common import clock

from .models import Concern, Message, SaidDid, Side
from .states import RESIDENT, TOLD, State, moves_from


@dataclass(frozen=True)
class Entry:
    """One thing in the thread. `kind`: theirs, ours, change, hand_over, decision."""

    kind: str
    on: date
    words: str = ""
    told: str = ""
    asks: bool = False
    erased: bool = False


@dataclass(frozen=True)
class Thread:
    concern: Concern
    told: str
    entries: list[Entry]
    said_dids: list[SaidDid]
    may_settle: bool
    may_dispute: bool
    may_reopen: bool
    waits_for_author: bool
    photo_ids: list[str]
    has_address: bool


def read_thread(concern: Concern) -> Thread:
    """Everything that its author may read; never who of us wrote, never internal notes."""
    moves = moves_from(concern.state, RESIDENT)
    messages = list(concern.messages.select_related("words"))
    return Thread(
        concern=concern,
        told=str(TOLD[State(concern.state)]),
        entries=_entries(concern, messages),
        said_dids=list(concern.said_dids.all()),
        may_settle=State.SETTLED in moves,
        may_dispute=State.DISPUTED in moves,
        may_reopen=State.RECEIVED in moves,
        waits_for_author=bool(messages) and messages[-1].asks,
        photo_ids=list(
            concern.photos.filter(erased_at=None).values_list("public_id", flat=True)
        ),
        has_address=hasattr(concern, "address"),
    )


def _entries(concern: Concern, messages: list[Message]) -> list[Entry]:
    said = {m.words.text for m in messages}
    found = [(m.at, 0, _message(m)) for m in messages]
    for change in concern.changes.select_related("reason").exclude(before=""):
        reason = change.reason.text if change.reason else ""
        told = str(TOLD[State(change.state)])
        words = "" if reason in said else reason
        found.append((change.at, 1, Entry("change", _day(change.at), words, told)))
    for dispute in concern.disputes.select_related("words"):
        found.append((dispute.at, 0, Entry("theirs", _day(dispute.at), dispute.words.text)))
    for row in concern.hand_overs.filter(told=True).select_related("words"):
        told = row.to_whom or row.get_to_display()
        found.append((row.at, 1, Entry("hand_over", _day(row.at), row.words.text, told)))
    return [entry for _at, _rank, entry in sorted(found, key=lambda f: f[:2])]


def _message(message: Message) -> Entry:
    kind = "theirs" if message.side == Side.RESIDENT else "ours"
    erased = message.words.erased_at is not None
    return Entry(kind, _day(message.at), message.words.text, "", message.asks, erased)


def _day(at: datetime) -> date:
    return clock.local_day(at)
