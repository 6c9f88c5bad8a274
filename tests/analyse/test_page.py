"""The page about the command shows what the command prints."""

import json
import re
import shlex
from pathlib import Path

import pytest

from commonground import cli

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "reference" / "analyse.md"
SHOWN = re.compile(r"```sh\n(commonground [^\n]+)\n```\n\n```(?:text|json)\n(.*?)```", re.DOTALL)
EXAMPLES = SHOWN.findall(PAGE.read_text(encoding="utf-8"))


def without_seconds(text: str) -> dict:
    made = json.loads(text, parse_float=lambda number: float(f"{float(number):.9g}"))
    return {name: value for name, value in made.items() if name != "seconds"}


@pytest.mark.parametrize(("line", "shown"), EXAMPLES, ids=[line[19:60] for line, _ in EXAMPLES])
def test_each_example_prints_what_the_page_shows(line, shown, monkeypatch, capsys):
    monkeypatch.chdir(HERE / "examples")
    status = cli.main(shlex.split(line)[1:])
    out, err = capsys.readouterr()
    assert status == (2 if err else 0)
    if shown.startswith("{"):
        assert without_seconds(out) == without_seconds(shown)
    else:
        assert out + err == shown


def test_the_page_has_examples_of_every_kind():
    kinds = {line.split()[2] for line, _ in EXAMPLES}
    assert (
        kinds == {"scan", "knox", "chart", "survey", "smallarea", "mrp", "effect", "wdd", "etest"}
        and len(EXAMPLES) >= 6
    )
