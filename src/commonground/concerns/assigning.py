"""A concern belongs to the team; an owner is who looks after it, until leave or rest days."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common.errors import Refused
from commonground.people.covering import acting_for
from commonground.people.models import Staff

from . import moving
from .models import Concern
from .rules import can_do, check_can_do


@transaction.atomic
def assign(*, concern: Concern, to: Staff | None, by: Staff) -> Concern:
    """Give the concern an owner (None: back to the whole team)."""
    concern = moving.locked(concern)
    check_can_do(by, "concern.assign", concern)
    if to is not None and not can_do(to, "concern.answer", concern):
        raise Refused(_("This person does not work in this neighbourhood."))
    concern.owner = to
    concern.save(update_fields=["owner"])
    moving.note(
        by=by.actor(), verb="assign", concern=concern, to=to.public_id if to else "team"
    )
    return concern


def looked_after_by(concern: Concern) -> Staff | None:
    """Today's person: the owner, or the cover while the owner is away."""
    return acting_for(concern.owner) if concern.owner else None


@transaction.atomic
def retitle(*, concern: Concern, title: str, by: Staff) -> Concern:
    """The title that others may read: written by staff, never the resident's words."""
    concern = moving.locked(concern)
    check_can_do(by, "concern.answer", concern)
    concern.staff_title = title.strip()[:120]
    concern.save(update_fields=["staff_title"])
    moving.note(by=by.actor(), verb="retitle", concern=concern)
    return concern
