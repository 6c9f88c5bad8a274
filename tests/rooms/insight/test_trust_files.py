"""What can be taken away: files that keep to their schema, words that say what was done."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

import commonground.insight.trust as room
from commonground.insight.trust import exporting
from commonground.insight.trust.methods_text import methods_text
from commonground.insight.trust.storing import work_out_closed
from commonground.surveys.models import Mode
from tests.json_schema import problems

from .trusting import slips, wave

SCHEMA = json.loads((Path(room.__file__).parent / "trust.schema.json").read_text())
FIRST, SECOND = date(2025, 11, 3), date(2026, 1, 5)


@pytest.fixture
def run(town, clock_at, tmp_path):
    wave(tmp_path, FIRST, good={"Northside": (40, 30), "Southside": (40, 20)})
    later = wave(tmp_path, SECOND, good={"Northside": (60, 45), "Southside": (20, 5)})
    work_out_closed()
    return later.trust_runs.get()


def test_the_json_keeps_to_its_schema_and_holds_no_figure_of_few(client, run):
    made = json.loads(exporting.as_json(run, False))
    assert problems(made, SCHEMA) == []
    assert made["questions"]["good-job.1"]["construct"] == "overall confidence"
    hidden = [row for row in made["estimates"] if "too-few-answers" in row["flags"]]
    assert hidden and all(row["estimate"] is row["n"] is row["low"] is None for row in hidden)
    (public,) = json.loads(client.get(reverse("public-trust-json")).content)
    assert problems(public, SCHEMA) == []


def candidates(everybody: float, fineness: float, hidden: int) -> list[int]:
    """How many of the hidden 20 of Northside can have found the police good: two parts of town of
    one size, both hidden, `everybody` told this finely."""
    return [
        north for north in range(21)
        if any(abs(50 * north / 20 + 50 * south / hidden - everybody) <= fineness / 2
               for south in range(hidden + 1))
    ]  # fmt: skip


def test_what_everybody_may_read_is_no_finer_than_the_pages_lest_the_hidden_be_worked_out(
    client, cast, town, clock_at, tmp_path
):
    survey = wave(tmp_path, SECOND, good={"Northside": (20, 7), "Southside": (71, 40)})
    work_out_closed()
    found = survey.trust_runs.get().estimates.get(item="good-job.1", neighbourhood=None, group="")
    assert candidates(round(found.estimate, 4), 1e-4, 71) == [7]  # both are hidden in vain
    (public,) = json.loads(client.get(reverse("public-trust-json")).content)
    client.force_login(cast.hana)
    url = reverse("trust-export", args=[survey.public_id, "json"])
    for made in (public, client.get(url).json()):
        rows = [row for row in made["estimates"] if row["estimate"] is not None]
        assert all(row[name] == round(row[name]) for row in rows for name in ("estimate", "low"))
        assert all(row["se"] == round(row["se"], 1) for row in rows)
        whole = next(row for row in rows if row["item"] == "good-job.1" and not row["area"])
        assert len(candidates(whole["estimate"], 1, 71)) > 15
    client.force_login(cast.esi)
    fine = [row["estimate"] for row in client.get(url).json()["estimates"]]
    assert round(found.estimate, 4) in fine


def test_the_csv_has_a_line_a_figure_and_none_a_person(client, cast, run):
    client.force_login(cast.esi)
    url = reverse("trust-export", args=[run.survey.public_id, "csv"])
    rows = list(csv.DictReader(io.StringIO(client.get(url).content.decode())))
    assert len(rows) == run.estimates.count()
    assert not {"week", "stratum", "weight", "cluster"} & set(rows[0])
    assert client.get(url.replace(".csv", ".xml")).status_code == 404


def test_the_words_for_a_report_say_what_was_done_and_no_more(run):
    told = "\n".join(methods_text(run))
    assert "300 were asked and 80 answered" in told
    assert "in each of 2 parts of town (seed 7)" in told
    assert "Korn and Graubard" in told and "73\u00a0% of those asked did not answer" in told
    assert "raked" not in told and "Fay and Herriot" not in told  # neither was done here


def test_the_words_on_whoever_liked_to_answer_claim_no_margin(town, clock_at):
    survey = slips(SECOND, "short.1", Mode.SLIPS, {"good-job.1": "5"}, 40)
    work_out_closed()
    told = "\n".join(methods_text(survey.trust_runs.get()))
    assert "there is no margin of error" in told and "takes for granted" in told
    assert "95 %" not in told and "did not answer. What" not in told


def test_no_officer_sees_one_answer_on_any_page_of_trust(client, cast, town, run):
    """One of all who answered said "Very good"; no page tells an answer of hers, nor her week."""
    for staff in (cast.bram, cast.dana, cast.hana):
        client.force_login(staff)
        for name, args in (
            ("team-trust", []), ("trust-place", [town.north.slug]),
            ("team-survey-results", [run.survey.public_id]),
        ):  # fmt: skip
            page = client.get(reverse(name, args=args)).content.decode()
            assert "2026-W" not in page and "Road" not in page
        rows = reverse("team-survey-rows", args=[run.survey.public_id, "csv"])
        assert client.get(rows).status_code == 403
