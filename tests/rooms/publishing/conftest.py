"""Northside's public page, and what the rooms below put on it."""

from datetime import date, timedelta

import pytest

from commonground.common.actors import Actor
from commonground.concerns import answering, categories
from commonground.concerns.models import Category
from commonground.concerns.reporting import report
from commonground.publishing.scoring import record_score
from tests.again import again
from tests.cast import NORTH_POINT

NORTH = "/neighbourhoods/northside/"


@pytest.fixture
def told(cast, clock_at):
    """Amal and others tell Northside's team something; Bram answers when `after` hours pass."""
    again(categories.load_categories)
    kind = Category.objects.get(slug="traffic")

    def tell(after: float | None = None, example: bool = False):
        concern, _receipt = report(
            category=kind, words="Cars race down the avenue.", by=Actor.resident(),
            latitude=NORTH_POINT[0], longitude=NORTH_POINT[1], example=example,
        )  # fmt: skip
        if after is not None:
            clock_at.forward(hours=after)
            concern.refresh_from_db()
            answering.answer(concern=concern, words="We were there tonight.", by=cast.bram)
        return concern

    return tell


@pytest.fixture
def scored(town, clock_at):
    def score(**changes):
        values = {
            "area": "District 1", "neighbourhoods": [town.north], "measure": "trust",
            "name": {"en": "Trusting the police"}, "period_from": date(2026, 1, 1),
            "period_to": date(2026, 1, 31), "value": 56.7, "source": "Another survey",
            "by": Actor.system("test"),
        }  # fmt: skip
        return record_score(**{**values, **changes})

    return score


def page_of(client, path: str = NORTH) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def days_ago(clock_at, count: int) -> date:
    return clock_at.day - timedelta(days=count)
