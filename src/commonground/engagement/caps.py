"""The demo city's calendar: Chicago's community-policing events of 2016 and 2017.

The source says what was scheduled, never what was held, and has no attendance.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.demo_data import CalendarEvent, beats
from commonground.places.models import Neighbourhood

from . import states
from .models import Event, EventKind

# the source's kind: English, Spanish, whether children attend
CAPS_KINDS = {
    "beat-meeting": ("Beat meeting", "Reunión del sector", False),
    "advisory": ("District advisory committee", "Comité asesor del distrito", False),
    "business": ("Business meeting", "Reunión con comercios", False),
    "court": ("Court advocacy", "Acompañamiento en el tribunal", False),
    "domestic-violence": (
        "Domestic violence subcommittee",
        "Subcomité sobre violencia doméstica",
        False,
    ),
    "faith": ("Faith-based meeting", "Reunión con comunidades de fe", False),
    "national-night-out": ("National Night Out", "Noche Nacional Fuera de Casa", True),
    "other": ("Community event", "Evento comunitario", True),
    "positive-loitering": ("Positive loitering", "Presencia vecinal en la calle", False),
    "roll-call": ("Outdoor roll call", "Pase de lista al aire libre", False),
    "seniors": ("Seniors' meeting", "Reunión de personas mayores", False),
    "training": ("Training or information", "Formación o información", False),
    "youth": ("Youth programme", "Programa juvenil", True),
}
BATCH = 2000


@transaction.atomic
def load_caps(events: Iterable[CalendarEvent], by: Actor) -> int:
    """Add the events that are not there yet; how many were new.

    An event without a beat is its whole district's, so it belongs to every beat of it.
    """
    there = set(Event.objects.filter(source__startswith="caps-").values_list("source", flat=True))
    new = [event for event in events if event.id not in there]
    kinds = {slug: _kind(slug) for slug in {event.kind for event in new}}
    rows = Event.objects.bulk_create([_row(e, kinds[e.kind]) for e in new], batch_size=BATCH)
    _place(zip(rows, new, strict=True))
    audit.record(by=by, verb="event.import", noun="calendar", noun_id="caps", events=len(rows))
    return len(rows)


def _kind(slug: str) -> EventKind:
    """A kind that is shown but not offered: these words are the source's."""
    english, spanish, children_attend = CAPS_KINDS[slug]
    kind, _ = EventKind.objects.get_or_create(
        slug=f"caps-{slug}",
        defaults={
            "name": {"en": english, "es": spanish},
            "children_attend": children_attend,
            "active": False,
            "order": 900,
        },
    )
    return kind


def _row(event: CalendarEvent, kind: EventKind) -> Event:
    starts_at = _moment(event.starts)
    numbers = f" {', '.join(event.beats)}" if event.beats else ""
    return Event(
        kind=kind,
        title={language: words + numbers for language, words in kind.name.items()},
        wider_area={} if event.beats else _district(int(event.district)),
        starts_at=starts_at,
        ends_at=_moment(event.ends) if event.ends and event.ends > event.starts else None,
        place={"en": event.place[:200]} if event.place else {},
        state=states.CANCELLED if event.cancelled else states.PLANNED,
        status_note=_note(event),
        source=event.id,
        made_at=min(starts_at, clock.now()),
        changed_at=min(starts_at, clock.now()),
    )


def _note(event: CalendarEvent) -> str:
    if event.cancelled:
        return ""
    return states.NOT_KNOWN if event.after_snapshot else states.AS_LISTED


def _district(number: int) -> dict[str, str]:
    return {"en": f"District {number}", "es": f"Distrito {number}"}


def _moment(local: datetime) -> datetime:
    return local.replace(second=0, tzinfo=clock.zone())


def _place(pairs: Iterable[tuple[Event, CalendarEvent]]) -> None:
    places = dict(Neighbourhood.objects.values_list("source_id", "id"))
    districts: dict[str, list[str]] = {}
    for beat in beats():
        districts.setdefault(beat.district, []).append(beat.number)
    through = Event.neighbourhoods.through
    through.objects.bulk_create(
        (
            through(event_id=row.pk, neighbourhood_id=places[number])
            for row, event in pairs
            for number in event.beats or districts.get(event.district, ())
            if number in places
        ),
        batch_size=BATCH,
    )
