"""The week's plan: see it, have it made, publish it, its history."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.common import clock
from commonground.common.web import done
from commonground.people.access import staff_page
from commonground.people.rules import can

from . import states
from .collecting import begin_of, minute
from .finding import Found, makeable, may_make, of_week, readable
from .models import Version, WeekPlan
from .rostering import Duty, duties, monday, team
from .showing import differences, grid, missing, named
from .solving import WEEKS_AHEAD, ask, ask_for_plan
from .taking_off import accept, leave, logged_off
from .telling import publish
from .versions import running
from .words import goal_words, headline

SHOWN_VERSIONS = 30
FROM_FRIDAY = 4


@staff_page("plan.read")
def team_plan(request: HttpRequest) -> HttpResponse:
    """This week's plan; from Friday on, the next week's where there is one to make."""
    return redirect("team-plan-of", week_to_show().isoformat())


def week_to_show() -> date:
    today = clock.today()
    this = monday(today)
    return this + timedelta(weeks=1) if today.weekday() >= FROM_FRIDAY else this


@staff_page("plan.read")
def team_plan_of(request: HttpRequest, week: str) -> HttpResponse:
    first = monday(_day(week))
    found = of_week(request.user, first)
    staff = team(found.plan.neighbourhoods.all() if found.plan else found.places, *_ends(first))
    on_duty = duties(staff, first)
    context = {
        "week": first,
        "last_day": first + timedelta(days=6),
        "before": first - timedelta(weeks=1),
        "after": first + timedelta(weeks=1),
        "plan": found.plan,
        "places": found.plan.neighbourhoods.all() if found.plan else found.places,
        "may_make": found.may_make,
        "may_take_off": can(request.user, "plan.take_off"),
        "may_plan_week": monday(clock.today()) <= first <= _last_week(),
        **_version(found, on_duty),
        **_team(on_duty),
    }
    return render(request, "plans/plan.html", context)


def _last_week() -> date:
    return monday(clock.today()) + timedelta(weeks=WEEKS_AHEAD)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not 2000 <= day.year <= 2100:
        raise Http404
    return day


def _ends(week: date) -> tuple[date, date]:
    return week, week + timedelta(days=6)


def _team(on_duty: list[Duty]) -> dict[str, object]:
    working = [duty for duty in on_duty if duty.shifts]
    return {
        "working": working,
        "idle": [duty.staff for duty in on_duty if not duty.shifts],
        "hours_planned": sum(duty.hours for duty in working),
    }


def _version(found: Found, on_duty: list[Duty]) -> dict[str, object]:
    """What is shown of the plan: the latest to who makes it, the published one to the others."""
    plan = found.plan
    if plan is None:
        return {"version": None, "solve": None}
    version = plan.latest if found.may_make else plan.published
    last = plan.solves.order_by("-asked_at", "-id").first() if found.may_make else None
    made: dict[str, object] = {
        "version": version,
        "solve": last if last and last.state in (states.WAITING, states.RUNNING) else None,
        "failed": last.problem if last and last.state == states.FAILED else "",
        "progress": goal_words(last.progress) if last else [],
    }
    return made if version is None else made | _drawn(found, plan, version, on_duty)


def _drawn(
    found: Found, plan: WeekPlan, version: Version, on_duty: list[Duty]
) -> dict[str, object]:
    begin = minute(begin_of(plan))
    left_out = missing(version, plan.neighbourhoods.all())
    promised = [s for s in version.slots if s["what"] in ("event", "drop-in", "promise")]
    kept = len({s["task"] for s in promised})
    unkept = sum(what.split(" ")[0] in ("event", "drop-in", "promise") for what, _ in version.unmet)
    proposal = getattr(plan, "proposal", None) if found.may_make else None
    return {
        "grid": grid(plan, version.slots, on_duty, begin),
        "headline": headline(version.stages, kept + unkept, kept),
        "goals": goal_words(version.stages),
        "missing": left_out,
        "by_lot_count": sum(slot["by_lot"] for slot in version.slots),
        "proposal": proposal,
        "repair": _repair(plan, version, proposal) if proposal else [],
        "logged_off": logged_off(version) if found.may_make else [],
        "is_over": begin_of(plan)
        >= datetime.combine(plan.week, datetime.min.time()) + timedelta(days=7),
    }


def _repair(plan: WeekPlan, version: Version, proposal: object) -> list[str]:
    slots = proposal.slots  # type: ignore[attr-defined]
    return differences(version.slots, slots, named(plan, [*version.slots, *slots]))


@staff_page("plan.make")
@require_POST
def plan_ask(request: HttpRequest, week: str) -> HttpResponse:
    """Have this week planned; where there is a plan, again around what is fixed."""
    first = monday(_day(week))
    found = of_week(request.user, first)
    anew = "anew" in request.POST

    def act() -> None:
        if found.plan is None or not found.plan.latest:
            ask_for_plan(week=first, places=found.places, by=request.user)
        else:
            plan = makeable(request.user, found.plan.public_id)
            ask(plan=plan, based_on=_number(request), by=request.user, anew=anew)

    return _done(request, first, act)


def _number(request: HttpRequest) -> int:
    text = request.POST.get("based_on", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _done(
    request: HttpRequest, week: date, act: Callable[[], object], words: str = ""
) -> HttpResponse:
    return done(request, act, words, "team-plan-of", week.isoformat())


@staff_page("plan.make")
@require_POST
def plan_publish(request: HttpRequest, public_id: str) -> HttpResponse:
    plan = makeable(request.user, public_id)
    return _done(
        request, plan.week,
        lambda: publish(plan=plan, based_on=_number(request), by=request.user),
        _("Published. Your officers see it, and their calendars follow."),
    )  # fmt: skip


@staff_page("plan.make")
@require_POST
def plan_repair(request: HttpRequest, public_id: str) -> HttpResponse:
    """Accept the proposed repair, or leave the plan as it is."""
    plan = makeable(request.user, public_id)
    if "leave" in request.POST:
        act = partial(leave, plan=plan, by=request.user)
        return _done(request, plan.week, act, _("Left as it is."))
    return _done(
        request, plan.week,
        lambda: accept(plan=plan, by=request.user, based_on=_number(request)),
        _("Repaired. Publish it, so that your officers see it."),
    )  # fmt: skip


@staff_page("plan.read")
def plan_history(request: HttpRequest, public_id: str) -> HttpResponse:
    plan = readable(request.user, public_id)
    rows = plan.versions.select_related("by")
    if not may_make(request.user, plan):
        rows = rows.filter(published_at__isnull=False)
    versions = list(rows[: SHOWN_VERSIONS + 1])
    names = named(plan, [slot for version in versions for slot in version.slots])
    before = {v.number: o.slots for v, o in zip(versions, versions[1:], strict=False)}
    told = [
        (v, differences(before[v.number], v.slots, names) if v.number in before else [])
        for v in versions[:SHOWN_VERSIONS]
    ]
    context = {"plan": plan, "versions": told, "is_running": running(plan) is not None}
    return render(request, "plans/history.html", context)
