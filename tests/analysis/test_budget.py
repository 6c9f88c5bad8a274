"""How rare an alert must be."""

import pytest

from commonground.analysis.budget import DAYS_A_MONTH, EASED, MOST, level


def test_the_budget_is_shared_by_the_streams_of_all_mornings():
    assert level(1, 40) == pytest.approx(EASED / (30.4 * 40))
    assert level(2, 80) == pytest.approx(level(1, 40))


def test_one_look_a_month_is_not_eased_as_nothing_is_seen_twice():
    assert level(0.2, 40, looks_a_month=1) == pytest.approx(0.2 / 40)
    assert level(1, 40, looks_a_month=DAYS_A_MONTH) == level(1, 40)


def test_however_few_the_streams_an_alert_is_rare():
    assert level(30, 1) == level(1, 0) == MOST
