"""A demo city that an older version built."""

from dataclasses import replace

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from commonground.common import deployment, tables
from commonground.demo import building

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(settings, tmp_path):
    settings.HOME = tmp_path
    (tmp_path / building.MARK).write_text("0.0.1")


def one_migration_behind() -> None:
    (app, name), *_ = MigrationLoader(connection).graph.leaf_nodes("keeping")
    MigrationRecorder(connection).record_unapplied(app, name)


def test_its_tables_are_brought_up_to_date_and_it_says_so(built, monkeypatch, capsys):
    one_migration_behind()
    brought = []
    monkeypatch.setattr(building, "lists", lambda: brought.append("tables and lists"))
    assert building.build() is False
    assert brought == ["tables and lists"]
    assert "commonground demo --afresh" in capsys.readouterr().err


def test_a_city_of_this_version_starts_without_a_word(built, monkeypatch, capsys):
    monkeypatch.setattr(building, "lists", lambda: pytest.fail("nothing was behind"))
    assert building.build() is False
    assert capsys.readouterr().err == ""


def test_a_server_over_an_older_city_says_which_command_mends_it(monkeypatch):
    in_demo = replace(deployment.deployment(), demo=True)
    monkeypatch.setattr(tables, "deployment", lambda: in_demo)
    assert tables.what_to_do() == "The database is not up to date: run `commonground demo`."
