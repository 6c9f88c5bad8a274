"""Staff: the gaps in the network, and the sheets of whom to introduce."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.common.errors import Refused
from commonground.common.web import done
from commonground.engagement.languages import names_of
from commonground.people.access import staff_page
from commonground.people.rules import neighbourhoods_for
from commonground.places.models import Neighbourhood

from . import introducing
from .cards import WRITE
from .doors import place_for
from .forms import PlaceForm
from .gaps import find_gaps
from .models import KnownPlace
from .picture import picture
from .places_to_know import add_place, remove_place


@staff_page("individual.read")
def gaps(request: HttpRequest, slug: str) -> HttpResponse:
    place = place_for(request, slug)
    return _page(request, place, PlaceForm())


@staff_page("individual.write")
@require_POST
def place_add(request: HttpRequest, slug: str) -> HttpResponse:
    place, form = place_for(request, slug, WRITE), PlaceForm(request.POST)
    if form.is_valid():
        try:
            add_place(neighbourhood=place, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is on the list."))
            return redirect("network-gaps", slug)
    return _page(request, place, form, status=400)


def _page(
    request: HttpRequest, place: Neighbourhood, form: PlaceForm, status: int = 200
) -> HttpResponse:
    found = find_gaps(place)
    context = {"place": place, "gaps": found, "picture": picture(found.kinds), "form": form}
    return render(request, "individuals/gaps.html", context, status=status)


@staff_page("individual.write")
@require_POST
def place_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    places = neighbourhoods_for(request.user, WRITE)
    rows = KnownPlace.objects.select_related("neighbourhood").filter(neighbourhood__in=places)
    place = get_object_or_404(rows, public_id=public_id)
    return done(
        request, lambda: remove_place(place=place, by=request.user),
        _("Off the list."), "network-gaps", place.neighbourhood.slug,
    )  # fmt: skip


@staff_page("individual.read")
def hand_over(request: HttpRequest, public_id: str) -> HttpResponse:
    found = introducing.open_sheet(public_id=public_id, by=request.user)
    if found is None:
        raise Http404
    sheet, rows = found
    context = {
        "sheet": sheet,
        "rows": [(row, row.individual, names_of(row.individual.languages)) for row in rows],
        "coming": introducing.coming_next(sheet),
    }
    return render(request, "individuals/hand_over.html", context)


@staff_page("individual.write")
@require_POST
def hand_over_tick(request: HttpRequest, public_id: str) -> HttpResponse:
    card, is_done = request.POST.get("card", ""), "undo" not in request.POST
    return done(
        request,
        lambda: introducing.tick(public_id=public_id, card=card, done=is_done, by=request.user),
        _("Written down."), "network-hand-over", public_id,
    )  # fmt: skip
