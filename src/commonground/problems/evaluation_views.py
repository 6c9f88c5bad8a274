"""Staff: planning, registering and amending how a problem will be judged."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.common.errors import Refused
from commonground.common.web import done
from commonground.people.access import staff_page
from commonground.people.rules import check
from commonground.places.models import Neighbourhood

from . import forms, measured, telling
from .correcting import correct
from .exploring import MAY_DIFFER, explore
from .models import Draft, Problem, Registration, Result
from .registering import REGISTER, amend, mark_of, plan, register
from .views import problem_for


@staff_page(REGISTER)
def evaluation(request: HttpRequest, public_id: str) -> HttpResponse:
    """The plan: choose, see what can be learnt, register."""
    problem = problem_for(request, public_id, REGISTER)
    draft = Draft.objects.filter(problem=problem).first()
    form = forms.EvaluationForm(
        request.POST or None, initial=forms.filled(draft.choices) if draft else {}
    )
    if request.method == "POST" and form.is_valid():
        try:
            plan(problem=problem, chosen=form.chosen(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept. What can be learnt is being worked out."))
            return redirect("team-evaluation", public_id)
    return _page(request, problem, draft, form)


def _page(
    request: HttpRequest, problem: Problem, draft: Draft | None, form: forms.EvaluationForm
) -> HttpResponse:
    found = draft.found if draft else None
    names = dict(Neighbourhood.objects.values_list("public_id", "name")) if found else {}
    fit = telling.compared_with(found) if found else []
    order = found["order"] if found else None
    context = {
        "problem": problem, "draft": draft, "form": form, "found": found,
        "seen": mark_of(draft) if draft and found else "",
        "matches": [(names.get(unit, ""), off) for unit, off in fit],
        "order": [[names.get(a, "") for a in step] for step in order["steps"]] if order else [],
        "owed": [names.get(a, "") for a in order["owed"]] if order else [],
        "power": telling.chances(found["power"]) if found else [],
        "visible": [measured.visible(one) for one in found.get("measures", ())] if found else [],
        "power_words": telling.power_words(found["power"]) if found else "",
    }  # fmt: skip
    status = 400 if form.errors else 200
    return render(request, "problems/evaluation.html", context, status=status)


@staff_page(REGISTER)
@require_POST
def evaluation_register(request: HttpRequest, public_id: str) -> HttpResponse:
    problem, seen = problem_for(request, public_id, REGISTER), request.POST.get("seen", "")
    return done(
        request, lambda: register(problem=problem, by=request.user, seen=seen),
        _("Registered. Its page is public and stays."), "team-problem", public_id,
    )  # fmt: skip


def _is_kept(request: HttpRequest, form: Form, keep: Callable[..., object]) -> bool:
    """Was the form sent, filled in well and taken? A refusal stands on the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        keep(**form.cleaned_data, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


@staff_page(REGISTER)
def evaluation_amend(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Registration.objects.select_related("problem__neighbourhood")
    found = get_object_or_404(rows, public_id=public_id)
    check(request.user, REGISTER, found.problem.neighbourhood)
    told = telling.told(found)
    initial = {"after": told.chosen.after, "lag_days": told.chosen.lag_days}
    form = forms.AmendForm(request.POST or None, initial=initial)
    if _is_kept(request, form, partial(amend, registration=found)):
        messages.success(request, _("Kept beside the first version, for everybody to see."))
        return redirect("team-problem", found.problem.public_id)
    context = {"form": form, "registration": found}
    return render(request, "problems/amend.html", context, status=400 if form.errors else 200)


@staff_page(REGISTER)
def evaluation_correct(request: HttpRequest, public_id: str) -> HttpResponse:
    """public_id : of the result that is corrected."""
    rows = Result.objects.select_related("registration__problem__neighbourhood")
    result = get_object_or_404(rows, public_id=public_id)
    registration = result.registration
    check(request.user, REGISTER, registration.problem.neighbourhood)
    form = forms.CorrectForm(request.POST or None)
    if _is_kept(request, form, partial(correct, result=result)):
        messages.success(request, _("It is being worked out again. Look in a minute."))
        return redirect("result", registration.public_id)
    context = {"form": form, "registration": registration}
    return render(request, "problems/correct.html", context, status=400 if form.errors else 200)


@staff_page(REGISTER)
def evaluation_explore(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Registration.objects.select_related("problem__neighbourhood")
    registration = get_object_or_404(rows, public_id=public_id)
    check(request.user, REGISTER, registration.problem.neighbourhood)
    registered = telling.told(registration).chosen.as_data()
    form = forms.ExploreForm(
        request.POST or None, initial={name: registered[name] for name in MAY_DIFFER}
    )
    if _is_kept(request, form, partial(explore, registration=registration)):
        messages.success(request, _("It is being worked out. Look in a minute."))
        return redirect("result", registration.public_id)
    context = {"form": form, "registration": registration}
    return render(request, "problems/explore.html", context, status=400 if form.errors else 200)
