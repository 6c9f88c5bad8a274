"""The University asks in place of the police: their accounts see gated figures and nothing else."""

import pytest
from django.urls import reverse

from commonground.common import deployment
from commonground.surveys.models import Response

from .conftest import code, figures, fill


@pytest.fixture
def university(town, clock_at):
    file = deployment.path()
    before = file.read_text() if file.exists() else None
    file.write_text('survey_body = "The University"\n')
    deployment.forget()
    yield
    file.unlink() if before is None else file.write_text(before)
    deployment.forget()


@pytest.fixture
def closed(university, survey, clock_at):
    fill(survey, "Northside", 40, {"good-job.1": "5", "one-thing.1": "Walk more often here."})
    fill(survey, "Southside", 8, {"good-job.1": "1"})
    clock_at.forward(days=28)
    figures(survey)
    return survey


def of(survey, name: str, *more: str) -> str:
    return reverse(f"team-survey{name}", args=[survey.public_id, *more])


@pytest.mark.parametrize("who", ["bram", "dana", "hana"])
def test_police_accounts_see_gated_figures_only(client, cast, closed, who):
    client.force_login(getattr(cast, who))
    page = client.get(of(closed, "-results"))
    assert page.status_code == 200
    assert "Too few answers to say" in page.content.decode() or who == "bram"
    assert "In their own words" not in page.content.decode()
    for name, more in (
        ("", []), ("-rows", ["csv"]), ("-rows", ["json"]), ("-letters", []), ("-words", []),
    ):  # fmt: skip
        assert client.get(of(closed, name, *more)).status_code == 403, name
    for name in ("-draw", "-slips", "-invite", "-remind"):
        assert client.post(of(closed, name)).status_code == 403, name


def test_the_bodys_own_analyst_reads_words_and_takes_rows_out_by_command_alone(
    client, cast, closed
):
    client.force_login(cast.esi)
    assert client.get(of(closed, "")).status_code == 200
    assert client.get(of(closed, "-words")).status_code == 200
    page = client.get(of(closed, "-rows", "csv"), follow=True)
    assert "The University runs the surveys here" in page.content.decode()
    assert Response.objects.count() == 48


def test_words_are_read_by_the_team_where_the_police_ask(client, cast, survey, clock_at):
    fill(survey, "Northside", 40, {"good-job.1": "5", "one-thing.1": "Walk more often here."})
    clock_at.forward(days=28)
    figures(survey)
    client.force_login(cast.bram)
    assert client.get(of(survey, "-words")).status_code == 200
    assert "In their own words" in client.get(of(survey, "-results")).content.decode()


def test_who_answered_the_body_is_not_led_to_write_to_the_police_there(client, university, survey):
    row = survey.invitations.first()
    page = client.post(
        reverse("survey", args=[code(row)]), {"step": "all", "send": "1", "listen.1": "5"}
    )
    told = page.content.decode()
    assert "We have your answers" in told and "Tell us what worries you" not in told
