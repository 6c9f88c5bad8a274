"""Surveys of other places: everybody is then other people, and a neighbourhood is not."""

from datetime import date

import pytest
from django.urls import reverse

from commonground.insight.trust.models import TrustChange, TrustLevel
from commonground.insight.trust.storing import work_out_closed
from commonground.insight.trust.waves import broken_by
from commonground.surveys.models import Survey

from .trusting import wave

DAYS = (date(2025, 4, 7), date(2025, 7, 7), date(2025, 10, 6), date(2026, 1, 5))
NORTH, SOUTH = {"Northside": (60, 45)}, {"Southside": (70, 35)}
BOTH = NORTH | SOUTH


@pytest.fixture
def waves(town, clock_at, tmp_path):
    """Make surveys of these places, one a quarter."""

    def made(*places):
        rows = [
            wave(tmp_path, day, seed=n, good=good)
            for n, (day, good) in enumerate(zip(DAYS, places, strict=False))
        ]
        work_out_closed()
        return [row.trust_runs.get() for row in rows]

    return made


def changed(run) -> dict:
    return {row.neighbourhood: row for row in run.changes.filter(item="good-job.1")}


def test_everybody_of_another_place_is_not_compared_and_the_neighbourhood_is(town, waves):
    first, second = waves(NORTH, BOTH)
    found = changed(second)
    assert set(found) == {None, town.north}
    assert (found[None].broken_by, found[None].difference) == ("places", None)
    assert found[town.north].broken_by == "" and found[town.north].before == first
    assert found[town.north].difference is not None


def test_fewer_places_are_others_too(waves):
    _first, second = waves(BOTH, SOUTH)
    assert changed(second)[None].broken_by == "places"


def test_a_change_is_told_since_the_last_survey_of_the_same_places(waves):
    first, _second, third = waves(BOTH, NORTH, BOTH)
    whole = changed(third)[None]
    assert (whole.before, whole.broken_by) == (first, "")


def test_a_line_goes_on_from_the_last_survey_of_the_same_places(waves):
    first, _second, third, fourth = waves(BOTH, NORTH, BOTH, BOTH)
    levels = TrustLevel.objects.filter(run=fourth, slug="good-job", neighbourhood=None)
    lines = {level.on: level.segment for level in levels}
    assert len({lines[run.on] for run in (first, third, fourth)}) == 1


def test_the_page_says_it_and_draws_the_break(client, cast, waves):
    waves(NORTH, BOTH)
    client.force_login(cast.bram)
    told = client.get(reverse("team-trust")).content.decode()
    assert "other places were asked." in told
    assert "not comparable with the one before" in told


def test_lists_of_an_earlier_version_are_known_by_their_strata(waves, town, clock_at, tmp_path):
    wave(tmp_path, DAYS[0], good=NORTH)
    same, other = (wave(tmp_path, DAYS[n], seed=n, good=g) for n, g in ((1, NORTH), (2, BOTH)))
    for row in Survey.objects.all():
        del row.design["areas"]
        row.save()
    work_out_closed()
    assert changed(same.trust_runs.get())[None].broken_by == ""
    assert changed(other.trust_runs.get())[None].broken_by == "places"


def test_a_list_that_was_mended_at_its_edge_is_the_same(waves, town, clock_at, tmp_path):
    for n in (0, 1):
        wave(tmp_path, DAYS[n], seed=n, good=BOTH)
    first = Survey.objects.order_by("opens_on").first()
    first.design["areas"]["another"] = 6
    first.save()
    work_out_closed()
    assert set(TrustChange.objects.values_list("broken_by", flat=True)) == {""}
    first.design["areas"]["another"] = 7  # of 607 homes
    first.save()
    second = Survey.objects.order_by("opens_on").last()
    assert broken_by(first, second, "good-job", None, {}) == "places"
