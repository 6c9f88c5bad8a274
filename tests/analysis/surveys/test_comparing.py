"""How often chance alone brings a difference as large."""

import pytest

from commonground.analysis.discovery import adjusted
from commonground.analysis.surveys.comparing import p_value


def test_a_difference_without_error_or_without_freedom():
    assert p_value(0.0, 0.0, 5) == 1
    assert p_value(0.1, 0.0, 5) == 0
    assert p_value(3.0, 1.0, 0) == 1
    assert p_value(1.96, 1.0, 10**6) == pytest.approx(0.05, abs=1e-4)


def test_adjusted_p_values_are_those_of_benjamini_and_hochberg():
    """R: p.adjust(c(.01,.04,.03,.005,.5), "BH")."""
    made = adjusted([0.01, 0.04, 0.03, 0.005, 0.5])
    assert made.tolist() == pytest.approx([0.025, 0.05, 0.05, 0.025, 0.5])
    assert adjusted([]).tolist() == []
