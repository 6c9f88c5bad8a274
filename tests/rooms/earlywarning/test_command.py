"""`commonground scan` by hand."""

import argparse
import json
from datetime import date, time

import pytest

from commonground.common.errors import Refused
from commonground.common.jobs import REGISTRY
from commonground.earlywarning import command, jobs
from commonground.earlywarning.models import ScanRun

from .conftest import ordinary, planted


def typed(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return command.run(parser.parse_args(words))


@pytest.fixture
def town_with_surprise(desk):
    desk.take(*ordinary(), *planted())


def test_it_says_what_was_looked_at_and_what_was_found(town_with_surprise, capsys):
    assert typed() == 0
    out = capsys.readouterr().out
    assert out.startswith("2017-12-11: 1 kind of report looked at, 1 alert\n")
    assert "Theft (Northside): 1" in out and "By chance less often than once in 30 years." in out


@pytest.mark.parametrize("name", ["crimes.theft", "theft"])
def test_it_prints_json_for_other_programs(town_with_surprise, capsys, name):
    assert typed("--json", "--category", name) == 0
    (run,) = json.loads(capsys.readouterr().out)
    assert (run["stream"], run["cases"], run["until"]) == ("crimes.theft", 190, "2017-12-10")
    (alert,) = run["alerts"]
    assert alert["neighbourhoods"] == ["N1"] and alert["covering"]["type"] == "Polygon"


def test_it_says_so_when_there_is_nothing_to_look_at(desk, capsys):
    assert typed() == 0
    assert "nothing to look at" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--as-of", "yesterday"), "is no day"),
        (("--as-of", "2031-01-01"), "not here yet"),
        (("--category", "nothing"), "import some first"),
    ],
)
def test_it_refuses_in_one_sentence(desk, words, sentence):
    with pytest.raises(Refused, match=sentence):
        typed(*words)


def test_the_job_looks_every_morning_at_five(town_with_surprise):
    assert REGISTRY["scan"].daily_at == time(5)
    jobs.scan_this_morning()
    assert ScanRun.objects.get().as_of == date(2017, 12, 11)
