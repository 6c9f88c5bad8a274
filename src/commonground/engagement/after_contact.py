"""Some days after a concern ended, its author is asked once how we did: while such a survey is
open, where an address was left, and never about something sensitive, conduct or an invitation."""

from datetime import timedelta

from django.db.models import QuerySet

from commonground.common import clock
from commonground.concerns.models import Concern
from commonground.concerns.states import State
from commonground.surveys import inviting

ENDED = (State.SETTLED, State.NOT_CONFIRMED, State.NO_ACTION, State.REFERRED)
FROM_DAYS, TO_DAYS = 3, 14  # after the end: not on the day itself, and not about what is long past


def ask_how_we_did() -> int:
    """How many were written to."""
    if inviting.open_after_contact() is None:
        return 0
    return sum(
        inviting.invite_after_contact(
            email=concern.address.email,
            neighbourhood=concern.neighbourhood,
            language=concern.language,
            is_sensitive=concern.sensitive or concern.category.sensitive,
            about=concern.public_id,
            others=_others(concern),
        )
        for concern in ended_concerns()
    )


def _others(concern: Concern) -> list[str]:
    """What else came from the same address, as long as it is known."""
    rows = Concern.objects.filter(address__email__iexact=concern.address.email)
    return list(rows.exclude(pk=concern.pk).values_list("public_id", flat=True))


def ended_concerns() -> QuerySet[Concern]:
    now = clock.now()
    rows = Concern.objects.filter(
        state__in=ENDED,
        state_since__gt=now - timedelta(days=TO_DAYS),
        state_since__lte=now - timedelta(days=FROM_DAYS),
        about_conduct=False,
        category__is_invitation=False,
        address__isnull=False,
    )
    return rows.select_related("address", "neighbourhood", "category").order_by("public_id")
