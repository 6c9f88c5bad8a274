"""One part of the plan, by hand: moved, given, fixed, taken out, added; and who is taken off."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commonground.analysis.planning.parts import Document
from commonground.common.errors import Refused
from commonground.engagement.abstraction.models import REASONS
from commonground.people.access import staff_page
from commonground.people.models import Staff

from . import changing
from .collecting import gather
from .finding import makeable, may_make, readable
from .forms import AddForm, NeedForm, Sent, TakenForm, TaskForm, When
from .models import Need, WeekPlan
from .needing import say_need
from .rostering import team
from .showing import named, titles
from .taking_off import take_off

DEEDS = ("move", "pin", "free", "remove")


def _people(plan: WeekPlan) -> list[Staff]:
    return team(plan.neighbourhoods.all(), plan.week, plan.last_day)


def _slot(plan: WeekPlan, slot_id: str) -> Document:
    version = plan.latest
    found = next((s for s in version.slots if s["id"] == slot_id), None) if version else None
    if found is None:
        raise Http404
    return found


@staff_page("plan.make")
def plan_slot(request: HttpRequest, public_id: str, slot_id: str) -> HttpResponse:
    plan = makeable(request.user, public_id)
    slot = _slot(plan, slot_id)
    people = _people(plan)
    start = datetime.fromisoformat(slot["start"])
    initial = Sent.fresh(plan.latest.number) | {
        "officer": slot["officer"], "day": start.date().isoformat(), "at": start.time(),
    }  # fmt: skip
    options = {"people": people, "week": plan.week}
    form = When(request.POST if "move" in request.POST else None, initial=initial, **options)
    if request.method == "POST" and (done := _obey(request, plan, slot, form)):
        return done
    names = named(plan, [slot])
    context = {
        "plan": plan, "slot": slot, "form": form, "start": start,
        "end": datetime.fromisoformat(slot["end"]),
        "title": names.title(slot["task"]) if slot["task"] else "",
        "place": names.places.get(slot["neighbourhood"], ""),
        "name": names.staff.get(slot["officer"], ""), "fresh": initial,
    }  # fmt: skip
    status = 400 if form.errors else 200
    return render(request, "plans/slot.html", context, status=status)


def _obey(request: HttpRequest, plan: WeekPlan, slot: Document, form: When) -> HttpResponse | None:
    """One of the deeds; None where the form is to be shown again."""
    deed = next((name for name in DEEDS if name in request.POST), "")
    sent = form if deed == "move" else Sent(request.POST)
    if not sent.is_valid():
        return None if deed == "move" else redirect(request.path)
    try:
        _do(deed, plan, slot["id"], sent, request.user)
    except Refused as refusal:
        if deed == "move":
            form.add_error(None, str(refusal))
            return None
        messages.error(request, str(refusal))
        return redirect(request.path)
    messages.success(request, _("Changed. Publish the plan, so that your officers see it."))
    return redirect("team-plan-of", plan.week.isoformat())


def _do(deed: str, plan: WeekPlan, slot_id: str, sent: Form, by: Staff) -> None:
    told = sent.cleaned_data
    common = {
        "plan": plan, "based_on": told["based_on"], "slot_id": slot_id, "by": by,
        "key": told["key"],
    }  # fmt: skip
    if deed == "move":
        moved = cast(When, sent)
        changing.move(**common, officer=told["officer"], start=moved.start())
    elif deed == "remove":
        changing.remove(**common)
    elif deed in ("pin", "free"):
        changing.pin(**common, pinned=deed == "pin")
    else:
        raise Refused(_("Say what to do with it."))


@staff_page("plan.make")
@require_POST
def plan_drop(request: HttpRequest, public_id: str, slot_id: str) -> HttpResponse:
    """A slot let go over another day or officer: the same as the form, for the page's script."""
    plan = makeable(request.user, public_id)
    form = When(request.POST, people=_people(plan), week=plan.week)
    if not form.is_valid():
        return JsonResponse({"words": _("That is not possible there.")}, status=400)
    try:
        _do("move", plan, slot_id, form, request.user)
    except Refused as refusal:
        return JsonResponse({"words": str(refusal)}, status=400)
    return JsonResponse({"words": _("Moved.")})


@staff_page("plan.make")
def plan_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """A visit; or, with ?task=, something that is not in the plan yet."""
    plan = makeable(request.user, public_id)
    source = request.GET.get("task", "")
    number = plan.latest.number if plan.latest else 0
    options = {"people": _people(plan), "week": plan.week, "initial": Sent.fresh(number)}
    data = request.POST or None
    form = (
        TaskForm(data, **options)
        if source
        else AddForm(data, places=plan.neighbourhoods.order_by("name"), **options)
    )
    act = partial(_add, plan, source, form, request.user)
    if request.method == "POST" and form.is_valid() and _try(form, act):
        messages.success(request, _("Added, and fixed."))
        return redirect("team-plan-of", plan.week.isoformat())
    context = {"plan": plan, "form": form, "title": titles([source]).get(source, "")}
    return render(request, "plans/add.html", context, status=400 if form.errors else 200)


def _add(plan: WeekPlan, source: str, form: When, by: Staff) -> None:
    told = form.cleaned_data
    common = {
        "plan": plan, "based_on": told["based_on"], "start": form.start(), "by": by,
        "key": told["key"],
    }  # fmt: skip
    if source:
        changing.add_task(**common, source=source, crew=list(told["officer"]))
    else:
        changing.add_visit(**common, officer=told["officer"], place=told["place"])


def _try(form: Form, act: Callable[[], object]) -> bool:
    try:
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@staff_page("plan.take_off")
def plan_taken(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who leads takes anybody of the team off; an officer themselves."""
    plan = readable(request.user, public_id)
    leads = may_make(request.user, plan)
    people = [p for p in _people(plan) if leads or p == request.user]
    if not people:
        raise PermissionDenied(_("This belongs to another team."))
    first = next((p for p in people if p.public_id == request.GET.get("who")), people[0])
    form = TakenForm(
        request.POST or None, people=people, reasons=REASONS, initial=TakenForm.fresh(first)
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and _try(form, lambda: _take(plan, form, request))
    ):
        return redirect("team-plan-of", plan.week.isoformat())
    context = {"plan": plan, "form": form, "leads": leads}
    return render(request, "plans/taken.html", context, status=400 if form.errors else 200)


def _take(plan: WeekPlan, form: TakenForm, request: HttpRequest) -> None:
    told = form.cleaned_data
    start, end = form.span()
    made = take_off(
        plan=plan, staff=told["who"], start=start, end=end, because=told["because"],
        by=request.user, key=told["key"],
    )  # fmt: skip
    if not made.freed:
        messages.success(request, _("Noted. Nothing was planned for them then, so the plan stays."))
        return
    words = ngettext(
        "%(n)d part of the plan is free now.", "%(n)d parts of the plan are free now.",
        len(made.freed),
    )  # fmt: skip
    messages.success(request, words % {"n": len(made.freed)})
    if made.told:
        words = _("Told by e-mail, as a promise was theirs: %(names)s.")
        messages.success(request, words % {"names": ", ".join(made.told)})
    if made.untold:
        words = _("A promise of theirs is free, and they have no e-mail. Tell them: %(names)s.")
        messages.warning(request, words % {"names": ", ".join(made.untold)})


@staff_page("plan.make")
def plan_needs(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the week holds, and what each needs."""
    plan = makeable(request.user, public_id)
    gathered = gather(plan)
    called = titles(one.source for one in gathered.wanted)
    rows = [(called[o.source], o, gathered.needs.get(o.source)) for o in gathered.wanted]
    return render(request, "plans/needs.html", {"plan": plan, "rows": rows})


@staff_page("plan.make")
def plan_need(request: HttpRequest, public_id: str, source: str) -> HttpResponse:
    plan = makeable(request.user, public_id)
    if not any(one.source == source for one in gather(plan).wanted):
        raise Http404
    need = Need.objects.filter(source=source).first() or Need(source=source)
    names = ("left_out", "minutes", "crew", "sworn", "languages", "vehicle", "lone_until")
    initial = {name: getattr(need, name) for name in names}
    fixed = source.startswith("event:")
    form = NeedForm(request.POST or None, fixed=fixed, initial=initial)
    if request.method == "POST" and form.is_valid():
        say_need(source=source, by=request.user, **form.cleaned_data)
        messages.success(request, _("Kept. It counts when the week is planned again."))
        return redirect("team-plan-needs", plan.public_id)
    context = {"plan": plan, "form": form, "title": titles([source]).get(source, "")}
    return render(request, "plans/need.html", context, status=400 if form.errors else 200)
