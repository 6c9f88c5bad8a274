"""What is to come on a neighbourhood's page: a series once, with the days that follow."""

from datetime import timedelta

import pytest
from django.urls import reverse

from commonground.common import clock
from commonground.engagement.kinds import load_kinds
from commonground.engagement.models import Event, EventKind
from commonground.engagement.planning import Plan, cancel_event, plan_event
from commonground.engagement.series.repeating import Repeat, plan_series
from commonground.publishing.coming import coming


@pytest.fixture
def plan(town, cast, clock_at):
    load_kinds()

    def make(title: str, days: float = 1) -> Plan:
        return Plan(
            kind=EventKind.objects.get(slug="walkabout"), neighbourhoods=[town.north],
            title={"en": title}, starts_at=clock.now() + timedelta(days=days), place={"en": "Park"},
        )  # fmt: skip

    return make


@pytest.fixture
def weekly(plan, cast):
    told = plan("Walk round the block")
    return plan_series(plan=told, repeat=Repeat("weekly", times=10), by=cast.bram.actor())


def test_a_series_stands_there_once_with_its_next_two_days(client, town, cast, plan, weekly):
    plan_event(plan=plan("Meeting", days=30), by=cast.bram.actor())
    walk, meeting = coming(town.north)
    assert (walk.event, walk.then) == (weekly[0], [e.starts_at for e in weekly[1:3]])
    assert (meeting.event.title, meeting.then) == ({"en": "Meeting"}, [])
    page = client.get(reverse("neighbourhood", args=[town.north.slug])).content.decode()
    assert page.count("Walk round the block") == 1
    assert "Every week; then 10 March; 17 March" in " ".join(page.split())


def test_a_cancelled_day_is_told_by_itself(town, cast, weekly):
    cancel_event(event=weekly[0], because="Rain.", by=cast.bram.actor())
    off, on = coming(town.north)
    assert (off.event, off.then) == (Event.objects.get(pk=weekly[0].pk), [])
    assert (on.event, on.then) == (weekly[1], [e.starts_at for e in weekly[2:4]])


def test_one_query_however_many_days_there_are(town, weekly, django_assert_num_queries):
    with django_assert_num_queries(1):
        coming(town.north)
