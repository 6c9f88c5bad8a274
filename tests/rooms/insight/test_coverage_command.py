"""`commonground coverage`: a table for people, JSON for scripts, one sentence where it cannot."""

import json
from importlib import resources

import pytest

from commonground import cli
from commonground.common import deployment
from commonground.engagement.contacting import log_contact
from commonground.engagement.coverage.models import CoverageRun, CoverageWeek
from tests.json_schema import problems

from .test_coverage_pages import many, two_years  # noqa: F401

SCHEMA = json.loads(
    resources.files("commonground.insight.coverage").joinpath("coverage.schema.json").read_text()
)


@pytest.fixture
def command(settings, tmp_path, monkeypatch, capsys):
    """The command as the shell runs it, in this process: its status, and what it prints."""
    settings.HOME = tmp_path
    monkeypatch.setattr(cli, "prepare", lambda name, words: None)

    def run(*words: str) -> tuple[int, str, str]:
        status = cli.main(["coverage", *words])
        return (status, *capsys.readouterr())

    return run


@pytest.fixture
def kept(monkeypatch):
    """The weeks as the test laid them, not added up again from rows that there are none of."""
    from commonground.insight.coverage import command

    monkeypatch.setattr(command, "bring_up_to_date", lambda: None)


def test_json_keeps_to_its_schema(command, kept, two_years):  # noqa: F811
    status, out, err = command("--weeks", "52", "--json")
    made = json.loads(out)
    assert (status, err) == (0, "")
    assert problems(made, SCHEMA) == []
    north, south = made["neighbourhoods"]
    assert (north["name"], north["word"], south["word"]) == ("Northside", "reactive only", "not")
    assert (north["calls"], north["visits"], len(north["by_week"])) == (300, 0, 52)
    assert north["enforcement"] == 364 and north["weeks_since_visit"] == 40
    assert made["fairness"]["against"]["residents"]["gini"] is None  # two places: too few


def test_json_of_a_city_keeps_to_its_schema_and_has_the_spread(command, kept, cast, clock_at):
    many()
    _, out, _ = command("--json")
    made = json.loads(out)
    assert problems(made, SCHEMA) == []
    gini = made["fairness"]["against"]["residents"]["gini"]
    assert gini["low"] <= gini["as_logged"] and gini["chance_high"] < gini["as_logged"]


def test_no_name_in_the_schema_is_of_a_person():
    said = json.dumps(SCHEMA)
    assert not [w for w in ("staff", "officer_id", "posting", "username") if w in said]


def test_people_get_a_table_by_name(command, kept, two_years):  # noqa: F811
    status, out, _ = command()
    assert status == 0
    north, south = (line for line in out.splitlines() if line.startswith(("Nor", "Sou")))
    assert north.split()[:3] == ["Northside", "0", "300"] and "reactive only" in north
    assert out.index("Northside") < out.index("Southside")
    assert "as logged. Residents have not been asked yet." in out


@pytest.mark.parametrize("weeks", ["0", "-1", "x", "521", "1.5", "\u0663"])
def test_weeks_that_are_none_are_refused_in_a_sentence(command, db, weeks):
    status, out, err = command("--weeks", weeks)
    assert (status, out) == (2, "")
    assert err.startswith("commonground coverage: ") and err.count("\n") == 1
    assert "from 1 to 520" in err or "weeks" in err


@pytest.mark.usefixtures("two_years")
@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("reactive_share = 5", "between 0 and 1"),
        ('reactive_share = "a"', "between 0 and 1"),
        ("reactive_weeks = 0", "from 1 to 520"),
        ("presence_visits_a_week = -1", "0 or more"),
    ],
)
def test_settings_that_cannot_be_are_told_in_a_sentence_on_page_and_command(
    command, kept, cast, client, tmp_path, setting, sentence
):
    (tmp_path / "commonground.toml").write_text(setting + "\n")
    deployment.forget()
    status, out, err = command()
    assert (status, out) == (2, "") and sentence in err and err.count("\n") == 1
    client.force_login(cast.hana)
    for path in ("/team/coverage/", "/team/coverage/northside/"):
        answer = client.get(path)
        assert answer.status_code == 400 and sentence in answer.content.decode()


def test_where_there_is_nothing_it_says_what_to_do(command, town, clock_at):
    status, out, err = command("--json")
    assert (status, out) == (2, "")
    assert "log a contact" in err and err.count("\n") == 1


def test_it_adds_up_what_was_logged_since(command, cast, town, clock_at):
    log_contact(neighbourhood=town.north, by=cast.bram, kind="chat", minutes=9,
                idempotency_key="K")  # fmt: skip
    clock_at.forward(days=7)
    status, out, _ = command("--weeks", "4", "--json")
    assert status == 0
    assert json.loads(out)["neighbourhoods"][0]["all_visits"] == 1
    assert CoverageRun.objects.count() == 1 and CoverageWeek.objects.count() == 2


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        ({"a": 1}, {"type": "object", "additionalProperties": False, "properties": {}}),
        ({}, {"required": ["a"]}),
        ([1, "x"], {"items": {"type": "integer"}}),
        (True, {"type": "integer"}),
        (None, {"type": "number"}),
        (2, {"type": "number", "maximum": 1}),
        ("x", {"enum": ["y"]}),
        ("2017", {"pattern": "-"}),
        (1, {"oneOf": []}),
    ],
)
def test_the_checker_of_schemas_finds_each_fault(value, schema):
    assert problems(value, schema)
