"""A small team that plans: Dana leads, Bram and Ines work on Northside (test cast)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from commonground.engagement.kinds import load_kinds
from commonground.engagement.models import EventKind
from commonground.engagement.planning import Plan, plan_event
from commonground.plans import solving
from commonground.plans.models import WeekPlan
from commonground.plans.rostering import say_usual_week
from commonground.tasks.making import make_promise
from tests.again import again
from tests.cast import person

WEEK = date(2026, 3, 9)  # the week after the clock's Monday


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the week: day 0 is its Monday. The deployment's zone is UTC."""
    return datetime.combine(WEEK, time(hour, minute), tzinfo=UTC) + timedelta(days=day)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A plan of two officers is as good after a second as after five."""
    monkeypatch.setattr(solving, "FEW_SECONDS", 1)


@pytest.fixture
def team(cast, town, clock_at):
    """Bram and Ines work from eight to four on weekdays."""
    cast.ines = person("Ines", "officer", town.north)
    say_usual_week(
        staff=[cast.bram, cast.ines], weekdays=range(5), starts=time(8), ends=time(16),
        by=cast.dana,
    )  # fmt: skip
    return cast


@pytest.fixture
def meeting(team, town):
    """On Wednesday from two to three."""
    again(load_kinds)
    return plan_event(
        plan=Plan(
            kind=EventKind.objects.get(slug="community-meeting"), neighbourhoods=[town.north],
            title={"en": "Market talk"}, starts_at=at(2, 14), ends_at=at(2, 15),
        ),
        by=team.dana.actor("supervisor"),
    )  # fmt: skip


@pytest.fixture
def promise(team, town):
    return make_promise(
        neighbourhood=town.north, title="Look at the broken lamp", due_on=WEEK + timedelta(days=3),
        by=team.bram.actor("officer"), owner=team.bram,
    )  # fmt: skip


def solve(cast, town, **more) -> WeekPlan:
    """Ask and work it off, as the worker would."""
    asked = solving.ask_for_plan(week=WEEK, places=[town.north], by=cast.dana, **more)
    solving.work_off()
    asked.refresh_from_db()
    assert asked.problem == ""
    return asked.plan


@pytest.fixture
def plan(meeting, promise, team, town) -> WeekPlan:
    return solve(team, town)
