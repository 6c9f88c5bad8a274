"""One thread as staff see it, and what they may do with it. Every view of it is on record."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commonground.common import photos
from commonground.common.errors import Refused
from commonground.people.access import staff_page
from commonground.people.covering import acting_for
from commonground.people.rules import can, role_for

from . import (
    answering,
    answering_joined,
    assigning,
    flagging,
    handing_over,
    inbox,
    joining,
    moving,
    noting,
    settlements,
    settling,
    withholding,
)
from .models import Concern, Dispute
from .rules import can_decide, can_do
from .staff_forms import (
    AnswerForm,
    DecideForm,
    HandOverForm,
    JoinForm,
    NoteForm,
    OwnerForm,
    StateForm,
    TitleForm,
    WithholdForm,
)
from .states import STAFF, State, moves_from

Deed = Callable[[], object]
INVALID, REFUSED = 422, 409


def concern_for(request: HttpRequest, public_id: str) -> Concern:
    """The concern, if its thread is open to this person; about conduct is simply not there."""
    rows = Concern.objects.select_related("category", "neighbourhood", "owner", "place_words")
    concern = get_object_or_404(rows, public_id=public_id)
    if can_do(request.user, "concern.read", concern):
        return concern
    if concern.about_conduct:
        raise Http404
    raise PermissionDenied(_("This belongs to another team."))


@staff_page("thread.read")
@require_GET
def team_concern(request: HttpRequest, public_id: str) -> HttpResponse:
    return show(request, concern_for(request, public_id))


def show(
    request: HttpRequest,
    concern: Concern,
    status: int = 200,
    refused: str = "",
    **bound: forms.Form,
) -> HttpResponse:
    """The thread; `bound` holds the form that was sent and came back."""
    moving.note(by=request.user.actor(_role(request, concern)), verb="read", concern=concern)
    is_team = can(request.user, "concern.read", concern.neighbourhood)
    context = {
        "concern": concern,
        "how_it_came": inbox.HOW_IT_CAME[concern.source],
        "entries": inbox.thread(concern, with_notes=True),
        "entered_by": settlements.entered_by(concern),
        "looked_after_by": acting_for(concern.owner) if concern.owner else None,
        "photo_ids": concern.photos.filter(erased_at=None).values_list("public_id", flat=True),
        "joined": list(concern.joined.select_related("category")),
        "said_dids": list(concern.said_dids.all()),
        "shows_place": is_team or can(request.user, "conduct.answer"),
        "hears_by_mail": hasattr(concern, "address"),
        "refused": refused,
        **_forms(request, concern, bound),
    }
    return render(request, "concerns/staff/thread.html", context, status=status)


def _role(request: HttpRequest, concern: Concern) -> str:
    verb = "conduct.read" if concern.about_conduct else "concern.read"
    return role_for(request.user, verb)


def _forms(request: HttpRequest, concern: Concern, bound: dict[str, forms.Form]) -> dict:
    """The forms that this person may use on this concern as it stands."""
    if not can_do(request.user, "concern.answer", concern):
        return {}
    moves = moves_from(concern.state, STAFF)
    dispute = settling.open_disputes(concern).select_related("concern__neighbourhood").first()
    fresh = {
        "answer_form": lambda: AnswerForm(
            concern, auto_id="answer_%s",
            joined=answering_joined.who_joined(concern, request.user),
        ),
        "title_form": lambda: TitleForm(
            initial={"title": concern.staff_title}, auto_id="title_%s"
        ),
        "owner_form": lambda: OwnerForm(
            concern, initial={"owner": concern.owner and concern.owner.public_id},
            auto_id="owner_%s",
        ),
        "note_form": lambda: NoteForm(auto_id="note_%s"),
        "hand_over_form": lambda: HandOverForm(auto_id="hand_%s"),
    }  # fmt: skip
    if moves:
        fresh["state_form"] = lambda: StateForm(concern, auto_id="state_%s")
    if State.WITHHELD in moves:
        fresh["withhold_form"] = lambda: WithholdForm(auto_id="withhold_%s")
    if State.DUPLICATE in moves:
        fresh["join_form"] = lambda: JoinForm(concern, auto_id="join_%s")
    if dispute and can_decide(request.user, dispute):
        fresh["decide_form"] = lambda: DecideForm(auto_id="decide_%s")
    found = {name: bound.get(name) or make() for name, make in fresh.items()}
    unread = concern.state == State.RECEIVED
    return found | {"may_write": True, "dispute": dispute, "may_acknowledge": unread}


def do(
    request: HttpRequest, concern: Concern, deed: Deed, done: str, **sent: forms.Form
) -> HttpResponse:
    """Check the form, do it, come back to the thread; or show it again and say why not."""
    if any(not form.is_valid() for form in sent.values()):
        return show(request, concern, INVALID, **sent)
    try:
        deed()
    except Refused as refusal:
        concern.refresh_from_db()
        return show(request, concern, REFUSED, refusal.sentence, **sent)
    messages.success(request, done)
    return redirect("team-concern", public_id=concern.public_id)


@staff_page("thread.write")
@require_POST
def acknowledge(request: HttpRequest, public_id: str) -> HttpResponse:
    concern = concern_for(request, public_id)
    return do(
        request, concern, lambda: answering.acknowledge(concern=concern, by=request.user),
        _("Their thread says now that we have read it. They still wait for an answer."),
    )  # fmt: skip


@staff_page("thread.write")
@require_POST
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    concern = concern_for(request, public_id)
    joined = answering_joined.who_joined(concern, request.user)
    form = AnswerForm(concern, request.POST, auto_id="answer_%s", joined=joined)

    def deed() -> object:
        told = form.told()
        if form.cleaned_data.get("also"):
            return answering_joined.answer_all(concern=concern, by=request.user, **told)
        words = answering_joined.whole_text(told.pop("words"), told["canned"], concern.language)
        return answering.answer(concern=concern, words=words, by=request.user, **told)

    return do(request, concern, deed, _("Sent. They read it with their receipt."), answer_form=form)


@staff_page("thread.write")
@require_POST
def change_state(request: HttpRequest, public_id: str) -> HttpResponse:
    concern = concern_for(request, public_id)
    form = StateForm(concern, request.POST, auto_id="state_%s")
    return do(
        request, concern,
        lambda: answering.change_state(concern=concern, by=request.user, **form.cleaned_data),
        _("Saved."), state_form=form,
    )  # fmt: skip


@staff_page("thread.write")
@require_POST
def assign(request: HttpRequest, public_id: str) -> HttpResponse:
    concern = concern_for(request, public_id)
    form = OwnerForm(concern, request.POST, auto_id="owner_%s")
    return do(
        request, concern,
        lambda: assigning.assign(
            concern=concern, to=form.cleaned_data["owner"], by=request.user
        ),
        _("Saved."), owner_form=form,
    )  # fmt: skip


@staff_page("thread.write")
@require_POST
def retitle(request: HttpRequest, public_id: str) -> HttpResponse:
    concern = concern_for(request, public_id)
    form = TitleForm(request.POST, auto_id="title_%s")
    return do(
        request, concern,
        lambda: assigning.retitle(concern=concern, by=request.user, **form.cleaned_data),
        _("Saved."), title_form=form,
    )  # fmt: skip


@staff_page("thread.write")
@require_POST
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    concern = concern_for(request, public_id)
    form = NoteForm(request.POST, auto_id="note_%s")
    return do(
        request, concern,
        lambda: noting.note(concern=concern, by=request.user, **form.cleaned_data),
        _("Noted for the team."), note_form=form,
    )  # fmt: skip


@staff_page("thread.write")
@require_POST
def hand_over(request: HttpRequest, public_id: str) -> HttpResponse:
    concern = concern_for(request, public_id)
    form = HandOverForm(request.POST, auto_id="hand_%s")
    return do(
        request, concern,
        lambda: handing_over.hand_over(concern=concern, by=request.user, **form.cleaned_data),
        _("Handed over and on record."), hand_over_form=form,
    )  # fmt: skip


@staff_page("thread.write")
@require_POST
def flag(request: HttpRequest, public_id: str) -> HttpResponse:
    """The button's value says which: flag, clear, or take."""
    concern = concern_for(request, public_id)
    verbs = {
        "flag": (flagging.flag_sensitive, _("On the duty list, and out of everything public.")),
        "clear": (flagging.clear_flag, _("Off the duty list.")),
        "take": (flagging.take_duty, _("You look after it now; the list says so.")),
    }
    if request.POST.get("do") not in verbs:
        return show(request, concern, INVALID)
    verb, done = verbs[request.POST["do"]]
    return do(request, concern, lambda: verb(concern=concern, by=request.user), done)


@staff_page("thread.write")
@require_POST
def join(request: HttpRequest, public_id: str) -> HttpResponse:
    concern = concern_for(request, public_id)
    form = JoinForm(concern, request.POST, auto_id="join_%s")

    def deed() -> object:
        values = form.cleaned_data
        return joining.join(
            concern=concern, to=form.rows[values["to"]], by=request.user, reason=values["reason"]
        )

    done = _("Joined. Its author still settles their own.")
    return do(request, concern, deed, done, join_form=form)


@staff_page("thread.write")
@require_POST
def withhold(request: HttpRequest, public_id: str) -> HttpResponse:
    concern = concern_for(request, public_id)
    form = WithholdForm(request.POST, auto_id="withhold_%s")
    return do(
        request, concern,
        lambda: withholding.withhold(concern=concern, by=request.user, **form.cleaned_data),
        _("Withheld. Its author reads why."), withhold_form=form,
    )  # fmt: skip


@staff_page("thread.write")
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    concern = concern_for(request, public_id)
    dispute = get_object_or_404(Dispute, concern=concern, decided_at=None, withdrawn_at=None)
    form = DecideForm(request.POST, auto_id="decide_%s")
    return do(
        request, concern,
        lambda: settling.decide_dispute(dispute=dispute, by=request.user, **form.cleaned_data),
        _("Decided. They read your words."), decide_form=form,
    )  # fmt: skip


@staff_page("thread.read")
@require_GET
def photo(request: HttpRequest, public_id: str, photo_id: str) -> HttpResponse:
    """Only through the thread's own door, and not for the overseer: a photo can show a home."""
    concern = concern_for(request, public_id)
    if not can_do(request.user, "concern.answer", concern):
        raise PermissionDenied(_("Photos are for the team that works on it."))
    row = get_object_or_404(concern.photos.filter(erased_at=None), public_id=photo_id)
    file = photos.path_of(row.file_name)
    return FileResponse(file.open("rb"), content_type="image/jpeg")
