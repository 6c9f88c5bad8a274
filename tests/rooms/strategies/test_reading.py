"""The schema: what a file must hold, and the sentence that says what is wrong with it."""

from pathlib import Path

import pytest

from commonground.common.errors import Refused
from commonground.strategies import reading
from commonground.strategies import vocabulary as v

FILES = sorted(reading.SHIPPED.glob("*.toml"))
ENTRY = """
id = "walks"
kind = "engagement"
strength = "good"
goals = ["trust"]
name = { en = "Walks", es = "Paseos" }
what = { en = "Walk.", es = "Pasear." }
short = { en = "It helped.", es = "Ayudó." }
harms = []

[[sources]]
id = "one"
citation = "Somebody (2020)"
extent = "summary"
seen_on = 2026-11-22

[[findings]]
id = "trust"
outcome = "attitudes"
direction = "better"
design = "randomised"
size = 12.5
unit = "percent"
interval = [3, 20]
words = { en = "Better.", es = "Mejor." }
setting = { en = "There", es = "Allí" }
source = "one"
check = "read"

[[changes]]
version = 1
on = 2026-11-22
words = { en = "First.", es = "Primera." }
"""


def read(folder: Path, text: str, name: str = "walks"):
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return reading.read(file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_shipped_file_is_whole(file):
    assert reading.read(file).id == file.stem


def test_the_library_holds_every_kind_and_its_entries_refer_to_entries():
    assert {s.kind for s in reading.read_folder()} == set(v.KINDS)


def test_a_whole_entry_is_read_with_its_figures(tmp_path):
    entry = read(tmp_path, ENTRY)
    (finding,) = entry.findings
    assert (finding.size, finding.unit, finding.interval) == (12.5, "percent", (3, 20))
    assert entry.version == 1 and entry.findings[0].source.citation == "Somebody (2020)"


WRONG = [
    ('kind = "engagement"', 'kind = "patrol"', "'patrol' is no kind"),
    ('strength = "good"', 'strength = "superb"', "'superb' is no strength"),
    ('goals = ["trust"]', 'goals = ["arrests"]', "'arrests' is no goal"),
    ('outcome = "attitudes"', 'outcome = "luck"', "'luck' is no outcome"),
    ('direction = "better"', 'direction = "up"', "'up' is no direction"),
    ('design = "randomised"', 'design = "hunch"', "'hunch' is no design"),
    ('unit = "percent"', 'unit = "stars"', "'stars' is no unit"),
    ('check = "read"', 'check = "surely"', "'surely' is no check"),
    ('extent = "summary"', 'extent = "title"', "'title' is no extent"),
    ('id = "walks"', 'id = "strolls"', "name the file after it"),
    ('source = "one"', 'source = "two"', "no source 'two'"),
    ('name = { en = "Walks", es = "Paseos" }', 'name = { en = "Walks" }', "in en and es"),
    ('words = { en = "Better.", es = "Mejor." }', 'words = { en = "B", es = "" }', "in en and es"),
    ("interval = [3, 20]", "interval = [13, 20]", "outside its interval"),
    ('unit = "percent"', "", "a size has a unit"),
    ("size = 12.5\nunit = \"percent\"", "", "the size that this is the range of"),
    ("harms = []", "", "lacks harms"),
    ("harms = []", "harms = []\nmood = 3", "has mood"),
    ("seen_on = 2026-11-22", 'seen_on = "lately"', "seen_on is a day"),
    ("version = 1", "version = 2", "numbered 1, 2, 3"),
    ("on = 2026-11-22\nwords = { en = \"First", "on = 'now'\nwords = { en = \"First", "is a day"),
    ('check = "read"', 'check = "read"\nsuperseded_by = "later"', "no finding 'later'"),
    ('strength = "good"', 'strength = "none"', "strength none goes with looked_for"),
    ('kind = "engagement"', "kind =", "cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "sentence"), WRONG, ids=[w[2] for w in WRONG])
def test_a_file_that_is_not_whole_is_refused_by_name_and_reason(tmp_path, right, wrong, sentence):
    assert right in ENTRY
    with pytest.raises(Refused, match=r"^walks\.toml") as refusal:
        read(tmp_path, ENTRY.replace(right, wrong))
    assert sentence in str(refusal.value)


def test_two_findings_of_one_name_are_refused(tmp_path):
    start, end = ENTRY.index("[[findings]]"), ENTRY.index("[[changes]]")
    with pytest.raises(Refused, match="two findings have the same id"):
        read(tmp_path, ENTRY[:end] + ENTRY[start:end] + ENTRY[end:])


def test_an_entry_replaced_by_one_that_is_not_there_is_refused(tmp_path):
    read(tmp_path, 'superseded_by = "runs"\n' + ENTRY)
    with pytest.raises(Refused, match="there is no entry 'runs'"):
        reading.read_folder(tmp_path)
