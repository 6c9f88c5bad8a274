"""What everybody reads: gated figures in plain words, and nothing that points at few."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse

from commonground.insight.trust.storing import work_out_closed

from .trusting import wave

OPENS = date(2026, 1, 5)


def words(page) -> str:
    return page.content.decode()


@pytest.fixture
def told(town, clock_at, tmp_path):
    survey = wave(tmp_path, OPENS, good={"Northside": (60, 45), "Southside": (70, 35)})
    work_out_closed()
    return survey


def test_the_neighbourhood_s_page_shows_what_people_there_say(client, town, told):
    page = words(client.get(reverse("neighbourhood", args=[town.north.slug])))
    assert "What people here say about us" in page and "75 %" in page.replace("\u00a0", " ")
    assert reverse("place-public-trust", args=[town.north.slug]) in page


def test_without_a_survey_the_neighbourhood_s_page_says_nothing_of_it(client, town, clock_at):
    page = words(client.get(reverse("neighbourhood", args=[town.north.slug])))
    assert "What people here say about us" not in page
    page = words(client.get(reverse("place-public-trust", args=[town.north.slug])))
    assert "Nobody has been asked in a survey yet" in page


def test_too_few_answers_are_an_output_of_their_own(client, town, clock_at, tmp_path):
    wave(tmp_path, OPENS, good={"Northside": (20, 9), "Southside": (70, 35)})
    work_out_closed()
    for place in (town.north, town.south):  # the other is hidden with it
        page = words(client.get(reverse("place-public-trust", args=[place.slug])))
        assert "Too few answers to say." in page and ">About" not in page
    assert ">About" in words(client.get(reverse("public-trust")))


def test_spanish_tells_the_same(client, town, told):
    client.cookies["django_language"] = "es"
    page = words(client.get(reverse("place-public-trust", args=[town.north.slug])))
    assert '<html lang="es"' in page and "¿" in page or "policía" in page
    assert "Too few answers" not in page and "drawn by chance" not in page


def test_the_file_for_programs_has_the_same_gates(client, told):
    answer = client.get(reverse("public-trust-json"))
    (made,) = json.loads(answer.content)
    assert answer["Access-Control-Allow-Origin"] == "*" and made["survey"]["id"] == told.public_id
    rows = made["estimates"]
    assert all(row["n"] is None or row["n"] >= 30 for row in rows)
    assert not any(row["method"] == "fay-herriot" or "gap" in row for row in rows)


def test_the_feed_has_an_entry_a_survey(client, told):
    feed = words(client.get(reverse("public-trust-feed")))
    assert re.search(r": \d+\u00a0% \(between \d+ and \d+\)&lt;", feed)  # as every page says it
    assert feed.count("<entry>") == 1 and "Seven questions about the police here" in feed


def test_the_team_s_own_pulse_is_on_no_public_page(client, town, clock_at, tmp_path):
    from commonground.surveys.models import Mode

    from .trusting import slips

    slips(OPENS, "staff-pulse.1", Mode.SLIPS, {"staff-time.1": "5"}, 25)
    work_out_closed()
    assert "Nobody has been asked" in words(client.get(reverse("public-trust")))
    assert json.loads(client.get(reverse("public-trust-json")).content) == []
