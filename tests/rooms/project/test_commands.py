"""The command line as a stranger meets it: help, refusals in one sentence, exit codes."""

import json
import os

import pytest

from commonground.cli import COMMANDS, main
from tests.homes import SQUARE, commonground


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_command_explains_itself_and_leaves_nothing_behind(name, tmp_path):
    done = commonground(name, "--help", home=tmp_path / "none")
    assert done.returncode == 0, done.stderr
    assert f"usage: commonground {name}" in done.stdout
    assert not (tmp_path / "none").exists()


def test_without_a_command_it_says_which_there_are(tmp_path):
    done = commonground("--help", home=tmp_path)
    assert done.returncode == 0
    assert all(name in done.stdout for name in COMMANDS)


def test_an_unknown_command_is_refused_with_status_2(tmp_path):
    done = commonground("arrest", home=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "commonground: There is no command arrest: `commonground --help` lists them.\n"
    )


SAID = [
    ("plan", "commonground plan: Give also INSTANCE.json ("),
    ("plan-check one.json", "commonground plan-check: Give also PLAN.json ("),
    ("plan one.json --sec 5 --fast", "commonground plan: Leave out --fast: nothing here takes"),
    ("plan one.json --seed", "commonground plan: Give a value after --seed ("),
    ("init --areas-from soon", "--areas-from cannot be 'soon': give a date like 2026-11-23 ("),
    ("import", "commonground import: Give also kind, file, --mapping ("),
    ("import thefts x.csv --mapping m.toml", "kind cannot be 'thefts': choose from 'calls'"),
    ("serve --port high", "--port cannot be 'high': give a whole number ("),
    ("survey", "commonground survey: Give also STEP ("),
    ("survey plan --answers 5", "Give also --response (commonground survey plan --help"),
    ("--fast plan", "commonground: Leave out --fast: nothing here takes it ("),
    ("--fast", "commonground: Give also COMMAND ("),
]


@pytest.mark.parametrize(("typed", "says"), SAID)
def test_words_that_no_command_takes_are_one_sentence_and_status_2(typed, says, capsys):
    kept = os.umask(0o077)
    try:
        assert main(typed.split()) == 2
    finally:
        os.umask(kept)
    told = capsys.readouterr()
    assert says in told.err and told.err.count("\n") == 1 and not told.out


def test_a_wrong_word_leaves_no_half_made_data_folder(tmp_path):
    home = tmp_path / "none"
    assert commonground("init", "--area", "x", "--fast", home=home).returncode == 2
    assert not home.exists()


def test_a_command_without_a_data_folder_says_what_to_do(tmp_path):
    done = commonground("serve", home=tmp_path / "none")
    assert done.returncode == 2
    assert done.stderr.strip().count("\n") == 0
    assert "commonground init" in done.stderr


@pytest.mark.slow
def test_init_makes_a_data_folder_with_areas_and_an_administrator_and_repeats_harmlessly(tmp_path):
    areas = tmp_path / "areas.geojson"
    areas.write_text(json.dumps(SQUARE))
    home = tmp_path / "home"
    words = ("init", "--areas", str(areas), "--administrator", "faye", "--time-zone", "Europe/Rome")
    first = commonground(*words, home=home)
    assert first.returncode == 0, first.stderr
    assert "1 neighbourhoods new" in first.stdout
    assert "faye signs in with:" in first.stdout
    again = commonground(*words, home=home)
    assert again.returncode == 0, again.stderr
    assert "1 as before" in again.stdout
    assert "there already" in again.stdout
    assert (home / "keys" / "receipt").stat().st_mode & 0o077 == 0


def test_init_refuses_an_unknown_time_zone_in_one_sentence(tmp_path):
    done = commonground("init", "--time-zone", "Mars/Base", home=tmp_path / "home")
    assert done.returncode == 2
    assert "no time zone 'Mars/Base'" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_what_a_command_writes_is_for_its_own_user_alone(tmp_path):
    """Also in a folder that was there before and that others may open."""
    tmp_path.chmod(0o755)
    commonground("init", home=tmp_path)
    found = [tmp_path / "db.sqlite3", tmp_path / "commonground.toml"]
    assert [file.stat().st_mode & 0o077 for file in found] == [0, 0]
