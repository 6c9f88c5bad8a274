"""Staff: the people of one neighbourhood who said yes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.common.errors import Refused
from commonground.common.texts import in_language
from commonground.common.web import done
from commonground.engagement.languages import names_of
from commonground.people.access import staff_page
from commonground.people.rules import neighbourhoods_for

from . import cards, counting, wording
from .doors import card_for, place_for
from .forms import CardForm, FilterForm, NewCardForm
from .gaps import find_gaps
from .introducing import sheets_of
from .models import Individual
from .reading import QUIET_WEEKS, READ, list_cards, open_card


@staff_page("individual.read")
def networks(request: HttpRequest) -> HttpResponse:
    """Whoever has one neighbourhood goes there; who leads several chooses. No counts."""
    places = list(neighbourhoods_for(request.user, READ))
    if len(places) == 1:
        return redirect("team-network", places[0].slug)
    return render(request, "individuals/networks.html", {"places": places})


@staff_page("individual.read")
def network(request: HttpRequest, slug: str) -> HttpResponse:
    place = place_for(request, slug)
    form = FilterForm(request.GET or None)
    by = form.cleaned_data if form.is_valid() else {}
    found = list_cards(neighbourhood=place, by=request.user, **by)
    context = {
        "place": place, "form": form, "found": found, "gaps": find_gaps(place),
        "sheets": list(sheets_of(place)), "weeks": QUIET_WEEKS, "is_filtered": any(by.values()),
    }  # fmt: skip
    return render(request, "individuals/network.html", context)


@staff_page("individual.write")
def card_new(request: HttpRequest, slug: str) -> HttpResponse:
    place = place_for(request, slug, cards.WRITE)
    form = NewCardForm(request.POST or None, neighbourhood=place)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        consent = {n: told[n] for n in ("how", "consented_on", "words_read", "is_adult")}
        try:
            card = cards.add_card(
                neighbourhood=place, details=form.details(), by=request.user,
                idempotency_key=told["idempotency_key"], **consent,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _after_new(request, card)
    context = {"form": form, "place": place, "sentences": wording.sentences()}
    status = 400 if form.errors else 200
    return render(request, "individuals/new.html", context, status=status)


def _after_new(request: HttpRequest, card: Individual) -> HttpResponse:
    if card.consented_on is None:
        messages.success(request, _("We sent them a link. You see the card once they say yes."))
        return redirect("team-network", card.neighbourhood.slug)
    messages.success(request, _("It is kept. Thank them from all of us."))
    return redirect("network-card", card.public_id)


@staff_page("individual.read")
def card(request: HttpRequest, public_id: str) -> HttpResponse:
    found = open_card(public_id=public_id, by=request.user)
    if found is None:
        raise Http404
    known = cards.topics()
    context = {
        "card": found, "languages": names_of(found.languages),
        "topics": [in_language(known[slug]) for slug in found.topics if slug in known],
        "is_own": found.known_to_id == request.user.pk,
    }  # fmt: skip
    return render(request, "individuals/card.html", context)


@staff_page("individual.write")
def card_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    found = open_card(public_id=card_for(request, public_id).public_id, by=request.user)
    if found is None:
        raise Http404
    held = {name: getattr(found, name) for name in cards.Details.__dataclass_fields__}
    held["place"] = found.place.public_id if found.place else None
    form = CardForm(request.POST or None, neighbourhood=found.neighbourhood, initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            cards.edit_card(card=found, details=form.details(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Put right."))
            return redirect("network-card", public_id)
    context = {"form": form, "card": found}
    return render(request, "individuals/edit.html", context, status=400 if form.errors else 200)


@staff_page("individual.write")
@require_POST
def card_spoke(request: HttpRequest, public_id: str) -> HttpResponse:
    found = card_for(request, public_id)
    return done(
        request, lambda: cards.spoke(card=found, by=request.user),
        _("Written down: spoken today."), "network-card", public_id,
    )  # fmt: skip


@staff_page("individual.write")
@require_POST
def card_take_on(request: HttpRequest, public_id: str) -> HttpResponse:
    found = card_for(request, public_id)
    return done(
        request, lambda: cards.take_on(card=found, by=request.user),
        _("This person is on your own list now."), "network-card", public_id,
    )  # fmt: skip


@staff_page("individual.write")
@require_POST
def card_take_off(request: HttpRequest, public_id: str) -> HttpResponse:
    found = card_for(request, public_id)
    return done(
        request, lambda: cards.take_off(card=found, by=request.user),
        _("Erased."), "team-network", found.neighbourhood.slug,
    )  # fmt: skip


@staff_page("network.read")
def network_counts(request: HttpRequest) -> HttpResponse:
    """Numbers of people, never a card; small ones hidden."""
    found = counting.counts(neighbourhoods_for(request.user, "network.read"))
    return render(request, "individuals/counts.html", {"counts": found})
