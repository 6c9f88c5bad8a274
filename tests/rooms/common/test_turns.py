"""Two who look first and write then, about the same row."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonground.common.turns import in_turn


def test_rows_are_held_in_one_order_where_the_database_writes_side_by_side(town):
    with CaptureQueriesContext(connection) as asked:
        in_turn(town.south, town.north)
    (sql,) = [query["sql"] for query in asked]
    assert "ORDER BY" in sql
    assert ("FOR NO KEY UPDATE" in sql) == connection.features.has_select_for_update


def test_nothing_is_asked_for_nobody(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        in_turn()
