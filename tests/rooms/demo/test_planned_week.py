"""The demo's week is planned by the product, from a roster's file, and both roles see it."""

import re
from datetime import UTC, datetime

from commonground.common import clock
from commonground.demo import planning
from commonground.plans import states
from commonground.plans.models import RosterEntry, WeekPlan

from .test_engaging import city, page  # noqa: F401


def test_the_demos_week_is_planned_published_and_marked_example(city, monkeypatch):  # noqa: F811
    monkeypatch.setattr(
        planning.examples, "moment",
        lambda days, hour: datetime(2017, 12, 11, hour, tzinfo=UTC),
    )  # fmt: skip
    planning.make()
    plan = WeekPlan.objects.get()
    assert plan.is_example and plan.published and plan.latest.slots
    assert {entry.source for entry in RosterEntry.objects.all()} == {states.IMPORT}
    with clock.held_at(datetime(2017, 12, 11, 12, tzinfo=UTC)):
        for username in ("demo-officer", "demo-supervisor"):
            shown = page(username, "/team/plan/week/2017-12-11/")
            assert "Officer A. (Example)" in shown and re.search("tag example", shown)
            assert "No plan is published" not in shown
