"""Which neighbourhood and card a member of staff may open. What is not theirs is not there."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from commonground.common.errors import Refused
from commonground.people.rules import check, neighbourhoods_for
from commonground.places.models import Neighbourhood

from .cards import WRITE
from .models import Individual
from .reading import READ


def place_for(request: HttpRequest, slug: str, verb: str = READ) -> Neighbourhood:
    place = get_object_or_404(Neighbourhood, slug=slug)
    check(request.user, verb, place)
    return place


def card_for(request: HttpRequest, public_id: str) -> Individual:
    """For a change. The page itself is opened by `reading.open_card`, which leaves its row."""
    rows = Individual.objects.live().select_related("neighbourhood")
    places = neighbourhoods_for(request.user, WRITE)
    card = rows.filter(public_id=public_id, neighbourhood__in=places).first()
    if card is None:
        raise Http404
    return card


def done(
    request: HttpRequest, verb: Callable[[], object], words: str, to: str, at: str
) -> HttpResponse:
    """Do it and say so, or say why not; then the page `to`."""
    try:
        verb()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect(to, at)
