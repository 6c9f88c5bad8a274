"""Saying that one will come: without an account, twice, in order, and forgotten after."""

from datetime import timedelta

import pytest
from django.urls import reverse

from commonground.common.models import AuditRow, Erasure
from commonground.common.ratelimit import Limit
from commonground.engagement.bookings import booking, links
from commonground.engagement.bookings.door import set_capacity
from commonground.engagement.bookings.keeping_up import look_after
from commonground.engagement.bookings.models import Booking
from commonground.engagement.bookings.views import ASKINGS
from commonground.engagement.planning import (
    cancel_event,
    plan_event,
)
from commonground.engagement.retention import BOOKED, erase, expired
from commonground.messaging.links import token
from commonground.messaging.models import OutboxMessage

from .booked import AMAL, book, leave, mails, wish

pytestmark = pytest.mark.usefixtures("booking_clock")


@pytest.fixture(autouse=True)
def fresh_limits():
    ASKINGS.forget()


def test_amal_books_on_the_page_and_confirms_by_the_link(client, meeting):
    url = reverse("event-book", args=[meeting.public_id])
    assert url in client.get(reverse("event", args=[meeting.public_id])).content.decode()
    sent = {"email": " Amal@Example.org ", "places": 2, "needs": ["step-free"], "language": "en"}
    assert client.post(url, sent).url == reverse("booking-asked", args=[meeting.public_id])
    row = Booking.objects.get()
    assert (row.email, row.state, row.is_held) == (AMAL, "asked", True)
    link = links.confirm_url(row)
    assert link in mails("ask")[0].body
    path = reverse("booking-confirm", args=[token(links.CONFIRM, row.public_id)])
    assert "Yes, I will come" in client.get(path).content.decode()
    row.refresh_from_db()
    assert row.state == "asked"  # a mail scanner that opens the link books nothing
    assert "You are expected" in client.post(path).content.decode()
    row.refresh_from_db()
    assert row.state == "coming"


def test_the_form_asks_for_no_name_and_an_emergency_is_told_first(client, meeting):
    page = client.get(reverse("event-book", args=[meeting.public_id])).content.decode()
    assert 'name="name"' not in page
    assert "In danger now?" in page


def test_whoever_books_is_written_to_in_the_language_of_the_booking(meeting):
    book(meeting, language="es")
    assert "Reunión vecinal" in mails("yes")[0].body


def test_a_known_an_unknown_and_a_flooded_address_get_the_same_answer(client, meeting):
    url = reverse("event-book", args=[meeting.public_id])
    answers = set()
    for _n in range(booking.ASKED_FOR_ONE_EVENT + 2):
        reply = client.post(url, {"email": AMAL, "places": 1, "language": "en"}, follow=True)
        answers.add((reply.status_code, reply.content.decode().split("<main")[1]))
    assert len(answers) == 1
    assert len(mails("ask")) == booking.ASKED_FOR_ONE_EVENT  # no more in a stranger's mailbox


def test_from_one_network_come_so_many_an_hour(client, meeting, settings):
    settings.BOOKINGS_PER_HOUR = 2
    url = reverse("event-book", args=[meeting.public_id])
    codes = [
        client.post(url, {"email": f"a{n}@example.org", "places": 1, "language": "en"}).status_code
        for n in range(3)
    ]
    assert codes == [302, 302, 429]
    assert isinstance(ASKINGS, Limit)
    assert Booking.objects.count() == 2


def test_what_nobody_confirmed_is_forgotten_after_a_day(meeting, clock_at, plan, cast):
    far = plan(starts_at=clock_at.moment + timedelta(days=9), ends_at=None)
    booking.ask(event=plan_event(plan=far, by=cast.bram.actor()), wish=wish())
    clock_at.forward(hours=25)
    look_after()
    lapsed = Booking.objects.get()
    assert (lapsed.state, lapsed.email) == ("ended", "")
    assert Erasure.objects.get(key=lapsed.public_id).why == "expired"


def test_the_waiting_list_moves_up_in_order_when_somebody_is_not_coming(meeting, cast):
    set_capacity(event=meeting, capacity=3, by=cast.bram.actor())
    first = book(meeting, "one@example.org", 3)
    second, third = book(meeting, "two@example.org", 2), book(meeting, "three@example.org", 1)
    fourth = book(meeting, "four@example.org", 1)
    assert [row.state for row in (first, second, third, fourth)] == ["coming"] + ["waiting"] * 3
    leave(first)
    states = Booking.objects.order_by("asked_at").values_list("state", flat=True)
    assert list(states) == ["ended", "coming", "coming", "waiting"]
    leave(first)  # twice is harmless
    assert len(mails("up")) == 2


def test_nobody_small_overtakes_somebody_large(meeting, cast):
    set_capacity(event=meeting, capacity=4, by=cast.bram.actor())
    book(meeting, "one@example.org", 3)
    book(meeting, "two@example.org", 2)
    assert book(meeting, "three@example.org", 1).state == "waiting"


def test_made_up_addresses_never_hold_more_than_half_of_the_places(meeting, cast):
    set_capacity(event=meeting, capacity=10, by=cast.bram.actor())
    for n in range(20):
        booking.ask(event=meeting, wish=wish(f"made-up-{n}@example.org", 1))
    assert Booking.objects.filter(is_held=True).count() == 5
    assert book(meeting, "real@example.org", 5).state == "coming"


def test_leaving_forgets_the_address_at_once_and_drops_what_was_about_to_be_sent(client, meeting):
    row = book(meeting, needs=["quiet"], needs_words="A chair with arms")
    path = reverse("booking-leave", args=[token(links.LEAVE, row.public_id)])
    assert "No, I am not coming" in client.get(path).content.decode()
    assert Booking.objects.get().email == AMAL
    assert "we no longer have your address" in client.post(path).content.decode()
    gone = Booking.objects.get()
    assert (gone.email, gone.needs, gone.needs_words, gone.language) == ("", [], "", "")
    assert not OutboxMessage.objects.filter(to=AMAL).exists()
    assert Erasure.objects.get().key == row.public_id
    assert client.post(path).status_code == 200  # twice


def test_a_guessed_link_or_that_of_another_purpose_opens_nothing(client, meeting):
    row = book(meeting)
    wrong = [
        token(links.CONFIRM, row.public_id), row.public_id, row.public_id + "0" * 40,
        token("unsubscribe", row.public_id), "é" * 52, token(links.LEAVE, "2" * 12),
    ]  # fmt: skip
    for given in wrong:
        assert client.post(reverse("booking-leave", args=[given])).status_code == 404
    assert Booking.objects.get().state == "coming"
    path = reverse("booking-confirm", args=[token(links.LEAVE, row.public_id)])
    assert client.get(path).status_code == 410


def test_huge_and_broken_numbers_are_refused_in_a_sentence(client, meeting):
    url = reverse("event-book", args=[meeting.public_id])
    for places in ("0", "-1", "11", "9" * 40, "many", "", "1.5"):
        reply = client.post(url, {"email": AMAL, "places": places, "language": "en"})
        assert reply.status_code == 422
    sent = {"email": AMAL, "places": 1, "language": "en", "needs": ["a person"]}
    assert client.post(url, sent).status_code == 422
    sent = {"email": AMAL, "places": 1, "language": "en", "needs_words": "x" * 201}
    assert client.post(url, sent).status_code == 422
    assert not Booking.objects.exists()


def test_a_school_class_is_a_number_and_may_be_large(client, meeting):
    meeting.kind.children_attend = True
    meeting.kind.save()
    url = reverse("event-book", args=[meeting.public_id])
    assert "We write down no name of any child" in client.get(url).content.decode()
    reply = client.post(url, {"email": AMAL, "places": 28, "language": "en"})
    assert reply.status_code == 302
    assert Booking.objects.get().places == 28


def test_what_is_begun_cancelled_imported_or_not_listed_takes_no_bookings(
    client, meeting, cast, clock_at
):
    url = reverse("event-book", args=[meeting.public_id])
    for field, value in (("source", "caps:1"), ("is_listed", False)):
        type(meeting).objects.filter(pk=meeting.pk).update(**{field: value})
        assert client.get(url).status_code in (302, 404)
        type(meeting).objects.filter(pk=meeting.pk).update(source=None, is_listed=True)
    cancel_event(event=meeting, because="Rain.", by=cast.bram.actor())
    assert client.get(url).status_code == 302
    assert url not in client.get(reverse("event", args=[meeting.public_id])).content.decode()


def test_addresses_go_a_week_after_the_event_and_the_counts_stay(meeting, clock_at):
    row = book(meeting, places=3, needs=["hearing"])
    clock_at.forward(days=8)
    assert expired(BOOKED, clock_at.moment - timedelta(days=7)) == []
    clock_at.forward(days=1)
    assert expired(BOOKED, clock_at.moment - timedelta(days=7)) == [row.public_id]
    assert (erase(BOOKED, row.public_id), erase(BOOKED, row.public_id)) == (1, 0)
    row = Booking.objects.get()
    assert (row.email, row.needs, row.places) == ("", [], 3)


def test_bram_sees_numbers_and_needs_and_never_an_address(client, meeting, cast):
    book(meeting, places=2, needs=["step-free"], needs_words="<b>A ramp</b>")
    client.force_login(cast.bram)
    page = client.get(reverse("team-event", args=[meeting.public_id])).content.decode()
    assert "2 places are booked" in page
    assert "A way in without steps: 1" in page
    assert "&lt;b&gt;A ramp&lt;/b&gt;" in page
    assert AMAL not in page
    assert Booking.objects.get().public_id not in page


def test_esi_who_only_reads_sees_no_bookings(client, meeting, cast):
    book(meeting)
    client.force_login(cast.esi)
    page = client.get(reverse("team-event", args=[meeting.public_id])).content.decode()
    assert "Who will come" not in page


def test_bram_says_how_many_places_there_are(client, meeting, cast):
    client.force_login(cast.bram)
    url = reverse("event-places", args=[meeting.public_id])
    assert client.post(url, {"capacity": "30"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.capacity == 30
    for wrong in ("0", "-4", "999999", "x"):
        client.post(url, {"capacity": wrong})
    meeting.refresh_from_db()
    assert meeting.capacity == 30
    row = AuditRow.objects.get(verb="event.set_capacity")
    assert (row.actor_id, row.detail) == (cast.bram.public_id, {"places": 30})
    client.post(url, {"capacity": ""})
    meeting.refresh_from_db()
    assert meeting.capacity is None


def test_chidi_and_nobody_change_no_places(client, meeting, cast):
    url = reverse("event-places", args=[meeting.public_id])
    assert "/accounts/login/" in client.post(url, {"capacity": "3"}).url
    client.force_login(cast.chidi)
    assert client.post(url, {"capacity": "3"}).status_code == 403
    meeting.refresh_from_db()
    assert meeting.capacity is None


def test_the_team_s_page_has_as_many_queries_for_one_booking_as_for_many(
    client, meeting, cast, django_assert_max_num_queries
):
    for n in range(12):
        book(meeting, f"a{n}@example.org")
    client.force_login(cast.bram)
    url = reverse("team-event", args=[meeting.public_id])
    client.get(url)
    with django_assert_max_num_queries(12):
        client.get(url)
