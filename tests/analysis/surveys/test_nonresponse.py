"""Who answered against who lives there."""

import numpy as np
import pytest

from commonground.analysis.errors import Unusable
from commonground.analysis.surveys.nonresponse import composition, sensitivity


def test_who_answered_against_who_lives_there():
    made = composition(("young", "old"), np.array([20.0, 80]), np.array([400.0, 600]))
    assert made.ratio.tolist() == pytest.approx([0.5, 4 / 3])
    assert made.dissimilar == pytest.approx(0.2)
    with pytest.raises(Unusable, match="Nobody answered"):
        composition(("a",), np.array([0.0]), np.array([3.0]))


def test_the_silent_ones_count_by_their_share():
    made = sensitivity(0.60, 0.55, 0.65, responded=0.4, gaps=np.array([-0.1, 0, 0.1]))
    assert made.estimate.tolist() == pytest.approx([0.54, 0.60, 0.66])
    assert np.isnan(made.tipping)


def test_how_different_they_would_have_to_be_to_change_the_answer():
    made = sensitivity(0.60, 0.55, 0.65, responded=0.4, gaps=np.zeros(1), threshold=0.5)
    assert made.tipping == pytest.approx(-0.05 / 0.6)
    at_it = sensitivity(0.60, 0.55, 0.65, responded=0.4, gaps=np.array([made.tipping]))
    assert at_it.low[0] == pytest.approx(0.5)
    within = sensitivity(0.60, 0.55, 0.65, responded=0.4, gaps=np.zeros(1), threshold=0.6)
    assert np.isnan(within.tipping)
    with pytest.raises(Unusable, match="response rate"):
        sensitivity(0.5, 0.4, 0.6, responded=0.0, gaps=np.zeros(1))
