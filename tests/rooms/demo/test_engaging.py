"""The demo's Example events and contacts: made by the product, marked, and counted nowhere else."""

from dataclasses import replace

import pytest
from django.test import Client
from shapely.geometry import box

from commonground.common import deployment
from commonground.common.actors import Actor
from commonground.common.clock import now
from commonground.concerns.models import Concern
from commonground.concerns.reporting import report
from commonground.demo import engaging, staff
from commonground.earlywarning.scanning import scan_morning
from commonground.engagement import queries
from commonground.engagement.models import Contact, Event
from commonground.people import backends
from commonground.places.drawing import draw_boundaries
from commonground.places.models import Neighbourhood
from commonground.places.reading import Area, Reading
from commonground.project.beginning import load_lists
from tests.cast import LONG_AGO


@pytest.fixture
def city(db, clock_at, monkeypatch):
    """Two beats, the demo's logins, and what the examples put there."""
    areas = [
        Area("2411", "Beat 2411, West Ridge", box(-87.71, 41.90, -87.70, 41.91)),
        Area("2412", "Beat 2412, West Ridge", box(-87.71, 41.89, -87.70, 41.90)),
    ]
    draw_boundaries(reading=Reading(areas=areas), valid_from=LONG_AGO, by=Actor.system("test"))
    load_lists()
    staff.make()
    engaging.make()
    in_demo = replace(deployment.deployment(), demo=True)
    monkeypatch.setattr(backends, "deployment", lambda: in_demo)


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(staff.named(username))
    return client


def page(username: str, path: str) -> str:
    response = signed_in(username).get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_every_row_of_it_is_marked_example(city):
    assert Event.objects.exists() and not Event.objects.filter(is_example=False).exists()
    assert Contact.objects.exists() and not Contact.objects.filter(is_example=False).exists()
    assert Concern.objects.exists() and not Concern.objects.filter(example=False).exists()


def test_the_officer_closes_the_one_event_that_waits(city):
    beat = Neighbourhood.objects.filter(source_id="2411")
    (event,) = queries.to_close(beat)
    assert event.title["en"] in page("demo-officer", "/team/")
    counts = {"adults": "4", "young": "1", "first_time": "2"}
    forms = {
        f"{name}-{part}_FORMS": "0"
        for name in ("points", "promises")
        for part in ("TOTAL", "INITIAL")
    }
    address = f"/team/events/{event.public_id}/close/"
    assert signed_in("demo-officer").post(address, counts | forms).status_code == 302
    assert not queries.to_close(beat).exists()


def test_the_log_today_and_the_supervisors_day_are_filled_and_say_example(city):
    log = page("demo-officer", "/team/log/")
    assert "Patrol on foot: 3 times, 240 minutes" in log and "Example" in log
    for username in ("demo-officer", "demo-supervisor"):
        today = page(username, "/team/")
        presence = today[today.index("Were we there without being called?") :]
        assert "7 contacts logged in 28 days" in presence and "Example" in presence
    assert "1 contact logged in 28 days" in page("demo-supervisor", "/team/")


def test_what_was_heard_was_answered_in_time(city):
    assert Concern.objects.exists()
    assert not Concern.objects.filter(first_replied_at=None).exists()
    assert all(c.first_replied_at < c.first_reply_due_at for c in Concern.objects.all())


def test_the_scan_counts_none_of_it(city, clock_at):
    heard = Concern.objects.first()
    for n in range(35):  # enough that the stream is looked at
        report(
            category=heard.category, words="Cars race.", by=Actor.resident(),
            latitude=41.905 + n % 5 / 1000, longitude=-87.705,
        )  # fmt: skip
        clock_at.forward(hours=1)
    clock_at.forward(days=1)
    runs = scan_morning(as_of=clock_at.day, by=Actor.system("test"), replications=99)
    (run,) = [r for r in runs if r.stream == f"concerns.{heard.category.slug}"]
    assert run.n_cases == 35


def test_no_moment_lies_ahead_of_the_city_but_what_is_planned(city):
    assert not Contact.objects.filter(at_hour__gt=now()).exists()
    assert not Event.objects.filter(made_at__gt=now()).exists()
    ahead = Event.objects.filter(starts_at__gt=now())
    assert ahead.filter(series=None).count() == 1
    assert ahead.exclude(series=None).count() == 6
