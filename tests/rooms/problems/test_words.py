"""A result in plain words: amounts, directions and intervals that a resident can read."""

from dataclasses import replace

import pytest

from commonground.problems import forms, telling
from commonground.problems.choices import Choices

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


@pytest.mark.parametrize("end", ["low", "high", "estimate"])
def test_without_its_interval_no_change_is_told(end):
    words = telling.change_words(EFFECT | {end: None}, CHOSEN)
    assert words == "No interval can be given, so no change is given either."


def test_only_types_that_residents_report_can_be_chosen(many_places, reports):
    names = {name for name, _words in forms.types()}
    assert "crimes.theft" in names
    assert not names & {"crimes.police-discovered", "crimes.police-activity", "crimes.stalking"}
