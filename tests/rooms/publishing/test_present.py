"""The public sentence about presence without a call: small counts are hidden."""

from datetime import date, timedelta

import pytest

from commonground.engagement.coverage.models import CoverageRun, CoverageWeek

LAST = date(2026, 2, 23)
NORTH = "/neighbourhoods/northside/"


@pytest.fixture
def came(town, clock_at):
    """Northside's last weeks, with so many contacts in the last; somebody came elsewhere before."""

    def make(contacts: int, weeks: int = 20, examples: int = 0):
        for place in (town.north, town.south):
            CoverageWeek.objects.bulk_create(
                CoverageWeek(
                    neighbourhood=place, week=LAST - timedelta(weeks=back),
                    contacts=1 if place == town.south else contacts * (back == 0),
                    examples=examples,
                )
                for back in range(weeks)
            )  # fmt: skip
        CoverageRun.objects.create(first_week=LAST - timedelta(weeks=weeks - 1), last_week=LAST)

    return make


def sentence(client) -> str:
    page = " ".join(client.get(NORTH).content.decode().split())
    return page.partition('<p class="small">In the 12 weeks')[2].partition("</p>")[0]


def test_it_says_how_often_and_up_to_when(client, came):
    came(34)
    assert " up to 1 March we were here 34 times without being called" in sentence(client)


@pytest.mark.parametrize("contacts", [0, 9])
def test_fewer_than_ten_is_all_that_is_said_of_small_counts(client, came, contacts):
    came(contacts)
    assert "fewer than 10 times" in sentence(client)
    assert f" {contacts} times" not in sentence(client)


def test_ten_are_told(client, came):
    came(10)
    assert "10 times without" in sentence(client) and "fewer" not in sentence(client)


def test_made_up_visits_of_a_demo_are_marked(client, came):
    came(34, examples=1)
    assert "Example" in sentence(client)


def test_before_twelve_weeks_are_known_nothing_is_said(client, came, town):
    assert sentence(client) == ""
    came(34, weeks=11)
    assert sentence(client) == ""
