"""Kept no longer than promised: what is due goes, a skeleton and a line in the ledger stay."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from commonground.common import ledger
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.models import AuditRow, Erasure
from commonground.keeping import holding, retaining
from commonground.keeping.models import LegalHold
from commonground.messaging.models import Subscription
from commonground.messaging.retention import UNCONFIRMED

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty_ledger():
    for file in (settings.HOME / "ledger").glob("*"):
        file.unlink()


def unconfirmed(town, email: str = "amal@example.org", asked_at=LONG_AGO) -> Subscription:
    return Subscription.objects.create(
        neighbourhood=town.north, email=email, kinds=["news"], how_often="weekly", language="en",
        asked_at=asked_at,
    )


def outcome_for(store: str) -> retaining.Outcome:
    return next(o for o in retaining.retain() if o.store == store)


def test_what_is_due_goes_and_what_is_not_stays(town, clock_at):
    due = unconfirmed(town)
    fresh = unconfirmed(town, "b@example.org", clock_at.moment - timedelta(days=6))
    assert outcome_for(UNCONFIRMED) == retaining.Outcome(UNCONFIRMED, erased=1, held=0)
    due.refresh_from_db()
    fresh.refresh_from_db()
    assert (due.email, fresh.email) == ("", "b@example.org")


def test_an_erasure_is_a_row_an_audit_row_and_a_line_outside_the_database(town, clock_at):
    row = unconfirmed(town)
    retaining.retain()
    assert Erasure.objects.get().key == row.public_id
    assert AuditRow.objects.get(verb="erase").detail["count"] == 1
    (line,) = ledger.lines()
    assert line == ledger.Line(clock_at.moment.isoformat(), UNCONFIRMED, row.public_id, "expired")
    (file,) = (settings.HOME / "ledger").iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_a_second_run_erases_nothing_twice(town, clock_at):
    unconfirmed(town)
    retaining.retain()
    assert outcome_for(UNCONFIRMED).erased == 0
    assert len(list(ledger.lines())) == 1


def test_a_line_cut_off_by_a_crash_takes_no_other_with_it(town, clock_at):
    file = settings.HOME / "ledger" / "2026-03.jsonl"
    file.write_text('{"at": "2026-03-01", "sto')
    unconfirmed(town)
    retaining.retain()
    assert len(list(ledger.lines())) == 1


def test_the_ledger_outside_is_written_before_the_commit(town, clock_at, monkeypatch):
    """A crash between the two leaves a line too many, never one too few."""
    row = unconfirmed(town)
    monkeypatch.setattr(
        retaining.audit, "record", lambda **_: (_ for _ in ()).throw(OSError("power cut"))
    )
    with pytest.raises(RuntimeError, match="not erased"):
        retaining.retain()
    row.refresh_from_db()
    assert row.email == "amal@example.org"
    assert [line.key for line in ledger.lines()] == [row.public_id]


def test_a_rule_that_fails_does_not_stop_the_others(town, clock_at, monkeypatch):
    from commonground.messaging import retention

    row = unconfirmed(town)
    real = retention.expired

    def broken(rule, before):
        if rule.store == retention.MESSAGES:
            raise OSError
        return real(rule, before)

    monkeypatch.setattr(retention, "expired", broken)
    with pytest.raises(RuntimeError, match=retention.MESSAGES):
        retaining.retain()
    row.refresh_from_db()
    assert row.email == ""


def hold(cast, **more) -> LegalHold:
    given = {"why": "Court order 12/2026", "until": datetime(2026, 6, 1).date(), "by": cast.faye}
    return holding.place(**given | more)


def test_a_legal_hold_on_a_store_stops_its_erasure_until_it_is_lifted(town, cast, clock_at):
    unconfirmed(town)
    placed = hold(cast, store=UNCONFIRMED)
    assert outcome_for(UNCONFIRMED) == retaining.Outcome(UNCONFIRMED, erased=0, held=1)
    holding.lift(hold=placed, by=cast.faye)
    assert outcome_for(UNCONFIRMED).erased == 1


def test_a_hold_ends_after_its_last_day(town, cast, clock_at):
    unconfirmed(town)
    hold(cast, store=UNCONFIRMED, until=clock_at.day)
    assert outcome_for(UNCONFIRMED).held == 1
    clock_at.forward(days=1)
    assert outcome_for(UNCONFIRMED).erased == 1


def test_a_hold_stops_an_erasure_that_was_asked_for(cast, clock_at):
    hold(cast, key=cast.bram.public_id)
    with pytest.raises(Refused, match="legal hold"):
        retaining.erase_now(key=cast.bram.public_id, by=Actor.system("test"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "either one thing"),
        ({"store": "Nothing of ours"}, "no such store"),
        ({"key": "ZZZZZZZZZZZZ"}, "Nothing here has that id"),
        ({"store": UNCONFIRMED, "why": "  "}, "Say why"),
        ({"store": UNCONFIRMED, "until": datetime(2026, 3, 1).date()}, "has passed"),
    ],
)
def test_a_hold_needs_a_thing_a_reason_and_a_day(cast, clock_at, given, words):
    with pytest.raises(Refused, match=words):
        hold(cast, **given)


def test_only_an_administrator_holds(cast, clock_at):
    for staff in (cast.bram, cast.dana, cast.hana, cast.esi, cast.gus):
        with pytest.raises(PermissionDenied):
            hold(cast, store=UNCONFIRMED, by=staff)


def test_replaying_the_ledger_erases_again_and_adds_no_line(town, clock_at):
    row = unconfirmed(town)
    retaining.retain()
    Subscription.objects.update(email="amal@example.org", ended_at=None)  # as in an older copy
    Erasure.objects.all().delete()
    done = retaining.replay(ledger.lines())
    assert done == retaining.Replay(lines=1, erased=1, unknown=0)
    row.refresh_from_db()
    assert row.email == ""
    assert Erasure.objects.get().why == "replayed"
    assert len(list(ledger.lines())) == 1
    assert retaining.replay(ledger.lines()).erased == 0


def test_a_line_of_an_unknown_store_is_counted_and_harms_nothing(clock_at):
    line = ledger.Line("2026-03-01T00:00:00+00:00", "Gone store", "K7", "asked")
    assert retaining.replay([line]) == retaining.Replay(1, 0, 1)


@pytest.mark.django_db(transaction=True)
def test_the_ledger_belongs_in_the_transaction_that_erases():
    with pytest.raises(transaction.TransactionManagementError):
        ledger.note(store="Store", keys=["K7"], why="asked")


@pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="about SQLite's files"
)
@pytest.mark.django_db(transaction=True)
def test_sqlite_overwrites_what_it_deletes_and_waits_for_the_disk():
    with connection.cursor() as cursor:
        values = {}
        for name in ("secure_delete", "synchronous", "journal_mode", "foreign_keys"):
            cursor.execute(f"PRAGMA {name}")
            values[name] = cursor.fetchone()[0]
    assert values == {
        "secure_delete": 1, "synchronous": 2, "journal_mode": "wal", "foreign_keys": 1,
    }  # fmt: skip


def in_files(text: str) -> bool:
    """Whether the bytes stand anywhere in the database's files."""
    files = settings.HOME.glob(f"{connection.settings_dict['NAME'].rsplit('/', 1)[-1]}*")
    return any(text.encode() in file.read_bytes() for file in files)


@pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="about SQLite's files"
)
@pytest.mark.django_db(transaction=True)
def test_erased_words_are_nowhere_in_the_files(raised):
    from commonground.concerns.models import Concern, Words

    secret = "the zebra crossing by the bakery " * 40
    concern = raised(words=secret)[0]
    assert in_files("zebra crossing")
    Concern.objects.filter(id=concern.id).update(
        state="settled", state_since=LONG_AGO - timedelta(days=1000)
    )
    retaining.retain()
    assert not Words.objects.exclude(text="").exists()
    assert not in_files("zebra crossing")


def test_a_hold_on_a_concern_keeps_its_words(raised, cast, clock_at):
    from commonground.concerns.models import Concern, Words

    concern = raised()[0]
    other = raised(words="Another thing altogether, long ended.")[0]
    Concern.objects.update(state="settled", state_since=LONG_AGO - timedelta(days=1000))
    hold(cast, key=concern.public_id)
    retaining.retain()
    assert Words.objects.exclude(text="").count() >= 1
    concern.refresh_from_db()
    other.refresh_from_db()
    assert concern.erased_at is None
    assert other.erased_at is not None


def test_every_ledger_line_is_json_with_nothing_personal(raised, clock_at):
    from commonground.concerns.models import Concern

    raised(words="My neighbour Jo shouts at night.", email="amal@example.org")
    Concern.objects.update(state="settled", state_since=LONG_AGO - timedelta(days=1000))
    retaining.retain()
    for file in (settings.HOME / "ledger").iterdir():
        for text in file.read_text().splitlines():
            assert set(json.loads(text)) == {"at", "store", "key", "why"}
            assert "Jo" not in text and "@" not in text
