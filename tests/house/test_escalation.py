"""What follows clusters is one number on a page of methods: no room can know it of a place."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "commonground"
OWN = SOURCE / "analysis" / "escalation.py"
READS = re.compile(
    r"analysis[./]escalation|import\s*\(?[^)\n]*\bescalation\b|escalation\.json|benchmarks[./]studies"
)


def files():
    kinds = {".py", ".html", ".js", ".toml", ".json", ".txt"}
    return [f for f in SOURCE.rglob("*") if f.suffix in kinds and f != OWN]


def reads(text: str) -> bool:
    """Comments may name a study that a constant comes from."""
    code = "\n".join(line.split("#")[0] for line in text.splitlines())
    return bool(READS.search(re.sub(r'"""(?s:.*?)"""', "", code)))


def test_no_room_no_page_and_no_command_reads_what_follows_clusters():
    assert OWN.exists() and len(files()) > 100
    assert [str(f) for f in files() if reads(f.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "text",
    [
        "from commonground.analysis.escalation import compare",
        "from commonground.analysis import escalation, knox",
        "from ..analysis import (escalation)",
        'import_module("commonground.analysis.escalation")',
        'open("benchmarks/studies/results/escalation.json")',
    ],
)
def test_each_way_of_reading_it_would_be_found(text):
    assert reads(text)


def test_nothing_of_it_is_shipped_as_data():
    assert list(SOURCE.rglob("*escalation*.json")) == []
