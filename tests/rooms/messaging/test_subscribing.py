"""News by e-mail: asked for twice, left in one click, forgotten when left."""

import re
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import Client

from commonground.common.models import Erasure
from commonground.messaging import digests, retention, subscribing, views
from commonground.messaging.models import News, OutboxMessage, Subscription

pytestmark = pytest.mark.django_db
AMAL = "amal@example.org"


@pytest.fixture(autouse=True)
def fresh_limit():
    views.ASKED.forget()


def ask(client: Client, town, email: str = AMAL, **more):
    given = {
        "email": email, "kinds": ["events", "said_did"], "how_often": "at_once", "language": "en",
    } | more
    return client.post(f"/subscribe/{town.north.slug}/", given, follow=True)


def link(word: str, message: OutboxMessage) -> str:
    return re.search(rf"http://[^/]+(/{word}\S+)", message.body)[1]


def subscribed(client: Client, town, **more) -> Subscription:
    ask(client, town, **more)
    asked = Subscription.objects.latest("id")
    message = OutboxMessage.objects.get(key=f"confirm:{asked.public_id}")
    assert client.post(link("subscribe/confirm", message)).status_code == 200
    return asked


def news() -> OutboxMessage:
    """The one message with news that is there."""
    return OutboxMessage.objects.exclude(key__startswith="confirm:").get()


def announce(town, key: str = "event:1", kind: str = "events", title="Garden day") -> None:
    with transaction.atomic():
        digests.announce(
            neighbourhood=town.north, kind=kind, title=title, url="/events/X/", key=key
        )


def test_news_begins_only_after_a_second_yes(client, town, clock_at):
    page = ask(client, town)
    assert "Look in your messages" in page.content.decode()
    announce(town)
    assert digests.tell_at_once() == 0
    client.get(link("subscribe/confirm", OutboxMessage.objects.get()))  # a scanner opens links
    assert not Subscription.objects.confirmed().exists()
    subscribed(client, town, email="b@example.org")
    clock_at.forward(minutes=1)
    announce(town, key="event:2")
    assert digests.tell_at_once() == 1


def test_a_known_address_gets_the_same_page_and_the_same_message(client, town):
    first = ask(client, town)
    subscribed(client, town, email=AMAL)
    again = ask(client, town)
    strip = re.compile(r'value="[^"]{64}"|csrf\S+')
    assert strip.sub("", again.content.decode()) == strip.sub("", first.content.decode())
    assert len(set(OutboxMessage.objects.values_list("subject"))) == 1


def test_nobody_can_fill_a_strangers_mailbox_from_the_form(client, town):
    pages = {ask(client, town).status_code for _ in range(6)}
    assert pages == {200}
    assert OutboxMessage.objects.count() == subscribing.ASKED_A_DAY


def test_a_confirmed_wish_replaces_the_earlier_one(client, town):
    subscribed(client, town, how_often="weekly")
    subscribed(client, town, how_often="at_once")
    assert Subscription.objects.confirmed().get().how_often == "at_once"


def test_a_confirmation_after_a_week_is_too_late(client, town, clock_at):
    ask(client, town)
    clock_at.forward(days=8)
    page = client.post(link("subscribe/confirm", OutboxMessage.objects.get()))
    assert page.status_code == 410
    assert "no longer good" in page.content.decode()


def test_a_made_up_link_is_not_ours(client, town):
    row = subscribed(client, town)
    assert client.post(f"/unsubscribe/{row.public_id}{'0' * 40}/").status_code == 404
    assert client.get("/subscribe/confirm/nonsense/").status_code == 410
    assert Subscription.objects.confirmed().count() == 1


def test_the_mail_program_unsubscribes_in_one_click_without_cookies(client, town):
    subscribed(client, town)
    announce(town)
    digests.tell_at_once()
    message = news()
    assert message.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message.headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    bare = Client(enforce_csrf_checks=True)
    page = bare.post(address, {"List-Unsubscribe": "One-Click"})
    assert page.status_code == 200
    ended = Subscription.objects.get()
    assert (ended.email, ended.ended_at is None) == ("", False)
    assert Erasure.objects.get().key == ended.public_id


def test_opening_the_link_asks_before_it_ends_anything(client, town):
    subscribed(client, town)
    page = client.get(link("unsubscribe", OutboxMessage.objects.get()))
    assert "Stop all and forget my address" in page.content.decode()
    assert page["Cache-Control"] == "no-store" and page["X-Robots-Tag"] == "noindex"
    assert Subscription.objects.confirmed().exists()


def test_forget_my_address_takes_it_from_everything(client, town):
    subscribed(client, town)
    address = link("unsubscribe", OutboxMessage.objects.get())
    client.post(f"/subscribe/{town.south.slug}/", {
        "email": AMAL.upper(), "kinds": ["news"], "how_often": "weekly", "language": "es",
    })  # fmt: skip
    client.post(address, {"forget": "1"})
    assert not Subscription.objects.exclude(email="").exists()
    assert not OutboxMessage.objects.filter(to__iexact=AMAL).exists()


def test_at_once_tells_each_kind_that_was_asked_for_and_no_news_twice(client, town, clock_at):
    subscribed(client, town, kinds=["said_did"])
    clock_at.forward(minutes=1)
    announce(town, key="event:1", kind="events")
    announce(town, key="did:1", kind="said_did", title={"en": "Lamp repaired", "es": "Farola"})
    announce(town, key="did:1", kind="said_did", title="Lamp repaired")
    assert News.objects.count() == 2
    assert digests.tell_at_once() == 1
    assert digests.tell_at_once() == 0
    body = news().body
    assert "Lamp repaired" in body and "http://localhost:8000/events/X/" in body


def test_the_weekly_message_comes_on_monday_once_and_holds_the_week(client, town, clock_at):
    subscribed(client, town, how_often="weekly")  # Monday 2 March
    for day in (3, 5):
        clock_at.set(datetime(2026, 3, day, 9, tzinfo=UTC))
        announce(town, key=f"event:{day}", title=f"Day {day}")
        assert digests.tell_weekly() == 0
    clock_at.set(datetime(2026, 3, 10, 7, tzinfo=UTC))  # Tuesday: the worker was down on Monday
    assert digests.tell_weekly() == 1
    body = news().body
    assert "Day 3" in body and "Day 5" in body
    assert digests.tell_weekly() == 0


def test_a_week_without_news_sends_nothing(client, town, clock_at):
    subscribed(client, town, how_often="weekly")
    clock_at.forward(days=7)
    assert digests.tell_weekly() == 0


def test_messages_are_in_the_subscribers_language(client, town, clock_at):
    subscribed(client, town, language="es")
    clock_at.forward(minutes=1)
    announce(town, title={"en": "Garden day", "es": "Día del jardín"})
    digests.tell_at_once()
    assert "Día del jardín" in news().body


def test_a_wrong_address_is_said_beside_the_field(client, town):
    page = ask(client, town, email="not an address")
    assert page.status_code == 422


def test_an_address_that_nobody_confirmed_expires_in_a_week(client, town, clock_at):
    ask(client, town)
    unconfirmed = next(r for r in retention.RETENTION if r.store == retention.UNCONFIRMED)
    assert retention.expired(unconfirmed, clock_at.moment) == []
    clock_at.forward(days=1)
    keys = retention.expired(unconfirmed, clock_at.moment)
    assert [retention.erase(unconfirmed, key) for key in keys] == [1]
    assert [retention.erase(unconfirmed, key) for key in keys] == [0]
    assert Subscription.objects.get().email == ""


def test_one_network_cannot_write_to_all_the_world_through_us(client, town, settings):
    settings.SUBSCRIPTIONS_PER_HOUR = 2
    for n in range(3):
        page = ask(client, town, email=f"stranger{n}@example.org")
    assert page.status_code == 429
    assert OutboxMessage.objects.count() == 2
