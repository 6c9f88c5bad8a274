"""A result in plain words: amounts, directions and intervals that a resident can read."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest
from django.utils.translation import override

from commonground.analysis.effects.saying import said
from commonground.problems import check_words, choices, forms, telling, verdicts
from commonground.problems.choices import Choices
from commonground.problems.naming import METHODS

CHOSEN = Choices(
    streams=(), areas=(), buffer=(), pool=(), comparisons=8, start_on="2017-06-05",
    period_days=28, before=12, after=6, lag_days=7, method="did", worth=-0.5, steps=0,
    step_periods=1, approved_by="", harmed="", told="", stop_rule="",
)  # fmt: skip
EFFECT = {"method": "did", "estimate": 5.22, "low": -0.17, "high": 10.62, "before": 25.0}


def test_a_difference_says_how_many_more_and_between_what():
    assert telling.change_words(EFFECT, CHOSEN) == (
        "In each area, every four weeks, there were about 5 more reports than the areas we "
        "compare with lead us to expect (between 0.2 fewer and 11 more, 95 %). Before, there were "
        "about 25."
    )


def test_a_ratio_is_told_in_per_cent():
    effect = EFFECT | {"method": "poisson", "estimate": -0.2231, "low": -0.4308, "high": 0.0198}
    words = telling.change_words(effect, replace(CHOSEN, method="poisson"))
    assert "about 20 % fewer reports" in words
    assert "between 35 % fewer and 2 % more, 95 %" in words


@pytest.mark.parametrize(("method", "areas", "others", "fine"), [
    ("did", 6, 6, True), ("did", 6, 5, False), ("did", 5, 20, False),
    ("synthetic-did", 1, 20, True), ("synthetic-did", 1, 19, False),
    ("synthetic-did", 2, 20, False), ("roth-santanna", 12, 0, True),
])  # fmt: skip
def test_a_method_is_recommended_with_enough_places_and_enough_others(method, areas, others, fine):
    asked = replace(CHOSEN, method=method, areas=("a",) * areas)
    assert choices.is_recommended(asked, others) == fine


SURE = EFFECT | {"estimate": -5.2, "low": -9.9, "high": -0.3, "p_value": 0.04, "checks": []}
FAILED = {"name": "pre-trend", "passed": False, "text": "Paths went apart."}


def test_more_than_chance_with_every_check_passed_is_a_verdict():
    assert verdicts.verdict(SURE) == verdicts.FELL
    assert verdicts.why_words(SURE) == ""


def test_a_p_value_of_4_per_cent_with_a_failed_check_is_no_verdict_and_the_page_says_why():
    effect = SURE | {"checks": [FAILED]}
    assert verdicts.verdict(effect) == verdicts.CANNOT
    assert "a check below failed" in verdicts.why_words(effect)


def test_what_a_drift_would_undo_is_a_verdict_that_says_so():
    effect = SURE | {"checks": [FAILED | {"name": "sensitivity-drift"}]}
    assert verdicts.verdict(effect) == verdicts.FELL
    assert "would undo it" in verdicts.why_words(effect)


@pytest.mark.parametrize("more", [{"p_value": 0.2}, {"high": 0.4}, {"p_value": None}])
def test_an_interval_with_nothing_in_it_or_a_large_p_value_is_no_verdict(more):
    assert verdicts.verdict(SURE | more) == verdicts.CANNOT
    assert "Chance alone" in verdicts.why_words(SURE | more)


def test_a_method_that_finds_what_is_not_there_is_told_as_not_reliable():
    power = {"learnable": False, "worth": {"effect": -0.2, "probability": 0.9}}
    assert "not reliable" in telling.power_words(power)
    power = {"learnable": False, "worth": {"effect": -0.2, "probability": 0.1}}
    assert "mostly not be seen" in telling.power_words(power)


def test_a_plan_promises_no_more_than_the_verdict_that_its_checks_allow():
    power = {"learnable": True, "worth": {"effect": -0.2, "probability": 0.9}}
    assert "a probability of 90 %" in telling.power_words(power)
    power |= {"stands": {"effect": -0.2, "probability": 0.7}}
    assert "a probability of 70 %" in telling.power_words(power)
    power |= {"learnable": False, "stands": {"effect": -0.2, "probability": 0.4}}
    assert "mostly not be seen" in telling.power_words(power)


@pytest.mark.parametrize("end", ["low", "high", "estimate"])
def test_without_its_interval_no_change_is_told(end):
    words = telling.change_words(EFFECT | {end: None}, CHOSEN)
    assert words == "No interval can be given, so no change is given either."


def test_only_types_that_residents_report_can_be_chosen(many_places, reports):
    names = {name for name, _words in forms.types()}
    assert "crimes.theft" in names
    assert not names & {"crimes.police-discovered", "crimes.police-activity", "crimes.stalking"}


def test_each_check_comes_with_its_mark_and_a_question_that_yes_answers_well():
    found = check_words.asked([FAILED, FAILED | {"name": "fit-before", "passed": None}])
    assert [one["mark"] for one in found] == ["✗", "?"]
    assert found[1]["asks"] == "Did they change alike before the start?"


@pytest.mark.parametrize("method", [name for name, _words in METHODS])
def test_every_check_of_a_method_that_the_form_offers_has_its_question(method):
    from commonground.analysis.effects.methods import Estimator, effect_of
    from commonground.analysis.effects.panel import make_panel

    units, periods = 8 if method == "roth-santanna" else 10, 8
    outcome = np.random.default_rng(3).poisson(20.0, units * periods).astype(float)
    treated = 4 if method in ("did", "poisson") else 1
    first = np.where(np.arange(units) < treated, 6.0, np.inf)
    if method == "roth-santanna":
        first = np.where(np.arange(units) < 4, 5.0, 7.0)
    panel = make_panel(
        np.repeat(np.arange(units), periods), np.tile(np.arange(1, periods + 1), units), outcome,
        np.repeat(first, periods),
    )  # fmt: skip
    inference = "design" if method == "roth-santanna" else "sampling"
    checks = effect_of(panel, Estimator(method, inference=inference)).checks
    assert checks
    assert {one.name for one in checks} <= set(check_words.QUESTIONS)
    kept = check_words.kept({"checks": [asdict(one) for one in checks]})["checks"]
    assert all("{text}" not in part["words"] for one in kept for part in one["said"])
    with override("es"):
        assert not any(one["is_english"] for one in check_words.asked(kept))
    assert [one["words"] for one in check_words.asked(kept)] == [one.text for one in checks]


def test_a_check_is_told_in_the_readers_language_with_its_figures():
    text = said("The interval lies between {low} and {high}.", low="-203.50", high="12.3%")
    (kept,) = check_words.kept({"checks": [FAILED | {"text": text}]})["checks"]
    kept = json.loads(json.dumps(kept))
    assert check_words.asked([kept])[0]["words"] == "The interval lies between -203.50 and 12.3%."
    with override("es"):
        (told,) = check_words.asked([kept])
    assert told["words"] == "El intervalo va de -203,50 a 12,3 %." and not told["is_english"]


def test_a_check_of_an_older_version_or_with_strange_words_stays_as_it_was_kept():
    strange = FAILED | {"said": [{"words": "{low.__class__} of ours", "values": {"low": "1"}}]}
    with override("es"):
        for check in (FAILED, strange):
            (told,) = check_words.asked([check])
            assert told["words"] == "Paths went apart." and told["is_english"]


def test_how_often_chance_brings_as_much_is_told_by_itself_and_corrected():
    alone = verdicts.chance_words({"p_value": 0.0123, "p_corrected": 0.0123})
    assert alone == "Chance alone brings as much with a probability of 0.012."
    both = verdicts.chance_words({"p_value": 0.0004, "p_corrected": 0.0008})
    assert "< 0.001; counted as one of all that was registered, < 0.001" in both
    assert verdicts.chance_words({"cannot": "Too few.", "p_corrected": None}) == ""
