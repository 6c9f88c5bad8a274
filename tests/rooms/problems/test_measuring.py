"""Outcomes beside the reports: what residents say, before and after, where and where not."""

import json
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from commonground.common.errors import Refused
from commonground.places.models import Neighbourhood
from commonground.problems import (
    measured,
    measuring,
    planning,
    registering,
    running,
    states,
    telling,
    working,
)
from commonground.problems.models import Registration
from commonground.problems.verdicts import CANNOT, FELL, ROSE
from commonground.surveys.models import Mode, Response, Survey

from .conftest import PLANNED, START, WITH_IT, chosen

AFTER = datetime(2017, 12, 20, 15, 0, tzinfo=UTC)
WOULD, SAFE = "survey.would-report.1", "survey.safe-ten.1"
YES, NO = "4", "1"


def ask(opens: date, share, *, mode=Mode.SUBSCRIBERS, each=40, seed=1) -> Survey:
    """A round in every place; share(source_id) : how many would report."""
    made = Survey.objects.create(
        instrument="neighbourhood.1", mode=mode, opens_on=opens,
        closes_on=opens + timedelta(days=20),
    )  # fmt: skip
    random = Random(seed)
    Response.objects.bulk_create(
        Response(
            survey=made.public_id, place=place.public_id, week="2017-W10",
            answers={"would-report.1": YES if random.random() < share(place.source_id) else NO},
        )
        for place in Neighbourhood.objects.filter(closed_on=None) for _ in range(each)
    )  # fmt: skip
    return made


def rounds(after, **more) -> None:
    """One with half of all everywhere, and one within the window."""
    ask(date(2017, 4, 1), lambda place: 0.5, **more)
    ask(date(2017, 8, 1), after, seed=2, **more)


def more_where_done(place: str) -> float:
    return 0.9 if place in WITH_IT else 0.5


@pytest.fixture
def with_measures(problem, reports, cast):
    def register(*measures: str) -> Registration:
        plan = chosen(problem, measures=list(measures))
        registering.plan(problem=problem, chosen=plan, by=cast.dana)
        planning.work_out_all()
        return registering.register(problem=problem, by=cast.dana)

    return register


@pytest.fixture
def result_of(with_measures, problem, cast, clock_at):
    def told(*measures: str, is_begun: bool = True) -> telling.Told:
        registration = with_measures(*measures)
        clock_at.set(datetime.combine(START, time(15), UTC))
        for step in (states.ANALYSE, states.RESPOND) if is_begun else ():
            working.go_on(problem=problem, to=step, words="Done.", by=cast.bram)
        clock_at.set(AFTER)
        running.run_due()
        return telling.told(registration)

    return told


def test_a_change_that_is_there_is_found_and_read_with_the_reports(client, result_of):
    rounds(more_where_done)
    told = result_of(WOULD)
    one = told.measures[0]
    assert one.verdict == ROSE
    assert "counted as one of all that was registered" in one.chance
    assert one.words.startswith("+")
    assert "self-selected" in one.asked
    page = client.get(f"/results/{told.registration.public_id}/").content.decode()
    assert measuring.name_of(WOULD) in page
    assert "people say that they would report" in page
    assert "Only reports were counted" not in page


def test_what_residents_say_is_no_work_of_a_response_that_never_began(client, result_of):
    rounds(more_where_done)
    told = result_of(WOULD, is_begun=False)
    assert told.measures[0].verdict == CANNOT and told.measures[0].words.startswith("+")
    page = client.get(f"/results/{told.registration.public_id}/").content.decode()
    assert "so nothing here is its work" in page


def test_a_change_that_is_not_there_cannot_be_told(client, result_of):
    rounds(lambda place: 0.5)
    told = result_of(WOULD)
    assert told.measures[0].verdict == CANNOT
    page = client.get(f"/results/{told.registration.public_id}/").content.decode()
    assert "shows no change that we can be sure of" in page


def test_p_values_are_corrected_for_all_that_was_registered(result_of):
    rounds(more_where_done)
    document = json.loads(result_of(WOULD, measuring.IN_TIME).result.document)
    reports, survey, replies = document["effect"], *(m["effect"] for m in document["measures"])
    known = sorted([reports["p_value"], survey["p_value"]])
    corrected = sorted([reports["p_corrected"], survey["p_corrected"]])
    assert corrected == pytest.approx([3 * known[0], max(3 * known[0], 2 * known[1])])
    assert replies == {"cannot": measured.SENTENCES[0], "p_corrected": None}


def test_too_few_answers_are_told_as_that_and_by_no_figure(client, result_of):
    rounds(more_where_done, each=4)
    told = result_of(WOULD)
    assert told.measures[0].words.startswith("Too few answers to say")
    assert told.measures[0].rows == ()


def test_without_a_round_on_both_sides_of_the_start_nothing_is_told(result_of):
    ask(date(2017, 4, 1), more_where_done)
    assert result_of(WOULD).measures[0].words.startswith("No round with this question")


def test_rounds_asked_in_two_ways_are_never_compared(result_of):
    ask(date(2017, 4, 1), lambda place: 0.5)
    ask(date(2017, 8, 1), more_where_done, mode=Mode.SLIPS)
    assert result_of(WOULD).measures[0].words.startswith("No round with this question")


def test_the_round_before_the_last_is_a_placebo(result_of):
    ask(date(2016, 10, 1), more_where_done, seed=3)
    rounds(lambda place: 0.5)
    document = json.loads(result_of(WOULD).result.document)
    assert [check["passed"] for check in document["measures"][0]["effect"]["checks"]] == [False]


def test_what_could_be_learnt_is_worked_out_before(with_measures):
    rounds(lambda place: 0.5)
    told = telling.told(with_measures(WOULD, SAFE, "survey.seen-officer.1"))
    (_, words), (_, few), (_, none) = told.visible
    assert "points four times in five" in words
    assert few.startswith("You cannot learn this here. Too few answers")
    assert none.startswith("You cannot learn this here. No round has asked this")


def test_what_is_measured_stands_in_the_registered_document(with_measures):
    registration = with_measures(WOULD)
    assert json.loads(registration.document)["chosen"]["measures"] == [WOULD]


def test_a_document_from_before_there_were_measures_is_read_and_worked_out(registered, clock_at):
    document = json.loads(registered.document)
    del document["chosen"]["measures"], document["found"]["measures"]
    text = registering.canonical(document)
    Registration.objects.filter(pk=registered.pk).update(
        document=text, sha256=registering.hashed(text)
    )
    old = Registration.objects.get(pk=registered.pk)
    assert registering.choices_of(old).measures == ()
    clock_at.set(AFTER)
    running.run_due()
    told = telling.told(old)
    assert (told.visible, told.measures) == ((), ())
    assert old.document == text
    assert told.effect["p_corrected"] == told.effect["p_value"]


def test_drawn_starts_take_no_other_outcome(problem, many_places, cast, clock_at):
    clock_at.set(PLANNED)
    plan = chosen(problem, method="roth-santanna", steps=3, measures=[WOULD])
    with pytest.raises(Refused, match="drawn by lot"):
        registering.plan(problem=problem, chosen=plan, by=cast.dana)


def test_the_form_offers_residents_questions_and_the_first_reply(signed_in, problem):
    names = dict(measuring.offered())
    assert {WOULD, SAFE, measuring.IN_TIME} <= set(names)
    assert not [name for name in names if "staff-" in name or "contact-" in name]
    page = signed_in("dana").get(f"/team/problems/{problem.public_id}/evaluation/")
    assert names[WOULD] in page.content.decode()


def test_a_few_places_say_nothing_of_what_was_done():
    told = {
        "measure": WOULD, "by": "people", "cells": None, "rounds": [],
        "effect": {"estimate": 0.2, "low": 0.1, "high": 0.3, "p_value": 0.001, "checks": []},
    }  # fmt: skip
    one = measured.measured(told)
    assert one.verdict == CANNOT
    assert "luck of a place" in one.why


@pytest.mark.parametrize("reports", [FELL, ROSE, CANNOT])
@pytest.mark.parametrize("verdict", [ROSE, FELL, CANNOT])
@pytest.mark.parametrize("measure", [WOULD, SAFE, measuring.IN_TIME])
def test_every_pair_of_answers_is_read_together(reports, verdict, measure):
    one = measured.Measured(measure, "Do you?", "", verdict, "", "", "", (), ())
    words = measured.trust_words(reports, [measure], [one])
    if not measuring.is_survey(measure):
        assert words.startswith("Only reports were counted")
    elif verdict == CANNOT:
        assert "cannot tell more trust from more trouble" in words
    else:
        assert "cannot tell more trust" not in words
        assert words


def test_before_the_result_it_says_that_residents_are_asked_too():
    assert "residents are asked too" in measured.trust_words("", [WOULD], [])


def test_the_sentences_of_the_analysis_are_those_that_are_translated():
    from commonground.analysis.effects import waves

    known = {waves.TOO_FEW, waves.ALIKE, measuring.NO_ROUNDS, measuring.NOT_ASKED}
    assert known == set(measured.SENTENCES)
