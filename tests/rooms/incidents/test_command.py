"""`commonground import` as a stranger types it."""

import argparse

import pytest

from commonground.common.errors import Refused
from commonground.incidents import command


def typed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return parser.parse_args(words)


def test_the_summary_is_printed_and_adds_up(desk, capsys):
    file = desk.file(
        "1,2017-12-01 13:45,THEFT,x,false,N1,,", "1,2017-12-01 13:45,THEFT,x,false,N1,,",
        "2,2017-12-02 13:45,NEW WORDS,x,false,,,", "3,never,THEFT,x,false,N1,,",
    )
    assert command.run(typed("crimes", str(file), "--mapping", "chicago-crimes")) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:4] == [
        "file1.csv: read 4 = kept 2 + duplicate 1 + refused 1",
        "kept: 2017-12-01 to 2017-12-02",
        "of those kept, of a type that our table does not list: 1",
        "of those kept, in none of our neighbourhoods: 2",
    ]
    assert said[4].startswith("refused, with line and reason: refused/2017-12-11-crimes-")


def test_a_file_of_which_nothing_is_usable_ends_as_refused(desk):
    file = desk.file("1,never,THEFT,x,false,N1,,")
    with pytest.raises(Refused, match="Every row was refused"):
        command.run(typed("crimes", str(file), "--mapping", "chicago-crimes"))


def test_a_missing_file_is_one_sentence(desk, tmp_path):
    with pytest.raises(Refused, match="There is no file"):
        command.run(typed("crimes", str(tmp_path / "no.csv"), "--mapping", "chicago-crimes"))


def test_a_kind_that_does_not_exist_ends_with_2(capsys):
    with pytest.raises(SystemExit) as ended:
        typed("stops", "x.csv", "--mapping", "m.toml")
    assert ended.value.code == 2
    assert "invalid choice: 'stops'" in capsys.readouterr().err


def test_the_bar_stays_away_from_files_and_short_work(capsys, monkeypatch):
    bar = command.Bar()
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    bar.show(0.5, "reading")
    bar.started -= 3
    bar.show(0.5, "reading")
    bar.clear()
    assert capsys.readouterr().err.count("[###############...............]  50% reading") == 1
