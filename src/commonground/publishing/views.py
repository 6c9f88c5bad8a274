from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from commonground.common.paging import page
from commonground.common.web import public_page
from commonground.concerns.queries import approved_said_did, pair
from commonground.places.models import Neighbourhood

from . import mapping, searching
from .page import gather, waited
from .stating import kept, stated_facts


@public_page
def front(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    found = searching.find(words) if words else []
    shown = {"words": words, "found": found, "map": None if words else mapping.city_map()}
    return render(request, "publishing/front.html", shown)


@public_page
def neighbourhoods(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    found = searching.by_name(words) if words else searching.open_neighbourhoods()
    return render(request, "publishing/neighbourhoods.html", {"words": words, "found": found})


@public_page
def neighbourhood(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Neighbourhood, slug=slug)
    return render(request, "publishing/neighbourhood.html", {"page": gather(place)})


@public_page
def said_and_did(request: HttpRequest, slug: str) -> HttpResponse:
    """All of "you said, we did", the newest first, some to a page."""
    place = get_object_or_404(Neighbourhood, slug=slug)
    found = page(request, approved_said_did(place), "said_on", newest_first=True)
    pairs = [waited(pair(row)) for row in found.rows]
    shown = {"place": place, "pairs": pairs, "next_url": found.next_url}
    return render(request, "publishing/said_and_did.html", shown)


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    facts = stated_facts()
    shown = {
        "facts": facts,
        "missing": not all(words for _, words in facts),
        "kept": kept(),
    }
    return render(request, "publishing/privacy.html", shown)
