"""The respondent's pages. No account, no cookie of ours; nothing is kept until they send.

One question a page: what was answered before travels in the page itself, so that stopping leaves
nothing with us.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonground.common.errors import Refused
from commonground.common.ratelimit import Limit
from commonground.common.web import never_stored, public_page

from . import answering, codes
from .forms import CodeForm, QuestionForm, languages
from .instruments import WORDS, Item
from .models import Invitation, Mode

# Codes that fail, from one network: a family that mistypes, never a machine that guesses
FAILED = Limit("SURVEY_CODES_PER_HOUR", 60, 3600)
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
ALL = "all"


@dataclass(frozen=True)
class Sheet:
    """One page of questions: which of them, and which number it is."""

    items: list[Item]
    number: int  # from 1
    count: int
    is_all: bool

    @property
    def step(self) -> str:
        return ALL if self.is_all else str(self.number)

    @property
    def has_words(self) -> bool:
        return any(item.kind == WORDS for item in self.items)


@public_page
@never_stored
@GET_OR_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Where somebody types the code of a letter."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if FAILED.is_reached(request):
            return too_many(request)
        if answering.find(form.cleaned_data["code"]):
            return redirect("survey", codes.normalise(form.cleaned_data["code"]))
        FAILED.add(request)
        form.add_error("code", _("We do not know this code. Look at your letter once more."))
    status = 422 if form.errors else 200
    return render(request, "surveys/enter.html", {"form": form}, status=status)


@public_page
@never_stored
@GET_OR_POST
def survey(request: HttpRequest, code: str) -> HttpResponse:
    """What it is about; then the questions."""
    invitation = held(request, code)
    if isinstance(invitation, HttpResponse):
        return invitation
    if request.method == "POST":
        return questions(request, invitation, code)
    step = request.GET.get("step")
    if step:
        return show(request, invitation, code, sheet_of(invitation, step), {})
    return render(request, "surveys/begin.html", words_of(invitation, code))


def held(request: HttpRequest, code: str) -> Invitation | HttpResponse:
    """The invitation, or the page that says why there is nothing to answer."""
    if FAILED.is_reached(request):
        return too_many(request)
    invitation = answering.find(code)
    if invitation is None:
        FAILED.add(request)
        raise Http404
    try:
        answering.check_can_answer(invitation)
    except Refused as refusal:
        shown = {"sentence": refusal.sentence, "is_used": invitation.is_used}
        return render(request, "surveys/closed.html", shown, status=410)
    return invitation


def too_many(request: HttpRequest) -> HttpResponse:
    sentence = _("Many codes that we do not know came from your network. Try again in an hour.")
    return render(request, "429.html", {"sentence": sentence}, status=429)


def words_of(invitation: Invitation, code: str) -> dict[str, object]:
    asks = invitation.survey.asks
    return {
        "survey": invitation.survey,
        "asks": asks,
        "code": code,
        "count": len(asks.items),
        "is_contact": invitation.survey.mode == Mode.CONTACTS,
        "is_staff_pulse": asks.audience == "staff",
    }


def sheet_of(invitation: Invitation, step: str) -> Sheet:
    items = list(invitation.survey.asks.items)
    if step == ALL:
        return Sheet(items, 1, 1, is_all=True)
    number = int(step) if step.isascii() and step.isdigit() and len(step) < 4 else 1
    number = min(max(number, 1), len(items))
    return Sheet([items[number - 1]], number, len(items), is_all=False)


def questions(request: HttpRequest, invitation: Invitation, code: str) -> HttpResponse:
    """A page of questions came back: keep what it says and go on, back, elsewhere, or end."""
    if wanted := language_of(request):
        translation.activate(wanted)
        request.LANGUAGE_CODE = wanted
    sheet = sheet_of(invitation, request.POST.get("step", "1"))
    form = QuestionForm(request.POST, list(invitation.survey.asks.items))
    if not form.is_valid():
        return show(request, invitation, code, _first_wrong(invitation, sheet, form), None)
    given = form.given()
    if "send" in request.POST or (not wanted and is_last(sheet) and "back" not in request.POST):
        return end(request, invitation, given)
    if not wanted:
        sheet = sheet_of(invitation, str(sheet.number + (-1 if "back" in request.POST else 1)))
    return with_cookie(show(request, invitation, code, sheet, given), wanted)


def _first_wrong(invitation: Invitation, sheet: Sheet, form: QuestionForm) -> Sheet:
    """The page that holds the first answer which cannot be."""
    if sheet.is_all:
        return sheet
    ids = [item.id for item in invitation.survey.asks.items]
    return sheet_of(invitation, str(1 + ids.index(next(iter(form.errors)))))


def is_last(sheet: Sheet) -> bool:
    return sheet.is_all or sheet.number == sheet.count


def language_of(request: HttpRequest) -> str:
    wanted = request.POST.get("language", "")
    known = check_for_language(wanted) and wanted in dict(settings.LANGUAGES)
    return wanted if known else ""


def with_cookie(response: HttpResponse, language: str) -> HttpResponse:
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 86400,
            samesite="Lax",
            httponly=True,
            secure=settings.HTTPS,
        )
    return response


def show(
    request: HttpRequest,
    invitation: Invitation,
    code: str,
    sheet: Sheet,
    given: dict[str, str] | None,
) -> HttpResponse:
    """The page, with what was answered on others hidden in it. `given` None: it was wrong."""
    if given is None:
        form, kept = QuestionForm(request.POST, sheet.items), request.POST.dict()
    else:
        form, kept = QuestionForm(None, sheet.items, initial=given), given
    ids = {item.id for item in sheet.items}
    hidden = [
        (i.id, kept[i.id]) for i in invitation.survey.asks.items if i.id not in ids and i.id in kept
    ]
    shown = words_of(invitation, code) | {
        "form": form,
        "sheet": sheet,
        "hidden": hidden,
        "is_last": is_last(sheet),
        "languages": languages(),
        "other_languages": (),
    }
    return render(request, "surveys/questions.html", shown, status=422 if given is None else 200)


def end(request: HttpRequest, invitation: Invitation, given: dict[str, str]) -> HttpResponse:
    try:
        is_kept = answering.answer(invitation=invitation, given=given)
    except Refused as refusal:
        shown = {"sentence": refusal.sentence, "is_used": True}
        return render(request, "surveys/closed.html", shown, status=410)
    page = "surveys/thanks.html" if is_kept else "surveys/stopped.html"
    return render(request, page, {"survey": invitation.survey})


@public_page
@never_stored
@GET_OR_POST
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """ "No, thank you": the code is used up, and nobody writes again."""
    invitation = held(request, code)
    if isinstance(invitation, HttpResponse):
        return invitation
    if request.method == "POST":
        answering.decline(invitation=invitation)
        return render(request, "surveys/stopped.html")
    return render(request, "surveys/stop.html", {"code": code})
