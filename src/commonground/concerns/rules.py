"""May this person? The table is people.rules; here is what a concern adds to it."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from commonground.people.models import Staff
from commonground.people.rules import can

from .models import Concern, Dispute

# What a concern about police conduct asks for, in the place of the team's verbs
READ, ANSWER = "conduct.read", "conduct.answer"


def can_do(staff: Staff, verb: str, concern: Concern) -> bool:
    """May `staff` do `verb` ("concern.answer", ...) to this concern?

    The neighbourhood team may do nothing to a concern about police conduct, not even see it.
    """
    if concern.about_conduct:
        return can(staff, READ if verb == "concern.read" else ANSWER)
    return can(staff, verb, concern.neighbourhood)


def check_can_do(staff: Staff, verb: str, concern: Concern) -> None:
    if not can_do(staff, verb, concern):
        raise PermissionDenied(_("This belongs to another team."))


def can_decide(staff: Staff, dispute: Dispute) -> bool:
    """A supervisor of the place who did not answer it; for conduct, another standards reader."""
    if staff.public_id in dispute.not_by:
        return False
    return can_do(staff, "dispute.decide", dispute.concern)


def check_can_decide(staff: Staff, dispute: Dispute) -> None:
    if staff.public_id in dispute.not_by:
        raise PermissionDenied(_("You answered this concern, so another supervisor decides."))
    check_can_do(staff, "dispute.decide", dispute.concern)
