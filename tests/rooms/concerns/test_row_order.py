"""A seized machine: who knows a row's place among the rows must not learn when it came."""

import random

import pytest
from django.db import connection
from scipy.stats import binom

from commonground.common import ids, photos
from commonground.common.audit import record
from commonground.concerns.models import Concern

from .conftest import picture

PEOPLE, PARTS = 100, 10
ROW = "rowid" if connection.vendor == "sqlite" else "id"
# One in a million for a guess that knows nothing, for each table and direction
MOST_HITS = binom.ppf(1 - 1e-6, PEOPLE, 1 / PARTS)
# Each gives one thing that leads to the concern: its key, its public id, or its words
TABLES = {
    "concern": "SELECT id FROM concerns_concern",
    "receipt": "SELECT concern_id FROM concerns_receipt",
    "state": "SELECT concern_id FROM concerns_statechange",
    "message": "SELECT concern_id FROM concerns_message",
    "photo": "SELECT concern_id FROM concerns_photo",
    "address": "SELECT concern_id FROM concerns_address",
    "words": "SELECT text FROM concerns_words",
    "audit": "SELECT noun_id FROM common_auditrow WHERE verb = 'concern.report'",
    "alarm": "SELECT substr(key, 6, 12) FROM messaging_outboxmessage WHERE key LIKE 'duty:%%'",
}


@pytest.fixture
def seeded(monkeypatch):
    """The same random numbers in every run."""
    chance = random.Random(11)
    monkeypatch.setattr(ids.secrets, "randbelow", chance.randrange)


@pytest.fixture
def busy_hour(seeded, raised, shipped, cast, clock_at) -> list[Concern]:
    """A hundred people write within an hour; after each, staff do something at an exact time."""
    type(cast.bram).objects.filter(pk=cast.bram.pk).update(email="bram@police.example")
    found = []
    for number in range(PEOPLE):
        concern, _receipt = raised(
            f"Person {number}", category=shipped.hate, photo=picture(), email="a@example.org"
        )
        clock_at.forward(seconds=30)
        record(by=cast.bram.actor(), verb="x.read", noun="x")
        found.append(concern)
    return found


def hits(places: list[int]) -> int:
    """How many arrivals are in the part of the hour that their place says."""
    part = PEOPLE // PARTS
    return sum(came // part == place // part for place, came in enumerate(places))


def test_the_place_of_a_row_says_no_more_than_chance_of_when_it_came(busy_hour):
    came = {}
    for number, concern in enumerate(busy_hour):
        came |= {concern.pk: number, concern.public_id: number, f"Person {number}": number}
    best = {}
    for table, query in TABLES.items():
        with connection.cursor() as cursor:
            cursor.execute(f"{query} ORDER BY {ROW}")
            places = [came[row[0]] for row in cursor.fetchall()]
        assert sorted(places) == list(range(PEOPLE)), table
        best[table] = max(hits(places), hits(places[::-1]))
    assert {table: n for table, n in best.items() if n > MOST_HITS} == {}


def test_a_photo_s_file_and_its_folder_tell_no_more_than_the_hour(busy_hour):
    files = [photos.path_of(c.photos.get().file_name) for c in busy_hour]
    assert {f.stat().st_mtime % 3600 for f in [*files, photos.folder()]} == {0}


def test_an_attack_on_counted_rows_would_have_succeeded():
    counted = list(range(PEOPLE))
    assert hits(counted) == PEOPLE > MOST_HITS
