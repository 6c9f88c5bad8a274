"""What is missing is carried over, what is more is not banked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.analysis.coverage.debt import debt
from commonground.analysis.coverage.twin import slow_debt
from commonground.analysis.errors import Unusable


def owed(*weeks, least=120):
    table = np.array([weeks], dtype=float)
    return debt(table, np.zeros_like(table), least_minutes=least, least_visits=0).minutes[0]


def test_a_week_without_anybody_is_owed_whole():
    assert owed(0) == 120
    assert owed(0, 0) == 240


def test_a_long_visit_pays_back_and_is_not_banked():
    assert owed(0, 300) == 0
    assert owed(300, 0) == 120


def test_visits_are_owed_beside_minutes():
    minutes, visits = np.array([[120.0, 120.0]]), np.array([[1.0, 0.0]])
    found = debt(minutes, visits, least_minutes=120, least_visits=2)
    assert (found.minutes[0], found.visits[0]) == (0, 3)


@given(st.lists(st.integers(0, 400), max_size=12), st.integers(0, 200))
def test_it_equals_the_worst_run_of_weeks_up_to_now(weeks, least):
    assert owed(*weeks, least=least) == slow_debt(weeks, least)


@pytest.mark.parametrize(
    "tables",
    [(np.zeros((2, 3)), np.zeros((2, 4))), (np.zeros(3), np.zeros(3)), (-np.ones((1, 1)),) * 2],
)
def test_tables_that_do_not_fit_are_refused(tables):
    with pytest.raises(Unusable):
        debt(*tables, least_minutes=1, least_visits=1)
