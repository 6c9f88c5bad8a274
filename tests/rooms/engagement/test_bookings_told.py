"""What those who said that they come are told: changes, reminders, how it was."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from commonground.engagement.bookings import links, telling
from commonground.engagement.bookings.keeping_up import ask_how_it_was, look_after, remind
from commonground.engagement.bookings.models import Booking
from commonground.engagement.planning import (
    cancel_event,
    change_event,
    mark_held,
    plan_event,
    plan_of,
)
from commonground.messaging.links import token
from commonground.messaging.models import OutboxMessage

from .booked import AMAL, book, leave, mails

pytestmark = pytest.mark.usefixtures("booking_clock")


def test_a_change_is_told_once_to_all_who_wait_or_come(meeting, cast, plan, clock_at):
    book(meeting)
    book(meeting, "bea@example.org")
    look_after()
    assert not mails("change")
    clock_at.forward(minutes=5)
    change_event(event=meeting, plan=plan(place={"en": "Park house"}), by=cast.bram.actor())
    look_after()
    look_after()
    assert {mail.to for mail in mails("change")} == {AMAL, "bea@example.org"}
    assert len(mails("change")) == 2
    assert "Park house" in mails("change")[0].body


def test_a_change_of_the_words_alone_is_told_to_nobody(meeting, cast, clock_at):
    book(meeting)
    clock_at.forward(minutes=5)
    other_words = replace(plan_of(meeting), about={"en": "Tea."})
    change_event(event=meeting, plan=other_words, by=cast.bram.actor())
    meeting.refresh_from_db()
    assert meeting.sequence == 1
    look_after()
    assert not mails("change")


def test_there_and_back_is_told_twice(meeting, cast, plan, clock_at):
    book(meeting)
    for place in ("Park house", "Library"):
        clock_at.forward(minutes=5)
        change_event(event=meeting, plan=plan(place={"en": place}), by=cast.bram.actor())
        meeting.refresh_from_db()
        look_after()
    assert len(mails("change")) == 2


def test_a_cancellation_is_told_with_its_reason(meeting, cast, clock_at):
    book(meeting)
    clock_at.forward(minutes=5)
    cancel_event(event=meeting, because="The library is shut.", by=cast.bram.actor())
    look_after()
    look_after()
    (mail,) = mails("change")
    assert "The library is shut." in mail.body and "No longer coming?" not in mail.body


def test_a_reminder_goes_out_once_the_day_before_and_not_to_who_left(meeting, clock_at):
    book(meeting)
    gone = book(meeting, "bea@example.org")
    leave(gone)
    remind()
    remind()
    assert [mail.to for mail in mails("reminder")] == [AMAL]
    assert "/no/" in mails("reminder")[0].body


@pytest.mark.parametrize("what", ["reminder", "change"])
def test_who_leaves_while_the_others_are_told_hears_no_more(
    meeting, cast, plan, clock_at, monkeypatch, what
):
    rows = [book(meeting), book(meeting, "bea@example.org")]
    clock_at.forward(minutes=5)
    change_event(event=meeting, plan=plan(place={"en": "Park house"}), by=cast.bram.actor())
    tell = telling.tell

    def told_slowly(row, *given, **more):
        tell(row, *given, **more)
        leave(next(other for other in rows if other.pk != row.pk))

    monkeypatch.setattr(telling, "tell", told_slowly)
    {"reminder": remind, "change": look_after}[what]()
    assert len(mails(what)) == 1


def test_nobody_is_reminded_of_next_week(plan, cast, clock_at):
    far = plan(starts_at=clock_at.moment + timedelta(days=6), ends_at=None)
    book(plan_event(plan=far, by=cast.bram.actor()))
    remind()
    assert not mails("reminder")


def test_who_came_is_asked_how_it_was_and_only_once(meeting, cast, clock_at):
    book(meeting)
    clock_at.forward(days=2)
    ask_how_it_was()
    assert not mails("feedback")  # nobody said that it took place
    mark_held(event=meeting, by=cast.bram.actor())
    ask_how_it_was()
    ask_how_it_was()
    assert len(mails("feedback")) == 1
    body = mails("feedback")[0].body
    assert "/feedback/" in body and "No longer coming?" not in body


def test_once_it_is_over_the_way_out_forgets_the_address_and_speaks_of_no_place(
    client, meeting, clock_at
):
    row = book(meeting)
    clock_at.forward(days=2)
    path = reverse("booking-leave", args=[token(links.LEAVE, row.public_id)])
    asks, done = (page.content.decode() for page in (client.get(path), client.post(path)))
    assert "Shall we forget your address?" in asks and "Somebody else" not in asks
    assert "We no longer have your address." in done
    assert Booking.objects.get().email == ""


def test_the_place_in_spanish_too_is_no_news(meeting, cast, plan):
    book(meeting)
    before = OutboxMessage.objects.count()
    words = {"en": "Library", "es": "Biblioteca, la puerta de atrás"}
    change_event(event=meeting, plan=plan(place=words), by=cast.bram.actor())
    look_after()
    assert OutboxMessage.objects.count() == before
