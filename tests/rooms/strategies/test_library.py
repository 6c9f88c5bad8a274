"""What the library says: verdicts, what stays unpublished, and what it never suggests."""

from dataclasses import replace
from pathlib import Path

import pytest
from scripts import strategies as script

from commonground.strategies import queries, reading
from commonground.strategies import vocabulary as v
from commonground.strategies.entries import verdict
from tests.rooms.earlywarning.test_pages import ENFORCEMENT

from .test_reading import ENTRY, read

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "strategies.md"


@pytest.fixture
def walks(tmp_path):
    return read(tmp_path, ENTRY)


def with_findings(entry, *directions: str, **told):
    found = [replace(entry.findings[0], direction=one) for one in directions]
    return replace(entry, findings=tuple(found), **told)


SAID = [
    (["better"], "good", v.HELPS),
    (["better"], "weak", v.MIXED),
    (["better", "no-effect"], "strong", v.MIXED),
    (["unclear"], "good", v.MIXED),
    (["no-effect"], "strong", v.DOES_NOT),
    (["worse", "no-effect"], "weak", v.DOES_NOT),
    ([], "none", v.UNTESTED),
]


@pytest.mark.parametrize(("directions", "strength", "said"), SAID)
def test_what_findings_say_together(walks, directions, strength, said):
    assert verdict(with_findings(walks, *directions, strength=strength), "trust") == said


def test_a_goal_that_nobody_measured_is_untested_whatever_else_was(walks):
    assert verdict(walks, "less-crime") == v.UNTESTED


def test_what_helped_and_did_harm_is_not_called_a_help():
    stops = queries.named("stopping-people")
    assert verdict(stops, "less-crime") == v.WITH_HARM
    assert verdict(stops, "trust") == v.DOES_NOT


def test_a_corrected_finding_stays_to_be_read_and_no_longer_counts():
    day = queries.named("fair-treatment-training-day")
    corrected = [f.id for f in day.shown_findings if f.superseded_by]
    assert corrected == ["complaints-2020", "force-2020"]
    assert verdict(day, "trust") == v.MIXED
    assert queries.picture(day) is None  # only the corrected ones had a size


@pytest.mark.parametrize("check", sorted(set(v.CHECKS) - v.PUBLISHED))
def test_an_entry_that_nobody_checked_stays_in_its_file(walks, check, monkeypatch):
    unchecked = replace(walks, findings=(replace(walks.findings[0], check=check),))
    monkeypatch.setattr(queries, "_library", lambda: (unchecked,))
    assert queries.library() == [] and queries.named("walks") is None
    assert queries.known_for("trust") == [] and queries.find(words="walks") == []


def test_the_file_keeps_figures_from_memory_and_no_query_shows_them():
    kept = [f for s in reading.read_folder() for f in s.findings if f.check == v.FROM_MEMORY]
    assert len(kept) >= 3
    assert [f for s in queries.library() for f in s.shown_findings if f in kept] == []


def test_the_largest_null_and_the_scottish_harm_are_there():
    meetings = queries.named("meetings-and-tip-lines")
    assert {f.direction for f in meetings.shown_findings} == {"no-effect"}
    assert verdict(meetings, "trust") == verdict(meetings, "less-crime") == v.DOES_NOT
    assert "Scotland" in queries.named("script-at-traffic-stops").shown_harms[0].words["en"]


def suggested(*goals: str) -> list:
    return [s for group in queries.known_for(*goals) for s in group.strategies]


@pytest.mark.parametrize("goal", v.GOALS)
def test_what_is_led_by_enforcement_is_never_suggested(goal):
    assert suggested(goal)
    assert {s.kind for s in suggested(goal)} <= {v.ENGAGEMENT, v.PROBLEM_SOLVING}


def test_what_may_stand_beside_an_alert_says_no_word_of_enforcement():
    """The page of alerts promises it; names and short words come to stand there."""
    texts = [t for s in suggested(*v.GOALS) for t in (*s.name.values(), *s.short.values())]
    assert [t for t in texts for word in ENFORCEMENT if word in t.lower()] == []


def test_an_entry_stands_once_under_the_best_that_is_known_of_it():
    ids = [s.id for s in suggested("trust", "less-crime", "known")]
    assert len(ids) == len(set(ids))
    helps = queries.known_for("trust", "less-crime")[0]
    assert helps.verdict == v.HELPS
    assert {"problem-solving", "permanent-beats"} <= {s.id for s in helps.strategies}


def test_a_replaced_entry_is_readable_and_no_longer_suggested(walks, monkeypatch):
    old = replace(walks, superseded_by="problem-solving")
    monkeypatch.setattr(queries, "_library", lambda: (old,))
    assert queries.named("walks") == old and queries.known_for("trust") == []


def test_a_goal_that_does_not_exist_is_a_fault_of_the_page():
    with pytest.raises(KeyError, match="arrests"):
        queries.known_for("arrests")


def test_searching_by_words_goal_outcome_and_kind():
    assert [s.id for s in queries.find(words="  GARDENS vacant ")] == []
    assert [s.id for s in queries.find(words="vacant  LAND")] == ["green-vacant-lots"]
    assert "green-vacant-lots" in {s.id for s in queries.find(goal="less-disorder")}
    assert [s.id for s in queries.find(outcome="gun-violence")] == ["green-vacant-lots"]
    assert {s.kind for s in queries.find(kind=v.ENFORCEMENT_LED)} == {v.ENFORCEMENT_LED}
    assert queries.find(goal="arrests") == queries.find(kind="x") == []


def test_a_search_does_not_find_by_what_the_page_does_not_show():
    assert queries.find(words="by one way of pooling") == []


def test_only_relative_changes_share_a_picture_and_the_interval_is_drawn(walks, monkeypatch):
    assert queries.picture(queries.named("friendly-home-visit")) is None  # t is no size to compare
    drawn = queries.picture(walks)
    ((bar,),) = [row.bars for row in drawn.rows]
    assert drawn.edge == 100 and drawn.zero == 240
    assert bar.start > drawn.zero and bar.start < bar.dot < bar.start + bar.length


def test_a_range_of_estimates_is_two_dots_and_no_interval():
    (row,) = queries.picture(queries.named("introduce-the-officers")).rows
    assert len(row.bars) == 2 and {bar.length for bar in row.bars} == {0}


def test_the_reference_page_is_printed_from_the_files():
    assert PAGE.read_text(encoding="utf-8") == script.page(), "run: python -m scripts.strategies"
