"""Who may see whether alerts come alike to all areas, and what the page counts."""

from datetime import date, timedelta
from random import Random
from types import SimpleNamespace

import pytest
from shapely.geometry import box

from commonground.common.actors import Actor
from commonground.earlywarning import attending, evenness
from commonground.earlywarning.deciding import not_useful, watch
from commonground.earlywarning.models import Alert, Look, LookDraw, ReportsHeld
from commonground.places.drawing import draw_boundaries
from commonground.places.margins import Line, load_margins
from commonground.places.models import Neighbourhood
from commonground.places.reading import Area, Reading
from commonground.tasks.models import Task

from .conftest import BY, MORNING, ordinary, scan
from .test_pages import ENFORCEMENT, words_of

PAGE = "/team/alerts/audit/"


def made(count: int, place: Neighbourhood, **changes) -> list[Alert]:
    """Alerts as the scan would leave them, of one neighbourhood."""
    values = {
        "stream": "crimes.theft", "label": {"en": "Theft"}, "started_on": MORNING - timedelta(5),
        "ends_on": MORNING - timedelta(1), "observed": 9, "expected": 2.0, "p_value": 1e-5,
        "recurrence_days": 1e5, "covering": {}, "cells": ["892664c1a8bffff"], "radius_m": 400,
        "one_place": False, "by_day": [], "opened_on": MORNING, "seen_on": MORNING,
        "made_at": evenness.clock.now(),
    } | changes  # fmt: skip
    alerts = [Alert.objects.create(**values) for _ in range(count)]
    for alert in alerts:
        alert.neighbourhoods.set([place])
    return alerts


@pytest.mark.parametrize("name", ["dana", "esi", "hana"])
def test_supervisor_analyst_and_overseer_see_it(client, cast, name, desk):
    client.force_login(getattr(cast, name))
    page = words_of(client.get(PAGE))
    assert "Are alerts fair to all areas?" in page
    assert "No week has been looked at yet" in page


@pytest.mark.parametrize("name", ["bram", "chidi", "faye", "gus"])
def test_a_stranger_to_it_is_refused(client, cast, name):
    client.force_login(getattr(cast, name))
    assert client.get(PAGE).status_code == 403


def test_nobody_is_sent_to_sign_in(client, db):
    answer = client.get(PAGE)
    assert answer.status_code == 302 and "/accounts/login/" in answer.url


def test_it_counts_by_name_and_says_that_no_margins_are_loaded(client, cast, desk, town):
    desk.take(*ordinary())
    scan(MORNING)
    made(3, town.south)
    client.force_login(cast.esi)
    page = words_of(client.get(PAGE))
    assert "No census margins loaded" in page
    north, south = page.index("Northside 4,000"), page.index("Southside 6,000")
    assert north < south
    reports = evenness.last_held().by_place[town.south.public_id]
    assert f"Southside 6,000 {reports} 3 5.0 {3000 / reports:.1f}" in page
    assert [word for word in ENFORCEMENT if word in page.lower()] == []
    assert "sort" not in client.get(PAGE).content.decode()


def test_alerts_that_asked_for_nothing_are_not_counted(client, cast, desk, town):
    desk.take(*ordinary())
    scan(MORNING)
    (first,) = made(1, town.south)
    made(4, town.south, again_of=first)
    held = evenness.last_held()
    assert {a.name: a.alert_count for a in evenness.areas(held)} == {"Northside": 0, "Southside": 1}


def test_it_asks_the_database_as_often_for_many_alerts_as_for_one(
    client, cast, desk, town, django_assert_max_num_queries
):
    desk.take(*ordinary())
    scan(MORNING)
    made(30, town.north)
    client.force_login(cast.esi)
    with django_assert_max_num_queries(18):
        client.get(PAGE)


def test_the_share_that_was_not_useful_is_hidden_under_ten(client, cast, desk, town):
    alerts = made(10, town.north)
    for alert in alerts[:9]:
        watch(alert=alert, by=BY)
    client.force_login(cast.esi)
    assert "Too few to say which share was not useful" in words_of(client.get(PAGE))
    not_useful(alert=alerts[9], by=BY)
    found = evenness.precision()
    assert (found.decided, dict(found.by_decision)["Watched"]) == (10, 9)
    assert found.not_useful == pytest.approx((10, 1.78762, 40.41500), rel=1e-4)  # R: prop.test
    assert "Not useful, of 100 decided 10" in words_of(client.get(PAGE))


def test_decisions_of_more_than_a_year_ago_are_not_counted(desk, town, clock_at):
    (alert,) = made(1, town.north)
    watch(alert=alert, by=BY)
    assert evenness.precision().decided == 1
    clock_at.forward(days=367)
    assert evenness.precision().decided == 0


def test_looks_without_an_alert_are_counted_by_what_was_found(desk, town):
    desk.take(*ordinary())
    scan(MORNING)
    assert (evenness.looks().drawn, evenness.looks().unanswered) == (1, 1)
    attending.record_look(look=Look.objects.get(), found="something", by=BY)
    assert (evenness.looks().something, evenness.looks().unanswered) == (1, 0)


@pytest.fixture
def city(desk) -> SimpleNamespace:
    """100 neighbourhoods with a census: a group's share from none to six in ten."""
    names = [f"P{i:03}" for i in range(100)]
    boxes = [box(i / 100, 0, (i + 1) / 100, 0.01) for i in range(100)]
    shapes = [Area(name, name, shape) for name, shape in zip(names, boxes, strict=True)]
    draw_boundaries(
        reading=Reading(areas=shapes), valid_from=date(2015, 1, 1), by=Actor.system("test"),
        population=dict.fromkeys(names, 3000), population_source="Test",
    )  # fmt: skip
    lines = [Line(name, 3000, {"born abroad": 18 * i}) for i, name in enumerate(names)]
    load_margins(lines=lines, source="Test", year=2017, by=Actor.system("test"))
    places = list(Neighbourhood.objects.filter(source_id__in=names).order_by("source_id"))
    counts = {place.public_id: 500 for place in places}
    held = ReportsHeld.objects.create(as_of=MORNING, until=MORNING, by_place=counts)
    return SimpleNamespace(places=places, held=held)


def drifting(city: SimpleNamespace, times: float, seed: int) -> evenness.Composition:
    """300 alerts that come by chance; `times` as often where most of the group live."""
    chance = Random(seed)
    weights = [times ** (i / 99) for i in range(100)]
    for place in chance.choices(city.places, weights, k=300):
        made(1, place)
    (found,) = [
        one for one in evenness.compositions(evenness.areas(city.held)) if one.name == "born abroad"
    ]
    return found


def test_a_city_where_alerts_drift_to_a_group_is_seen(city, client, cast):
    found = drifting(city, 3.0, seed=1)
    assert not found.by_reports.is_even and found.by_reports.low > 1.2
    assert not found.by_residents.is_even
    client.force_login(cast.hana)
    page = words_of(client.get(PAGE))
    assert "born abroad For as many reports, the highest fifth had" in page
    assert "Alerts drift: ask why." in page and "Test, 2017" in page


def test_a_city_where_they_do_not_is_called_even(city):
    found = drifting(city, 1.0, seed=1)
    assert found.by_reports.is_even and 0.5 < found.by_reports.value < 2
    assert [fifth.area_count for fifth in found.fifths] == [20] * 5
    assert found.left_out == 2  # the town has no margins


def test_a_neighbourhood_that_is_not_in_the_census_is_left_out_and_said(city, client, cast):
    client.force_login(cast.esi)
    assert "2 neighbourhoods are left out" in words_of(client.get(PAGE))


@pytest.fixture
def look(desk, town, cast) -> Look:
    now = evenness.clock.now()
    draw = LookDraw.objects.create(as_of=MORNING, seed=1, place_count=2, made_at=now)
    return Look.objects.create(draw=draw, neighbourhood=town.north)


def test_bram_sees_the_look_takes_it_up_and_says_what_he_found(client, look, cast):
    client.force_login(cast.bram)
    shown = words_of(client.get("/team/alerts/"))
    assert "Nothing stood out here on 11 December" in shown and "whether that is so." in shown
    page = words_of(client.post(f"/team/looks/{look.public_id}/take-up/", follow=True))
    assert "Taken up" in page and "On the list" in page
    address = f"/team/looks/{look.public_id}/found/"
    page = words_of(client.post(address, {"found": "quiet"}, follow=True))
    assert "We count it beside the alerts" in page and "Nothing stood out here" not in page
    again = words_of(client.post(address, {"found": "something"}, follow=True))
    assert "It stands as As quiet as it seems already." in again


def test_a_look_that_was_answered_is_not_taken_up_any_more(client, look, cast):
    client.force_login(cast.bram)
    client.post(f"/team/looks/{look.public_id}/found/", {"found": "quiet"})
    page = words_of(client.post(f"/team/looks/{look.public_id}/take-up/", follow=True))
    assert "It stands as As quiet as it seems already." in page
    assert not Task.objects.exists()


def test_chidi_esi_and_nobody_have_no_part_in_brams_look(client, look, cast):
    for verb in ("take-up", "found"):
        address = f"/team/looks/{look.public_id}/{verb}/"
        assert client.post(address).url.startswith("/accounts/login/")
        for staff in (cast.chidi, cast.esi):
            client.force_login(staff)
            assert client.post(address, {"found": "quiet"}).status_code == 403
        client.logout()
    look.refresh_from_db()
    assert look.found == ""
