"""After the night SQLite's file holds no order of arrival any more."""

import random
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from commonground.common import ids
from commonground.concerns.models import Words
from commonground.keeping import retaining

PEOPLE = 100

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's file"),
]


def neighbours() -> int:
    """How many rows lie in the file right beside the one that came just before."""
    retaining.forget_deleted_pages()
    content = Path(settings.DATABASES["default"]["NAME"]).read_bytes()
    offsets = [content.index(b"Person %03d" % number) for number in range(PEOPLE)]
    order = sorted(range(PEOPLE), key=offsets.__getitem__)
    return sum(abs(a - b) == 1 for a, b in zip(order, order[1:], strict=False))


def test_rows_lie_in_the_file_as_they_came_until_the_nightly_rewrite(monkeypatch):
    monkeypatch.setattr(ids.secrets, "randbelow", random.Random(5).randrange)
    for number in range(PEOPLE):
        Words.objects.create(text=f"Person {number:03}")
    assert neighbours() > PEOPLE / 2  # why the rewrite is needed
    retaining.forget_order()
    assert neighbours() < 10  # 2 expected by chance; 10 or more once in 20,000


def test_a_very_large_database_is_not_rewritten(monkeypatch):
    monkeypatch.setattr(retaining, "REWRITE_UP_TO", 0)
    with connection.execute_wrapper(no_rewrite):
        retaining.forget_order()


def no_rewrite(execute, sql, *rest):
    assert sql != "VACUUM"
    return execute(sql, *rest)


def test_the_log_is_folded_away_within_minutes():
    Words.objects.create(text="Person 000")
    retaining.forget_deleted_pages()
    log = settings.HOME / "test.sqlite3-wal"
    assert not log.exists() or log.stat().st_size == 0
