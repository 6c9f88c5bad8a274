"""Not for anybody else's eyes: the reason goes to the author only; the overseer can see it."""

from django.db import transaction

from commonground.people.models import Staff

from . import moving, telling
from .models import Concern
from .rules import check_can_do
from .states import STAFF, State


@transaction.atomic
def withhold(*, concern: Concern, reason: str, by: Staff) -> Concern:
    """Out of every public count and list. It can be disputed like every ending we choose."""
    concern = moving.locked(concern)
    check_can_do(by, "concern.answer", concern)
    change = moving.move(
        concern=concern, after=State.WITHHELD, who=STAFF, by=by.actor(), reason=reason
    )
    telling.say_there_is_news(concern, f"change:{change.pk}")
    return concern
