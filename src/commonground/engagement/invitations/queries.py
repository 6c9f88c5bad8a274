"""Reads of invitations: what waits for an answer, and what was said. Rows are concerns."""

from collections.abc import Iterable

from commonground.concerns.models import Concern
from commonground.concerns.models.concerns import ConcernQuerySet
from commonground.concerns.states import OPEN
from commonground.places.models import Neighbourhood

from .models import WAITING


def _of(neighbourhoods: Iterable[Neighbourhood]) -> ConcernQuerySet:
    rows = Concern.objects.for_teams().filter(
        invitation__isnull=False, neighbourhood__in=neighbourhoods
    )
    return rows.select_related("neighbourhood", "invitation__event")


def waiting(neighbourhoods: Iterable[Neighbourhood]) -> ConcernQuerySet:
    """Not answered yet."""
    return _of(neighbourhoods).filter(invitation__outcome=WAITING, state__in=OPEN)


def answered(neighbourhoods: Iterable[Neighbourhood]) -> ConcernQuerySet:
    return _of(neighbourhoods).exclude(invitation__outcome=WAITING, state__in=OPEN)
