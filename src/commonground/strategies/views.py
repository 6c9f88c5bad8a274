"""The same library twice: beside the team's work, and for everybody who watches it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonground.common.web import public_page
from commonground.people.access import staff_page
from commonground.people.rules import can

from . import queries
from . import vocabulary as v
from .entries import verdict

TEAM = {"base": "team.html", "list_url": "team-strategies", "one_url": "team-strategy"}
PUBLIC = {"base": "base.html", "list_url": "what-works", "one_url": "what-works-one"}
ASKED = ("goal", "outcome", "kind")


@staff_page("strategy.read")
@require_GET
def team_strategies(request: HttpRequest) -> HttpResponse:
    return _list(request, TEAM)


@staff_page("strategy.read")
@require_GET
def team_strategy(request: HttpRequest, strategy: str) -> HttpResponse:
    return _one(request, strategy, TEAM)


@public_page
@require_GET
def what_works(request: HttpRequest) -> HttpResponse:
    return _list(request, PUBLIC)


@public_page
@require_GET
def what_works_one(request: HttpRequest, strategy: str) -> HttpResponse:
    return _one(request, strategy, PUBLIC)


def _list(request: HttpRequest, pages: dict[str, str]) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    asked = {name: request.GET.get(name, "") for name in ASKED}
    found = queries.find(words=words, **asked)
    goals = [asked["goal"]] if asked["goal"] in v.GOALS else []
    led = [s for s in found if s.kind == v.ENFORCEMENT_LED]
    context = {
        "found": found,
        "groups": queries.grouped((s for s in found if s not in led), goals),
        "led": led,
        "words": words,
        "asked": asked,
        "is_asked": bool(words or any(asked.values())),
        "goals": v.GOALS.items(),
        "outcomes": [(slug, name) for slug, (_goal, name) in v.OUTCOMES.items()],
        "kinds": v.KINDS.items(),
    }
    return render(request, "strategies/list.html", context | pages)


def _one(request: HttpRequest, id: str, pages: dict[str, str]) -> HttpResponse:
    strategy = queries.named(id)
    if strategy is None:
        raise Http404
    context = {
        "strategy": strategy,
        "verdicts": [
            (v.GOALS[goal], v.VERDICTS[verdict(strategy, goal)]) for goal in strategy.all_goals
        ],
        "picture": queries.picture(strategy),
        "sources": list({f.source.id: f.source for f in strategy.shown_findings}.values()),
        "successor": queries.named(strategy.superseded_by),
        "is_led": strategy.kind == v.ENFORCEMENT_LED,
        "may_try": pages is TEAM
        and strategy.kind != v.ENFORCEMENT_LED
        and can(request.user, "problem.work"),
    }
    return render(request, "strategies/one.html", context | pages)
