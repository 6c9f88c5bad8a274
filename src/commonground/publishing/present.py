"""How often the team was somewhere without being called: one sentence, small counts hidden."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from commonground.engagement.coverage.adding_up import WEEK, last_run
from commonground.engagement.coverage.models import CoverageWeek
from commonground.places.models import Neighbourhood

WEEKS = 12
LEAST = 10  # fewer could be told apart from what neighbours saw


@dataclass(frozen=True)
class Present:
    """count is None below `LEAST`, nought included."""

    weeks: int
    least: int
    count: int | None
    until: date
    has_examples: bool


def present(neighbourhood: Neighbourhood) -> Present | None:
    """The last twelve whole weeks; None where nobody of the agency logs yet, or not for as long."""
    run = last_run()
    if run is None:
        return None
    first = run.last_week - (WEEKS - 1) * WEEK
    some = Q(contacts__gt=0) | Q(events__gt=0) | Q(imported_visits__gt=0)
    begun = CoverageWeek.objects.filter(some).order_by("week").values_list("week", flat=True)[:1]
    rows = CoverageWeek.objects.filter(neighbourhood=neighbourhood, week__gte=first)
    found = rows.aggregate(
        visits=Sum("contacts") + Sum("events") + Coalesce(Sum("imported_visits"), 0),
        examples=Sum("examples"),
    )
    if not begun or begun[0] > first or found["visits"] is None:
        return None
    count = found["visits"] if found["visits"] >= LEAST else None
    until = run.last_week + timedelta(days=6)
    return Present(WEEKS, LEAST, count, until, found["examples"] > 0)
