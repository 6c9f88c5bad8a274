"""The false discovery rate: published example, and chance."""

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from commonground.analysis.discovery import stands_out
from commonground.analysis.errors import Unusable

# Benjamini & Hochberg 1995, section 3.2: fifteen p-values, of which four are kept at 5 %
PUBLISHED = np.array([
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
    0.5719, 0.6528, 0.7590, 1.0000,
])  # fmt: skip


def test_the_published_example_keeps_four():
    assert stands_out(PUBLISHED, 0.05).tolist() == [True] * 4 + [False] * 11


def test_the_order_does_not_matter_and_ties_stay_together():
    turned = PUBLISHED[::-1]
    assert (stands_out(turned, 0.05) == stands_out(PUBLISHED, 0.05)[::-1]).all()
    assert stands_out(np.array([0.02, 0.02, 0.02]), 0.02).all()


def test_it_is_as_adjusted_p_values_say():
    random = np.random.default_rng(7)
    for _ in range(200):
        p = random.uniform(size=30) ** random.uniform(1, 4)
        assert (stands_out(p, 0.1) == (false_discovery_control(p) <= 0.1)).all()


def test_tests_that_found_nothing_may_be_left_out_if_they_are_counted():
    p = np.array([0.001, 0.004, 0.03])
    whole = np.concatenate([p, np.ones(17)])
    assert (stands_out(p, 0.05, tests=20) == stands_out(whole, 0.05)[:3]).all()
    assert stands_out(p, 0.05).all()


def test_among_chance_alone_few_mornings_mark_anything():
    random = np.random.default_rng(11)
    marked = sum(stands_out(random.uniform(size=50), 0.1).any() for _ in range(2000))
    assert 134 <= marked <= 266  # binomial of 2000 and 0.1, five standard deviations


def test_nothing_in_nothing_out():
    assert stands_out(np.zeros(0)).tolist() == []


@pytest.mark.parametrize("p", [[1.2], [-0.1], [float("nan")]])
def test_a_number_that_is_no_p_value_is_refused(p):
    with pytest.raises(Unusable, match="between 0 and 1"):
        stands_out(np.array(p))


def test_an_impossible_rate_or_count_is_refused():
    with pytest.raises(Unusable, match="above 0"):
        stands_out(PUBLISHED, 0)
    with pytest.raises(Unusable, match="fewer tests"):
        stands_out(PUBLISHED, tests=3)
