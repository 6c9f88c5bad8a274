"""What was settled with a receipt that staff had read aloud, and so could have used.

Only the author settles; whoever entered a concern for a caller knew the receipt as well. We
cannot tell the two apart, so supervisors and the overseer see how many there are, and which.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet

from commonground.people.models import Staff

from .inbox import visible
from .models import Concern, StateChange
from .models.concerns import READ_ALOUD
from .states import State

SOON = timedelta(hours=24)
_ALOUD = Q(concern__source__in=READ_ALOUD)
_SOON = _ALOUD & Q(at__lte=F("concern__received_at") + SOON)


@dataclass(frozen=True)
class Counts:
    """Settlements so far; of them with a receipt read aloud; of those within 24 hours of it."""

    settled: int
    read_aloud: int
    soon: int


def counts(staff: Staff) -> Counts:
    """Of the places whose disputes `staff` reads. One query."""
    found = _settlements(staff).aggregate(
        settled=Count("pk"),
        read_aloud=Count("pk", filter=_ALOUD),
        soon=Count("pk", filter=_SOON),
    )
    return Counts(**found)


def read_aloud(staff: Staff) -> QuerySet[StateChange]:
    """Each settlement with such a receipt, the newest first; `.soon`: within 24 hours."""
    rows = _settlements(staff).filter(_ALOUD).annotate(soon=_SOON)
    return rows.select_related("concern__category", "concern__neighbourhood").order_by("-at")


def entered_by(concern: Concern) -> str:
    """The name of who entered it and read the receipt aloud; '' for any other concern."""
    if not concern.was_read_aloud:
        return ""
    first = concern.changes.filter(before="", by_kind="staff").first()
    staff = Staff.objects.filter(public_id=first.by_id).first() if first else None
    return str(staff or "")


def _settlements(staff: Staff) -> QuerySet[StateChange]:
    return StateChange.objects.filter(
        state=State.SETTLED, by_kind="resident", concern__in=visible(staff, "dispute.read")
    )
