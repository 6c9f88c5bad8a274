"""The same cluster on another morning."""

from commonground.analysis.following import follow


def test_a_cluster_that_shares_a_place_goes_on():
    assert follow([{1, 2, 3}], [{3, 4}]) == [0]


def test_a_cluster_elsewhere_is_something_new():
    assert follow([{1, 2, 3}], [{4, 5}]) == [None]


def test_the_larger_overlap_goes_on_and_the_other_is_new():
    assert follow([{1, 2, 3, 4}], [{4, 5, 6}, {1, 2, 3}]) == [None, 0]


def test_one_cluster_goes_on_from_the_nearer_of_two_that_grew_together():
    assert follow([{1, 2}, {3, 4, 5}], [{1, 3, 4, 5}]) == [1]


def test_each_goes_on_at_most_once_whatever_the_order():
    alive, found = [{1, 2}, {2, 3}], [{2, 3}, {1, 2}]
    assert follow(alive, found) == [1, 0]
    assert follow(alive, found[::-1]) == [0, 1]


def test_nothing_alive_and_nothing_found_are_fine():
    assert follow([], [{1}]) == [None]
    assert follow([{1}], []) == []
    assert follow([set()], [set()]) == [None]
