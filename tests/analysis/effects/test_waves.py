"""Two rounds of a survey, compared: by hand, where it holds, and what it refuses to say."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

from commonground.analysis.effects.waves import (
    PEOPLE,
    PLACES,
    Wave,
    change_between,
    change_to_be_seen,
)
from commonground.analysis.errors import Unusable
from commonground.analysis.surveys import make_design

STUDIES = Path(__file__).resolve().parents[3] / "benchmarks" / "studies"
NEVER = 1e-4  # a limit that chance passes so rarely


def wave(shares, *, many=50, drawn=False):
    """shares : place -> the share that says yes; "a…" are places where it was done."""
    place = np.repeat(list(shares), many)
    values = np.concatenate([np.arange(many) < round(s * many) for s in shares.values()])
    done = np.char.startswith(place, "a")
    design = make_design(len(place), strata=place) if drawn else None
    return Wave(values.astype(float), np.ones(len(place)), done, ~done, place, design)


def test_what_changed_is_the_second_difference():
    seen = change_between(wave({"a": 0.4, "b": 0.5}), wave({"a": 0.7, "b": 0.6}))
    assert seen.effect.estimate == pytest.approx(0.2)
    parts = [p * (1 - p) / 49 for p in (0.4, 0.5, 0.7, 0.6)]
    assert seen.effect.se == pytest.approx(sum(parts) ** 0.5)
    assert seen.by == PEOPLE
    assert [cell.mean for cell in seen.cells] == pytest.approx([0.4, 0.7, 0.5, 0.6])


def test_a_drawn_sample_has_the_error_of_its_design():
    simple, drawn = (
        change_between(*(wave(s, drawn=d) for s in ({"a": 0.4, "b": 0.5}, {"a": 0.7, "b": 0.6})))
        for d in (False, True)
    )
    assert drawn.effect.se == pytest.approx(simple.effect.se)


def test_where_six_places_a_side_were_asked_places_are_what_is_independent():
    names = [f"{side}{i}" for side in "ab" for i in range(6)]
    changed = dict(
        zip(names, [0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0, 0.1, -0.1, 0, 0.1, -0.1], strict=True)
    )
    seen = change_between(
        wave(dict.fromkeys(names, 0.5)), wave({n: 0.5 + c for n, c in changed.items()})
    )
    assert seen.by == PLACES
    assert seen.effect.estimate == pytest.approx(0.2)
    sides = [[c for n, c in changed.items() if n[0] == side] for side in "ab"]
    assert seen.effect.se == pytest.approx(sum(np.var(s, ddof=1) / 6 for s in sides) ** 0.5)


def test_fewer_than_thirty_answers_of_a_side_are_too_few_to_say():
    few = wave({"a": 0.5, "b": 0.5}, many=29)
    enough = wave({"a": 0.5, "b": 0.5}, many=30)
    with pytest.raises(Unusable, match="Too few answers to say"):
        change_between(enough, few)
    with pytest.raises(Unusable, match="Too few answers to say"):
        change_to_be_seen(few)


def test_who_skipped_the_question_is_not_counted():
    skipped = wave({"a": 0.5, "b": 0.5}, many=31)
    skipped.values[:2] = np.nan
    with pytest.raises(Unusable, match="Too few"):
        change_between(skipped, skipped)


def test_answers_that_are_all_alike_say_nothing_of_how_sure_this_is():
    with pytest.raises(Unusable, match="do not differ"):
        change_between(wave({"a": 1.0, "b": 1.0}), wave({"a": 1.0, "b": 1.0}))


def test_the_four_means_are_told_only_where_no_place_with_few_answers_is_left_over():
    both = {"a": 0.5, "b": 0.5}
    seen = change_between(wave(both), wave(both))
    assert all(cell.is_shown for cell in seen.cells)
    uneven = wave({"a1": 0.5, "a2": 0.5, "b": 0.5})
    keep = np.r_[0:50, 50:60, 100:150]
    left = Wave(
        *(getattr(uneven, n)[keep] for n in ("values", "weights", "done", "others", "place"))
    )
    assert not change_between(left, left).cells[0].is_shown


def test_a_round_before_the_round_before_is_a_placebo():
    before, after = wave({"a": 0.5, "b": 0.5}), wave({"a": 0.5, "b": 0.5})
    assert change_between(before, after).effect.checks[0].passed is None
    calm = change_between(before, after, wave({"a": 0.5, "b": 0.5})).effect.checks[0]
    moved = change_between(before, after, wave({"a": 0.1, "b": 0.5})).effect.checks[0]
    assert (calm.passed, moved.passed) == (True, False)


def test_what_can_be_seen_is_found_four_times_in_five():
    """400 answers a side and round show a change of the gap of about 14 points, not 7."""
    last = wave({"a": 0.5, "b": 0.5}, many=400)
    seen = change_to_be_seen(last)
    assert seen.reliable == pytest.approx((1.963 + 0.842) * (4 * 0.25 / 399) ** 0.5, rel=1e-3)
    assert seen.by == PEOPLE


@pytest.fixture
def study(monkeypatch):
    monkeypatch.syspath_prepend(str(STUDIES))
    spec = importlib.util.spec_from_file_location("two_rounds", STUDIES / "two_rounds.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "two_rounds", module)
    spec.loader.exec_module(module)
    return module


def test_intervals_hold_the_truth_and_with_two_places_their_luck_is_not_in_them(study):
    for row in study.study(0.1, seed=7):
        held = round(row["coverage"] * row["pairs"])
        if "with luck" in row["case"]:
            assert row["coverage"] < 0.85
        else:
            low, high = (binom.ppf(q, row["pairs"], 0.95) for q in (NEVER, 1 - NEVER))
            assert low <= held <= high, row
