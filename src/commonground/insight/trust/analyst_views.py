"""For who has to answer for a figure: how it was made, what to doubt, and files to take away.

Everything here is of groups and behind its gates; rows of answers are never on a page of insight.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commonground.common.web import done
from commonground.people.access import staff_page
from commonground.people.rules import can, role_for
from commonground.surveys.models import Survey

from . import doubting, exporting, methods_text, reading
from .models import Because, TrustRun

DIAGNOSE, WORK_OUT = "trust.made.read", "trust.work_out"


@staff_page(DIAGNOSE)
@require_safe
def diagnostics(request: HttpRequest, public_id: str) -> HttpResponse:
    survey = get_object_or_404(Survey, public_id=public_id)
    runs = list(survey.trust_runs.all())
    shown = {
        "survey": survey, "run": runs[0] if runs else None, "older": runs[1:],
        "may_work_out": can(request.user, WORK_OUT) and survey.is_closed,
        "whys": [pair for pair in Because.choices if pair[0] != Because.CLOSED],
    }  # fmt: skip
    if runs:
        shown |= {"doubt": doubting.doubts(runs[0]), "wave": reading.wave(runs[0])}
        shown |= {"methods": methods_text.methods_text(runs[0])}
    return render(request, "insight/trust/diagnostics.html", shown)


@staff_page(WORK_OUT)
@require_POST
def work_out(request: HttpRequest, public_id: str) -> HttpResponse:
    survey = get_object_or_404(Survey, public_id=public_id)
    is_first = not survey.trust_runs.exists()
    because = Because.CLOSED if is_first else request.POST.get("because", "")
    by = request.user.actor(role_for(request.user, WORK_OUT))

    def verb() -> TrustRun:
        from . import storing  # loads SciPy, which no page needs

        return storing.work_out(survey=survey, because=because, by=by)

    words = _("The figures are worked out and kept.")
    return done(request, verb, words, "trust-diagnostics", survey.public_id)


@staff_page(DIAGNOSE)
@require_safe
def export(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """The newest figures as CSV or JSON, or the words on how they were made."""
    run = get_object_or_404(Survey, public_id=public_id).trust_runs.first()
    if run is None or form not in exporting.FORMS:
        raise Http404
    kind, made = exporting.FORMS[form]
    is_coarse = not can(request.user, "survey.export")
    answer = HttpResponse(made(run, is_coarse), content_type=f"{kind}; charset=utf-8")
    name = f"figures-{public_id}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
