"""Which neighbourhood and card a member of staff may open. What is not theirs is not there."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

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
