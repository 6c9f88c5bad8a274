"""Places booked by a mobile number, where a gateway for text messages is named."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from commonground.common.errors import Refused
from commonground.common.retention import Subject
from commonground.engagement import retention
from commonground.engagement.bookings import booking, links
from commonground.engagement.bookings.keeping_up import ask_how_it_was, look_after, remind
from commonground.engagement.bookings.models import ASKED, COMING, ENDED, Booking
from commonground.engagement.planning import cancel_event, change_event, mark_held
from commonground.messaging import sms, subscribing
from commonground.messaging.links import token
from commonground.messaging.models import OutboxMessage
from commonground.people.models import Staff

from .booked import book, clocks, leave, wish

NUMBER = "+13125550100"
pytestmark = pytest.mark.usefixtures("booking_clock", "by_text")


@pytest.fixture
def by_text(monkeypatch):
    ours = sms.Gateway(
        "https://gateway.example/", "Northside", "Bearer x", prefixes=("+1",), most_a_day=3
    )
    monkeypatch.setattr(sms, "gateway", lambda of=None: ours)


def texts() -> dict[str, str]:
    """By what each is about, as its key says."""
    rows = OutboxMessage.objects.filter(to=NUMBER)
    return {row.key.rpartition(":")[0].removeprefix("booking-"): row.body for row in rows}


def book_by_text(event, places: int = 1) -> Booking:
    clocks[-1].forward(seconds=1)
    booking.ask(event=event, wish=wish("", places, phone="+1 (312) 555-0100"))
    row = Booking.objects.filter(phone=NUMBER).latest("asked_at")
    return booking.confirm(token=token(links.CONFIRM, row.public_id))


def test_a_resident_books_by_number_and_says_yes_by_the_link(client, meeting):
    url = reverse("event-book", args=[meeting.public_id])
    sent = {"phone": "+1 312 555 0100", "places": "2", "language": "es"}
    page = client.post(url, sent, follow=True).content.decode()
    assert "Look at your text messages" in page
    row = Booking.objects.get()
    assert (row.email, row.phone, row.state) == ("", NUMBER, ASKED)
    (text,) = texts().values()
    assert links.confirm_url(row) in text and links.leave_url(row) in text
    assert "Biblioteca" in text and "\n" not in text
    booking.confirm(token=token(links.CONFIRM, row.public_id))
    assert Booking.objects.get().state == COMING


def test_one_of_the_two_is_enough_and_both_are_too_many(client, meeting):
    url = reverse("event-book", args=[meeting.public_id])
    for both in ({}, {"phone": NUMBER, "email": "amal@example.org"}):
        answer = client.post(url, {"places": "1", "language": "en"} | both)
        assert answer.status_code == 422
        assert "one of them" in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(event=meeting, places=1, email="a@example.org", phone=NUMBER)


def test_without_a_gateway_nobody_is_asked_for_a_number(client, meeting, monkeypatch):
    monkeypatch.setattr(sms, "gateway", lambda of=None: None)
    url = reverse("event-book", args=[meeting.public_id])
    assert 'name="phone"' not in client.get(url).content.decode()
    with pytest.raises(Refused):
        booking.ask(event=meeting, wish=wish("", phone=NUMBER))


def test_a_number_is_told_of_changes_the_day_before_and_of_the_end(meeting, cast, plan, clock_at):
    book_by_text(meeting)
    clock_at.forward(seconds=1)
    change_event(event=meeting, plan=plan(place={"en": "Park"}), by=cast.bram.actor())
    look_after()
    look_after()
    remind()
    remind()
    clock_at.forward(seconds=1)
    cancel_event(event=meeting, because="The hall is shut.", by=cast.bram.actor())
    look_after()
    begins = {
        "ask": "Somebody", "yes": "We expect you", "change:1": "The time or the place",
        "reminder": "We expect you", "change:2": "It will not take place. The hall is shut.",
    }  # fmt: skip
    told = texts()
    assert {about: told[about][: len(begin)] for about, begin in begins.items()} == begins
    assert len(told) == len(begins)


def test_a_number_is_asked_how_it_was(meeting, cast, clock_at):
    book_by_text(meeting)
    clock_at.forward(days=2)
    mark_held(event=meeting, by=cast.bram.actor())
    ask_how_it_was()
    text = texts()["feedback"]
    assert text.startswith("How was it?") and "/feedback/" in text


def test_no_longer_coming_forgets_the_number_and_what_waited_for_it(meeting):
    row = book_by_text(meeting)
    leave(row)
    row.refresh_from_db()
    assert (row.state, row.phone) == (ENDED, "")
    assert not OutboxMessage.objects.filter(to=NUMBER).exists()


def test_two_numbers_and_an_address_never_take_each_other_s_places(meeting):
    book(meeting, "bea@example.org", 2)
    book_by_text(meeting, 3)
    booking.ask(event=meeting, wish=wish("", phone="+13125550199"))
    other = Booking.objects.get(phone="+13125550199")
    booking.confirm(token=token(links.CONFIRM, other.public_id))
    coming = Booking.objects.filter(state=COMING).values_list("places", flat=True)
    assert sorted(coming) == [1, 2, 3]


def test_a_number_that_books_again_has_the_new_booking_alone(meeting):
    book_by_text(meeting, 3)
    book_by_text(meeting, 2)
    assert list(Booking.objects.filter(phone=NUMBER).values_list("places", flat=True)) == [2]


def test_unconfirmed_numbers_of_events_and_of_news_share_one_limit_a_day(meeting, town, clock_at):
    subscribing.ask(
        neighbourhood=town.north, kinds=["events"], how_often="weekly", language="en", phone=NUMBER
    )
    for last in (1, 2):
        booking.ask(event=meeting, wish=wish("", phone=f"+1312555010{last}"))
    with pytest.raises(Refused, match="today"):
        booking.ask(event=meeting, wish=wish("", phone="+13125550109"))
    booking.ask(event=meeting, wish=wish("bea@example.org"))
    clock_at.forward(hours=23, minutes=59)
    with pytest.raises(Refused, match="today"):
        booking.ask(event=meeting, wish=wish("", phone="+13125550109"))


def test_one_number_gets_two_requests_for_one_event(meeting):
    for _n in range(4):
        booking.ask(event=meeting, wish=wish("", phone=NUMBER))
    assert OutboxMessage.objects.filter(to=NUMBER).count() == booking.ASKED_FOR_ONE_EVENT


def test_a_number_is_erased_seven_days_after_and_an_export_finds_it_before(meeting, clock_at):
    row = book_by_text(meeting)
    (record,) = retention.export(Subject(email=NUMBER))
    assert record.contact["phone"] == NUMBER
    over = meeting.ends_at + timedelta(days=7)
    assert retention.expired(retention.BOOKED, meeting.ends_at) == []
    assert retention.expired(retention.BOOKED, over) == [row.public_id]
    retention.erase(retention.BOOKED, row.public_id)
    row.refresh_from_db()
    assert (row.phone, row.language, row.needs) == ("", "", [])


def test_officers_never_see_a_number(client, meeting, cast):
    book_by_text(meeting)
    for who in Staff.objects.all():
        client.force_login(who)
        for name in ("team-event", "event-door"):
            page = client.get(reverse(name, args=[meeting.public_id])).content.decode()
            assert "555" not in page
