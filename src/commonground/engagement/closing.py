"""Closing an event: who came, what was heard, what was promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.concerns.models import CameBy, Category, Concern, Source
from commonground.concerns.reporting import report
from commonground.concerns.states import OPEN
from commonground.people.models import Staff
from commonground.people.queries import team_of
from commonground.places.models import Neighbourhood
from commonground.tasks.making import make_promise

from . import states
from .languages import NAMES
from .models import Closing, Event, Heard

MOST_POINTS = 40


@dataclass(frozen=True)
class Point:
    """One thing that was heard, and what becomes of it."""

    words: str
    outcome: str
    category: Category | None = None  # of a concern of its own
    joins: Concern | None = None
    because: str = ""
    neighbourhood: Neighbourhood | None = None  # the event's first where none is given


@dataclass(frozen=True)
class Promise:
    title: str
    due_on: date
    owner: Staff | None = None  # nobody: the team's


@transaction.atomic
def close_event(
    *,
    event: Event,
    adults: int,
    young: int,
    first_time: int,
    points: Sequence[Point],
    promises: Sequence[Promise] = (),
    languages: Sequence[str] = (),
    by: Actor,
) -> Closing:
    """Write down what came of an event. Everything is kept, or nothing is."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    places = list(event.neighbourhoods.all())
    check_can_close(event)
    check_counts(adults, young, first_time)
    check_languages(languages)
    check_points(points, places)
    check_promises(promises, places)
    closing = Closing.objects.create(
        event=event,
        adults=adults,
        young=young,
        first_time=first_time,
        languages=list(languages),
        closed_at=clock.now(),
    )
    for position, point in enumerate(points, start=1):
        _keep_point(closing, position, point, places[0], by)
    for promise in promises:
        _keep_promise(event, promise, places[0], by)
    event.state, event.status_note, event.changed_at = states.CLOSED, "", clock.now()
    event.save(update_fields=["state", "status_note", "changed_at"])
    _audit(event, places, closing, len(points), len(promises), by)
    return closing


def check_can_close(event: Event) -> None:
    if event.is_closed:
        raise Refused(_("This event is closed already."))
    if event.is_cancelled:
        raise Refused(_("This event was cancelled, so there is nothing to close."))
    if not event.has_begun:
        raise Refused(_("It has not begun yet."))


def check_counts(adults: int, young: int, first_time: int) -> None:
    if min(adults, young, first_time) < 0:
        raise Refused(_("A count cannot be below nought."))
    if first_time > adults + young:
        raise Refused(_("More people came for the first time than came at all."))


def check_languages(languages: Sequence[str]) -> None:
    if not set(languages) <= set(NAMES):
        raise Refused(_("Choose the languages from the list."))


def check_promises(promises: Sequence[Promise], places: Sequence[Neighbourhood]) -> None:
    """Who sees to a promise is on the team of the event's first neighbourhood, where it lies."""
    owners = {promise.owner for promise in promises if promise.owner}
    if not owners <= set(team_of(places[0])):
        raise Refused(_("Choose somebody of the neighbourhood's team, or leave it to the team."))


def check_points(points: Sequence[Point], places: Sequence[Neighbourhood]) -> None:
    if len(points) > MOST_POINTS:
        raise Refused(_("At most %(count)d points at once.") % {"count": MOST_POINTS})
    for number, point in enumerate(points, start=1):
        if problem := _problem(point, places):
            raise Refused(
                _("Point %(number)d: %(problem)s") % {"number": number, "problem": problem}
            )


def _problem(point: Point, places: Sequence[Neighbourhood]) -> str:
    if not point.words.strip():
        return _("write in a few words what was heard.")
    if point.neighbourhood and point.neighbourhood not in places:
        return _("its neighbourhood is not one of the event's.")
    if point.outcome == states.NEW and point.category is None:
        return _("choose what it is about.")
    if point.outcome == states.JOINED and not _may_join(point.joins, places):
        return _("choose the concern that it belongs to.")
    if point.outcome == states.NO_ACTION and not point.because.strip():
        return _("say why nothing follows from it.")
    return ""


def _may_join(concern: Concern | None, places: Sequence[Neighbourhood]) -> bool:
    """An open one of the same places that the whole team may read."""
    if concern is None or concern.about_conduct or concern.sensitive:
        return False
    return concern.neighbourhood in places and concern.state in OPEN


def _keep_point(
    closing: Closing, position: int, point: Point, first_place: Neighbourhood, by: Actor
) -> Heard:
    if point.outcome == states.NO_ACTION:
        return Heard.objects.create(
            closing=closing,
            position=position,
            outcome=point.outcome,
            words=point.words.strip(),
            because=point.because.strip()[:300],
        )
    return Heard.objects.create(
        closing=closing,
        position=position,
        outcome=point.outcome,
        concern=_concern_of(closing, position, point, first_place, by),
    )


def _concern_of(
    closing: Closing, position: int, point: Point, first_place: Neighbourhood, by: Actor
) -> Concern:
    """We went and asked: the early warning never counts it (`came_by`)."""
    joins = point.joins if point.outcome == states.JOINED else None
    concern, _receipt = report(
        category=joins.category if joins else point.category,
        words=point.words,
        by=by,
        neighbourhood=joins.neighbourhood if joins else point.neighbourhood or first_place,
        source=Source.EVENT,
        came_by=CameBy.ASKED_FOR,
        joined_to=joins and (joins.joined_to or joins),
        example=closing.event.is_example,
        idempotency_key=f"event:{closing.event.public_id}:{position}",
    )
    return concern


def _keep_promise(event: Event, promise: Promise, place: Neighbourhood, by: Actor) -> None:
    make_promise(
        neighbourhood=place,
        title=promise.title,
        due_on=promise.due_on,
        by=by,
        owner=promise.owner,
        source=f"event:{event.public_id}",
        is_example=event.is_example,
    )


def _audit(
    event: Event,
    places: Sequence[Neighbourhood],
    closing: Closing,
    point_count: int,
    promise_count: int,
    by: Actor,
) -> None:
    audit.record(
        by=by,
        verb="event.close",
        noun="event",
        noun_id=event.public_id,
        neighbourhood=places[0].public_id if len(places) == 1 else "",
        people=closing.people,
        points=point_count,
        promises=promise_count,
    )
