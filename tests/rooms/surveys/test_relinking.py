"""200 people answer. Somebody with the whole database, and its file, tries to say who said what."""

import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from commonground.common import ids
from commonground.common.models import AuditRow
from commonground.keeping import retaining
from commonground.surveys import answering, framing, planning, shuffling
from commonground.surveys.models import Invitation, Remark, Response
from tests.cast import make_town

from .conftest import BY, frame_file, made

PEOPLE = 200
# Whoever guesses at random within the two halves of town is right about twice (once in each);
# a Poisson count with mean 2 is 11 or more once in 100,000
RIGHT_BY_CHANCE = 10

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def truth(tmp_path, clock_at, monkeypatch) -> dict[str, str]:
    """Invitation -> what that person wrote, in the order in which they answered."""
    chance = random.Random(5)
    monkeypatch.setattr(ids.secrets, "randbelow", chance.randrange)
    monkeypatch.setattr(ids.secrets, "choice", chance.choice)
    make_town()
    survey = made("neighbourhood.1")
    planning.draw(
        survey=survey,
        frame=framing.read(frame_file(tmp_path)),
        wanted=planning.Wanted(3, per_stratum=PEOPLE // 2),
        by=BY,
    )
    rows = list(survey.invitations.order_by("public_id"))
    chance.shuffle(rows)
    said = {}
    for number, row in enumerate(rows):
        clock_at.forward(minutes=chance.randrange(1, 40))
        said[row.public_id] = f"Person {number:03}"
        answering.answer(
            invitation=row,
            given={"one-thing.1": said[row.public_id], "good-job.1": str(1 + number % 5)},
        )
    return said


def right(truth: dict[str, str], codes: Iterable[str], words: Iterable[str]) -> int:
    """How many pairs are right when two lists, each in some order, are laid side by side."""
    return sum(truth[code] == word for code, word in zip(codes, words, strict=True))


def in_file(content: bytes, texts: list[str]) -> list[str]:
    """The texts as they lie in the file."""
    return sorted(texts, key=lambda text: content.index(text.encode()))


def orders(rows: list, by: str) -> list[list[str]]:
    """The rows' own names in each order that the database can give them."""
    with connection.cursor() as cursor:
        stored = {}
        if connection.vendor == "sqlite":
            cursor.execute(f"SELECT rowid, id FROM {rows[0]._meta.db_table}")
        else:
            cursor.execute(f"SELECT ctid::text, id FROM {rows[0]._meta.db_table}")
        stored = {id: place for place, id in cursor.fetchall()}
    found = [sorted(rows, key=lambda r: r.pk), sorted(rows, key=lambda r: stored[r.pk])]
    return [[getattr(row, by) for row in order] for order in found]


def the_night_passes() -> None:
    retaining.forget_order()
    shuffling.forget_order()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's file")
def test_the_night_takes_the_order_of_arrival_out_of_the_file(truth):
    before = neighbours_in_file(truth)
    the_night_passes()
    assert before > RIGHT_BY_CHANCE >= neighbours_in_file(truth)


def neighbours_in_file(truth: dict[str, str]) -> int:
    """How many words lie right beside those that came just before or after; 2 by chance."""
    retaining.forget_deleted_pages()
    content = Path(settings.DATABASES["default"]["NAME"]).read_bytes()
    words = in_file(content, list(truth.values()))
    pairs = zip(words, words[1:], strict=False)
    return sum(abs(int(a[-3:]) - int(b[-3:])) == 1 for a, b in pairs)


def test_nobody_is_found_again_by_the_order_of_rows_keys_or_bytes(truth):
    the_night_passes()
    codes, words = list(Invitation.objects.all()), list(Remark.objects.all())
    code_orders, word_orders = orders(codes, "public_id"), orders(words, "words")
    if connection.vendor == "sqlite":
        content = Path(settings.DATABASES["default"]["NAME"]).read_bytes()
        code_orders.append(in_file(content, [row.digest for row in codes]))
        code_orders[-1] = [digest_of(codes)[digest] for digest in code_orders[-1]]
        word_orders.append(in_file(content, [row.words for row in words]))
    code_orders.append(list(truth))  # the order in which they came, if somebody saw it
    hits = [right(truth, c, w) for c in code_orders for w in word_orders]
    hits += [right(truth, c, reversed(w)) for c in code_orders for w in word_orders]
    assert max(hits) <= RIGHT_BY_CHANCE


def digest_of(codes: list[Invitation]) -> dict[str, str]:
    return {row.digest: row.public_id for row in codes}


def test_words_and_answers_of_one_person_are_not_found_together_either(truth):
    """Who answered when is known here: still the two rows share no order."""
    the_night_passes()
    words = [r.words for r in Remark.objects.order_by("id")]
    answers = [r.answers["good-job.1"] for r in Response.objects.order_by("id")]
    same = sum(
        int(word[-3:]) % 5 + 1 == int(answer) for word, answer in zip(words, answers, strict=True)
    )
    assert same < 70  # 40 by chance (1 in 5), 5 standard deviations above


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's log")
def test_the_log_of_writes_is_gone_after_the_fold(truth):
    retaining.forget_deleted_pages()
    log = Path(str(settings.DATABASES["default"]["NAME"]) + "-wal")
    assert not log.exists() or log.stat().st_size == 0


def test_no_row_of_the_trail_and_no_shared_value_stands_beside_an_answer(truth):
    assert not AuditRow.objects.filter(at__gt=AuditRow.objects.get(verb="survey.draw").at).exists()
    codes = {v for row in Invitation.objects.values() for v in row.values() if isinstance(v, str)}
    told = {v for row in Response.objects.values() for v in row.values() if isinstance(v, str)}
    keys = {row["id"] for row in Invitation.objects.values("id")}
    assert codes & told <= {"Northside", "Southside", ""}
    assert not keys & {row["id"] for row in Response.objects.values("id")}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL's transactions")
def test_after_the_night_no_transaction_s_number_pairs_a_code_with_an_answer(truth):
    with connection.cursor() as cursor:
        pairs = "SELECT count(*) FROM surveys_invitation i JOIN surveys_response r "
        cursor.execute(pairs + "ON i.xmin::text = r.xmin::text")
        assert cursor.fetchone()[0] == PEOPLE  # each code beside its answer
        the_night_passes()
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM surveys_response")
        assert cursor.fetchone()[0] == 1
