"""The one door through which a state changes. Verbs call it inside their transaction."""

from django.utils.translation import gettext as _

from commonground.common import audit
from commonground.common.actors import Actor
from commonground.common.errors import Refused

from . import moments
from .models import Concern, StateChange, Words
from .states import NEED_A_REASON, State, allowed


def locked(concern: Concern) -> Concern:
    """The same concern, read again and held until the transaction ends."""
    return (
        Concern.objects.select_for_update(of=("self",))
        .select_related("category", "neighbourhood")
        .get(pk=concern.pk)
    )


def move(
    *,
    concern: Concern,
    after: str,
    who: str,
    by: Actor,
    reason: str = "",
) -> StateChange:
    """Refuse what the table does not allow; else add the change and keep the new state."""
    if not allowed(concern.state, after, who):
        raise Refused(_("This cannot be done now: somebody has changed it. Load the page again."))
    if after in NEED_A_REASON and not reason.strip():
        raise Refused(_("Give the reason: its author will read it."))
    at = moments.coarse_after(concern) if by.kind == "resident" else moments.now_after(concern)
    change = StateChange.objects.create(
        concern=concern,
        before=concern.state,
        state=after,
        at=at,
        by_kind=by.kind,
        by_id=by.id,
        by_role=by.role,
        reason=keep(reason, concern.language) if reason.strip() else None,
    )
    concern.state, concern.state_since = after, at
    concern.save(update_fields=["state", "state_since"])
    note(by=by, verb="move", concern=concern, before=change.before, after=after)
    return change


def keep(text: str, language: str = "") -> Words:
    return Words.objects.create(text=text.strip(), language=language)


def note(*, by: Actor, verb: str, concern: Concern, **detail: object) -> None:
    """The audit row of something done to a concern."""
    audit.record(
        by=by,
        verb=f"concern.{verb}",
        noun="concern",
        noun_id=concern.public_id,
        neighbourhood=concern.neighbourhood.public_id,
        **detail,
    )


def first_change(concern: Concern, by: Actor) -> StateChange:
    return StateChange.objects.create(
        concern=concern,
        state=State.RECEIVED,
        at=concern.received_at,
        by_kind=by.kind,
        by_id=by.id,
        by_role=by.role,
    )
