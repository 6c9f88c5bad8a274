"""Sending, against a real mail server."""

import email
import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import transaction

from commonground.common import deployment
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.messaging import channels, outbox, retention, sending
from commonground.messaging.models import OutboxMessage

pytestmark = pytest.mark.django_db


class Postbox:
    """What the server does with a message: keeps it, or says what `answers` holds next."""

    def __init__(self) -> None:
        self.kept: list = []
        self.answers: list[str] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address.startswith("gone"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 kept"
        if answer.startswith("250"):
            self.kept.append(email.message_from_bytes(envelope.content))
        return answer


def say(**values: object) -> None:
    """The deployment's file, for one test."""
    lines = [f"{name} = {value!r}" for name, value in values.items() if name != "smtp"]
    lines += ["[smtp]"] + [f"{k} = {v!r}" for k, v in values.get("smtp", {}).items()]
    (settings.HOME / "commonground.toml").write_text("\n".join(lines).replace('"', "'"))
    deployment.forget()


@pytest.fixture(autouse=True)
def no_file_left():
    yield
    (settings.HOME / "commonground.toml").unlink(missing_ok=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture
def postbox():
    box = Postbox()
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port, enable_SMTPUTF8=False)
    server.start()
    smtp = {"host": "127.0.0.1", "port": port, "tls": "none"}
    say(mail_backend="smtp", mail_from="Team <team@example.org>", smtp=smtp)
    yield box
    server.stop()


def put(key: str, to: str = "amal@example.org") -> OutboxMessage:
    with transaction.atomic():
        outbox.enqueue(
            to=to, subject="Nachricht für Sie", body="Open your page.", key=key,
            headers={"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )
    return OutboxMessage.objects.get(key=key)


def test_two_hundred_messages_arrive_once_each(postbox):
    for i in range(200):
        put(f"k:{i}", f"amal{i}@example.org")
    while sending.send_waiting().sent:
        pass
    assert len({m["To"] for m in postbox.kept}) == len(postbox.kept) == 200
    first = postbox.kept[0]
    assert first["From"] == "Team <team@example.org>"
    assert first["Message-ID"].endswith("@example.org>")
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first.get_payload(decode=True).decode().strip() == "Open your page."


def test_what_is_sent_is_emptied(postbox):
    row = put("k:1")
    sending.send_waiting()
    row.refresh_from_db()
    assert row.sent_at is not None
    assert (row.to, row.subject, row.body, row.headers) == ("", "", "", {})


def test_a_message_that_the_server_puts_off_is_tried_later_with_the_same_id(postbox, clock_at):
    row = put("k:1")
    postbox.answers = ["451 come back later"]
    assert sending.send_waiting() == sending.Round(sent=0, failed=1)
    assert sending.send_waiting() == sending.Round()  # not yet
    clock_at.forward(minutes=2)
    assert sending.send_waiting() == sending.Round(sent=1, failed=0)
    assert row.public_id.lower() in postbox.kept[0]["Message-ID"]


def test_a_mailbox_that_does_not_exist_is_given_up_at_once_and_counted(postbox):
    put("k:1", "gone@example.org")
    put("k:2")
    assert sending.send_waiting() == sending.Round(sent=1, failed=1)
    assert sending.counts().given_up == 1
    assert OutboxMessage.objects.given_up().get().problem == "SMTPRecipientsRefused"


def test_an_address_that_no_message_can_carry_harms_no_other(postbox):
    put("k:1", "amal@example.org\nBcc: x@example.org")
    put("k:2")
    assert sending.send_waiting() == sending.Round(sent=1, failed=1)
    assert sending.counts().given_up == 1


def test_a_letter_that_the_server_cannot_take_in_an_address_harms_no_other(postbox):
    put("k:1", "\u017f@example.org")  # a long s: it passes for one of the alphabet
    put("k:2")
    put("k:3", "bea@example.org")
    assert sending.send_waiting() == sending.Round(sent=2, failed=1)
    assert sending.counts().given_up == 1


def test_a_domain_of_any_alphabet_is_written_to_as_every_server_reads_it(postbox):
    put("k:1", "amal@exämple.org")
    assert sending.send_waiting() == sending.Round(sent=1, failed=0)
    assert postbox.kept[0]["To"] == "amal@xn--exmple-cua.org"


def test_an_address_that_begins_like_a_number_is_written_to_by_mail(postbox):
    put("k:1", "+13125550100@example.org")
    assert sending.send_waiting() == sending.Round(sent=1, failed=0)
    assert postbox.kept[0]["To"] == "+13125550100@example.org"


def test_without_a_server_nothing_is_lost_and_after_days_it_is_given_up(clock_at):
    say(mail_backend="smtp", smtp={"host": "127.0.0.1", "port": 9, "tls": "none"})
    put("k:1")
    tries = 0
    while sending.counts().given_up == 0:
        tries += sending.send_waiting().failed
        clock_at.forward(hours=1)
    assert tries == sending.MAX_ATTEMPTS
    began = OutboxMessage.objects.get()
    assert timedelta(days=2) < began.given_up_at - began.created_at < timedelta(days=4)


def test_staff_can_have_given_up_messages_tried_again(postbox):
    put("k:1")
    OutboxMessage.objects.update(given_up_at="2026-01-01T00:00Z", attempts=20)
    assert sending.try_again(by=Actor.system("test")) == 1
    assert sending.send_waiting().sent == 1
    assert AuditRow.objects.filter(verb="outbox.try_again", detail={"count": 1}).exists()


def test_a_claim_keeps_another_worker_away_until_its_worker_is_known_dead(postbox, clock_at):
    put("k:1")
    assert len(sending.claim(clock_at.moment, can_wait=False)) == 1
    assert sending.send_waiting() == sending.Round()
    clock_at.set(clock_at.moment + sending.CLAIM_HOLDS + timedelta(seconds=1))
    assert sending.send_waiting().sent == 1


def test_a_message_waits_for_its_hour(postbox, clock_at):
    with transaction.atomic():
        outbox.enqueue(
            to="a@example.org", subject="s", body="b", key="k",
            not_before=clock_at.moment + timedelta(hours=2),
        )
    assert sending.send_waiting() == sending.Round()
    clock_at.forward(hours=2)
    assert sending.send_waiting().sent == 1


def test_files_hold_one_message_each_readable_by_the_owner_only():
    say(mail_backend="file")
    row = put("k:1")
    sending.send_waiting()
    file = settings.HOME / "mail" / f"{row.public_id.lower()}.eml"
    assert email.message_from_bytes(file.read_bytes())["To"] == "amal@example.org"
    assert file.stat().st_mode & 0o077 == 0


def test_the_console_shows_the_words(capsys):
    say(mail_backend="console")
    put("k:1")
    sending.send_waiting()
    assert "Subject: Nachricht für Sie\n\nOpen your page." in capsys.readouterr().out


def test_a_back_end_that_is_not_known_is_refused_with_the_names():
    say(mail_backend="pigeon")
    with pytest.raises(Refused, match="smtp, file, console"):
        channels.channel()


def test_messages_in_files_go_by_their_rule_and_nothing_else_does(clock_at):
    say(mail_backend="file")
    row = put("k:1")
    sending.send_waiting()
    rule = next(r for r in retention.RETENTION if r.store == retention.FILES)
    keys = retention.expired(rule, clock_at.moment + timedelta(hours=1))
    assert keys == [row.public_id]
    assert retention.expired(rule, clock_at.moment - timedelta(hours=1)) == []
    assert [retention.erase(rule, key) for key in keys * 2] == [1, 0]
    assert not (channels.folder() / f"{row.public_id.lower()}.eml").exists()


@pytest.mark.parametrize("key", ["../secret", "/etc/passwd", "", "."])
def test_a_ledger_that_names_another_file_removes_nothing(key, settings, tmp_path):
    settings.HOME = tmp_path / "home"
    channels.folder().mkdir(parents=True)
    (settings.HOME / "secret.eml").write_text("stays")
    rule = next(r for r in retention.RETENTION if r.store == retention.FILES)
    assert retention.erase(rule, key) == 0
    assert (settings.HOME / "secret.eml").exists()


def test_what_somebody_waits_for_goes_before_any_number_of_letters_of_news(postbox, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 3)
    with transaction.atomic():
        for number in range(5):
            told = {"subject": "News", "body": "x", "key": f"news:{number}", "can_wait": True}
            outbox.enqueue(to=f"reader{number}@example.org", **told)
        for number in range(2):
            told = {"subject": "Please confirm", "body": "x", "key": f"confirm:{number}"}
            outbox.enqueue(to=f"new{number}@example.org", **told)
    assert sending.send_waiting().sent == 5
    assert [m["Subject"] for m in postbox.kept] == ["Please confirm"] * 2 + ["News"] * 3
    assert sending.send_waiting().sent == 2
