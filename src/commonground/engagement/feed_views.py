"""Files for calendars and feed readers. Each says what it was made of, so that asking is cheap."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from commonground.common.web import public_page
from commonground.places.models import Neighbourhood

from . import queries
from .calendars import calendar_of, neighbourhood_calendar, one_day
from .feeds import ATOM, neighbourhood_feed
from .models import EventQuerySet
from .polling import polled
from .series.models import Series

CALENDAR = "text/calendar; charset=utf-8"


@public_page
def event_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = queries.public().filter(public_id=public_id)
    event = get_object_or_404(rows)
    name = f"event-{event.public_id}.ics"
    return polled(request, rows, _version(event.series), lambda: _file(one_day(event), name))


@public_page
def series_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    series = get_object_or_404(Series, public_id=public_id)
    rows = queries.public().filter(series=series).order_by("occurs_on")
    if not rows.exists():
        raise Http404
    name = f"series-{series.public_id}.ics"
    return polled(request, rows, _version(series), lambda: _file(calendar_of(rows), name))


@public_page
def neighbourhood_events(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Neighbourhood, slug=slug)
    rows = queries.on_calendar(place)
    name = f"{place.slug}.ics"
    return polled(
        request, rows, place.name, lambda: _file(neighbourhood_calendar(rows, place), name)
    )


@public_page
def neighbourhood_events_feed(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Neighbourhood, slug=slug)
    rows = queries.in_feed(place)
    return polled(request, rows, place.name, lambda: _feed(rows, place))


def _version(series: Series | None) -> str:
    """A day's file carries the SEQUENCE of its whole series."""
    return str(series.sequence) if series else ""


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type=CALENDAR, headers=headers)


def _feed(rows: EventQuerySet, place: Neighbourhood) -> HttpResponse:
    return HttpResponse(neighbourhood_feed(rows, place), content_type=ATOM)
