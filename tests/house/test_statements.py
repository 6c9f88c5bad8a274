"""Which tests run on PostgreSQL (tests/statements.py)."""

import pytest
from django.db import IntegrityError, connection, transaction

from commonground.common import audit
from commonground.common.actors import Actor
from commonground.places.models import Neighbourhood
from tests import statements


def test_all_that_any_test_asks_is_asked_by_those_that_are_chosen():
    asked = {"slow": (9.0, ["a", "b"]), "one": (0.1, ["a"]), "two": (0.1, ["b"]), "no": (0.1, [])}
    assert statements.covering(asked, set()) == {"one", "two"}


def test_what_runs_in_any_case_is_not_asked_again():
    asked = {"always": (9.0, ["a", "b"]), "one": (0.1, ["a"]), "more": (1.0, ["b", "c"])}
    assert statements.covering(asked, {"always"}) == {"more"}


def test_a_statement_is_the_same_whatever_the_number_of_its_values():
    assert statements.shape("x IN (%s, %s, %s)") == statements.shape("x IN (%s)")
    assert statements.shape("VALUES (%s, 1), (%s, 1)") == statements.shape("VALUES (%s, 1)")
    assert statements.shape('SAVEPOINT "s12_x3"') == statements.shape('SAVEPOINT "s7_x11"')
    assert statements.shape("x = %s") != statements.shape("y = %s")


def test_a_statement_is_noted_with_who_asked_and_a_long_text_counts_apart(db):
    def met(word: str) -> set[str]:
        watch = statements._Watch()
        with connection.execute_wrapper(watch):
            audit.record(by=Actor.system("test"), verb="try", noun="thing", word=word)
        return watch.met

    assert met("short") == met("shore") != met("long " * 99)
    assert all("/common/audit.py:record" in asked for asked in met("short"))


def test_what_a_constraint_refuses_is_noted_whoever_asked(db):
    watch = statements._Watch()
    with connection.execute_wrapper(watch), pytest.raises(IntegrityError), transaction.atomic():
        Neighbourhood.objects.bulk_create([Neighbourhood(source_id="1", slug=None)])
    assert any("IntegrityError" in asked for asked in watch.met)


def test_a_test_runs_always_where_nothing_is_noted_or_its_code_tells_the_databases_apart(request):
    known = {request.node.nodeid: (0.1, ["/surveys/shuffling.py:shuffle fine [] 0 False SELECT"])}
    other = {request.node.nodeid: (0.1, ["/common/audit.py:record fine [] 0 False SELECT"])}
    assert statements._is_always(request.node, known)
    assert statements._is_always(request.node, {})
    assert not statements._is_always(request.node, other)


def test_what_a_test_asks_itself_is_not_noted(db):
    watch = statements._Watch()
    with connection.execute_wrapper(watch), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert not watch.met
