"""The one module that counts what officers did. Per neighbourhood, or a person's own.

Nothing here returns a staff id, and nothing groups by staff; `own` answers only the person
who asks. A test runs each function and looks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet, Sum

from commonground.people.models import Staff
from commonground.places.models import Neighbourhood

from . import states
from .models import Contact, Event


@dataclass(frozen=True)
class Tally:
    kind: str
    count: int
    minutes: int
    has_examples: bool = False

    @property
    def label(self) -> str:
        return dict(states.CONTACT_KINDS)[self.kind]


@dataclass(frozen=True)
class Presence:
    """Time in a neighbourhood that was not an answer to a call, as logged."""

    contact_count: int
    minutes: int
    closed_event_count: int
    people_met: int
    example_count: int  # of the contacts and events above


def own(staff: Staff, since: datetime) -> list[Tally]:
    """What the person who asks logged themselves."""
    return _tallies(Contact.objects.filter(staff=staff, at_hour__gte=since))


def in_places(
    neighbourhoods: Iterable[Neighbourhood], since: datetime, until: datetime
) -> list[Tally]:
    rows = Contact.objects.filter(neighbourhood__in=neighbourhoods)
    return _tallies(rows.filter(at_hour__gte=since, at_hour__lt=until))


def presence(neighbourhood: Neighbourhood, since: datetime, until: datetime) -> Presence:
    contacts = Contact.objects.filter(
        neighbourhood=neighbourhood, at_hour__gte=since, at_hour__lt=until
    )
    events = Event.objects.in_any([neighbourhood]).filter(
        state=states.CLOSED, starts_at__gte=since, starts_at__lt=until
    )
    met = events.aggregate(a=Sum("closing__adults"), y=Sum("closing__young"))
    logged = contacts.aggregate(n=Count("id"), minutes=Sum("minutes"))
    examples = contacts.filter(is_example=True).count() + events.filter(is_example=True).count()
    return Presence(
        logged["n"],
        logged["minutes"] or 0,
        events.count(),
        (met["a"] or 0) + (met["y"] or 0),
        examples,
    )


@dataclass(frozen=True)
class PlacePresence:
    neighbourhood: Neighbourhood
    contact_count: int  # since the day asked for
    last_at: datetime | None  # ever, as logged
    has_examples: bool


def by_place(neighbourhoods: QuerySet[Neighbourhood], since: datetime) -> list[PlacePresence]:
    """The places where nobody was for longest come first: nobody was there, nobody is to blame."""
    rows = neighbourhoods.annotate(
        recent=Count("contacts", filter=Q(contacts__at_hour__gte=since)),
        last_at=Max("contacts__at_hour"),
        examples=Count("contacts", filter=Q(contacts__is_example=True)),
    )
    found = [PlacePresence(row, row.recent, row.last_at, row.examples > 0) for row in rows]
    return sorted(found, key=lambda p: (p.last_at is not None, p.last_at, p.neighbourhood.name))


def _tallies(rows: QuerySet) -> list[Tally]:
    found = rows.values("kind").annotate(
        n=Count("id"), minutes=Sum("minutes"), examples=Count("id", filter=Q(is_example=True))
    )
    by_kind = {row["kind"]: row for row in found}
    return [
        Tally(kind, by_kind[kind]["n"], by_kind[kind]["minutes"], by_kind[kind]["examples"] > 0)
        for kind, _ in states.CONTACT_KINDS
        if kind in by_kind
    ]
