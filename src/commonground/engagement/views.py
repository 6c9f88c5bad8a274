"""What everybody may see of events: the list, one event, and the calendars."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from commonground.common import clock
from commonground.common.paging import page
from commonground.common.web import public_page
from commonground.places import choosing
from commonground.places.models import Neighbourhood

from . import queries
from .calendars import calendar_of, neighbourhood_calendar

CALENDAR = "text/calendar; charset=utf-8"


@public_page
def events(request: HttpRequest) -> HttpResponse:
    slug = request.GET.get("neighbourhood", "")
    place = get_object_or_404(Neighbourhood, slug=slug) if slug else None
    past = request.GET.get("when") == "past"
    rows = queries.before_today(place) if past else queries.upcoming(place)
    context = {
        "page": page(request, rows, "starts_at", newest_first=past),
        "place": place,
        "past": past,
        "places": choosing.options(choosing.open_ones(), slug),
        "zone": clock.zone().key,
    }
    return render(request, "engagement/events.html", context)


@public_page
def event(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(queries.listed().select_related("closing"), public_id=public_id)
    context = {"event": found, "places": list(found.neighbourhoods.all()), "zone": clock.zone().key}
    return render(request, "engagement/event.html", context)


@public_page
def event_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(queries.listed(), public_id=public_id)
    return _file(calendar_of([found]), f"event-{found.public_id}.ics")


@public_page
def neighbourhood_events(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Neighbourhood, slug=slug)
    return _file(neighbourhood_calendar(queries.on_calendar(place), place), f"{place.slug}.ics")


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type=CALENDAR, headers=headers)
