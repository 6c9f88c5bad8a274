"""Bookings under attack: made-up addresses, flooded mailboxes, jumping the queue, old copies."""

from datetime import timedelta

import pytest
from django.urls import reverse

from commonground.engagement.bookings import booking, links
from commonground.engagement.bookings.booking import Wish
from commonground.engagement.bookings.door import set_capacity
from commonground.engagement.bookings.keeping_up import look_after
from commonground.engagement.bookings.models import Booking
from commonground.engagement.bookings.places import HELD_FOR
from commonground.engagement.planning import plan_event
from commonground.engagement.retention import BOOKED, erase
from commonground.messaging.links import token
from commonground.messaging.models import OutboxMessage

AMAL, BEA, CAI = "amal@example.org", "bea@example.org", "cai@example.org"


@pytest.fixture
def event(plan, cast, clock_at):
    """Nine days ahead, for two."""
    far = plan(starts_at=clock_at.moment + timedelta(days=9), ends_at=None)
    event = plan_event(plan=far, by=cast.bram.actor())
    return set_capacity(event=event, capacity=2, by=cast.bram.actor())


@pytest.fixture
def ask(event, clock_at):
    def asking(email: str = AMAL, places: int = 1, of=event) -> Booking:
        clock_at.forward(seconds=1)
        booking.ask(event=of, wish=Wish(email=email, places=places, language="en"))
        return Booking.objects.latest("asked_at")

    return asking


def say_yes(row: Booking) -> Booking | None:
    return booking.confirm(token=token(links.CONFIRM, row.public_id))


def states() -> dict[str, tuple[str, int]]:
    rows = Booking.objects.exclude(email="").values_list("email", "state", "places")
    return {email: (state, places) for email, state, places in rows}


def mails_to(email: str) -> int:
    return OutboxMessage.objects.filter(to=email).count()


def test_three_hundred_unconfirmed_bookings_keep_nobody_out(client, event, ask, clock_at):
    for n in range(300):
        Booking.objects.create(
            event=event, email=f"m{n}@example.org", places=1, is_held=n < 1,
            asked_at=clock_at.moment - HELD_FOR * (n % 2),
        )  # fmt: skip
    clock_at.forward(minutes=61)
    assert say_yes(ask()).state == "coming"
    assert say_yes(ask(BEA)).state == "coming"


def test_a_flood_of_requests_within_an_hour_is_told_and_never_called_asked(
    client, event, ask, monkeypatch
):
    monkeypatch.setattr(booking, "ASKED_AN_HOUR", 3)
    for n in range(3):
        ask(f"m{n}@example.org")
    url = reverse("event-book", args=[event.public_id])
    reply = client.post(url, {"email": AMAL, "places": 1, "language": "en"})
    assert reply.status_code == 422
    assert "Try again in an hour" in reply.content.decode()
    assert not mails_to(AMAL)


def test_a_held_place_is_free_after_three_quarters_of_an_hour_and_who_waits_moves_up(ask, clock_at):
    ask(places=1)
    assert say_yes(ask(BEA, 2)).state == "waiting"
    clock_at.forward(minutes=46)
    look_after()
    assert states() == {AMAL: ("asked", 1), BEA: ("coming", 2)}


def test_a_late_yes_still_books_what_is_free_and_waits_behind_who_said_it_before(ask, clock_at):
    late = ask()
    clock_at.forward(hours=3)
    assert say_yes(late).state == "coming"
    late = ask(CAI)
    say_yes(ask("dov@example.org", 1))  # the second place
    clock_at.forward(minutes=50)
    say_yes(ask("eli@example.org"))
    clock_at.forward(minutes=1)
    assert say_yes(late).state == "waiting"
    order = Booking.objects.filter(state="waiting").order_by("asked_at")
    assert [row.email for row in order] == ["eli@example.org", CAI]


def test_asking_again_costs_nobody_the_place_that_they_have(ask):
    say_yes(ask())
    say_yes(ask(BEA))
    say_yes(ask(CAI))
    assert say_yes(ask(AMAL, 1)).state == "coming"
    kept = say_yes(ask(AMAL, 2))  # there is no room for two
    assert (kept.state, kept.places) == ("coming", 1)
    assert states() == {AMAL: ("coming", 1), BEA: ("coming", 1), CAI: ("waiting", 1)}


def test_asking_again_for_fewer_frees_the_others_for_who_waits(ask):
    say_yes(ask(AMAL, 2))
    say_yes(ask(CAI))
    say_yes(ask(AMAL, 1))
    assert states() == {AMAL: ("coming", 1), CAI: ("coming", 1)}


def test_asking_again_neither_loses_nor_gains_a_turn_on_the_waiting_list(ask):
    first = say_yes(ask(AMAL, 2))
    say_yes(ask(BEA))
    say_yes(ask(CAI))
    say_yes(ask(BEA))  # the same again
    booking.leave(token=token(links.LEAVE, first.public_id))
    assert states() == {BEA: ("coming", 1), CAI: ("coming", 1)}
    say_yes(ask("dov@example.org"))
    say_yes(ask("eli@example.org"))
    say_yes(ask("dov@example.org", 2))  # more than before: behind
    waiting = Booking.objects.filter(state="waiting").order_by("asked_at")
    assert [row.email for row in waiting] == ["eli@example.org", "dov@example.org"]


def test_one_mailbox_gets_few_requests_and_its_owner_still_books_many_events(
    event, ask, plan, cast
):
    for _n in range(9):
        ask()
    assert mails_to(AMAL) == booking.ASKED_FOR_ONE_EVENT
    others = [plan_event(plan=plan(), by=cast.bram.actor()) for _n in range(8)]
    for other in others[:6]:
        ask(of=other)
    assert mails_to(AMAL) == booking.ASKED_A_DAY
    for other in others:
        say_yes(ask(BEA, of=other))
    assert Booking.objects.filter(email=BEA, state="coming").count() == 8


def test_a_link_is_used_up_by_the_booking_that_took_its_place(client, ask):
    old, new = ask(), ask()
    say_yes(new)
    assert say_yes(old) is None
    path = reverse("booking-confirm", args=[token(links.CONFIRM, old.public_id)])
    assert client.get(path).status_code == client.post(path).status_code == 410


def test_no_moment_of_anybody_stays_once_the_address_is_gone(ask, clock_at):
    left, came = say_yes(ask()), say_yes(ask(BEA))
    booking.leave(token=token(links.LEAVE, left.public_id))
    erase(BOOKED, came.public_id)
    ask(CAI)
    clock_at.forward(hours=25)
    look_after()
    for row in Booking.objects.all():
        assert (row.email, row.asked_at.minute, row.asked_at.microsecond) == ("", 0, 0)


def test_what_could_not_be_sent_goes_with_the_address(event, ask, clock_at):
    """A mail server that is away keeps the message for another try, longer than the address."""
    rows = [say_yes(ask()), ask(BEA), say_yes(ask(CAI))]
    OutboxMessage.objects.update(given_up_at=clock_at.moment)
    booking.leave(token=token(links.LEAVE, rows[2].public_id))
    clock_at.forward(hours=25)
    look_after()  # Bea did not confirm
    assert {row.to for row in OutboxMessage.objects.all()} == {AMAL}
    clock_at.set(event.starts_at + timedelta(days=8))
    erase(BOOKED, rows[0].public_id)
    assert not OutboxMessage.objects.exists()


def test_a_restored_copy_expects_nobody_who_had_left(event, ask):
    """The ledger's line is replayed on a row that still says: coming."""
    row = say_yes(ask(AMAL, 2))
    erase(BOOKED, row.public_id)
    row.refresh_from_db()
    assert (row.state, row.email) == ("ended", "")
    assert say_yes(ask(BEA, 2)).state == "coming"
