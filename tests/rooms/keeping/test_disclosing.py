"""What is held, for those who may have it, without other people's words."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.common.retention import Record, Subject
from commonground.concerns.answering import answer
from commonground.concerns.noting import note
from commonground.keeping import disclosing, redacting

OURS = Record(store="s", key="K1", title="Note", words="Seen by Jo Public.", written_by="staff",
              author="STAFF1")  # fmt: skip
AMALS = Record(store="s", key="K1", title="Message", words="My words.", written_by="resident",
               author="K1", contact={"e-mail": "amal@example.org"})  # fmt: skip
ANOTHERS = Record(store="s", key="K2", title="Message", words="Another's words.",
                  written_by="resident", author="K2", contact={"exact place": "1, 2"})  # fmt: skip
PASSED_ON = Record(store="s", key="K1", title="Hand-over", words="My words, copied.",
                   written_by="staff", quotes=True, is_secret=True)  # fmt: skip
ALL = [OURS, AMALS, ANOTHERS, PASSED_ON]


def test_an_access_request_shows_your_words_and_hides_other_peoples():
    done = redacting.redact(ALL, "access", own=frozenset({"K1"}))
    assert [r.words for r in done.records] == [OURS.words, AMALS.words, redacting.OTHERS]
    assert [r.contact for r in done.records] == [{}, AMALS.contact, {}]
    assert done.left_out == 1
    assert {r.author for r in done.records} == {""}


def test_public_records_show_no_residents_words_and_no_places():
    done = redacting.redact(ALL, "records")
    assert [r.words for r in done.records] == [OURS.words, redacting.RESIDENTS, redacting.RESIDENTS]
    assert all(r.contact == {} for r in done.records)


def test_words_that_a_resident_agreed_to_make_public_stay():
    from dataclasses import replace

    done = redacting.redact([replace(AMALS, is_public=True)], "records")
    assert done.records[0].words == AMALS.words


def test_words_that_staff_passed_on_are_a_residents_words():
    from dataclasses import replace

    done = redacting.redact([replace(PASSED_ON, is_secret=False)], "records")
    assert done.records[0].words == redacting.RESIDENTS


def test_a_court_sees_everything():
    assert redacting.redact(ALL, "court") == redacting.Redacted(ALL, 0)


def test_a_third_persons_name_is_blacked_out_whatever_its_case():
    done = redacting.redact([OURS], "access", hide=["jo public", "Jo"])
    assert done.records[0].words == "Seen by [hidden]."


@pytest.fixture
def told(raised, cast, clock_at):
    """Amal's concern, with Bram's answer and note; a second one by somebody else."""
    concern, receipt = raised(email="amal@example.org")
    other, _receipt = raised(words="Something else entirely, by another.")
    answer(concern=concern, words="We look on Friday.", by=cast.bram)
    note(concern=concern, words="Speed was measured.", by=cast.bram)
    return SimpleNamespace(concern=concern, receipt=receipt, other=other)


def read(file: Path) -> tuple[dict, str]:
    with zipfile.ZipFile(file) as packed:
        return json.loads(packed.read("disclosure.json")), packed.read("index.html").decode()


def ask(monkeypatch, tmp_path, cast, purpose: str, *words: str, typed: str = "", by="faye") -> Path:
    import argparse

    monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
    target = tmp_path / "out.zip"
    parser = argparse.ArgumentParser()
    disclosing.arguments(parser)
    given = [purpose, "--out", str(target), "--reference", "R-1", "--by", by, *words]
    disclosing.run(parser.parse_args(given))
    return target


@pytest.mark.django_db
def test_amal_gets_what_is_held_by_her_receipt(monkeypatch, tmp_path, told, cast):
    file = ask(monkeypatch, tmp_path, cast, "access", "--receipt", typed=told.receipt)
    data, page = read(file)
    assert "Cars race down the avenue" in page and "We look on Friday." in page
    assert "Speed was measured." in page and "amal@example.org" in page
    assert "Something else entirely" not in page
    assert data["reference"] == "R-1"
    assert file.stat().st_mode & 0o777 == 0o600
    row = AuditRow.objects.get(verb="disclose.access")
    assert (row.actor_id, row.noun_id) == (cast.faye.public_id, "R-1")
    assert "amal" not in json.dumps(row.detail)


@pytest.mark.django_db
def test_public_records_of_a_neighbourhood_hold_answers_and_no_words(
    monkeypatch, tmp_path, told, cast, town
):
    type(told.other).objects.filter(pk=told.other.pk).update(
        sensitive=True, sensitive_because="staff"
    )
    words = ["--neighbourhood", town.north.slug, "--since", "2026-01-01", "--until", "2026-12-31"]
    data, page = read(ask(monkeypatch, tmp_path, cast, "records", *words))
    assert "We look on Friday." in page
    assert "Cars race" not in page and "amal@example.org" not in page
    assert data["left_out"] == 1


@pytest.mark.django_db
def test_an_e_mail_address_finds_its_concerns_and_subscriptions(monkeypatch, tmp_path, told, cast):
    from commonground.messaging.models import Subscription

    Subscription.objects.create(
        neighbourhood=told.concern.neighbourhood, email="amal@example.org", kinds=["news"],
        how_often="weekly", language="en", asked_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    file = ask(monkeypatch, tmp_path, cast, "access", "--email", typed="amal@example.org")
    _data, page = read(file)
    assert "Cars race" in page and "Subscription" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "typed", "sentence"),
    [
        (["--receipt"], "2346 789A BCDE FGHJ", "Nothing is under this receipt"),
        (["--concern", "ZZZZZZZZZZZZ"], "", "There is no concern"),
        (["--neighbourhood", "nowhere"], "", "There is no neighbourhood"),
        (["--neighbourhood", "northside"], "", "--since and --until"),
        ([], "", "Say what about"),
    ],
)
def test_what_cannot_be_found_is_said(monkeypatch, tmp_path, cast, words, typed, sentence):
    with pytest.raises(Refused, match=sentence):
        ask(monkeypatch, tmp_path, cast, "access", *words, typed=typed)


@pytest.mark.django_db
def test_only_an_administrator_discloses(monkeypatch, tmp_path, told, cast):
    with pytest.raises(Refused, match="an administrator may"):
        ask(monkeypatch, tmp_path, cast, "access", "--receipt", typed=told.receipt, by="bram")
    with pytest.raises(Refused, match="no staff member"):
        ask(monkeypatch, tmp_path, cast, "access", "--receipt", typed=told.receipt, by="zed")
    assert not list(tmp_path.iterdir())


@pytest.mark.django_db
def test_a_disclosure_overwrites_nothing(tmp_path, cast, clock_at):
    (tmp_path / "out.zip").write_text("kept")
    request = disclosing.Request("court", "R-1", (Subject(concern="K"),))
    with pytest.raises(Refused, match="another name"):
        disclosing.disclose(request=request, target=tmp_path / "out.zip", by=cast.faye)
