"""Pages of the people room: staff list, own card, lock."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonground.common import clock, photos
from commonground.common.errors import Refused
from commonground.common.paging import page
from commonground.common.web import public_page
from commonground.places.models import Neighbourhood

from . import absences, cards, posting, queries, staffing
from .access import signed_in_page, staff_page
from .forms import AbsenceForm, AddStaffForm, CardForm, EndPostingForm, FirstPostForm, PostForm
from .middleware import lock as end_session
from .models import Absence, OfficerCard, Staff


@signed_in_page
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    return end_session(request)


@signed_in_page
@require_GET
def stay(request: HttpRequest) -> HttpResponse:
    """Somebody is writing: the lock's pause starts again (the middleware notes it)."""
    return HttpResponse(status=204)


@staff_page("staff.edit")
def people(request: HttpRequest) -> HttpResponse:
    form, place = AddStaffForm(request.POST or None), FirstPostForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and place.is_valid():
        try:
            staff, password = _add(request, form.cleaned_data, **place.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _first_password(request, staff, password)
    found = page(request, queries.staff_with_postings(), "display_name")
    shown = {"staff_list": found.rows, "next_url": found.next_url, "form": form, "place": place}
    wrong = form.errors or place.errors
    return render(request, "people/people.html", shown, status=400 if wrong else 200)


@transaction.atomic
def _add(
    request: HttpRequest, who: dict[str, Any], *, role: str, neighbourhood: Neighbourhood | None
) -> tuple[Staff, str]:
    """Posted at once where a role is said: an account and its posting, or neither."""
    by = request.user.actor()
    staff, password = staffing.add_staff(by=by, **who)
    if role:
        posting.post(
            staff=staff, neighbourhood=neighbourhood, role=role, from_on=clock.today(), by=by
        )
    return staff, password


def _first_password(request: HttpRequest, staff: Staff, password: str) -> HttpResponse:
    """Shown once, and kept by nobody: there is no address to come back to it."""
    shown = {"staff": staff, "password": password, "is_posted": staff.postings.exists()}
    return render(request, "people/first_password.html", shown)


@staff_page("staff.edit")
@require_GET
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    return _person_page(request, get_object_or_404(Staff, public_id=public_id))


def _person_page(
    request: HttpRequest, staff: Staff, *, refused: str = "", **bound: forms.Form
) -> HttpResponse:
    shown = {
        "staff": staff,
        "postings": staff.postings.select_related("neighbourhood").order_by("-from_on", "-id"),
        "absences": staff.absences.select_related("cover").order_by("-from_on"),
        "post_form": bound.get("post_form") or PostForm(),
        "absence_form": bound.get("absence_form") or AbsenceForm(staff),
        "refused": refused,
    }
    wrong = bool(refused) or any(form.errors for form in bound.values())
    return render(request, "people/person.html", shown, status=400 if wrong else 200)


def _change(
    request: HttpRequest, staff: Staff, name: str, form: forms.Form, act: Callable[[], object]
) -> HttpResponse:
    """Do what the form asks and come back to the person, or say why not."""
    if not form.is_valid():
        return _person_page(request, staff, **{name: form})
    try:
        act()
    except Refused as refusal:
        return _person_page(request, staff, refused=refusal.sentence, **{name: form})
    messages.success(request, _("Saved."))
    return redirect("team-person", public_id=staff.public_id)


@staff_page("staff.edit")
@require_POST
def add_posting(request: HttpRequest, public_id: str) -> HttpResponse:
    staff = get_object_or_404(Staff, public_id=public_id)
    form = PostForm(request.POST)
    return _change(
        request, staff, "post_form", form,
        lambda: posting.post(staff=staff, by=request.user.actor(), **form.cleaned_data),
    )  # fmt: skip


@staff_page("staff.edit")
@require_POST
def end_posting(request: HttpRequest, public_id: str) -> HttpResponse:
    staff = get_object_or_404(Staff, public_id=public_id)
    form = EndPostingForm(staff, request.POST)
    return _change(
        request, staff, "end_form", form,
        lambda: posting.end_posting(by=request.user.actor(), **form.cleaned_data),
    )  # fmt: skip


@staff_page("staff.edit")
@require_POST
def add_absence(request: HttpRequest, public_id: str) -> HttpResponse:
    staff = get_object_or_404(Staff, public_id=public_id)
    form = AbsenceForm(staff, request.POST)
    return _change(
        request, staff, "absence_form", form,
        lambda: absences.add_absence(staff=staff, by=request.user.actor(), **form.cleaned_data),
    )  # fmt: skip


@staff_page("staff.edit")
@require_POST
def remove_absence(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Absence.objects.select_related("staff"), public_id=public_id)
    absences.remove_absence(absence=found, by=request.user.actor())
    messages.success(request, _("The days are taken away."))
    return redirect("team-person", public_id=found.staff.public_id)


@staff_page("staff.edit")
@require_POST
def new_password(request: HttpRequest, public_id: str) -> HttpResponse:
    staff = get_object_or_404(Staff, public_id=public_id)
    try:
        password = staffing.give_new_password(staff=staff, by=request.user.actor())
    except Refused as refusal:
        return _person_page(request, staff, refused=refusal.sentence)
    return _first_password(request, staff, password)


@staff_page("staff.edit")
@require_POST
def close_account(request: HttpRequest, public_id: str) -> HttpResponse:
    staff = get_object_or_404(Staff, public_id=public_id)
    try:
        staffing.close_account(staff=staff, by=request.user.actor())
    except Refused as refusal:
        return _person_page(request, staff, refused=refusal.sentence)
    messages.success(request, _("The account is closed."))
    return redirect("team-people")


@staff_page("card.edit")
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest) -> HttpResponse:
    own = OfficerCard.objects.filter(staff=request.user).first()
    form = CardForm(request.POST or None, request.FILES or None, instance=own)
    if request.method == "POST" and form.is_valid():
        try:
            cards.edit_card(staff=request.user, by=request.user.actor(), **form.told())
        except Refused as refusal:
            form.add_error("photo", refusal.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("team-card")
    shown = {"form": form, "card": own, "team_contact": queries.team_contact()}
    return render(request, "people/card.html", shown, status=400 if form.errors else 200)


@staff_page("card.edit")
@require_POST
def card_consent(request: HttpRequest) -> HttpResponse:
    """The button's own value says which: show, or withdraw."""
    if request.POST.get("choice") == "show":
        cards.give_consent(staff=request.user, by=request.user.actor())
        messages.success(request, _("Your card is on the public page now."))
    else:
        cards.withdraw(staff=request.user, by=request.user.actor())
        messages.success(request, _("Your card is gone, and what it showed is erased."))
    return redirect("team-card")


@public_page
@require_GET
def officer_photo(request: HttpRequest, public_id: str) -> HttpResponse:
    shown = get_object_or_404(queries.shown_cards().exclude(photo=""), public_id=public_id)
    file = photos.path_of(shown.photo)
    return FileResponse(file.open("rb"), content_type="image/jpeg")
