"""Small counts are hidden, and no total gives them away."""

from collections.abc import Iterator

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


def test_two_ones_take_another_with_them_since_two_that_add_up_to_two_are_both_one():
    found = suppress(np.array([[1], [1], [6], [90]]))
    assert found.counts[:, 0].tolist() == [-1, -1, -1, 90]
    assert not found.column_exposed.any()


def test_where_all_is_hidden_and_the_total_still_tells_it_says_so():
    found = suppress(np.array([[1], [1], [1], [1], [1]]))
    assert found.hidden.all()
    assert found.column_exposed.tolist() == [True]


@given(TABLES)
def test_no_small_count_is_shown_and_no_row_or_column_has_exactly_one_hidden(table):
    found = suppress(table)
    shown = found.counts[~found.hidden]
    assert not ((shown > 0) & (shown < 5)).any()
    assert 1 not in found.hidden.sum(axis=0)
    assert 1 not in found.hidden.sum(axis=1)


def worked_out(hidden: np.ndarray) -> list[int]:
    """Hidden cells that row and column totals determine: those that the totals' equations cannot
    leave free, by linear algebra.
    """
    cells = np.argwhere(hidden)
    totals = np.zeros((sum(hidden.shape), len(cells)))
    for i, (r, c) in enumerate(cells):
        totals[r, i] = totals[hidden.shape[0] + c, i] = 1
    _u, sizes, right = np.linalg.svd(totals)
    free = right[(sizes > 1e-9).sum() :]
    return [i for i in range(len(cells)) if np.abs(free[:, i]).max(initial=0) < 1e-9]


@given(TABLES)
def test_no_hidden_count_follows_from_all_totals_together(table):
    assert worked_out(suppress(table).hidden) == []


def test_two_rings_and_a_bridge_between_them_are_no_hiding_place():
    table = np.full((4, 4), 50)
    for cell in [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (1, 2)]:
        table[cell] = 4
    assert worked_out(table < 5) != []
    assert worked_out(suppress(table).hidden) == []


def ways(total: int, parts: int, least: int) -> Iterator[tuple[int, ...]]:
    """Every way to write `total` as so many counts of at least `least`."""
    if parts == 1:
        yield (total,)
        return
    for first in range(least, total - least * (parts - 1) + 1):
        yield from ((first, *rest) for rest in ways(total - first, parts - 1, least))


COLUMNS = arrays(np.int64, st.tuples(st.integers(1, 4), st.just(1)), elements=st.integers(0, 6))


@given(COLUMNS)
def test_a_total_that_may_be_shown_leaves_each_hidden_count_a_range_of_five(table):
    found = suppress(table)
    hidden = table[found.hidden]
    if not len(hidden) or found.column_exposed[0]:
        return
    possible = ways(int(hidden.sum()), len(hidden), 1 if hidden.all() else 0)
    assert all(len(set(counts)) >= 5 for counts in zip(*possible, strict=True))


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
