"""Every public page is light on a first visit, and calls no other host (`opened` sees to that)."""

import pytest

from commonground.concerns.categories import load_categories
from commonground.places.models import BoundaryVersion, Neighbourhood

from .conftest import PHONE
from .weights import LIMIT, first_visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLIC = (
    "/", "/?q=north", "/neighbourhoods/", "/neighbourhoods/northside/", "/concerns/new/",
    "/follow/", "/events/", "/privacy/", "/subscribe/northside/", "/accounts/login/",
)


@pytest.fixture
def large_city(town):
    """275 more neighbourhoods, each with a ring of 40 points, as in a big city."""
    rows = [
        Neighbourhood(source_id=f"B{i}", slug=f"beat-{i}-garfield", name=f"Beat {i}, Garfield")
        for i in range(275)
    ]
    Neighbourhood.objects.bulk_create(rows)
    BoundaryVersion.objects.bulk_create(
        BoundaryVersion(
            neighbourhood=row, valid_from="2015-01-01", area_km2=1,
            geometry={"type": "Polygon", "coordinates": [ring(*divmod(i, 17))]},
        )
        for i, row in enumerate(rows)
    )  # fmt: skip


def ring(row: int, column: int) -> list[list[float]]:
    """A square of about 1 km with ten steps to a side, every other one set in."""
    west, south, step = -87.9 + column * 0.012, 41.6 + row * 0.012, 0.001
    side = [(i * step, (i % 2) * step / 3) for i in range(10)]
    edge = 10 * step
    points = side + [(edge - y, x) for x, y in side]
    points += [(edge - x, edge - y) for x, y in side] + [(y, edge - x) for x, y in side]
    return [[west + x, south + y] for x, y in [*points, points[0]]]


def test_a_first_visit_to_each_public_page_is_under_100_kb(live_server, opened, large_city):
    load_categories()
    visits = [first_visit(opened(viewport=PHONE), live_server.url + path) for path in PUBLIC]
    assert all(visit.responses for visit in visits), "nothing was seen to be transferred"
    assert [str(visit) for visit in visits if visit.bytes >= LIMIT] == []
