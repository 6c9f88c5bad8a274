"""Text messages, against a real HTTP server on this machine."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from commonground.common import deployment
from commonground.common.errors import Refused
from commonground.messaging import digests, outbox, sending, sms, subscribing, views
from commonground.messaging.models import OutboxMessage, Subscription

pytestmark = pytest.mark.django_db
AMAL = "+13125550100"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        told = self.rfile.read(length), self.headers["Authorization"], self.headers["Content-Type"]
        self.server.kept.append(told)
        status = self.server.answers.pop(0) if self.server.answers else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """The test's own output stays clean."""


@pytest.fixture
def server():
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.kept, server.answers = [], []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def say(server, **more: object) -> None:
    """The deployment's file, for one test."""
    (settings.HOME / "keys").mkdir(exist_ok=True)
    (settings.HOME / "keys" / "sms").write_text("Bearer secret-of-the-gateway\n")
    told = {
        "url": f"http://127.0.0.1:{server.server_address[1]}/send", "sender": "Northside",
        "token_file": "keys/sms", "prefixes": ["+1"],
    } | more  # fmt: skip
    fields = told.pop("fields", {})
    lines = ["mail_backend = 'file'", "[sms]", *(f"{k} = {json.dumps(v)}" for k, v in told.items())]
    lines += ["[sms.fields]", *(f"{k} = '{v}'" for k, v in fields.items())]
    (settings.HOME / "commonground.toml").write_text("\n".join(lines))
    deployment.forget()


@pytest.fixture(autouse=True)
def clean():
    views.ASKED.forget()
    yield
    (settings.HOME / "commonground.toml").unlink(missing_ok=True)
    deployment.forget()


def write(to: str = AMAL, key: str = "k1") -> None:
    with transaction.atomic():
        outbox.enqueue(to=to, subject="", body="Words", key=key)


def ask(town, **more):
    given = {"phone": "+1 (312) 555-0100", "kinds": ["events"], "how_often": "at_once"} | more
    return Client().post(f"/subscribe/{town.north.slug}/", given | {"language": "en"}, follow=True)


def test_a_message_to_a_number_goes_to_the_gateway_and_is_emptied(server):
    say(server)
    write()
    write("amal@example.org", "k2")
    assert sending.send_waiting() == sending.Round(2, 0)
    ((body, token, kind),) = server.kept
    assert json.loads(body) == {"to": AMAL, "from": "Northside", "text": "Words"}
    assert (token, kind) == ("Bearer secret-of-the-gateway", "application/json")
    assert not OutboxMessage.objects.exclude(to="", body="").exists()


def test_a_gateway_that_wants_a_form_and_other_names_gets_them(server):
    say(server, form=True, fields={"to": "To", "from": "From", "text": "Body"})
    write()
    sending.send_waiting()
    assert parse_qs(server.kept[0][0].decode()) == {
        "To": [AMAL], "From": ["Northside"], "Body": ["Words"],
    }  # fmt: skip


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_gateway_that_is_busy_is_asked_again_later_and_mail_goes_meanwhile(
    server, clock_at, status
):
    say(server)
    server.answers = [status]
    write()
    write("amal@example.org", "k2")
    assert sending.send_waiting() == sending.Round(1, 1)
    clock_at.forward(minutes=2)
    assert sending.send_waiting() == sending.Round(1, 0)


@pytest.mark.parametrize("status", [400, 404, 302])
def test_a_refusal_is_final_and_no_redirect_carries_the_token_away(server, status):
    say(server)
    server.answers = [status]
    write()
    sending.send_waiting()
    row = OutboxMessage.objects.get()
    assert row.given_up_at is not None and row.problem == "GatewayRefused"
    assert len(server.kept) == 1


def test_without_the_table_no_number_is_asked_for_and_none_is_written_to(server, town):
    assert 'name="phone"' not in Client().get(f"/subscribe/{town.north.slug}/").content.decode()
    ask(town)
    assert not Subscription.objects.exists()
    write()
    assert sending.send_waiting() == sending.Round(0, 1)


def test_amal_asks_by_text_confirms_hears_and_leaves(server, town, clock_at):
    say(server)
    assert "Look in your messages" in ask(town).content.decode()
    row = Subscription.objects.get()
    assert (row.phone, row.email) == (AMAL, "")
    text = OutboxMessage.objects.get().body
    assert len(text) <= 400 and text.isascii()
    yes = next(word for word in text.split() if "/subscribe/confirm" in word)
    assert Client().post(yes.removeprefix("http://localhost:8000")).status_code == 200
    clock_at.forward(minutes=5)
    with transaction.atomic():
        for n in (1, 2):
            digests.announce(
                neighbourhood=town.north, kind="events", title=f"Garden day {n}", url="/events/X/",
                key=f"event:{n}",
            )  # fmt: skip
    assert digests.tell_at_once() == 2
    news = OutboxMessage.objects.filter(key__startswith="news:").first()
    assert news.to == AMAL and "Garden day" in news.body and news.headers == {}
    stop = next(word for word in news.body.split() if "/unsubscribe/" in word)
    Client().post(stop.removeprefix("http://localhost:8000"), {"forget": "1"})
    row.refresh_from_db()
    assert (row.phone, row.ended_at is None) == ("", False)
    assert not OutboxMessage.objects.filter(to=AMAL).exists()


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("0312 555 0100", "with its country"), ("+1", "with its country"),
        ("+1312555010012345", "with its country"), ("+1312<b>0100", "with its country"),
        ("+44 20 7946 0000", "to this number"), ("00882 1655500001", "to this number"),
    ],
)  # fmt: skip
def test_numbers_that_cannot_be_or_that_we_do_not_pay_for_are_refused(server, town, number, why):
    say(server)
    page = ask(town, phone=number)
    assert page.status_code == 422 and why in page.content.decode()
    assert not Subscription.objects.exists()


def test_one_address_of_the_two_is_given_and_not_both(server, town):
    say(server)
    for both in ({"email": "amal@example.org"}, {"phone": ""}):
        assert ask(town, **both).status_code == 422
    assert not Subscription.objects.exists()
    assert ask(town, phone="", email="amal@example.org").status_code == 200
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.update(phone=AMAL)


def test_a_script_cannot_have_us_pay_for_more_than_so_many_a_day(server, town):
    say(server, most_a_day=2)
    for n in range(2):
        ask(town, phone=f"+1312555010{n}")
    page = ask(town, phone="+13125550109")
    assert page.status_code == 422 and "today" in page.content.decode()
    for _n in range(9):
        ask(town, phone="", email="amal@example.org")
    assert OutboxMessage.objects.filter(to__startswith="+").count() == 2
    assert OutboxMessage.objects.filter(to__contains="@").count() == subscribing.ASKED_A_DAY


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"url": "http://gateway.example/"}, "not https"), ({"sender": ""}, "has no sender"),
        ({"token_file": "keys/none"}, "not there"), ({"prefixes": ["0"]}, "begin with +"),
        ({"colour": "red"}, "not known: colour"),
    ],
)  # fmt: skip
def test_a_table_that_is_not_whole_is_told_by_check_and_switches_nothing_on(server, change, why):
    say(server, **change)
    (told,) = sms.problems(deployment.deployment())
    assert why in told and "secret-of-the-gateway" not in told
    assert sms.gateway() is None
    with pytest.raises(Refused):
        sms.read_number(AMAL)
