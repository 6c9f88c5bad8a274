"""Several authors, one matter: the work is joined, the authors are not."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common.errors import Refused
from commonground.people.models import Staff

from . import moving, telling
from .models import Concern
from .rules import check_can_do
from .states import STAFF, State


@transaction.atomic
def join(*, concern: Concern, to: Concern, by: Staff, reason: str) -> Concern:
    """Mark `concern` as a duplicate of `to`. Its author still settles their own."""
    concern, to = moving.locked(concern), moving.locked(to)
    check_can_do(by, "concern.answer", concern)
    check_can_do(by, "concern.answer", to)
    check_may_join(concern, to)
    concern.joined_to = to.joined_to or to
    concern.save(update_fields=["joined_to"])
    Concern.objects.filter(joined_to=concern).update(joined_to=concern.joined_to)
    change = moving.move(
        concern=concern, after=State.DUPLICATE, who=STAFF, by=by.actor(), reason=reason
    )
    moving.note(by=by.actor(), verb="join", concern=concern, to=concern.joined_to.public_id)
    telling.say_there_is_news(concern, f"change:{change.pk}")
    return concern


def check_may_join(concern: Concern, to: Concern) -> None:
    if concern.pk == to.pk or to.joined_to_id == concern.pk:
        raise Refused(_("A concern cannot be joined to itself."))
    if concern.about_conduct != to.about_conduct or concern.sensitive != to.sensitive:
        raise Refused(_("These two are read by different people, so they stay apart."))
