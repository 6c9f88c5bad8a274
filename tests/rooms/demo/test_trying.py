"""The demo's problems: Example all through, registered before they began, one with its result."""

from datetime import UTC, datetime

import pytest

from commonground.common import clock
from commonground.demo import building, staff, trying
from commonground.problems import planning
from commonground.problems.models import Problem, Registration


@pytest.fixture
def tried(db, monkeypatch):
    """The real beats and records of the demo city."""
    monkeypatch.setattr(planning, "SECONDS", 1.0)
    building.lists()
    building.places()
    staff.make()
    building.incidents()
    with clock.held_at(datetime(2017, 12, 11, 14, tzinfo=UTC)):
        trying.make()


def test_two_example_problems_are_public_and_one_has_its_result(tried, client):
    assert Problem.objects.filter(is_example=True, published_on__isnull=False).count() == 2
    done, waiting = Registration.objects.order_by("registered_at")
    assert done.is_example and not done.after_start
    assert done.results.count() == 1 and not waiting.results.exists()
    page = client.get(f"/results/{done.public_id}/").content.decode()
    assert "Nothing was done: the reports are real" in page
    home = done.problem.neighbourhood.slug
    assert done.problem.title in client.get(f"/neighbourhoods/{home}/").content.decode()
