"""The nouns of the room. Constraints live here; decisions do not."""

from .categories import CannedAnswer, Category
from .concerns import CameBy, Concern, Receipt, Source, StateChange
from .endings import Decision, Dispute, HandOver
from .saiddid import SaidDid
from .thread import Address, InternalNote, Message, Photo, Side
from .words import Words

__all__ = [
    "Address",
    "CameBy",
    "CannedAnswer",
    "Category",
    "Concern",
    "Decision",
    "Dispute",
    "HandOver",
    "InternalNote",
    "Message",
    "Photo",
    "Receipt",
    "SaidDid",
    "Side",
    "Source",
    "StateChange",
    "Words",
]
