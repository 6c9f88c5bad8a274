"""What a survey of so many answers can show, and what it takes."""

import numpy as np
import pytest
from scipy.stats import ttest_ind

from commonground.analysis.surveys.sizing import Wanted, answers_needed, detectable_change, plan


def test_the_figures_of_400_answers_that_everybody_quotes():
    found = detectable_change(400)
    assert found.margin == pytest.approx(0.049, abs=5e-4)
    assert found.visible == pytest.approx(0.069, abs=5e-4)
    assert found.reliable == pytest.approx(0.099, abs=5e-4)


def test_a_design_effect_is_as_fewer_answers():
    assert detectable_change(400, deff=2).reliable == pytest.approx(detectable_change(200).reliable)


def test_answers_needed_show_the_change():
    n = answers_needed(0.05)
    assert n == 1570
    assert detectable_change(n).reliable <= 0.05 < detectable_change(n - 1).reliable


def test_the_power_is_reached_in_simulated_waves():
    random = np.random.default_rng(5)
    gap = detectable_change(300, spread=1.0).reliable
    found = [
        ttest_ind(random.normal(gap, 1, 300), random.normal(0, 1, 300)).pvalue < 0.05
        for _ in range(1000)
    ]
    assert 0.76 < np.mean(found) < 0.84


def test_letters_money_and_weeks_by_hand():
    made = plan(Wanted(400, 0.25, areas=3, reminders=2, letter=1.5, reminder=1, answer=0.5))
    assert (made.answers, made.letters, made.reminders, made.weeks) == (1200, 4800, 9600, 4)
    assert made.cost == 4800 * 1.5 + 1200 * 0.5 + 9600
    assert made.cost_least == made.cost - 1200 * 2
    assert made.one_area == detectable_change(400)
    assert made.everybody == detectable_change(1200)


def test_a_letter_more_is_sent_rather_than_an_answer_too_few():
    assert plan(Wanted(10, 0.3)).letters == 34
    assert plan(Wanted(9, 0.3)).letters == 30  # not 31 for what rounding leaves


@pytest.mark.parametrize(
    "wrong",
    [
        Wanted(0, 0.5),
        Wanted(10, 0.5, areas=0),
        Wanted(10, 0.0),
        Wanted(10, 1.1),
        Wanted(10, 0.5, letter=-1),
        Wanted(10, 0.5, deff=0),
    ],
)
def test_sizes_that_are_no_sizes_are_refused(wrong):
    with pytest.raises(ValueError, match=r"at least|above 0"):
        plan(wrong)
    with pytest.raises(ValueError, match="above 0"):
        detectable_change(0)
    with pytest.raises(ValueError, match="above 0"):
        answers_needed(0)
