"""You said, we did: drafts that their authors see, then public pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonground.common.errors import Refused
from commonground.common.paging import page
from commonground.people.access import staff_page
from commonground.people.rules import neighbourhoods_for
from commonground.places.models import Neighbourhood

from . import inbox
from .models import Concern, SaidDid
from .saying_did import (
    approve_said_did,
    change_said_did,
    withdraw_said_did,
    write_said_did,
)
from .staff_said_did_forms import SaidDidForm


@staff_page("saiddid.write")
@require_GET
def said_dids(request: HttpRequest) -> HttpResponse:
    found = page(request, inbox.said_dids(request.user), "said_on", newest_first=True)
    places = list(neighbourhoods_for(request.user, "saiddid.write")[:30])
    context = {"said_dids": found.rows, "next_url": found.next_url, "places": places}
    return render(request, "concerns/staff/said_dids.html", context)


@staff_page("saiddid.write")
@require_http_methods(["GET", "POST"])
def new_said_did(request: HttpRequest) -> HttpResponse:
    concern, place = _about(request)
    initial = {"concerns": [concern.public_id]} if concern else {}
    form = SaidDidForm(place, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = write_said_did(
                neighbourhood=place, by=request.user,
                idempotency_key=form.cleaned_data["key"], **form.values(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Kept. Its authors see it now; nobody else does yet."))
            return redirect("team-said-did-edit", public_id=row.public_id)
    return _form_page(request, form, place, None)


def _about(request: HttpRequest) -> tuple[Concern | None, Neighbourhood]:
    """The neighbourhood to write for: named, or that of the concern one comes from."""
    places = neighbourhoods_for(request.user, "saiddid.write")
    wanted = request.GET.get("concern", "")
    if wanted:
        rows = Concern.objects.may_be_public().filter(neighbourhood__in=places)
        concern = get_object_or_404(rows.select_related("neighbourhood"), public_id=wanted)
        return concern, concern.neighbourhood
    slug = request.GET.get("neighbourhood", "")
    named = places.filter(slug=slug) if slug else places
    return None, named.first() or get_object_or_404(places, slug=slug)


@staff_page("saiddid.write")
@require_http_methods(["GET", "POST"])
def edit_said_did(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _row(request, public_id)
    form = SaidDidForm(row.neighbourhood, request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        values.pop("said_on")
        try:
            change_said_did(said_did=row, by=request.user, **values)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Changed. It is not public until somebody approves it."))
            return redirect("team-said-did-edit", public_id=row.public_id)
    return _form_page(request, form, row.neighbourhood, row)


def _row(request: HttpRequest, public_id: str) -> SaidDid:
    return get_object_or_404(inbox.said_dids(request.user), public_id=public_id)


def _form_page(
    request: HttpRequest, form: SaidDidForm, place: Neighbourhood, row: SaidDid | None
) -> HttpResponse:
    context = {"form": form, "place": place, "row": row}
    status = 422 if form.errors else 200
    return render(request, "concerns/staff/said_did.html", context, status=status)


@staff_page("saiddid.write")
@require_POST
def publish_said_did(request: HttpRequest, public_id: str) -> HttpResponse:
    """The button's value says which: approve, or off the public page."""
    row = _row(request, public_id)
    if request.POST.get("do") == "approve":
        approve_said_did(said_did=row, by=request.user)
        messages.success(request, _("Everybody can read it now."))
    else:
        withdraw_said_did(said_did=row, by=request.user)
        messages.success(request, _("It is off the public page."))
    return redirect("team-said-did-edit", public_id=row.public_id)
