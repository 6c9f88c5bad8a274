"""The 20-second log. Two taps for the commonest: open the page, press what is usual."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.common import clock
from commonground.common.errors import Refused
from commonground.common.ids import new_public_id
from commonground.common.web import done
from commonground.people.access import staff_page
from commonground.people.rules import neighbourhoods_for

from .. import activity, contacting
from ..abstraction import recording
from ..models import Abstraction, Contact
from .forms import AwayForm, LogForm, WordsForm
from .keeping import Kept, keep
from .noting import LooksLikeAPerson, add_words
from .phone import with_phone

OWN_DAYS = 28


@staff_page("log.write")
def log(request: HttpRequest) -> HttpResponse:
    places = neighbourhoods_for(request.user, "log.write")
    given = {"places": places, "initial": {"idempotency_key": new_public_id()}}
    form = LogForm(_spelled_out(request.POST) if request.POST else None, **given)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep(form, request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _answer(request, kept, form)
    return _page(request, form)


def _page(
    request: HttpRequest, form: LogForm | None = None, away: AwayForm | None = None
) -> HttpResponse:
    user, since = request.user, clock.now() - timedelta(days=OWN_DAYS)
    places = neighbourhoods_for(user, "log.write")
    given = {"places": places, "initial": {"idempotency_key": new_public_id()}}
    wrong = any(f is not None and f.errors for f in (form, away))
    context = {
        "form": form or LogForm(**given),
        "away_form": away or AwayForm(**given, prefix="away"),
        "just_logged": contacting.just_logged(user),
        "just_taken_off": recording.just_taken_off(user),
        "own": activity.own(user, since),
        "taken_off": activity.own_taken_off(user, since),
        "days": OWN_DAYS,
    }
    shown = with_phone(request, places, context)
    return render(request, "engagement/log.html", shown, status=400 if wrong else 200)


def _spelled_out(posted: QueryDict) -> QueryDict:
    """The button of what is usual holds three values at once."""
    told = posted.copy()
    parts = posted.get("usual", "").split("|")
    if len(parts) == 3:
        told["kind"], told["neighbourhood"], told["minutes"] = parts
    return told


def _answer(request: HttpRequest, kept: Kept, form: LogForm) -> HttpResponse:
    contact = kept.contact
    told = {"what": contact.get_kind_display(), "place": contact.neighbourhood.name}
    messages.success(request, " ".join([_("Logged: %(what)s, %(place)s.") % told, kept.note]))
    if kept.refused is None:
        return redirect("team-log")
    return _ask_again(request, contact, WordsForm(initial=form.words()), kept.refused)


@staff_page("log.write")
@require_POST
def words(request: HttpRequest, public_id: str) -> HttpResponse:
    """The words of an entry that is kept already."""
    contact = get_object_or_404(Contact, public_id=public_id, staff=request.user)
    form = WordsForm(_offered(request.POST))
    if form.is_valid():
        try:
            add_words(contact=contact, by=request.user, **form.words())
        except Refused as refusal:
            return _ask_again(request, contact, form, refusal)
        messages.success(request, _("The words are kept."))
        return redirect("team-log")
    return _ask_again(request, contact, form, None)


def _offered(posted: QueryDict) -> QueryDict:
    """One button takes the text that was offered in the place of one's own."""
    told = posted.copy()
    if "use_offered" in posted:
        told["heard"] = posted.get("heard_offered", "")
        told["todo"] = posted.get("todo_offered", "")
    return told


def _ask_again(
    request: HttpRequest, contact: Contact, form: WordsForm, refusal: Refused | None
) -> HttpResponse:
    """The words go back to their author and are kept nowhere else; the tally is safe."""
    offered = refusal.offered if isinstance(refusal, LooksLikeAPerson) else None
    context = {"contact": contact, "form": form, "refusal": refusal, "offered": offered}
    return render(request, "engagement/log_words.html", context, status=400)


@staff_page("log.write")
@require_POST
def away(request: HttpRequest) -> HttpResponse:
    """I was taken off my neighbourhood."""
    places = neighbourhoods_for(request.user, "log.write")
    form = AwayForm(request.POST, places=places, prefix="away")
    if form.is_valid():
        try:
            row = recording.record_abstraction(**form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            told = {"why": row.get_because_display(), "place": row.neighbourhood.name}
            messages.success(request, _("Logged: taken off %(place)s, %(why)s.") % told)
            return redirect("team-log")
    return _page(request, away=form)


@staff_page("log.write")
@require_POST
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another's contact is simply not there."""
    contact = get_object_or_404(Contact, public_id=public_id, staff=request.user)
    return _taken_back(request, lambda: contacting.take_back(contact=contact, by=request.user))


@staff_page("log.write")
@require_POST
def take_back_away(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(Abstraction, public_id=public_id, staff=request.user)
    return _taken_back(
        request, lambda: recording.take_back_abstraction(abstraction=row, by=request.user)
    )


def _taken_back(request: HttpRequest, verb: Callable[[], None]) -> HttpResponse:
    return done(request, verb, _("Taken back: it counts nowhere."), "team-log")
