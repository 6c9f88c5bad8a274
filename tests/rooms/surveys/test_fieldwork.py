"""Watching, taking out rows, erasing: counts for those at work, groups for everybody else."""

import argparse
import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commonground.analyse import command
from commonground.common import clock
from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.common.retention import all_rules
from commonground.keeping import retaining
from commonground.places.models import CensusMargin
from commonground.surveys import exporting, fieldwork
from commonground.surveys.frames import rows_of
from commonground.surveys.models import Invitation, Response

from .conftest import BY, figures, fill


def test_answers_are_watched_by_part_of_town_with_a_forecast(survey, clock_at):
    clock_at.forward(days=10)
    fill(survey, "Northside", 20, {"good-job.1": "5"})
    fill(survey, "Southside", 40, {"good-job.1": "5"})
    seen = fieldwork.watch(survey)
    north, south = seen.lines
    assert (north.asked, north.used, north.rate, north.left) == (100, 20, 20.0, 20)
    assert north.finish.low < 10 < north.finish.high  # 20 more, as the 20 of ten days
    assert south.finish is None and south.left == 0
    assert seen.total.used == 60 and seen.total.finish == north.finish
    assert not north.is_late
    clock_at.forward(days=17)  # the last day: 20 more take another 27
    late = fieldwork.watch(survey)
    assert late.lines[0].is_late and late.total.is_late and not late.lines[1].is_late


def test_a_target_that_the_letters_cannot_reach_is_said(survey):
    survey.target_per_stratum = 101
    assert fieldwork.watch(survey).total.cannot


def test_groups_are_counted_from_ten_on_and_in_fives(survey):
    fill(survey, "Northside", 17, {"age.1": "18-34"})
    fill(survey, "Southside", 9, {"age.1": "60+"})
    age, _tenure = fieldwork.watch(survey).groups
    assert [part.count for part in age.parts] == [15, None, None]
    assert not age.has_hopes


def test_groups_stand_beside_what_the_census_lets_hope_for(survey, town):
    for place in (town.north, town.south):
        for group, count in (("18-34", 30), ("35-59", 45), ("60+", 25)):
            CensusMargin.objects.create(
                neighbourhood=place, group=f"age={group}", count=count, residents=100,
                source="A census", year=2021,
            )  # fmt: skip
    age, tenure = fieldwork.watch(survey).groups
    assert [part.hoped for part in age.parts] == [24, 36, 20]  # of 2 x 40 answers
    assert not tenure.has_hopes
    CensusMargin.objects.filter(neighbourhood=town.north, group="age=60+").delete()
    assert not fieldwork.watch(survey).groups[0].has_hopes


def test_neighbourhoods_are_told_where_parts_of_town_are_others(survey):
    assert fieldwork.watch(survey).areas == []
    survey.invitations.update(stratum="The whole town")
    fill(survey, "The whole town", 30, {"good-job.1": "5"})
    seen = fieldwork.watch(survey)
    assert [line.name for line in seen.areas] == ["Northside", "Southside"]
    assert sum(line.used for line in seen.areas) == 30 == seen.lines[0].used


def test_a_few_codes_of_a_part_of_town_are_not_counted_out(survey, client, cast):
    fill(survey, "Northside", 3, {"good-job.1": "5"})
    fill(survey, "Southside", 20, {"good-job.1": "5"})
    north, south = fieldwork.watch(survey).lines
    assert (north.is_few, south.is_few) == (True, False)
    client.force_login(cast.esi)
    page = client.get(reverse("team-survey", args=[survey.public_id])).content.decode()
    assert "fewer than 5" in page and "20 %" in page and "3 %" not in page


def test_watching_takes_as_many_queries_with_many_answers(survey):
    fill(survey, "Northside", 30, {"age.1": "18-34"})
    with CaptureQueriesContext(connection) as asked:
        fieldwork.watch(survey)
    assert len(asked) == 4


@pytest.fixture
def closed(survey, clock_at):
    for stratum, count in (("Northside", 40), ("Southside", 30)):
        fill(survey, stratum, count - 10, {"good-job.1": "5", "age.1": "35-59", "tenure.1": "owns"})
        fill(survey, stratum, 10, {"good-job.1": "2", "safe-ten.1": "3", "one-thing.1": "Walk."})
    fill(survey, "Northside", 1, {"good-job.1": "1", "age.1": "18-34", "tenure.1": "rents"})
    clock_at.forward(days=28)
    return survey


def test_rows_hold_design_and_answers_without_week_words_or_rare_groups(closed):
    made = exporting.rows(survey=closed, by=BY)
    assert len(made) == 71
    assert list(made[0])[:4] == ["stratum", "cluster", "weight", "fpc"]
    assert not {"week", "place", "one-thing.1", "id"} & set(made[0])
    (rare,) = [row for row in made if row["good-job.1"] == "1"]
    assert (rare["age.1"], rare["tenure.1"]) == ("", "")
    assert sum(row["weight"] for row in made) == pytest.approx(600, abs=0.001)
    assert AuditRow.objects.get(verb="survey.export").detail == {"count": 71}
    told = json.loads(exporting.as_json(closed, made))
    assert told["design"]["seed"] == 7 and "one-thing.1" not in told["questions"]


def test_a_stratum_that_a_spreadsheet_would_run_is_text_in_the_csv(closed):
    made = exporting.rows(survey=closed, by=BY)
    evil = [row | {"stratum": "=cmd|' /C calc'!A0", "cluster": "\t@SUM(A1)"} for row in made]
    first = next(csv.DictReader(io.StringIO(exporting.as_csv(evil))))
    assert (first["stratum"], first["cluster"]) == ("'=cmd|' /C calc'!A0", "'\t@SUM(A1)")
    told = json.loads(exporting.as_json(closed, evil))  # which nothing runs
    assert told["rows"][0]["stratum"] == "=cmd|' /C calc'!A0"


def analysed(file: Path, capsys, *options: str) -> dict[str, float]:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    design = ["--strata", "stratum", "--fpc", "fpc", "--weights", "weight", "--json"]
    command.run(parser.parse_args(["survey", str(file), *options, *design]))
    (estimate,) = json.loads(capsys.readouterr().out)["estimates"]
    return estimate


def test_analyse_survey_says_of_the_rows_what_the_result_says(closed, tmp_path, capsys):
    file = tmp_path / "rows.csv"
    file.write_text(exporting.as_csv(exporting.rows(survey=closed, by=BY)))
    estimate = analysed(file, capsys, "--variable", "good-job.1", "--proportion", "5")
    shown = figures(closed)[0]
    assert shown.estimate == pytest.approx(100 * estimate["estimate"])
    assert shown.low == pytest.approx(100 * estimate["low"])
    some = analysed(file, capsys, "--variable", "safe-ten.1", "--missing", "none")
    assert some["n"] == 20 and some["estimate"] == pytest.approx(3)


def test_rows_of_an_open_survey_or_of_few_are_refused(survey, clock_at):
    fill(survey, "Northside", 29, {"good-job.1": "5"})
    with pytest.raises(Refused, match="once the questions are closed"):
        exporting.rows(survey=survey, by=BY)
    clock_at.forward(days=28)
    with pytest.raises(Refused, match="Too few answered"):
        exporting.rows(survey=survey, by=BY)


def test_addresses_go_a_month_after_the_last_day_and_the_counts_stay(closed, clock_at):
    clock_at.forward(days=29)
    retaining.retain()
    assert Invitation.objects.count() == 200
    clock_at.forward(days=4)
    retaining.retain()
    assert not Invitation.objects.exists()
    closed.refresh_from_db()
    assert (closed.design["asked"], closed.design["used"]) == (200, 71)
    assert Response.objects.count() == 71
    assert rows_of(closed).weights.sum() == pytest.approx(600)
    total = fieldwork.watch(closed).total
    assert (total.asked, total.used) == (200, 71)


def test_each_store_is_erased_in_its_time_and_twice_is_harmless(closed):
    rules = [(r, room) for r, room in all_rules() if r.model.startswith("surveys.")]
    assert len(rules) == 3
    for rule, room in rules:
        assert room.expired(rule, clock.now() + timedelta(days=1)) == [closed.public_id]
        assert room.erase(rule, closed.public_id) > 0
        assert room.erase(rule, closed.public_id) == 0
        assert room.expired(rule, clock.now() + timedelta(days=1)) == []
        assert room.erase(rule, "NOBODYS") == 0
