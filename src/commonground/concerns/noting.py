"""Notes of staff for staff. They are about the place and the work, never about who wrote."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import clock
from commonground.common.errors import Refused
from commonground.people.models import Staff

from . import moving, receipts
from .answering import check_length
from .guesses import GUESSES
from .models import Concern, InternalNote
from .rules import check_can_do


def guesses_who_wrote(words: str) -> bool:
    """Patterns catch the plain cases; the statement above the box asks for the rest."""
    return any(re.search(pattern, words, re.IGNORECASE) for pattern in GUESSES)


@transaction.atomic
def note(
    *, concern: Concern, words: str, by: Staff, idempotency_key: str = ""
) -> InternalNote:
    """Keep a note; the page sent twice keeps one."""
    concern = moving.locked(concern)
    check_can_do(by, "concern.note", concern)
    check_length(words)
    if guesses_who_wrote(words):
        raise Refused(_("A note may not guess who wrote. Write about the place and the work."))
    key = receipts.keyed_or_none(idempotency_key)
    known = concern.notes.filter(idempotency_key=key).first() if key else None
    if known:
        return known
    row = InternalNote.objects.create(
        concern=concern, words=moving.keep(words), by=by, at=clock.now(), idempotency_key=key
    )
    moving.note(by=by.actor(), verb="note", concern=concern)
    return row
