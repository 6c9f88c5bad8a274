"""What looks like a person in an officer's words, and what does not. The phone tests the same
table in Chromium (tests/browser/test_offline_log.py)."""

import json
from pathlib import Path

import pytest

from commonground.engagement.log.persons import marks, rules, without

CASES = json.loads(
    (Path(__file__).parent / "person_cases.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_what_looks_like_a_person_is_marked_and_nothing_else(case):
    text, places = case["text"], case.get("places", ())
    found = marks(text, places)
    assert [text[m.start : m.end] for m in found] == case["marked"]
    offered = without(text, found, case.get("language", "en"))
    assert offered == case.get("without", offered)
    assert marks(offered, places) == []  # what is offered may be sent as it is


def test_each_rule_has_a_case_of_the_table():
    kinds = {mark.kind for case in CASES for mark in marks(case["text"], case.get("places", ()))}
    assert kinds == {kind for kind, _, _ in rules().patterns}
