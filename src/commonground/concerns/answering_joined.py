"""One answer to everybody who joined a matter: each reads it in their own thread.

Each concern stays its author's own. The state moves only where the table lets it; where it does
not, the words alone are sent.
"""

from django.db import transaction

from commonground.common.texts import in_language
from commonground.people.models import Staff

from . import moving
from .answering import answer
from .models import CannedAnswer, Concern, Message
from .rules import can_do
from .states import STAFF, State, allowed

# Settled is over for its author; a dispute and what is withheld ask for words of their own
APART = (State.SETTLED, State.DISPUTED, State.WITHHELD)


def who_joined(concern: Concern, by: Staff) -> list[Concern]:
    """The concerns joined to it that `by` may answer and whose authors still wait for news."""
    rows = concern.joined.exclude(state__in=APART).filter(
        about_conduct=concern.about_conduct, sensitive=concern.sensitive
    )
    return [
        one
        for one in rows.select_related("category", "neighbourhood").order_by("public_id")
        if can_do(by, "concern.answer", one)
    ]


@transaction.atomic
def answer_all(
    *,
    concern: Concern,
    words: str,
    by: Staff,
    canned: CannedAnswer | None = None,
    becomes: str = "",
    asks: bool = False,
    idempotency_key: str = "",
) -> list[Message]:
    """Answer `concern` and each that joined it; every author or none. `words` are our own."""
    concern = moving.locked(concern)
    return [
        answer(
            concern=one,
            words=whole_text(words, canned, one.language),
            by=by,
            canned=canned,
            becomes=becomes if one == concern or allowed(one.state, becomes, STAFF) else "",
            asks=asks,
            idempotency_key=idempotency_key,
        )
        for one in [concern, *who_joined(concern, by)]
    ]


def whole_text(words: str, canned: CannedAnswer | None, language: str) -> str:
    """Our own words, then the ready-made text in the author's language."""
    parts = [words.strip(), in_language(canned.words, language) if canned else ""]
    return "\n\n".join(part for part in parts if part)
