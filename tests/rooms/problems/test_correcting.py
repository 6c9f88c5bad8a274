"""A result is corrected by the registered analysis, in the open, and nothing is written over."""

import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.problems import running, telling
from commonground.problems.correcting import correct
from commonground.problems.models import Correction, Result

AFTER = datetime(2017, 12, 20, 15, 0, tzinfo=UTC)
WHY = "Two weeks of reports came late."


@pytest.fixture
def result(registered, clock_at) -> Result:
    clock_at.set(AFTER)
    running.run_due()
    return Result.objects.get()


@pytest.fixture
def late(result, monkeypatch):
    """By now the records say something else."""
    analysed = running.analysed

    def with_late_reports(registration):
        document = analysed(registration)
        document["effect"] |= {"estimate": 4.0, "low": 2.0, "high": 6.0, "p_value": 0.001}
        return document

    monkeypatch.setattr(running, "analysed", with_late_reports)


def corrected(result, by) -> Result:
    correct(result=result, why=WHY, by=by)
    assert running.run_corrections() == 1
    return Result.objects.get(corrects=result)


def test_the_page_says_the_newest_and_keeps_what_was_said(client, result, late, cast):
    address = f"/results/{result.registration.public_id}/"
    before = telling.told(result.registration)
    corrected(result, cast.dana)
    told = telling.told(result.registration)
    assert told.words != before.words
    assert [said.words for said in told.said] == [before.words, told.words]
    page = client.get(address).content.decode()
    for words in (told.words, before.words, f"Corrected, because: {WHY}"):
        assert words in page


def test_each_document_that_was_found_can_be_fetched_and_has_its_hash(client, result, late, cast):
    second = corrected(result, cast.dana)
    for one in (result, second):
        address = f"/results/{one.registration.public_id}/found/{one.public_id}.json"
        got = client.get(address)
        assert got.status_code == 200
        assert sha256(got.content).hexdigest() == one.sha256
        assert json.loads(got.content)["registration"] == one.registration.sha256
    assert client.get(f"/results/x/found/{result.public_id}.json").status_code == 404


def test_the_sheet_and_the_feed_tell_of_the_correction(client, result, late, cast):
    corrected(result, cast.dana)
    sheet = client.get(f"/results/{result.registration.public_id}/result.pdf")
    assert sheet.status_code == 200
    assert sheet.content.startswith(b"%PDF")
    assert "The result was corrected." in client.get("/problems/feed.atom").content.decode()


def test_it_is_worked_out_once_and_nobody_is_named_on_the_page(client, result, cast):
    correct(result=result, why=WHY, by=cast.dana)
    assert running.is_wanted()
    assert running.run_corrections() == 1
    assert not running.is_wanted()
    assert running.run_corrections() == 0
    page = client.get(f"/results/{result.registration.public_id}/").content.decode()
    assert cast.dana.public_id not in page
    row = AuditRow.objects.get(verb="evaluation.correct")
    assert row.noun_id == result.registration.public_id


def test_a_correction_that_finds_the_same_is_kept_too(result, cast):
    second = corrected(result, cast.dana)
    assert json.loads(second.document)["effect"] == json.loads(result.document)["effect"]
    assert (second.why, Result.objects.count()) == (WHY, 2)


@pytest.mark.parametrize("why", ["", "  ", "x" * 401])
def test_without_why_nothing_is_corrected(result, cast, why):
    with pytest.raises(Refused, match="Say why"):
        correct(result=result, why=why, by=cast.dana)
    assert not Correction.objects.exists()


def test_only_the_newest_is_corrected_and_that_once_at_a_time(result, cast):
    correct(result=result, why=WHY, by=cast.dana)
    with pytest.raises(Refused, match="being worked out"):
        correct(result=result, why=WHY, by=cast.dana)
    running.run_corrections()
    with pytest.raises(Refused, match="Correct the newest"):
        correct(result=result, why=WHY, by=cast.dana)


@pytest.mark.parametrize("name", ["bram", "chidi", "hana"])
def test_who_does_not_lead_or_analyse_corrects_nothing(result, cast, signed_in, name):
    with pytest.raises(PermissionDenied):
        correct(result=result, why=WHY, by=getattr(cast, name))
    address = f"/team/evaluations/{result.public_id}/correct/"
    assert signed_in(name).post(address, {"why": WHY}).status_code == 403
    assert not Correction.objects.exists()


def test_nobody_corrects_anything(client, result):
    answer = client.post(f"/team/evaluations/{result.public_id}/correct/", {"why": WHY})
    assert answer.status_code == 302
    assert "login" in answer["Location"]
    assert not Correction.objects.exists()


def test_dana_asks_on_the_page_of_the_problem(signed_in, result):
    dana, problem = signed_in("dana"), result.registration.problem
    address = f"/team/evaluations/{result.public_id}/correct/"
    assert address in dana.get(f"/team/problems/{problem.public_id}/").content.decode()
    assert dana.post(address, {"why": " "}).status_code == 400
    assert dana.post(address, {"why": WHY}).status_code == 302
    assert Correction.objects.get().why == WHY
