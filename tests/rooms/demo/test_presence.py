"""The demo's Example calls, visits and contacts: the same each time, marked, and kept apart."""

import itertools

import numpy as np
import pytest
from shapely.geometry import box

from commonground.common.actors import Actor
from commonground.common.clock import now, today
from commonground.demo import presence, staff
from commonground.earlywarning import frames as scan_frames
from commonground.engagement.coverage.models import CoverageWeek
from commonground.engagement.models import Abstraction, Contact
from commonground.incidents import queries
from commonground.insight.coverage.city import city as coverage
from commonground.people.models import Staff
from commonground.places.drawing import draw_boundaries
from commonground.places.models import Neighbourhood
from commonground.places.reading import Area, Reading
from commonground.publishing.recorded import recorded
from tests.cast import LONG_AGO

BEATS = ("2411", "2412", "2431")


@pytest.fixture
def city(db, clock_at, settings, tmp_path):
    """Three beats of the home district, and what the step puts there."""
    settings.HOME = tmp_path
    settings.TIME_ZONE = "America/Chicago"
    areas = [
        Area(beat, f"Beat {beat}", box(-87.71, 41.90 + n / 100, -87.70, 41.91 + n / 100))
        for n, beat in enumerate(BEATS)
    ]
    draw_boundaries(reading=Reading(areas=areas), valid_from=LONG_AGO, by=Actor.system("test"))
    staff.make()
    presence.make()


def test_it_is_drawn_alike_each_time():
    once, again = (presence.records(np.random.default_rng(presence.SEED)) for _ in range(2))
    assert list(itertools.islice(once, 500)) == list(itertools.islice(again, 500))


def test_every_row_of_it_is_marked_example_and_lies_behind_us(city):
    for model in (Contact, Abstraction):
        assert model.objects.exists() and not model.objects.filter(is_example=False).exists()
    assert not Contact.objects.filter(at_hour__gt=now()).exists()
    assert not Abstraction.objects.filter(away_on__gt=today()).exists()
    assert queries.are_examples("calls")


def test_each_beat_has_weeks_with_calls_and_visits_that_say_example(city):
    found = coverage(presence.WEEKS)
    assert len(found.rows) == len(BEATS) and found.has_examples
    for row in found.rows:
        assert row.calls > 100 and row.visits and row.weeks_counted == found.rule.weeks
    weeks = CoverageWeek.objects.filter(calls__gt=0)
    assert weeks.exists() and not weeks.filter(examples=0).exists()


def test_who_logged_it_cannot_sign_in(city):
    made = Staff.objects.filter(username__startswith="demo-colleague")
    assert made.exists() and not any(member.has_usable_password() for member in made)


def test_neither_the_scan_nor_the_public_page_counts_it(city):
    assert len(scan_frames.reports(today())) == 0
    assert all(recorded(place.public_id) == [] for place in Neighbourhood.objects.all())
