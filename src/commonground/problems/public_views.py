"""For everybody: what we work on, what was registered, what was found; and a partner's tasks."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commonground.common import pdf
from commonground.common.deployment import deployment
from commonground.common.errors import Refused
from commonground.common.texts import printable
from commonground.common.web import never_stored, public_page
from commonground.common.wording import day
from commonground.messaging.links import absolute
from commonground.tasks.models import Task

from . import measured, partners, pictures, telling, verdicts
from .models import Explored, Problem, Registration, Result

FEED_ENTRIES = 50
TEMPLATE = Path(__file__).resolve().parent / "typst" / "result.typ"


@public_page
@require_GET
def public_problems(request: HttpRequest) -> HttpResponse:
    rows = Problem.objects.filter(published_on__isnull=False).select_related("neighbourhood")
    registered = Registration.objects.select_related("problem__neighbourhood").order_by("-id")
    context = {"problems": rows[:200], "registered": registered.prefetch_related("results")}
    return render(request, "problems/public_list.html", context)


@public_page
@require_GET
def public_problem(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Problem.objects.filter(published_on__isnull=False).select_related("neighbourhood")
    problem = get_object_or_404(rows, public_id=public_id)
    registered = problem.registrations.select_related("problem__neighbourhood", "amends")
    judged = [
        (one, verdict_words(telling.told(one)) if one.results.exists() else "")
        for one in registered.order_by("id")
    ]
    context = {"problem": problem, "steps": problem.steps.all(), "judged": judged}
    return render(request, "problems/public_problem.html", context)


@dataclass(frozen=True)
class Entry:
    at: datetime
    title: str
    link: str
    part: str  # what tells entries of one link apart
    words: str


def _step_entries() -> list[Entry]:
    rows = Problem.objects.filter(published_on__isnull=False).prefetch_related("steps")
    return [
        Entry(
            step.at, f"{problem.title}: {step.get_step_display()}",
            absolute(reverse("problem", args=[problem.public_id])), step.step,
            problem.public_words,
        )
        for problem in rows[:200] for step in problem.steps.all()
    ]  # fmt: skip


def _result_entries() -> list[Entry]:
    """Whatever they show, and whether their problem is published or not."""
    rows = Result.objects.select_related("registration__problem").order_by("-id")
    asked = _("Did it work?")
    return [
        Entry(
            one.stored_at, f"{one.registration.problem.title}: {asked}",
            absolute(reverse("result", args=[one.registration.public_id])), one.public_id,
            _("The result was corrected.") if one.corrects_id else _("The result is in."),
        )
        for one in rows[:FEED_ENTRIES]
    ]  # fmt: skip


def _clean(one: Entry) -> Entry:
    return replace(one, title=printable(one.title), words=printable(one.words))


@public_page
@require_GET
def public_feed(request: HttpRequest) -> HttpResponse:
    """Atom: steps of published problems, and every result, the newest first."""
    entries = sorted([*_step_entries(), *_result_entries()], key=lambda e: e.at, reverse=True)
    shown = [_clean(one) for one in entries[:FEED_ENTRIES]]
    context = {"entries": shown, "home": absolute(reverse("problems")),
               "own": absolute(reverse("problems-feed"))}  # fmt: skip
    kind = "application/atom+xml; charset=utf-8"
    return render(request, "problems/feed.xml", context, content_type=kind)


def _told(public_id: str) -> telling.Told:
    rows = Registration.objects.select_related("problem__neighbourhood", "amends")
    return telling.told(get_object_or_404(rows, public_id=public_id))


@public_page
@require_GET
def result(request: HttpRequest, public_id: str) -> HttpResponse:
    """The permanent address: what was registered, and once it is there what was found."""
    told = _told(public_id)
    registered = told.registration
    context = {
        "told": told, "verdict": verdict_words(told), "trust": trust_words(told),
        "tried": tried_words(told), "changed": changed_words(told),
        "paths": pictures.paths(told), "events": pictures.events(told),
        "period": telling.period_name(told.chosen),
        "history": [(one, verdict_of(one.verdict)) for one in told.said],
        "later": Registration.objects.filter(amends=registered).first(),
    }  # fmt: skip
    return render(request, "problems/result.html", context)


@public_page
@require_GET
def result_json(request: HttpRequest, public_id: str) -> HttpResponse:
    """The registered document, byte for byte: its SHA-256 is the one on the page."""
    found = get_object_or_404(Registration, public_id=public_id)
    return HttpResponse(found.document.encode(), content_type="application/json")


@public_page
@require_GET
def found_json(request: HttpRequest, public_id: str, found: str) -> HttpResponse:
    """What was found, byte for byte, also where it was corrected since."""
    rows = Result.objects.filter(registration__public_id=public_id)
    one = get_object_or_404(rows, public_id=found)
    return HttpResponse(one.document.encode(), content_type="application/json")


@public_page
@require_GET
def explored_json(request: HttpRequest, public_id: str, explored: str) -> HttpResponse:
    """What another analysis found, which was decided after the data were seen."""
    rows = Explored.objects.filter(exploration__registration__public_id=public_id)
    one = get_object_or_404(rows, exploration__public_id=explored)
    return HttpResponse(one.document.encode(), content_type="application/json")


@public_page
@require_GET
def result_pdf(request: HttpRequest, public_id: str) -> HttpResponse:
    told = _told(public_id)
    sheet = pdf.sheet(TEMPLATE.read_bytes(), {"words": pdf.as_data(sheet_words(told))})
    headers = {"Content-Disposition": f'inline; filename="result-{public_id}.pdf"'}
    return HttpResponse(sheet, content_type="application/pdf", headers=headers)


def sheet_words(told: telling.Told) -> dict:
    problem, chosen = told.registration.problem, told.chosen
    parts = [
        (_("Where"), " · ".join(told.where)),
        (_("Compared with"), " · ".join(name for name, _fit in told.against)),
        (_("What was counted"), ", ".join(told.what)),
        (_("From, start, until"), " · ".join(map(day, (chosen.since, chosen.start, chosen.end)))),
        (_("What happened"), _happened(told)),
        (_("Corrected"), _corrected(told)),
        (_("Next to it"), told.next_words),
        (_("Beside the reports"), _beside(told)),
        (_("Looked at afterwards"), _explored(told)),
        (_("How sure could we be?"), _sure(told)),
        (_("What could be wrong"), " ".join(filter(None, (told.began, trust_words(told))))),
    ]
    return {
        "title": problem.title, "agency": deployment().agency, "verdict": verdict_words(told),
        "language": (get_language() or "en").split("-")[0],
        "example": _("Example") if told.registration.is_example else "",
        "parts": [part for part in parts if part[1]],
        "checks": [f"{one['mark']} {one['asks']} {one['words']}" for one in told.checks],
        "address": absolute(reverse("result", args=[told.registration.public_id])),
        "sha256": told.registration.sha256,
    }  # fmt: skip


def _beside(told: telling.Told) -> str:
    return " ".join(f"{m.name} {m.words} {m.why}".strip() for m in told.measures)


def _explored(told: telling.Told) -> str:
    if not told.explored:
        return ""
    found = (
        " ".join([f"{' · '.join(one.differs)}: {one.words}", *_failed(one.checks)])
        for one in told.explored
    )
    return "\n".join([_("Decided after the data were seen; it replaces nothing."), *found])


def _failed(checks: tuple[dict, ...]) -> list[str]:
    return [f"✗ {one['asks']} {one['words']}" for one in checks if one["passed"] is False]


def _sure(told: telling.Told) -> str:
    return " ".join(filter(None, (told.power_words, tried_words(told), changed_words(told))))


def tried_words(told: telling.Told) -> str:
    """How many plans were looked at before."""
    if not told.tried:
        return ""
    return ngettext(
        "%(many)s plan was looked at before this one was registered. It saw nothing from after the "
        "start, so no result could be picked.",
        "%(many)s plans were looked at before this one was registered. They saw nothing from after "
        "the start, so no result could be picked. Places that suit could be: that is why the plans "
        "are counted.",
        told.tried,
    ) % {"many": told.tried}


def changed_words(told: telling.Told) -> str:
    if told.p_times == 1:
        return ""
    return _(
        "This version changes another. Who changes a window has one more chance to find "
        "something. So here chance counts %(many)s times, and less is seen than it says above."
    ) % {"many": told.p_times}


def _corrected(told: telling.Told) -> str:
    """Why, and what was said before."""
    if len(told.said) < 2:
        return ""
    before = told.said[-2]
    said = (
        told.said[-1].result.why,
        _("Before it said:"),
        verdict_of(before.verdict),
        before.words,
    )
    return " ".join(filter(None, said))


def _happened(told: telling.Told) -> str:
    return " ".join(filter(None, (told.words, told.why))) or _("The result is not in yet.")


def verdict_words(told: telling.Told) -> str:
    return verdict_of(told.verdict)


def verdict_of(verdict: str) -> str:
    return {
        verdicts.FELL: _("There were fewer reports than the comparison leads us to expect."),
        verdicts.ROSE: _("There were more reports than the comparison leads us to expect."),
        verdicts.CANNOT: _("We cannot tell."),
    }.get(verdict, _("The result is not in yet."))


def trust_words(told: telling.Told) -> str:
    return measured.trust_words(told.verdict, told.chosen.measures, told.measures)


@public_page
@never_stored
def partner_tasks(request: HttpRequest, word: str) -> HttpResponse:
    link = partners.link_of(word)
    if link is None:
        raise Http404
    tasks = link.tasks.order_by("due_on", "id")
    return render(request, "problems/partner.html", {"link": link, "tasks": tasks, "word": word})


@public_page
@never_stored
@require_POST
def partner_finish(request: HttpRequest, word: str, public_id: str) -> HttpResponse:
    link = partners.link_of(word)
    if link is None:
        raise Http404
    task = get_object_or_404(Task, pk__in=link.tasks.values("pk"), public_id=public_id)
    try:
        partners.finish_for(link=link, task=task)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("partner-tasks", word)
