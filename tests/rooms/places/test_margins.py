"""Census margins come from a file; whatever is wrong in it is told in one sentence."""

import argparse

import pytest

from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.places import margins
from commonground.places.margins import load_margins, read
from commonground.places.models import CensusMargin

GOOD = "area,residents,under 25,born abroad\nN1,4000,1200,900\nS1,6000,1500,0\n"


@pytest.fixture
def file(tmp_path):
    def written(text: str):
        path = tmp_path / "margins.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def typed(*words: str) -> int:
    parser = argparse.ArgumentParser()
    margins.arguments(parser)
    return margins.run(parser.parse_args(words))


def test_the_command_loads_them_and_says_which(file, town, capsys):
    assert typed(str(file(GOOD)), "--source", "Test census", "--year", "2020") == 0
    assert capsys.readouterr().out == (
        "2 neighbourhoods: under 25, born abroad (Test census, 2020)\n"
    )
    rows = CensusMargin.objects.filter(neighbourhood=town.north)
    assert {row.group: (row.count, row.residents) for row in rows} == {
        "under 25": (1200, 4000), "born abroad": (900, 4000),
    }  # fmt: skip
    assert AuditRow.objects.get(verb="load").detail == {"year": 2020, "areas": 2, "groups": 2}


def test_a_second_file_takes_the_place_of_the_first(file, town):
    by = Actor.system("test")
    load_margins(lines=read(file(GOOD)), source="Test", year=2010, by=by)
    load_margins(
        lines=read(file("area,residents,over 65\nN1,10,3\n")), source="Test", year=2020, by=by
    )
    assert [(m.group, m.year) for m in CensusMargin.objects.all()] == [("over 65", 2020)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "needs the columns area, residents"),
        ("area,residents\nN1,10\n", "one for each group"),
        ("area,under 25\nN1,10\n", "needs the columns"),
        ("area,residents,a,a\nN1,10,1,1\n", "each of them once"),
        ("area,residents,a,a \nN1,10,1,1\n", "each of them once"),
        ("area,residents,a\nN1,10,1,1\n", "Line 2 has more values than the head has columns"),
        ("area,residents,a\x1b[2J\nN1,10,1\n", "letters that can be read"),
        ("area,residents,\nN1,10,1\n", "1 to 80 characters"),
        ("area,residents,a\n", "no line below its head"),
        ("area,residents,a\nN1,10,11\n", "Line 2 has more residents in 'a'"),
        ("area,residents,a\nN1,10,-1\n", "Line 2 has '-1' in the column 'a'"),
        ("area,residents,a\nN1,10,2.5\n", "whole number"),
        ("area,residents,a\nN1,10\n", "Line 2 has '' in the column 'a'"),
        ("area,residents,a\nN1,9,1\nN1,9,1\n", "'N1' stands twice"),
        ("area,residents,a\nX9,9,1\n", "no neighbourhood 'X9': use"),
        ("area,residents,a\nX9,9,1\nX8,9,1\n", "no neighbourhood 'X8' and 1 more"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence_and_nothing_is_lost(file, town, text, sentence):
    load_margins(lines=read(file(GOOD)), source="Test", year=2010, by=Actor.system("test"))
    with pytest.raises(Refused, match=sentence):
        typed(str(file(text)), "--source", "Test", "--year", "2020")
    assert CensusMargin.objects.count() == 4


@pytest.mark.parametrize("words", [("--source", " ", "--year", "2020"),
                                   ("--source", "Test", "--year", "20")])  # fmt: skip
def test_a_source_and_a_year_are_needed(file, town, words):
    with pytest.raises(Refused):
        typed(str(file(GOOD)), *words)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path):
    with pytest.raises(Refused, match="There is no file"):
        read(tmp_path / "none.csv")
    (tmp_path / "bytes.csv").write_bytes(b"area,residents,a\n\xff,1,1\n")
    with pytest.raises(Refused, match="CSV in UTF-8"):
        read(tmp_path / "bytes.csv")
