"""`commonground trust`: a table for people, JSON for scripts, one sentence where it cannot."""

import json
from datetime import date, timedelta
from importlib import resources

import pytest

from commonground import cli
from commonground.insight.trust.storing import work_out_closed
from commonground.surveys.models import Mode
from tests.json_schema import problems

from .trusting import slips, wave

FIRST = date(2025, 12, 1)
SCHEMA = json.loads(
    resources.files("commonground.insight.trust").joinpath("trust.schema.json").read_text()
)


@pytest.fixture
def command(settings, tmp_path, monkeypatch, capsys):
    """The command as the shell runs it, in this process: its status, and what it prints."""
    settings.HOME = tmp_path
    monkeypatch.setattr(cli, "prepare", lambda name, words: None)

    def run(*words: str) -> tuple[int, str, str]:
        status = cli.main(["trust", *words])
        return (status, *capsys.readouterr())

    return run


@pytest.fixture
def kept(town, clock_at, tmp_path):
    """Two waves by chance, in the second too few of the south; the team's pulse of nine."""
    wave(tmp_path, FIRST, good={"Northside": (60, 20), "Southside": (70, 35)})
    later = FIRST + timedelta(days=40)
    wave(tmp_path, later, good={"Northside": (60, 50), "Southside": (20, 9)}, seed=8)
    slips(later, "staff-pulse.1", Mode.SLIPS, {"staff-fair.1": "5"}, 9)
    work_out_closed()


def test_json_keeps_to_the_schema_and_tells_the_newest_wave_of_each_stream(command, kept):
    status, out, err = command("--json")
    made = json.loads(out)
    assert (status, err) == (0, "")
    assert [problems(one, SCHEMA) for one in made] == [[], []]
    assert [one["survey"]["stream"] for one in made] == ["by-chance", "staff"]
    assert made[0]["run"]["answered"] == 80


def test_one_area_and_one_question_of_two_waves(command, kept):
    _, out, _ = command("--json", "--waves", "2", "--area", "Northside", "--question", "good-job")
    made = json.loads(out)
    assert [one["survey"]["opens_on"] for one in made] == ["2026-01-10", "2025-12-01"]
    for one in made:
        assert problems(one, SCHEMA) == [] and list(one["questions"]) == ["good-job.1"]
        assert {row["area_name"] for row in one["estimates"]} == {"Northside"}


def test_what_the_gates_hold_back_has_no_number_in_either_form(command, kept):
    _, out, _ = command("--json", "--area", "Southside", "--question", "good-job")
    assert all(row["estimate"] is None and row["n"] is None and row["flags"] == ["too-few-answers"]
               for row in json.loads(out)[0]["estimates"])  # fmt: skip
    _, out, _ = command("--stream", "staff")
    assert "Self-selected: no margin of error." in out
    assert all("too few answers to say" in line for line in out.splitlines()[2:])


def test_the_table_says_figure_interval_answers_and_what_changed(command, kept):
    _, out, _ = command("--question", "good-job", "--stream", "by-chance")
    head, _columns, whole, north, south = out.splitlines()
    assert head == (
        "Residents, drawn by chance: short.1, 2026-01-10 to 2026-02-06. 80 of 300 answered."
    )
    assert whole.split()[:2] == ["good-job.1", "everybody"] and "80" in whole
    assert "Northside" in north and "too few answers to say" in north  # else the south is known
    assert "Southside" in south and "too few answers to say" in south


def test_groups_are_told_where_they_are_asked_for(command, kept):
    assert "18 to 34" not in command()[1]
    assert "18 to 34" in command("--groups")[1]


@pytest.mark.parametrize(("words", "sentence"), [
    (["--waves", "0"], "'0' is no number of waves: give a whole number from 1 to 200."),
    (["--waves", "-1"], "'-1' is no number of waves"),
    (["--waves", "²"], "is no number of waves"),
    (["--area", "Atlantis"], "There is no neighbourhood 'Atlantis'"),
    (["--question", "good-jop"], "There is no question 'good-jop': say one of age, "),
    (["--stream", "all"], "There is no stream 'all': say one of by-chance, opt-in, contact, "),
    (["--stream", "contact"], "There is no such figure: figures come in the night"),
    (["--json"], "There is no such figure: figures come in the night"),
])  # fmt: skip
def test_what_is_wrong_is_one_sentence_and_status_2(command, town, words, sentence):
    status, out, err = command(*words)
    assert (status, out) == (2, "") and sentence in err and err.count("\n") == 1
