"""How long a neighbourhood has had its officers: continuity of places, from the postings.

Postings are the roster, not activity: they say who was there to be known, never what they did.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from commonground.places.models import Neighbourhood

from .models import Posting, Role

A_YEAR = timedelta(days=364)  # whole weeks


@dataclass(frozen=True)
class Continuity:
    """officers : posted on the day. longest_weeks : whole weeks of who was there longest, None
    where nobody is. middle_weeks : of the middle one. left : who ended in the year before.
    """

    officers: int
    longest_weeks: int | None
    middle_weeks: int | None
    left: int


def continuity(neighbourhoods: Iterable[Neighbourhood], day: date) -> dict[int, Continuity]:
    """Neighbourhood's key -> its officers' continuity on `day`. One query."""
    places = [place.pk for place in neighbourhoods]
    rows = Posting.objects.filter(
        role=Role.OFFICER, neighbourhood__in=places, from_on__lte=day, staff__is_active=True
    ).values_list("neighbourhood_id", "staff_id", "from_on", "to_on")
    found: dict[int, list[tuple[int, date, date | None]]] = {place: [] for place in places}
    for place, staff, from_on, to_on in rows:
        found[place].append((staff, from_on, to_on))
    return {place: _of(postings, day) for place, postings in found.items()}


def _of(postings: list[tuple[int, date, date | None]], day: date) -> Continuity:
    here = {staff for staff, _, to_on in postings if to_on is None or to_on >= day}
    since: dict[int, date] = {}
    for staff, from_on, _ in postings:
        if staff in here:
            since[staff] = min(from_on, since.get(staff, from_on))
    weeks = sorted((day - first).days // 7 for first in since.values())
    left = {s for s, _, to_on in postings if to_on and day - A_YEAR <= to_on < day} - here
    return Continuity(
        len(weeks), weeks[-1] if weeks else None, weeks[len(weeks) // 2] if weeks else None,
        len(left),
    )  # fmt: skip
