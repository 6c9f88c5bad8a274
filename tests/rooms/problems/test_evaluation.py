"""From a plan to its registration, the analysis that runs by itself, and the page."""

import json
import re
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied

from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.earlywarning import frames
from commonground.problems import (
    planning,
    registering,
    running,
    states,
    telling,
    verdicts,
    working,
)
from commonground.problems.models import Draft, Registration, Result
from commonground.tasks.making import make_promise

from .conftest import START, chosen

AFTER = datetime(2017, 12, 20, 15, 0, tzinfo=UTC)


def test_a_registered_evaluation_gets_its_result_by_itself_and_its_page(
    client, registered, clock_at
):
    page = f"/results/{registered.public_id}/"
    assert "The result is not in yet." in client.get(page).content.decode()
    assert running.run_due() == 0
    clock_at.set(AFTER)
    assert running.run_due() == 1
    assert running.run_due() == 0
    told = telling.told(registered)
    assert told.verdict in (verdicts.FELL, verdicts.CANNOT)
    assert told.effect["estimate"] < 0
    assert told.effect["low"] < told.effect["estimate"] < told.effect["high"]
    answer = client.get(page)
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "95 %)" in words
    assert "cannot tell more trust from more trouble" in words
    assert registered.sha256 in words


def test_a_result_counts_the_rows_of_each_step(registered, clock_at):
    clock_at.set(AFTER)
    running.run_due()
    document = json.loads(Result.objects.get().document)
    numbers = [count for _name, count in document["rows"]]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[-1] > 0
    assert document["unmatched"] == []
    assert document["registration"] == registered.sha256


def test_the_hash_is_that_of_the_document_that_everybody_can_fetch(client, registered):
    got = client.get(f"/results/{registered.public_id}/registration.json").content
    assert sha256(got).hexdigest() == registered.sha256
    assert json.loads(got)["chosen"]["start_on"] == START.isoformat()


def test_the_pdf_is_made_before_and_after_the_result(client, registered, clock_at):
    address = f"/results/{registered.public_id}/result.pdf"
    assert client.get(address).content.startswith(b"%PDF")
    clock_at.set(AFTER)
    running.run_due()
    assert client.get(address).content.startswith(b"%PDF")


def test_comparison_areas_are_chosen_by_the_time_before_and_the_fit_is_kept(registered):
    found = json.loads(registered.document)["found"]
    taken = [m for m in found["comparison"]["matches"] if m["chosen"]]
    assert len(taken) == 8
    assert registered.problem.neighbourhood.public_id not in {m["unit"] for m in taken}
    assert found["comparison"]["by"] == "levels"
    far = max(m["levels"] for m in taken)
    assert all(m["levels"] >= far for m in found["comparison"]["matches"] if not m["chosen"])
    assert 0 <= found["power"]["worth"]["probability"] <= 1


def test_nothing_is_registered_once_the_response_has_begun(problem, reports, cast):
    registering.plan(problem=problem, chosen=chosen(problem), by=cast.dana)
    planning.work_out_all()
    for step in (states.ANALYSE, states.RESPOND):
        working.go_on(problem=problem, to=step, words="Done.", by=cast.bram)
    with pytest.raises(Refused, match="The response has begun"):
        registering.register(problem=problem, by=cast.dana)
    assert not Registration.objects.exists()


def test_a_start_that_is_not_to_come_is_refused_also_at_registering(
    problem, reports, cast, clock_at
):
    registering.plan(problem=problem, chosen=chosen(problem), by=cast.dana)
    planning.work_out_all()
    clock_at.set(datetime(2017, 6, 5, 15, 0, tzinfo=UTC))
    with pytest.raises(Refused, match="a day to come"):
        registering.register(problem=problem, by=cast.dana)


def test_nobody_registers_a_plan_that_they_did_not_see(signed_in, problem, reports, cast):
    registering.plan(problem=problem, chosen=chosen(problem), by=cast.dana)
    planning.work_out_all()
    dana, page = signed_in("dana"), f"/team/problems/{problem.public_id}/evaluation/"
    seen = re.search(r'name="seen" value="(\w+)"', dana.get(page).content.decode()).group(1)
    other = chosen(problem, stop_rule="Never")
    registering.plan(problem=problem, chosen=other, by=cast.dana)
    planning.work_out_all()
    said = dana.post(f"{page}register/", {"seen": seen}, follow=True).content.decode()
    assert "Somebody changed the plan in the meantime" in said
    assert not Registration.objects.exists()
    seen = re.search(r'name="seen" value="(\w+)"', dana.get(page).content.decode()).group(1)
    dana.post(f"{page}register/", {"seen": seen})
    assert json.loads(Registration.objects.get().document)["chosen"]["stop_rule"] == "Never"
    assert AuditRow.objects.filter(verb="evaluation.plan").count() == 2


def test_an_amendment_keeps_both_documents_and_both_hashes(client, registered, cast, clock_at):
    clock_at.set(datetime(2017, 7, 1, 15, 0, tzinfo=UTC))
    later = registering.amend(
        registration=registered, after=8, lag_days=14, why="Holidays", by=cast.dana
    )
    assert later.after_start
    assert json.loads(later.document)["amends"] == registered.sha256
    for one in (registered, later):
        words = client.get(f"/results/{one.public_id}/").content.decode()
        assert registered.sha256 in words
        assert later.sha256 in words
    with pytest.raises(Refused):
        registering.amend(registration=registered, after=9, lag_days=14, why="Again", by=cast.dana)


def test_a_registration_and_a_result_are_written_once(registered, clock_at):
    clock_at.set(AFTER)
    running.run_due()
    for row in (registered, Result.objects.get()):
        with pytest.raises(TypeError, match="written once"):
            row.save()


def test_without_reports_the_plan_says_why_it_cannot_be(problem, home, cast, clock_at):
    clock_at.set(datetime(2017, 5, 1, tzinfo=UTC))
    registering.plan(problem=problem, chosen=chosen(problem), by=cast.dana)
    planning.work_out_all()
    assert "too few such reports" in Draft.objects.get().refusal
    with pytest.raises(Refused, match="not worked out"):
        registering.register(problem=problem, by=cast.dana)


def test_where_something_is_promised_chance_delays_nothing(problem, reports, cast, many_places):
    areas = [place.public_id for place in many_places]
    make_promise(
        neighbourhood=problem.neighbourhood, title="A lamp", by=Actor.system("test"),
        due_on=START + timedelta(days=30),
    )  # fmt: skip
    by_lot = chosen(
        problem, areas=areas, method="roth-santanna", steps=3, step_periods=2, comparisons=2
    )
    registering.plan(problem=problem, chosen=by_lot, by=cast.dana)
    planning.work_out_all()
    order = Draft.objects.get().found["order"]
    assert order["owed"] == [problem.neighbourhood.public_id]
    drawn = [area for step in order["steps"] for area in step]
    assert sorted([*order["owed"], *drawn]) == sorted(areas)
    planned = planning.work_out(by_lot, seed=problem.public_id)["order"]
    assert planned == order  # the same seed draws the same


def test_a_response_that_never_began_has_no_verdict(client, registered, clock_at):
    clock_at.set(AFTER)
    running.run_due()
    told = telling.told(registered)
    assert told.verdict == verdicts.CANNOT
    assert "The response never began" in client.get(f"/results/{registered.public_id}/").text


def test_a_response_that_began_on_another_day_says_so(registered, cast, clock_at):
    clock_at.set(datetime(2017, 6, 20, 15, 0, tzinfo=UTC))
    for step in (states.ANALYSE, states.RESPOND):
        working.go_on(problem=registered.problem, to=step, words="Done.", by=cast.bram)
    clock_at.set(AFTER)
    running.run_due()
    assert telling.told(registered).began == (
        "The response began on 20 June. The comparison counts from 5 June, as it was registered."
    )


@pytest.mark.parametrize(
    ("began", "words"),
    [
        (AFTER, "after the days that are compared, so nothing here is its work."),
        (datetime(2017, 11, 1, 15, 0, tzinfo=UTC), "Most of these days had gone by then"),
    ],
)
def test_a_step_that_is_taken_too_late_makes_no_result_the_work_of_the_response(
    registered, cast, clock_at, began, words
):
    clock_at.set(AFTER)
    running.run_due()
    clock_at.set(began)
    for step in (states.ANALYSE, states.RESPOND):
        working.go_on(problem=registered.problem, to=step, words="Done.", by=cast.bram)
    told = telling.told(registered)
    assert told.verdict == verdicts.CANNOT and words in told.began
    assert verdicts.verdict(told.effect) == verdicts.FELL


def test_a_response_that_began_too_early_says_what_that_hides(registered):
    early = telling.began_words(START - timedelta(days=40), registering.choices_of(registered))
    assert "some of the days before had the response too" in early


def test_records_that_stopped_coming_are_no_fall(registered, monkeypatch, cast, clock_at):
    clock_at.set(datetime.combine(START, time(15), UTC))
    for step in (states.ANALYSE, states.RESPOND):
        working.go_on(problem=registered.problem, to=step, words="Done.", by=cast.bram)
    clock_at.set(AFTER)
    between, ended = frames.between, (START + timedelta(days=60)).toordinal()

    def until_then(*asked):
        found = between(*asked)
        return found.where(found.day < ended)

    monkeypatch.setattr(frames, "between", until_then)
    running.run_due()
    told = telling.told(registered)
    assert told.verdict == verdicts.CANNOT and told.effect["high"] < 0
    (check,) = [one for one in told.checks if one["name"] == "gaps-in-time"]
    assert check["passed"] is False and "from 2017-08-04 on" in check["words"]


def test_what_was_registered_is_listed_whether_its_problem_is_published_or_not(
    client, registered, cast, clock_at
):
    address = f"/results/{registered.public_id}/"
    assert address in client.get("/problems/").text
    clock_at.set(AFTER)
    running.run_due()
    assert address in client.get("/problems/feed.atom").text
    working.publish(problem=registered.problem, words="We look at thefts.", by=cast.bram)
    with pytest.raises(Refused, match="stays public"):
        working.publish(problem=registered.problem, words="", by=cast.bram)


@pytest.mark.parametrize(("after", "lag_days"), [(5, 7), (6, 6), (6, 7)])
def test_no_amendment_brings_the_result_nearer_or_changes_nothing(
    registered, cast, after, lag_days
):
    with pytest.raises(Refused):
        registering.amend(
            registration=registered, after=after, lag_days=lag_days, why="Now", by=cast.dana
        )


def test_an_analysis_that_fails_keeps_no_other_from_its_result(
    registered, cast, clock_at, monkeypatch
):
    later = registering.amend(
        registration=registered, after=6, lag_days=9, why="Holidays", by=cast.dana
    )
    clock_at.set(AFTER)
    real = running.analysed

    def failing(one):
        if one.pk == registered.pk:
            raise KeyError("a lost column")
        return real(one)

    monkeypatch.setattr(running, "analysed", failing)
    with pytest.raises(ExceptionGroup, match="without a result"):
        running.run_due()
    assert Result.objects.get().registration == later


@pytest.mark.parametrize("name", ["bram", "chidi", "hana"])
def test_who_does_not_lead_or_analyse_registers_nothing(problem, cast, name):
    with pytest.raises(PermissionDenied):
        registering.plan(problem=problem, chosen=chosen(problem), by=getattr(cast, name))


def test_figures_are_rounded_and_not_cut():
    assert telling.percent(0.1857) == "19 %"
    assert telling.figure(-0.056) == "−0.06"


def test_the_page_says_what_was_tried_and_with_what_it_is_compared(client, registered, cast):
    working.publish(problem=registered.problem, words="Locks, light and a rack.", by=cast.bram)
    page = client.get(f"/results/{registered.public_id}/").content.decode()
    lay = page[: page.index("For who wants to check it")]
    assert "Locks, light and a rack." in lay
    others = [name for name, _fit in telling.told(registered).against]
    assert len(others) == 8
    assert " · ".join(others) in lay
    headings = ("What we tried, and where", "How sure could we be?", "What could be wrong")
    assert [lay.index(words) for words in headings] == sorted(map(lay.index, headings))
