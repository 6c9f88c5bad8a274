"""Sixteen neighbourhoods with two and a half years of reports, and a problem of Northside."""

import pickle
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.test import Client
from shapely.geometry import box

from commonground.analysis.effects import power
from commonground.common.actors import Actor
from commonground.places.drawing import draw_boundaries
from commonground.places.models import Neighbourhood
from commonground.places.reading import Area, Reading
from commonground.problems import planning, registering, working
from commonground.problems.choices import Choices
from commonground.problems.models import Problem, Registration
from tests.cast import LONG_AGO
from tests.rooms.incidents.conftest import desk, home  # noqa: F401

WEST, SOUTH = -87.71, 41.90
PLANNED = datetime(2017, 5, 1, 15, 0, tzinfo=UTC)
START = date(2017, 6, 5)
FELL_TO = 0.3  # of what was usual, from the start on, in the areas with the response
WITH_IT = ("N1", "E1", "E3", "E5", "E7", "E9")


def areas() -> list[Area]:
    north = Area("N1", "Northside", box(-87.71, 41.90, -87.70, 41.91))
    south = Area("S1", "Southside", box(-87.71, 41.89, -87.70, 41.90))
    more = [
        Area(f"E{i}", f"East {i}", box(WEST + 0.01 * i, SOUTH, WEST + 0.01 * (i + 1), SOUTH + 0.01))
        for i in range(1, 15)
    ]
    return [north, south, *more]


@pytest.fixture
def many_places(town) -> list[Neighbourhood]:
    draw_boundaries(
        reading=Reading(areas=areas()), valid_from=LONG_AGO + timedelta(days=1),
        by=Actor.system("test"),
    )  # fmt: skip
    return list(Neighbourhood.objects.filter(closed_on=None).order_by("source_id"))


@pytest.fixture
def reports(desk, many_places, clock_at):  # noqa: F811
    """Eight thefts a fortnight in each place; in six of them far fewer from the start on."""
    chance, lines, number = Random(7), [], 0
    for area in areas():
        x, y = area.geometry.centroid.x, area.geometry.centroid.y
        for day in range(900):
            on = date(2015, 7, 1) + timedelta(days=day)
            share = FELL_TO if area.source_id in WITH_IT and on >= START else 1
            if chance.random() < 0.57 * share:
                number += 1
                lines.append(f"{number},{on} 12:00,THEFT,x,false,{area.source_id},{y:.5f},{x:.5f}")
    desk.take(*lines)
    clock_at.set(PLANNED)
    return desk


@pytest.fixture
def problem(town, cast) -> Problem:
    return working.start_problem(
        neighbourhood=town.north, title="Thefts by the station", words="Every week again.",
        change_our_mind="If it falls elsewhere as much.", by=cast.bram,
    )  # fmt: skip


POWERS: dict[bytes, power.Power] = {}  # of the plans that tests worked out so far


@pytest.fixture(autouse=True)
def fewer_tries(monkeypatch):
    """The power from as few tries as the analysis allows, and of one plan on one history once."""
    once, worked_out = POWERS, power.power

    def known(plan, by, **settings):
        key = pickle.dumps((plan, by, sorted(settings.items())))
        if key not in once:
            once[key] = worked_out(plan, by, **settings)
        return once[key]

    monkeypatch.setattr(planning, "SECONDS", 1.0)
    monkeypatch.setattr(power, "power", known)


def chosen(problem: Problem, **more: object) -> Choices:
    areas = Neighbourhood.objects.filter(source_id__in=WITH_IT)
    told = {
        "streams": ["crimes.theft"], "areas": [area.public_id for area in areas], "buffer": [],
        "pool": [], "comparisons": 8, "start_on": START.isoformat(), "period_days": 28,
        "before": 12, "after": 6, "lag_days": 7, "method": "did", "worth": -0.5,
        "steps": 0, "step_periods": 1, "approved_by": "The commander", "harmed": "Nobody we see",
        "told": "On this page", "stop_rule": "If anybody is hurt",
    } | more  # fmt: skip
    return Choices.of(told)


@pytest.fixture
def registered(problem, reports, cast) -> Registration:
    registering.plan(problem=problem, chosen=chosen(problem), by=cast.dana)
    planning.work_out_all()
    return registering.register(problem=problem, by=cast.dana)


@pytest.fixture
def signed_in(cast):
    def client(name: str) -> Client:
        browser = Client()
        browser.force_login(getattr(cast, name))
        return browser

    return client
