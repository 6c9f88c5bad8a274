"""Staff: a problem, its steps, what belongs to it, and partners' tasks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.common.errors import Refused
from commonground.common.web import done
from commonground.messaging.links import absolute
from commonground.people.access import staff_page
from commonground.people.rules import can, check, neighbourhoods_for
from commonground.strategies import queries as library
from commonground.strategies import vocabulary
from commonground.tasks import queries as tasks

from . import analysing, forms, partners, working
from .helping import HELPERS
from .models import PartnerLink, Problem
from .naming import type_name
from .registering import REGISTER
from .repeating import METRES

READ = "problem.read"
MOST = 200


def problem_for(request: HttpRequest, public_id: str, verb: str = READ) -> Problem:
    rows = Problem.objects.select_related("neighbourhood")
    problem = get_object_or_404(rows, public_id=public_id)
    check(request.user, verb, problem.neighbourhood)
    return problem


@staff_page(READ)
def problems(request: HttpRequest) -> HttpResponse:
    places = neighbourhoods_for(request.user, READ)
    rows = Problem.objects.filter(neighbourhood__in=places).select_related("neighbourhood")
    context = {"problems": rows[:MOST], "may_start": can(request.user, working.WORK)}
    return render(request, "problems/list.html", context)


@staff_page(working.WORK)
def problem_new(request: HttpRequest) -> HttpResponse:
    """`?strategy=` comes from the library's trial button."""
    asked = request.GET.get("strategy", "")
    places = neighbourhoods_for(request.user, working.WORK)
    initial = {"strategy": asked, "neighbourhood": places.first() if len(places) == 1 else None}
    form = forms.ProblemForm(request.POST or None, places=places, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            problem = working.start_problem(**form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("team-problem", problem.public_id)
    context = {"form": form, "strategy": tried(asked)}
    return render(request, "problems/new.html", context, status=400 if form.errors else 200)


def tried(id: str) -> object:
    found = library.named(id) if id else None
    return found if found and found.kind != vocabulary.ENFORCEMENT_LED else None


@staff_page(READ)
def problem(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, problem_for(request, public_id))


def _page(request: HttpRequest, one: Problem, link: str = "", status: int = 200) -> HttpResponse:
    place = one.neighbourhood
    context = {
        "problem": one, "steps": one.steps.all(), "sources": one.sources.all(),
        "strategy": tried(one.strategy), "links": one.partner_links.prefetch_related("tasks"),
        "tasks": tasks.from_source(partners.source_of(one)),
        "registrations": one.registrations.order_by("id").prefetch_related("results"),
        "may_work": can(request.user, working.WORK, place),
        "may_register": can(request.user, REGISTER, place), "link": link,
        "step_form": forms.StepForm(), "source_form": forms.SourceForm(),
        "publish_form": forms.PublishForm(initial={"words": one.public_words}),
        "partner_form": forms.PartnerForm(),
        "following": dict(Problem._meta.get_field("state").choices).get(one.following, ""),
    }  # fmt: skip
    return render(request, "problems/problem.html", context, status=status)


@staff_page(READ)
def problem_analysis(request: HttpRequest, public_id: str) -> HttpResponse:
    one = problem_for(request, public_id)
    found = analysing.find(one)
    types = [(type_name(name), count) for name, count in found.types]
    repeats = [(type_name(of.stream), of) for of in found.repeats]
    context = {
        "problem": one, "found": found, "types": types, "repeats": repeats, "metres": METRES,
        "helpers": HELPERS,
    }  # fmt: skip
    return render(request, "problems/analysis.html", context)


@staff_page(working.WORK)
@require_POST
def problem_step(request: HttpRequest, public_id: str) -> HttpResponse:
    one = problem_for(request, public_id, working.WORK)
    form = forms.StepForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    return done(
        request, lambda: working.go_on(problem=one, to=one.following, words=words, by=request.user),
        _("Written down."), "team-problem", public_id,
    )  # fmt: skip


@staff_page(working.WORK)
@require_POST
def problem_gather(request: HttpRequest, public_id: str) -> HttpResponse:
    one, form = problem_for(request, public_id, working.WORK), forms.SourceForm(request.POST)

    def verb() -> None:
        if not form.is_valid():
            raise Refused(_("Say what it is, and its number."))
        working.gather(problem=one, **form.cleaned_data, by=request.user)

    return done(request, verb, _("It belongs to the problem now."), "team-problem", public_id)


@staff_page(working.WORK)
@require_POST
def problem_publish(request: HttpRequest, public_id: str) -> HttpResponse:
    one, form = problem_for(request, public_id, working.WORK), forms.PublishForm(request.POST)

    def verb() -> None:
        if not form.is_valid():
            raise Refused(_("Say it in at most 2,000 characters."))
        working.publish(problem=one, words=form.cleaned_data["words"], by=request.user)

    return done(request, verb, _("Changed on the public page."), "team-problem", public_id)


@staff_page(working.WORK)
@require_POST
def problem_invite(request: HttpRequest, public_id: str) -> HttpResponse:
    """The link is on this answer alone: only its hash is kept."""
    one, form = problem_for(request, public_id, working.WORK), forms.PartnerForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("Say which organisation, what is to be done and by when."))
        _made, word = partners.invite(problem=one, **form.cleaned_data, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, one, status=400)
    return _page(request, one, absolute(reverse("partner-tasks", args=[word])))


@staff_page(working.WORK)
@require_POST
def partner_revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = PartnerLink.objects.select_related("problem__neighbourhood")
    link = get_object_or_404(rows, public_id=public_id)
    check(request.user, working.WORK, link.problem.neighbourhood)
    return done(
        request, lambda: partners.revoke(link=link, by=request.user), _("The link works no more."),
        "team-problem", link.problem.public_id,
    )  # fmt: skip
