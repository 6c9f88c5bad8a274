"""Counting at the door without names, and three questions that nobody can trace."""

from datetime import timedelta

import pytest
from django.urls import reverse

from commonground.common.models import AuditRow
from commonground.engagement.bookings.models import DoorCount
from commonground.engagement.closing import close_event
from commonground.engagement.feedback import asking, links
from commonground.engagement.feedback.models import FeedbackTally
from commonground.engagement.feedback.views import GIVEN
from commonground.engagement.planning import cancel_event

ANSWERS = {"heard": "yes", "worth": "partly", "again": "none"}


@pytest.fixture(autouse=True)
def fresh_limits():
    GIVEN.forget()


@pytest.fixture
def door(client, meeting, cast, clock_at):
    """Bram at the door as it begins."""
    clock_at.set(meeting.starts_at)
    client.force_login(cast.bram)
    return reverse("event-door", args=[meeting.public_id])


@pytest.fixture
def over(meeting, clock_at):
    clock_at.set(meeting.starts_at + timedelta(hours=2))
    return meeting


def form_of(event) -> str:
    return links.feedback_path(event)


def test_bram_counts_who_comes_in_and_closes_with_these_numbers(client, door, meeting):
    for who in ("adults", "adults", "young", "first_time"):
        assert client.post(door, {"who": who}).url == door
    client.post(door, {"who": "adults", "less": "1"})
    row = DoorCount.objects.get()
    assert (row.adults, row.young, row.first_time) == (1, 1, 1)
    closing = client.get(reverse("event-close", args=[meeting.public_id]))
    counts = closing.context["counts"]
    assert [counts[name].value() for name in ("adults", "young", "first_time")] == [1, 1, 1]


def test_counting_leaves_one_audit_row_and_no_moment_of_anybody_s_coming(client, door, clock_at):
    for _n in range(3):
        clock_at.forward(minutes=1)
        client.post(door, {"who": "adults"})
    assert AuditRow.objects.filter(verb="event.count_in").count() == 1
    assert {f.name for f in DoorCount._meta.fields} == {
        "id", "event", "adults", "young", "first_time",
    }  # fmt: skip


def test_a_slip_below_nought_and_a_button_that_we_never_drew_are_refused(client, door):
    for sent in ({"who": "adults", "less": "1"}, {"who": "officers"}, {"who": "id"}, {}):
        page = client.post(door, sent, follow=True).content.decode()
        assert "Use one of the buttons." in page or "cannot be below nought" in page
    page = client.post(door, {"who": "first_time"}, follow=True).content.decode()
    assert "Count the person first" in page
    assert not DoorCount.objects.exists()


def test_the_door_opens_two_hours_before_and_shuts_with_the_event(
    client, door, meeting, cast, clock_at
):
    clock_at.set(meeting.starts_at - timedelta(hours=3))
    assert client.get(door).status_code == 302
    clock_at.set(meeting.starts_at)
    cancel_event(event=meeting, because="Rain.", by=cast.bram.actor())
    assert client.post(door, {"who": "adults"}).status_code == 302
    assert not DoorCount.objects.exists()


def test_chidi_and_nobody_count_at_no_door_of_northside(client, door, cast):
    client.force_login(cast.chidi)
    assert client.get(door).status_code == client.post(door, {"who": "adults"}).status_code == 403
    client.logout()
    assert "/accounts/login/" in client.post(door, {"who": "adults"}).url
    assert not DoorCount.objects.exists()


def test_three_answers_become_three_tallies_and_nothing_else(client, over):
    page = client.get(form_of(over)).content.decode()
    assert "What becomes of it" in page
    before = AuditRow.objects.count()
    assert "It is counted" in client.post(form_of(over), ANSWERS).content.decode()
    rows = FeedbackTally.objects.filter(count__gt=0).values_list("question", "answer", "count")
    assert sorted(rows) == [("again", "none", 1), ("heard", "yes", 1), ("worth", "partly", 1)]
    client.post(form_of(over), ANSWERS)
    assert AuditRow.objects.count() == before
    assert {f.name for f in FeedbackTally._meta.fields} == {
        "id", "event", "question", "answer", "count",
    }  # fmt: skip


def test_a_double_tap_and_a_page_loaded_again_count_once(client, over):
    key = client.get(form_of(over)).context["form"]["key"].value()
    other = client.get(form_of(over)).context["form"]["key"].value()
    assert key != other
    for sent in (key, key, other, "x" * 99, "x" * 99):  # we give no such long keys
        told = client.post(form_of(over), ANSWERS | {"key": sent})
        assert "It is counted" in told.content.decode()
    assert FeedbackTally.objects.get(question="heard", answer="yes").count == 4


def test_a_refused_answer_does_not_use_its_key_up(client, over):
    key = client.get(form_of(over)).context["form"]["key"].value()
    assert client.post(form_of(over), {"key": key}).status_code == 422
    client.post(form_of(over), ANSWERS | {"key": key})
    assert FeedbackTally.objects.get(question="heard", answer="yes").count == 1


def test_the_order_of_the_tallies_tells_nobody_s_answers(over):
    """By their keys the rows would show who answered first, all three answers together."""
    told = [
        {"heard": "no", "worth": "yes", "again": "partly"},
        {"heard": "yes", "worth": "none", "again": "no"},
    ]
    for answers in told:
        asking.give_feedback(event=over, answers=answers)
    rows = FeedbackTally.objects.order_by("id").values_list("question", "answer")
    assert list(rows) == [(q, a) for q in asking.QUESTIONS for a, _words in asking.ANSWERS]


def test_a_broken_answer_is_refused_and_counts_nothing(client, over):
    for sent in ({}, ANSWERS | {"heard": "<b>"}, {"heard": "yes"}):
        assert client.post(form_of(over), sent).status_code == 422
    assert not FeedbackTally.objects.exists()


def test_the_questions_open_when_it_begins_and_close_after_a_week(client, meeting, clock_at):
    assert client.post(form_of(meeting), ANSWERS).status_code == 410
    clock_at.set(meeting.starts_at)
    assert client.get(form_of(meeting)).status_code == 200
    clock_at.forward(days=8)
    assert client.post(form_of(meeting), ANSWERS).status_code == 410
    assert not FeedbackTally.objects.exists()


def test_the_address_of_the_questions_cannot_be_guessed(client, over):
    given = form_of(over).split("/")[-2]
    for wrong in (over.public_id, over.public_id + "0" * 16, given[:-1], "é" * 28):
        assert client.get(reverse("event-feedback", args=[wrong])).status_code == 404


def test_one_network_fills_in_no_thousands(client, over, settings):
    settings.FEEDBACK_PER_HOUR = 2
    codes = [client.post(form_of(over), ANSWERS).status_code for _n in range(3)]
    assert codes == [200, 200, 429]


def test_nothing_is_shown_before_the_week_is_over_nor_of_four_people(over, clock_at):
    for _n in range(4):
        asking.give_feedback(event=over, answers=ANSWERS)
    clock_at.forward(days=8)
    assert (asking.result(over).answers, asking.result(over).is_shown) == (4, False)
    clock_at.forward(days=-8)
    asking.give_feedback(event=over, answers=ANSWERS | {"heard": "no"})
    assert not asking.result(over).is_shown  # a growing number would tell the fifth answer
    clock_at.forward(days=8)
    heard, _worth, again = asking.result(over).questions
    assert heard.counts == [("Yes", 4), ("Partly", 0), ("No", 1)]
    assert again.counts[-1] == ("I would rather not say", 5)


def test_the_team_reads_it_as_a_stream_of_its_own_and_is_told_of_too_many(
    client, over, cast, clock_at
):
    for _n in range(6):
        asking.give_feedback(event=over, answers=ANSWERS)
    close_event(event=over, adults=5, young=0, first_time=0, points=[], by=cast.bram.actor())
    clock_at.forward(days=8)
    client.force_login(cast.bram)
    page = client.get(reverse("team-event", args=[over.public_id])).content.decode()
    assert "6 people answered." in page
    assert "not the survey" in page
    assert "somebody answered twice" in page


def test_the_sheet_for_the_door_holds_the_address_and_its_square(client, meeting, cast):
    url = reverse("event-feedback-sheet", args=[meeting.public_id])
    assert "/accounts/login/" in client.get(url).url
    client.force_login(cast.chidi)
    assert client.get(url).status_code == 403
    client.force_login(cast.bram)
    page = client.get(url).content.decode()
    assert form_of(meeting) in page
    assert "<svg" in page
