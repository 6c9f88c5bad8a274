"""Out of engagement, into another store: only by a person, on a basis, and on record."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import clock
from commonground.common.errors import Refused
from commonground.people.models import Staff

from . import moving, receipts, telling
from .models import Concern, HandOver
from .rules import check_can_do


@transaction.atomic
def hand_over(
    *,
    concern: Concern,
    to: str,
    basis: str,
    words: str,
    by: Staff,
    to_whom: str = "",
    why_not_told: str = "",
    idempotency_key: str = "",
) -> HandOver:
    """Pass these words on. The author is told, unless that would endanger someone."""
    concern = moving.locked(concern)
    check_can_do(by, "concern.hand_over", concern)
    if to not in HandOver.To.values:
        raise Refused(_("Choose to whom this goes."))
    if not basis.strip():
        raise Refused(_("Say on what basis this is handed over."))
    if not words.strip():
        raise Refused(_("Write which words are passed on."))
    key = receipts.keyed_or_none(idempotency_key)
    known = concern.hand_overs.filter(idempotency_key=key).first() if key else None
    if known:
        return known
    row = HandOver.objects.create(
        idempotency_key=key,
        concern=concern,
        to=to,
        to_whom=to_whom.strip(),
        basis=basis.strip(),
        words=moving.keep(words, concern.language),
        by=by,
        at=clock.now(),
        told=not why_not_told.strip(),
        why_not_told=why_not_told.strip(),
    )
    moving.note(by=by.actor(), verb="hand_over", concern=concern, to=to, told=row.told)
    if row.told:
        telling.say_there_is_news(concern, f"hand-over:{row.public_id}")
    return row
