"""The team's pages of what residents say: of everybody, of one neighbourhood, of one survey."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commonground.people.access import staff_page
from commonground.people.rules import can, check, neighbourhoods_for
from commonground.places.models import Neighbourhood
from commonground.surveys.instruments import WORDS
from commonground.surveys.models import Survey

from .. import survey_words
from . import reading
from .streams import meetings
from .waves import BY_CHANCE, CONTACT, OPT_IN
from .waves import WORDS as STREAM_WORDS

READ = "survey.read"


def streams_of(place: Neighbourhood | None) -> list[tuple[str, reading.Wave]]:
    """The newest waves of each stream of residents, each under its own heading."""
    return [
        (STREAM_WORDS[stream], wave)
        for stream in (BY_CHANCE, OPT_IN, CONTACT)
        for wave in reading.current(stream, place)
    ]


def _may(request: HttpRequest) -> dict[str, bool]:
    return {
        "may_compare": can(request.user, "trust.groups.read"),
        "may_diagnose": can(request.user, "trust.made.read"),
    }


@staff_page(READ)
@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """The whole agency, and the way to one's own neighbourhoods."""
    places = neighbourhoods_for(request.user, READ).filter(closed_on=None)
    shown = {"streams": streams_of(None), "places": _with_figures(places)}
    return render(request, "insight/trust/agency.html", shown | _may(request))


def _with_figures(places: QuerySet[Neighbourhood]) -> list[Neighbourhood]:
    return list(places.filter(trustestimate__isnull=False).distinct().order_by("name", "id"))


@staff_page(READ)
@require_safe
def trust_place(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Neighbourhood, slug=slug)
    check(request.user, READ, place)
    shown = {"place": place, "streams": streams_of(place), "meetings": meetings(place)}
    return render(request, "insight/trust/place.html", shown | _may(request))


@staff_page(READ)
@require_safe
def survey_results(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a closed survey says, whichever it is: of everybody, and of one's neighbourhoods."""
    survey = get_object_or_404(Survey, public_id=public_id)
    run = survey.trust_runs.first() if survey.is_closed else None
    groups = []
    if run is not None:
        readable = neighbourhoods_for(request.user, READ).filter(trustestimate__run=run).distinct()
        groups = [(place, reading.wave(run, place)) for place in (None, *readable)]
    shown = {
        "survey": survey, "run": run, "groups": groups,
        "has_words": survey.is_closed and _has_words(request, survey),
    }  # fmt: skip
    return render(request, "insight/trust/survey.html", shown | _may(request))


def _has_words(request: HttpRequest, survey: Survey) -> bool:
    asks_for_words = any(item.kind == WORDS for item in survey.asks.items)
    return asks_for_words and survey_words.may_read(request.user)
