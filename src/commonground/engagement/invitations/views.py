"""Inviting us, without an account; and what the team answers."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonground.common import audit
from commonground.common.errors import Refused
from commonground.common.paging import page
from commonground.common.web import never_stored, public_page
from commonground.concerns import receipts
from commonground.concerns.form_keys import is_our_key, may_show_again, new_key
from commonground.concerns.ratelimit import SUBMISSIONS
from commonground.people.access import staff_page
from commonground.people.rules import can, neighbourhoods_for
from commonground.places.models import Neighbourhood

from . import answering
from .forms import InviteForm, NoForm, StepForm, YesToEvent, YesToPromise
from .inviting import invite
from .models import CALL, EVENT, KINDS, WAITING, WALK, Invitation
from .queries import answered, waiting

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@public_page
@never_stored
@GET_OR_POST
def invite_us(request: HttpRequest) -> HttpResponse:
    """One thing after another: what and where, then what that takes."""
    told = request.POST if request.method == "POST" else request.GET
    asked = "next" in told or request.method == "POST"
    step = StepForm(told if asked else None, initial=told.dict())
    if not asked or not step.is_valid():
        return _step(request, step)
    chosen = step.cleaned_data
    form = InviteForm(request.POST or None, kind=chosen["kind"], initial=chosen)
    if request.method == "POST" and form.is_valid():
        if SUBMISSIONS.is_reached(request):
            sentence = _(
                "Many people near you have written in the last hour. Wait some minutes and "
                "send again: what you typed is still here if you go back."
            )
            return render(request, "429.html", {"sentence": sentence}, status=429)
        SUBMISSIONS.add(request)
        try:
            return _saved(request, form)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    shown = {
        "form": form,
        "kind": chosen["kind"],
        "kind_words": dict(KINDS)[chosen["kind"]],
        "place": Neighbourhood.objects.get(slug=chosen["neighbourhood"]),
    }
    status = 422 if form.errors else 200
    return render(request, "engagement/invitations/invite.html", shown, status=status)


def _step(request: HttpRequest, step: StepForm) -> HttpResponse:
    status = 422 if step.errors else 200
    return render(request, "engagement/invitations/step.html", {"form": step}, status=status)


def _saved(request: HttpRequest, form: InviteForm) -> HttpResponse:
    """Its page says "we have it" only after the commit."""
    key = form.cleaned_data["key"]
    key = key if is_our_key(key) else new_key()
    row, receipt = invite(wish=form.wish(), key=key, show_again=may_show_again(key))
    shown = {"concern": row.concern, "receipt": receipts.shown(receipt)}
    return render(request, "engagement/invitations/saved.html", shown)


@staff_page("invitation.answer")
def invitations(request: HttpRequest) -> HttpResponse:
    places = neighbourhoods_for(request.user, "invitation.answer")
    over = request.GET.get("show") == "answered"
    rows = answered(places) if over else waiting(places)
    shown = {"page": page(request, rows, "received_at", newest_first=over), "over": over}
    return render(request, "engagement/invitations/list.html", shown)


@staff_page("invitation.answer")
@GET_OR_POST
def invitation(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _find(request, public_id)
    yes = _yes_form(request, row)
    no = NoForm(request.POST if "no" in request.POST else None, prefix="no")
    if request.method == "POST":
        form = no if "no" in request.POST else yes
        if form.is_valid() and _answered(request, row, form):
            return redirect("team-invitation", public_id)
    else:
        _note_reading(request, row)
    shown = {
        "row": row,
        "concern": row.concern,
        "words": [m.words.text for m in row.concern.messages.filter(side="resident")],
        "may_answer": row.outcome == WAITING and row.concern.is_open,
        "yes": yes,
        "no": no,
    }
    status = 422 if yes.errors or no.errors else 200
    return render(request, "engagement/invitations/invitation.html", shown, status=status)


def _find(request: HttpRequest, public_id: str) -> Invitation:
    rows = Invitation.objects.select_related("concern__neighbourhood", "concern__category", "event")
    row = get_object_or_404(rows, concern__public_id=public_id)
    if not can(request.user, "invitation.answer", row.concern.neighbourhood):
        raise PermissionDenied(_("This belongs to another team."))
    return row


def _note_reading(request: HttpRequest, row: Invitation) -> None:
    """A number to call is personal: that somebody looked at it stands in the trail."""
    if row.phone:
        audit.record(
            by=request.user.actor(), verb="invitation.read", noun="invitation",
            noun_id=row.concern.public_id, neighbourhood=row.concern.neighbourhood.public_id,
        )  # fmt: skip


def _yes_form(request: HttpRequest, row: Invitation) -> forms.Form:
    data = request.POST if "yes" in request.POST else None
    if row.kind == EVENT:
        return YesToEvent(data, invitation=row, prefix="yes")
    return YesToPromise(data, prefix="yes")


def _answered(request: HttpRequest, row: Invitation, form: forms.Form) -> bool:
    try:
        _deed(row, form)(by=request.user)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    messages.success(request, _("Answered. They read it with their receipt."))
    return True


def _deed(row: Invitation, form: forms.Form) -> Callable[..., object]:
    told = form.cleaned_data
    if isinstance(form, NoForm):
        return lambda by: answering.decline(invitation=row, because=told["because"], by=by)
    if row.kind in (WALK, CALL):
        return lambda by: answering.accept_as_promise(
            invitation=row, due_on=told["due_on"], words=told["words"], by=by
        )
    return lambda by: answering.accept_as_event(
        invitation=row, plan=form.plan(), words=told["words"], by=by
    )
