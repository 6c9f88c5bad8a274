"""Who acts for an owner who is away."""

from collections.abc import Iterable
from datetime import date

from commonground.common import clock

from .models import Absence, Staff


def acting_for(staff: Staff, on: date | None = None) -> Staff:
    """The staff member, or the cover on a day of leave (one step: cover's cover is not asked)."""
    day = on or clock.today()
    absence = (
        Absence.objects.filter(staff=staff, from_on__lte=day, to_on__gte=day)
        .select_related("cover")
        .first()
    )
    return absence.cover if absence else staff


def acting_for_each(staff_ids: Iterable[int], on: date | None = None) -> dict[int, Staff]:
    """Primary key of who is away -> the cover; who is there is not in it. One query."""
    day = on or clock.today()
    absences = Absence.objects.filter(
        staff_id__in=set(staff_ids), from_on__lte=day, to_on__gte=day
    ).select_related("cover")
    return {a.staff_id: a.cover for a in absences}
