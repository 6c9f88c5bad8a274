"""Rows that many tests begin with: made once by the product's verbs, put in again after that.

The first test that asks makes them as the product does; what it wrote is kept as INSERT statements,
which every later test of the process runs in its own transaction. Rows keep their keys. Where other
rows stand in their way, or the clock is held elsewhere, they are made afresh.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models.sql import InsertQuery

from commonground.common import clock

T = TypeVar("T")


@dataclass(frozen=True)
class Kept:
    statements: list[tuple[str, tuple]]
    answer: bytes  # pickled: each test gets objects of its own


_kept: dict[tuple, Kept] = {}


def again(make: Callable[..., T], *given: object, key: tuple = ()) -> T:
    """What `make(*given)` answers, with its rows in the database.

    make : writes new rows only, the same each time
    key : what of `given` its rows name
    """
    name = (make, clock._held.get(), *key)
    if name not in _kept:
        return _first(name, make, *given)
    try:
        with transaction.atomic():
            _put_in(_kept[name])
    except IntegrityError:
        return make(*given)
    return pickle.loads(_kept[name].answer)


def _put_in(kept: Kept) -> None:
    with connection.cursor() as cursor:
        for sql, values in kept.statements:
            cursor.execute(sql, values)


def _first(name: tuple, make: Callable, *given: object) -> object:
    before: dict[type[models.Model], set] = {}
    with connection.execute_wrapper(_Watch(before)):
        answer = make(*given)
    statements = [
        statement
        for model, keys in before.items()
        for statement in _inserts(list(model._base_manager.exclude(pk__in=keys).order_by("pk")))
    ]
    _kept[name] = Kept(statements, pickle.dumps(answer))
    return answer


class _Watch:
    """Before the first INSERT into a table: the keys that were there."""

    def __init__(self, before: dict[type[models.Model], set]) -> None:
        self.before = before
        self.tables = {
            model._meta.db_table: model for model in apps.get_models(include_auto_created=True)
        }

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT INTO", "INSERT OR IGNORE INTO")):
            model = self.tables[sql.split('"')[1]]
            if model not in self.before:
                self.before[model] = set(model._base_manager.values_list("pk", flat=True))
        return execute(sql, params, many, context)


def _inserts(rows: list[models.Model]) -> list[tuple[str, tuple]]:
    if not rows:
        return []
    query = InsertQuery(type(rows[0]))
    query.insert_values(rows[0]._meta.concrete_fields, rows, raw=True)
    return query.get_compiler(connection=connection).as_sql()
