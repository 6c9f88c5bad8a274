"""The team's pages: make a survey, draw, print, remind, watch. What it says: insight.trust."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.common import clock
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.once import Once
from commonground.common.paging import page
from commonground.common.web import done
from commonground.people.access import staff_page
from commonground.people.rules import can, role_for

from . import exporting, framing, inviting, planning
from . import letters as printing
from .fieldwork import watch
from .forms import FrameForm, SlipsForm, SurveyForm
from .models import Invitation, Mode, Survey
from .sizes import shows

RUN, READ = "survey.run", "survey.read"
SENT = Once()


def _by(request: HttpRequest, verb: str) -> Actor:
    return request.user.actor(role_for(request.user, verb))


@staff_page("survey.list.read")
def surveys(request: HttpRequest) -> HttpResponse:
    found = page(request, Survey.objects.all(), "opens_on", newest_first=True)
    shown = {"may_run": can(request.user, RUN), "may_read": can(request.user, READ)}
    return render(request, "surveys/list.html", {"page": found} | shown)


@staff_page(RUN)
def survey_new(request: HttpRequest) -> HttpResponse:
    form = SurveyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        key = told.pop("key")
        if not SENT.is_first(key):
            return redirect("team-surveys")
        try:
            made = planning.make_survey(**told, by=_by(request, RUN))
            return redirect("team-survey", made.public_id)
        except Refused as refusal:
            SENT.forget(key)
            form.add_error(None, refusal.sentence)
    return render(request, "surveys/new.html", {"form": form}, status=422 if form.errors else 200)


@staff_page(RUN)
def fieldwork(request: HttpRequest, public_id: str) -> HttpResponse:
    survey = get_object_or_404(Survey, public_id=public_id)
    return render(request, "surveys/fieldwork.html", shown_of(request, survey))


def shown_of(request: HttpRequest, survey: Survey, **forms: object) -> dict[str, object]:
    seen = watch(survey)
    left = sum(line.asked - line.used for line in seen.lines)
    first = inviting.remind_from(survey)
    files = range(1, 1 + -(-left // printing.MOST))
    return {
        "survey": survey,
        "watch": seen,
        "shows": shows(survey),
        "files": files if survey.mode in (Mode.ADDRESSES, Mode.SLIPS) else (),
        "may_draw": survey.mode == Mode.ADDRESSES and not seen.total.asked and not survey.is_closed,
        "may_invite": survey.mode == Mode.SUBSCRIBERS
        and not seen.total.asked
        and not survey.is_closed,
        "makes_slips": survey.mode == Mode.SLIPS and not survey.is_closed,
        "may_be_reminded": survey.mode in inviting.REMINDED,
        "remind_from": first if first > clock.today() else None,
        "has_letters": survey.mode == Mode.ADDRESSES,
        "may_read": can(request.user, READ),
        "may_export": can(request.user, "survey.export"),
        "frame_form": FrameForm(),
        "slips_form": SlipsForm(),
    } | forms


def _sent(
    request: HttpRequest,
    survey: Survey,
    form: Form,
    check: Callable[[Survey], None],
    verb: Callable[[], object],
    words: str,
) -> HttpResponse:
    """A form of the page came: its errors beside it, unless the page has no such form any more."""
    try:
        check(survey)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("team-survey", survey.public_id)
    if form.is_valid():
        return _done(request, survey, verb, words)
    name = "frame_form" if isinstance(form, FrameForm) else "slips_form"
    shown = shown_of(request, survey, **{name: form})
    return render(request, "surveys/fieldwork.html", shown, status=422)


def _done(
    request: HttpRequest, survey: Survey, verb: Callable[[], object], words: str
) -> HttpResponse:
    return done(request, verb, words, "team-survey", survey.public_id)


@staff_page(RUN)
@require_POST
def draw(request: HttpRequest, public_id: str) -> HttpResponse:
    """The list is read from a file that goes with this request."""
    survey = get_object_or_404(Survey, public_id=public_id)
    form = FrameForm(request.POST, request.FILES)

    def verb() -> int:
        given = form.cleaned_data
        wanted = planning.Wanted(
            given["seed"], given["per_stratum"], given["clusters_per_stratum"], given["per_cluster"]
        )
        frame = _read(given["frame"])
        return planning.draw(survey=survey, frame=frame, wanted=wanted, by=_by(request, RUN))

    words = _("Drawn. The letters are ready to print.")
    return _sent(request, survey, form, planning.check_can_draw, verb, words)


def _read(sent: UploadedFile) -> framing.Frame:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "addresses.csv"
        file.write_bytes(sent.read())
        return framing.read(file)


@staff_page(RUN)
@require_POST
def slips(request: HttpRequest, public_id: str) -> HttpResponse:
    survey = get_object_or_404(Survey, public_id=public_id)
    form = SlipsForm(request.POST)

    def verb() -> int:
        if not SENT.is_first(form.cleaned_data["key"]):
            return 0
        count = form.cleaned_data["count"]
        return inviting.make_slips(survey=survey, count=count, by=_by(request, RUN))

    words = _("The slips are ready to print.")
    return _sent(request, survey, form, inviting.check_can_make_slips, verb, words)


@staff_page(RUN)
@require_POST
def invite(request: HttpRequest, public_id: str) -> HttpResponse:
    survey = get_object_or_404(Survey, public_id=public_id)

    def verb() -> int:
        return inviting.invite_subscribers(survey=survey, by=_by(request, RUN))

    return _done(request, survey, verb, _("The subscribers are being written to."))


@staff_page(RUN)
@require_POST
def remind(request: HttpRequest, public_id: str) -> HttpResponse:
    survey = get_object_or_404(Survey, public_id=public_id)

    def verb() -> list[Invitation]:
        return inviting.remind(survey=survey, by=_by(request, RUN))

    return _done(request, survey, verb, _("Counted. E-mails are on their way; print the letters."))


@staff_page(RUN)
def letters(request: HttpRequest, public_id: str) -> HttpResponse:
    """One file of letters: ?file=2; ?reminder=1 those for whom the last reminder is."""
    survey = get_object_or_404(Survey, public_id=public_id)
    rows = survey.invitations.filter(is_used=False).order_by("stratum", "cluster", "id")
    is_reminder = request.GET.get("reminder") == "1"
    if is_reminder:
        rows = rows.filter(reminders__gt=0)
    given = request.GET.get("file", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 1
    some = rows[(max(number, 1) - 1) * printing.MOST :][: printing.MOST]
    if survey.mode not in (Mode.ADDRESSES, Mode.SLIPS) or not some:
        raise Http404
    some = inviting.take_letters(survey=survey, rows=some, by=_by(request, RUN))
    made = printing.letters(survey, some, is_reminder=is_reminder)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="letters-{number}.pdf"'
    return answer


@staff_page("survey.export")
def rows(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """Rows for estimation, as CSV or JSON."""
    survey = get_object_or_404(Survey, public_id=public_id)
    if form not in ("csv", "json"):
        raise Http404
    try:
        exporting.check_may_leave_by_page()
        made = exporting.rows(survey=survey, by=_by(request, "survey.export"))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("team-survey", survey.public_id)
    text = exporting.as_csv(made) if form == "csv" else exporting.as_json(survey, made)
    kind = "text/csv" if form == "csv" else "application/json"
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="answers-{survey.public_id}.{form}"'
    return answer
