"""The pictures of coverage, what lies in them, and the parts where nobody has been."""

from datetime import date, timedelta

import numpy as np
import pytest

from commonground.common import clock
from commonground.engagement.contacting import COARSE, log_contact
from commonground.engagement.models import Contact
from commonground.insight.coverage import pictures
from commonground.insight.coverage.over_time import periods
from commonground.insight.coverage.reaching import reach
from commonground.places.cells import cell, cells_touching
from commonground.places.models import GazetteerEntry
from tests.cast import NORTH_POINT

MONDAYS = [date(2025, 1, 6) + timedelta(weeks=n) for n in range(30)]


def test_periods_are_whole_quarters_back_from_the_last_week(db):
    found = periods(MONDAYS, np.full(30, 2), np.full(30, 18))
    assert [(p.visits, p.calls) for p in found] == [(26, 234)] * 2
    assert found[-1].until == MONDAYS[-1] + timedelta(days=6)
    assert found[0].first == MONDAYS[4]
    assert all(p.low < p.share == 0.1 < p.high for p in found)
    assert periods(MONDAYS[:12], np.ones(12), np.ones(12)) == []


def test_a_period_of_which_nothing_is_known_is_a_gap(db):
    visits, calls = np.full(30, 1), np.full(30, 9)
    visits[:17] = calls[:17] = 0
    first, last = periods(MONDAYS, visits, calls)
    assert first.share is None and last.share == 0.1
    drawn = pictures.over_time([first, last], 0.05)
    assert len(drawn.marks) == 1 and drawn.marks[0].high_y < drawn.marks[0].y
    assert [t.label for t in drawn.y_ticks] == ["10 %", "20 %"]


@pytest.fixture
def chat(cast, town, clock_at):
    def log(key: str, point=NORTH_POINT, **ago) -> Contact:
        contact = log_contact(
            neighbourhood=town.north, by=cast.bram, kind="chat", minutes=5, idempotency_key=key,
            latitude=point and point[0], longitude=point and point[1],
        )  # fmt: skip
        Contact.objects.filter(pk=contact.pk).update(at_hour=clock.now() - timedelta(**ago))
        return contact

    return log


def test_parts_and_streets_without_a_contact_are_told(chat, town):
    boundary = town.north.boundaries.get()
    parts = cells_touching(boundary.geometry, COARSE)
    here = cell(*NORTH_POINT, COARSE)
    assert here in parts and len(parts) > 1
    inside = [(41.9 + 0.0005 * i, -87.71 + 0.0005 * j) for i in range(20) for j in range(20)]
    there = next(point for point in inside if cell(*point, COARSE) != here)
    for words, (latitude, longitude) in (
        ("Here Street", NORTH_POINT), ("There Street", there), ("Far Street", (41.0, -87.0)),
    ):  # fmt: skip
        GazetteerEntry.objects.create(
            words=words, folded=words.lower(), latitude=latitude, longitude=longitude
        )
    chat("A", days=3)
    found = reach(town.north)
    assert (found.parts, found.reached) == (len(parts), 1)
    assert found.streets == ["There Street"]


def test_where_no_contact_said_where_it_was_nothing_is_known(chat, town):
    assert reach(town.north) is None
    chat("A", point=None, days=3)
    chat("B", weeks=13)
    assert reach(town.north) is None


def test_a_neighbourhood_without_a_boundary_has_no_parts(chat, town):
    chat("A", days=3)
    town.north.boundaries.update(valid_to=clock.today())
    assert reach(town.north) is None
