from datetime import timedelta

import pytest

from commonground.common.actors import Actor
from commonground.concerns.models import Category
from commonground.concerns.reporting import report
from commonground.earlywarning.models import Alert, ScanRun, Sighting
from commonground.engagement.kinds import load_kinds
from commonground.engagement.models import EventKind
from commonground.engagement.planning import Plan, plan_event
from commonground.places.locating import current_version
from commonground.tasks.making import make_promise


@pytest.fixture
def litter(db):
    return Category.objects.create(slug="test-litter", name={"en": "Litter", "es": "Basura"})


@pytest.fixture
def tell(litter, town):
    """Amal tells us of litter in Northside; keywords change parts of it."""

    def told(**changes):
        values = {"category": litter, "words": "Bins overflow", "neighbourhood": town.north}
        return report(by=Actor.resident(), **(values | changes))[0]

    return told


@pytest.fixture
def promise(cast, town, clock_at):
    def make(title="More light", days=2, place=None, **changes):
        due = clock_at.day + timedelta(days=days)
        return make_promise(
            neighbourhood=place or town.north,
            title=title,
            due_on=due,
            by=cast.bram.actor(),
            **changes,
        )

    return make


@pytest.fixture
def meeting(cast, town, clock_at):
    load_kinds()

    def make(title="Beat meeting", hours=9, places=None):
        plan = Plan(
            kind=EventKind.objects.get(slug="community-meeting"),
            neighbourhoods=places or [town.north],
            title={"en": title},
            starts_at=clock_at.moment + timedelta(hours=hours),
        )
        return plan_event(plan=plan, by=cast.bram.actor())

    return make


@pytest.fixture
def alert(town, clock_at):
    """A change that this morning's scan found in Northside; keywords change parts of it."""

    def make(place=None, again=None, **changes):
        run, _ = ScanRun.objects.get_or_create(
            stream="crimes.test",
            as_of=clock_at.day,
            defaults={
                "until": clock_at.day - timedelta(days=1),
                "settings": {},
                "n_cases": 100,
                "n_locations": 9,
                "seconds": 0.1,
                "made_at": clock_at.moment,
            },
        )
        said = {
            "started_on": run.until - timedelta(days=8),
            "ends_on": run.until,
            "observed": 11,
            "expected": 2.1,
            "p_value": 0.001,
            "recurrence_days": 1000,
            "cells": [],
            "radius_m": 400,
            "one_place": False,
        } | changes
        made = again or Alert(
            stream=run.stream, label={"en": "Broken windows"}, opened_on=run.as_of,
            covering=current_version(town.north).geometry, by_day=[], made_at=clock_at.moment,
        )  # fmt: skip
        for name, value in (said | {"seen_on": run.as_of}).items():
            setattr(made, name, value)
        made.save()
        Sighting.objects.create(alert=made, run=run, **said)
        made.neighbourhoods.set([place or town.north])
        return made

    return make
