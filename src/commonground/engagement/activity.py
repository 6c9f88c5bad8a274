"""The one module that counts what officers did. Per neighbourhood, or a person's own.

Nothing here returns a staff id, and nothing groups by staff; `own` answers only the person
who asks. A test runs each function and looks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from commonground.common import clock
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood

from . import states
from .abstraction.models import REASONS
from .models import Abstraction, Contact, Event

EVENT_MINUTES, MOST_EVENT_MINUTES = 60.0, 8 * 60.0


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


@dataclass(frozen=True)
class Usual:
    """What, where and how long somebody most often logs: a button of their own."""

    kind: str
    neighbourhood: Neighbourhood
    minutes: int

    @property
    def label(self) -> str:
        return dict(states.CONTACT_KINDS)[self.kind]

    @property
    def value(self) -> str:
        return f"{self.kind}|{self.neighbourhood.slug}|{self.minutes}"


def own_usual(
    staff: Staff, since: datetime, neighbourhoods: Iterable[Neighbourhood], most: int = 3
) -> list[Usual]:
    """The commonest of what the person who asks logged more than once, in these places."""
    places = {place.pk: place for place in neighbourhoods}
    rows = Contact.objects.filter(staff=staff, at_hour__gte=since, neighbourhood__in=places)
    found = rows.values_list("kind", "neighbourhood", "minutes").annotate(n=Count("id"))
    often = found.filter(n__gt=1).order_by("-n", "kind", "neighbourhood", "minutes")[:most]
    return [Usual(kind, places[place], minutes) for kind, place, minutes, _n in often]


@dataclass(frozen=True)
class TakenOff:
    """Time of one's own in which one was taken off the neighbourhood."""

    because: str
    minutes: int
    has_examples: bool

    @property
    def label(self) -> str:
        return dict(REASONS)[self.because]

    @property
    def hours(self) -> float:
        return round(self.minutes / 60, 1)


def own_taken_off(staff: Staff, since: datetime) -> list[TakenOff]:
    """What took the person who asks away, the longest first."""
    own = Abstraction.objects.filter(staff=staff, away_on__gte=clock.local_day(since))
    rows = own.values("because").annotate(
        total=Sum("minutes"), examples=Count("id", filter=Q(is_example=True))
    )
    return [
        TakenOff(row["because"], row["total"], row["examples"] > 0)
        for row in rows.order_by("-total", "because")
    ]


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


@dataclass
class WeekOfPresence:
    """What was logged and held in one neighbourhood and week, without a call."""

    contacts: int = 0
    contact_minutes: int = 0
    events: int = 0
    event_minutes: int = 0
    abstraction_minutes: int = 0
    examples: int = 0


def by_week(first: date, last: date) -> dict[tuple[int, date], WeekOfPresence]:
    """(neighbourhood's key, Monday) -> its week, from the Monday `first` to the one `last`.

    An event of several neighbourhoods is a visit to each, and its minutes are shared among them.
    """
    since, until = clock.start_of(first), clock.start_of(last + timedelta(days=7))
    found: dict[tuple[int, date], WeekOfPresence] = {}
    contacts = Contact.objects.filter(at_hour__gte=since, at_hour__lt=until)
    rows = contacts.values_list("neighbourhood_id", "at_hour", "minutes", "is_example")
    for place, at, minutes, is_example in rows.iterator():
        week = found.setdefault((place, _monday(at)), WeekOfPresence())
        week.contacts += 1
        week.contact_minutes += minutes
        week.examples += is_example
    _add_events(found, since, until)
    _add_abstractions(found, first, last + timedelta(days=6))
    return found


def _add_events(
    found: dict[tuple[int, date], WeekOfPresence], since: datetime, until: datetime
) -> None:
    held = Event.objects.filter(state__in=(states.HELD, states.CLOSED))
    rows = held.filter(starts_at__gte=since, starts_at__lt=until)
    for event in rows.prefetch_related("neighbourhoods"):
        places = event.neighbourhoods.all()
        for place in places:
            week = found.setdefault((place.pk, _monday(event.starts_at)), WeekOfPresence())
            week.events += 1
            week.event_minutes += round(_minutes(event) / len(places))
            week.examples += event.is_example


def _add_abstractions(
    found: dict[tuple[int, date], WeekOfPresence], first: date, last: date
) -> None:
    """How long the neighbourhood was without officers of its own. Not whose hours they were."""
    rows = Abstraction.objects.filter(away_on__gte=first, away_on__lte=last)
    for place, day, minutes in rows.values_list("neighbourhood_id", "away_on", "minutes"):
        monday = day - timedelta(days=day.weekday())
        found.setdefault((place, monday), WeekOfPresence()).abstraction_minutes += minutes


def _minutes(event: Event) -> float:
    """An event without an end was there for an hour, and none for longer than a shift."""
    if event.ends_at is None:
        return EVENT_MINUTES
    return min((event.ends_at - event.starts_at).total_seconds() / 60, MOST_EVENT_MINUTES)


def _monday(moment: datetime) -> date:
    day = clock.local_day(moment)
    return day - timedelta(days=day.weekday())


def first_moment() -> datetime | None:
    """When the first contact or held event was: nothing is known before."""
    held = Event.objects.filter(state__in=(states.HELD, states.CLOSED))
    firsts = (
        Contact.objects.aggregate(at=Min("at_hour"))["at"],
        held.aggregate(at=Min("starts_at"))["at"],
    )
    return min((at for at in firsts if at), default=None)


def reached_cells(neighbourhoods: Iterable[Neighbourhood], since: datetime) -> dict[int, set[str]]:
    """Neighbourhood's key -> coarse cells in which somebody logged a contact since then.

    Not how often, and not when: once is reached.
    """
    rows = Contact.objects.filter(neighbourhood__in=neighbourhoods, at_hour__gte=since)
    found: dict[int, set[str]] = {}
    pairs = rows.exclude(cell="").values_list("neighbourhood_id", "cell").distinct()
    for place, cell in pairs.order_by("neighbourhood_id", "cell"):
        found.setdefault(place, set()).add(cell)
    return found


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
