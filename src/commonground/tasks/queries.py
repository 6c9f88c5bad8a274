"""Reads. Nothing here counts by owner: tasks belong to a team before they belong to anybody."""

from collections.abc import Iterable
from datetime import date

from commonground.places.models import Neighbourhood

from .models import Task, TaskQuerySet


def of(neighbourhoods: Iterable[Neighbourhood]) -> TaskQuerySet:
    rows = Task.objects.filter(neighbourhood__in=neighbourhoods)
    return rows.select_related("neighbourhood", "owner")


def due(neighbourhoods: Iterable[Neighbourhood], until: date | None = None) -> TaskQuerySet:
    """What is still to be done, the nearest day first; with `until`, due by that day."""
    rows = of(neighbourhoods).open().order_by("due_on", "public_id")
    return rows.filter(due_on__lte=until) if until else rows


def promises(neighbourhood: Neighbourhood) -> TaskQuerySet:
    """What residents of a neighbourhood were promised, the latest first."""
    return of([neighbourhood]).promises().order_by("-made_on", "-public_id")


def promises_as_of(neighbourhood: Neighbourhood, day: date) -> list[Task]:
    """The promises that were made and open at the end of a local day, the nearest first."""
    rows = promises(neighbourhood).filter(made_on__lte=day).exclude(ended_on__lte=day)
    return sorted(rows, key=lambda task: task.due_on)


def from_source(source: str) -> TaskQuerySet:
    """What came out of one thing, such as `alert:<public id>`."""
    return Task.objects.filter(source=source).select_related("neighbourhood", "owner")
