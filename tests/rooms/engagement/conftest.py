from datetime import timedelta

import pytest

from commonground.common import clock
from commonground.concerns.models import Category
from commonground.engagement.kinds import load_kinds
from commonground.engagement.models import EventKind
from commonground.engagement.planning import Plan, plan_event
from tests.again import again

from . import booked


@pytest.fixture
def kind(db):
    again(load_kinds)
    return EventKind.objects.get(slug="community-meeting")


@pytest.fixture
def litter(db):
    return Category.objects.create(slug="test-litter", name={"en": "Litter", "es": "Basura"})


@pytest.fixture
def plan(kind, town, clock_at):
    """A meeting in Northside tomorrow evening; keywords change parts of it."""

    def make(**changes) -> Plan:
        starts = clock.now() + timedelta(days=1, hours=9)
        values = {
            "kind": kind,
            "neighbourhoods": [town.north],
            "title": {"en": "Beat meeting", "es": "Reunión vecinal"},
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=1),
            "place": {"en": "Library", "es": "Biblioteca"},
        }
        return Plan(**(values | changes))

    return make


@pytest.fixture
def meeting(plan, cast):
    return plan_event(plan=plan(), by=cast.bram.actor())


@pytest.fixture
def booking_clock(clock_at):
    """`booked.book` moves it on."""
    booked.clocks.append(clock_at)
    yield
    booked.clocks.pop()
