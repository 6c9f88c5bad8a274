"""What a survey of so many answers can show."""

import numpy as np
import pytest
from scipy.stats import ttest_ind

from commonground.analysis.discovery import adjusted
from commonground.analysis.surveys.comparing import answers_needed, detectable_change, p_value


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


def test_a_difference_without_error_or_without_freedom():
    assert p_value(0.0, 0.0, 5) == 1
    assert p_value(0.1, 0.0, 5) == 0
    assert p_value(3.0, 1.0, 0) == 1
    assert p_value(1.96, 1.0, 10**6) == pytest.approx(0.05, abs=1e-4)


def test_sizes_that_are_no_sizes_are_refused():
    with pytest.raises(ValueError, match="above 0"):
        detectable_change(0)
    with pytest.raises(ValueError, match="above 0"):
        answers_needed(0)


def test_adjusted_p_values_are_those_of_benjamini_and_hochberg():
    """R: p.adjust(c(.01,.04,.03,.005,.5), "BH")."""
    made = adjusted([0.01, 0.04, 0.03, 0.005, 0.5])
    assert made.tolist() == pytest.approx([0.025, 0.05, 0.05, 0.025, 0.5])
    assert adjusted([]).tolist() == []
