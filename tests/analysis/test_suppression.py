"""Small counts are hidden, and no total gives them away."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from commonground.analysis.suppression import suppress

SIZES = st.tuples(st.integers(2, 6), st.integers(2, 6))
TABLES = arrays(np.int64, SIZES, elements=st.integers(0, 30))


def test_one_to_four_are_hidden_and_zero_and_five_are_not():
    found = suppress(np.array([[0, 4], [5, 90]]))
    assert found.counts[0, 1] == -1
    assert found.primary.tolist() == [[False, True], [False, False]]


def test_a_lone_hidden_cell_takes_the_smallest_others_with_it():
    found = suppress(np.array([[3, 10, 20], [30, 40, 50], [60, 70, 80]]))
    assert found.hidden.sum(axis=1).tolist() == [2, 2, 0]
    assert found.hidden.sum(axis=0).tolist() == [2, 2, 0]


@given(TABLES)
def test_no_small_count_is_shown_and_no_row_or_column_has_exactly_one_hidden(table):
    found = suppress(table)
    shown = found.counts[~found.hidden]
    assert not ((shown > 0) & (shown < 5)).any()
    assert 1 not in found.hidden.sum(axis=0)
    assert 1 not in found.hidden.sum(axis=1)


@given(TABLES)
def test_what_is_shown_is_true(table):
    found = suppress(table)
    assert (found.counts[~found.hidden] == table[~found.hidden]).all()


def test_a_table_without_small_counts_is_left_alone():
    table = np.array([[5, 6], [7, 0]])
    assert (suppress(table).counts == table).all()


@pytest.mark.parametrize("table", [np.array([1, 2]), np.array([[-1, 2]])])
def test_what_is_no_table_of_counts_is_an_error(table):
    with pytest.raises(ValueError):
        suppress(table)
