"""Planning an event, changing it, cancelling it. Calendars follow by UID and SEQUENCE."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.texts import FALLBACK, in_each, in_language
from commonground.common.twice import once_a_key
from commonground.messaging.digests import announce
from commonground.messaging.models import NewsKind
from commonground.places.models import Neighbourhood

from . import states
from .models import Event, EventKind
from .photos.showing import check_kind_allows, shown_photos
from .series.models import Series

DAYS_TO_ENTER_LATE = 14


@dataclass(frozen=True)
class Plan:
    """What people are told of an event."""

    kind: EventKind
    neighbourhoods: Iterable[Neighbourhood]
    title: dict[str, str]
    starts_at: datetime
    ends_at: datetime | None = None
    place: dict[str, str] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    hosts_asked_on: date | None = None  # when the hosts asked us to come
    hosts_agreed: bool = False  # ... and that they agreed these words
    is_listed: bool = True  # on the public pages, if the hosts want that

    def words(self) -> dict[str, object]:
        """The fields of the row; the neighbourhoods apart."""
        return {
            "kind": self.kind,
            "title": _filled(self.title),
            "about": _filled(self.about),
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "place": _filled(self.place),
            "hosts_asked_on": self.hosts_asked_on,
            "is_listed": self.is_listed,
        }


def plan_of(event: Event) -> Plan:
    """An event as the plan that would leave it as it is."""
    return Plan(
        kind=event.kind,
        neighbourhoods=list(event.neighbourhoods.all()),
        title=event.title,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        place=event.place,
        about=event.about,
        hosts_asked_on=event.hosts_asked_on,
        hosts_agreed=event.hosts_asked_on is not None,
        is_listed=event.is_listed,
    )


@once_a_key(Event)
@transaction.atomic
def plan_event(
    *, plan: Plan, by: Actor, is_example: bool = False, idempotency_key: str | None = None
) -> Event:
    """Put an event on the public list. The same key again gives the same event."""
    if idempotency_key and (there := Event.objects.filter(idempotency_key=idempotency_key).first()):
        return there
    check_plan(plan)
    event = Event.objects.create(
        **plan.words(), is_example=is_example, idempotency_key=idempotency_key or None
    )
    event.neighbourhoods.set(plan.neighbourhoods)
    announce_event(event, event.title)
    _audit(event, "plan", by, kind=plan.kind.slug)
    return event


@transaction.atomic
def change_event(*, event: Event, plan: Plan, by: Actor, tell: bool = True) -> Event:
    """Tell the new time, place or words; what is unchanged makes no new version.

    tell : also those who follow the neighbourhood. Of many days at once only the first is told.
    """
    event = _held_open(event)
    check_plan(plan)
    if shown_photos(event).exists():
        check_kind_allows(plan.kind)
    changed = [name for name, value in plan.words().items() if getattr(event, name) != value]
    elsewhere = in_language(event.place, FALLBACK) != in_language(plan.words()["place"], FALLBACK)
    is_news = "starts_at" in changed or elsewhere  # the same place in Spanish, too, is none
    wanted = {place.pk for place in plan.neighbourhoods}
    moved = wanted != {place.pk for place in event.neighbourhoods.all()}
    if not changed and not moved:
        return event
    for name in changed:
        setattr(event, name, plan.words()[name])
    event.neighbourhoods.set(wanted)
    _next_version(event, *changed)
    if tell and is_news:
        announce_event(event, in_each(gettext_noop("Changed: %(title)s"), title=event.title))
    _audit(event, "change", by, fields=sorted(changed + ["neighbourhoods"] * moved))
    return event


@transaction.atomic
def cancel_event(*, event: Event, because: str, by: Actor, tell: bool = True) -> Event:
    """It will not take place, or did not; calendars show it as cancelled."""
    event = _held_open(event)
    because = " ".join(because.split())
    if not because:
        raise Refused(_("Say why, for those who wanted to come."))
    event.state, event.cancelled_because = states.CANCELLED, because[:200]
    _next_version(event, "state", "cancelled_because")
    if tell:
        announce_event(event, in_each(gettext_noop("Cancelled: %(title)s"), title=event.title))
    _audit(event, "cancel", by)
    return event


@transaction.atomic
def mark_held(*, event: Event, by: Actor) -> Event:
    """It took place; who came and what was heard is still to be written down."""
    event = _held_open(event)
    if not event.has_begun:
        raise Refused(_("It has not begun yet."))
    event.state = states.HELD
    event.save(update_fields=["state"])
    _audit(event, "mark_held", by)
    return event


def check_plan(plan: Plan) -> None:
    if not plan.title.get(FALLBACK, "").strip():
        raise Refused(_("Give the event a name."))
    if not list(plan.neighbourhoods):
        raise Refused(_("Choose at least one neighbourhood."))
    # as UTC: in the night in which the clock skips an hour, half past two is half past three
    if plan.ends_at and plan.ends_at.astimezone(UTC) <= plan.starts_at.astimezone(UTC):
        raise Refused(_("The end must be after the beginning."))
    if plan.starts_at < clock.now() - timedelta(days=DAYS_TO_ENTER_LATE):
        raise Refused(_("This is more than two weeks ago. Choose a later day."))
    if plan.kind.only_when_asked or plan.hosts_asked_on:
        check_hosts(plan)


def check_hosts(plan: Plan) -> None:
    """Faith, politics, unions, protest, migrants: we are there at their word, in their words."""
    if plan.hosts_asked_on is None:
        raise Refused(_("Say on which day the hosts asked us. Without their asking we do not go."))
    if plan.hosts_asked_on > clock.today():
        raise Refused(_("The day on which the hosts asked us cannot be still to come."))
    if not plan.hosts_agreed:
        raise Refused(_("Tick that the hosts agreed these words. Show them the words first."))


def _held_open(event: Event) -> Event:
    """The row, locked, if it may still change."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    if not event.can_change:
        raise Refused(_("This event is over or cancelled and cannot change any more."))
    return event


def _next_version(event: Event, *fields: str) -> None:
    event.sequence += 1
    event.changed_at = clock.now()
    event.save(update_fields=["sequence", "changed_at", *fields])
    # a calendar takes a series as one entry: each change of a day is a version of all of it
    series = Series.objects.filter(pk=event.series_id)
    series.update(sequence=F("sequence") + 1, changed_at=event.changed_at)


def announce_event(event: Event, title: dict[str, str]) -> None:
    """Tell the subscribers of each neighbourhood, once per version."""
    if not event.is_listed:
        return
    for place in event.neighbourhoods.all():
        announce(
            neighbourhood=place,
            kind=NewsKind.EVENTS,
            title=title,
            url=reverse("event", args=[event.public_id]),
            key=f"event:{event.public_id}:{event.sequence}:{place.public_id}",
            is_example=event.is_example,
        )


def _filled(texts: dict[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text.strip()}


def _audit(event: Event, verb: str, by: Actor, **detail: object) -> None:
    places = [place.public_id for place in event.neighbourhoods.all()]
    audit.record(
        by=by,
        verb=f"event.{verb}",
        noun="event",
        noun_id=event.public_id,
        neighbourhood=places[0] if len(places) == 1 else "",
        **detail,
    )
