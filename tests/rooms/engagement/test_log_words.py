"""What is added to an entry: words about places, and what is to be done. Never about a person."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.concerns.models import CameBy, Concern
from commonground.engagement.contacting import log_contact, take_back
from commonground.engagement.log.noting import LooksLikeAPerson, add_words
from commonground.engagement.models import Contact
from commonground.places.models import GazetteerEntry
from commonground.places.naming import place_names_near
from commonground.tasks import states as task_states
from commonground.tasks.models import Task
from tests.cast import NORTH_POINT, SOUTH_POINT


@pytest.fixture
def contact(cast, town, clock_at):
    return log_contact(
        kind="chat", neighbourhood=town.north, minutes=10, by=cast.bram, idempotency_key="K1"
    )


def test_what_was_heard_becomes_a_concern_that_we_asked_for(contact, cast, litter):
    add_words(contact=contact, by=cast.bram, heard="Bins overflow", category=litter)
    contact.refresh_from_db()
    assert contact.concern == Concern.objects.get()
    assert contact.concern.came_by == CameBy.ASKED_FOR


def test_words_sent_twice_are_kept_once(contact, cast, litter, clock_at):
    due = clock_at.day + timedelta(days=3)
    for _ in range(2):
        add_words(
            contact=contact, by=cast.bram, heard="Bins", category=litter, todo="Ask", due_on=due
        )
    assert (Concern.objects.count(), Task.objects.count()) == (1, 1)
    task = Task.objects.get()
    assert (task.owner, task.due_on) == (cast.bram, due)
    assert AuditRow.objects.filter(verb="task.make_task", noun_id=task.public_id).exists()


@pytest.mark.parametrize("values", [{"heard": "Bins"}, {"todo": "Ask"}])
def test_words_without_a_subject_or_a_day_are_asked_again_and_nothing_is_kept(
    contact, cast, values
):
    with pytest.raises(Refused, match="what it is about|by when"):
        add_words(contact=contact, by=cast.bram, **values)
    assert not Concern.objects.exists() and not Task.objects.exists()


def test_words_that_look_like_a_person_are_refused_with_the_text_without_it(contact, cast, litter):
    with pytest.raises(LooksLikeAPerson, match="“Maria”") as refused:
        add_words(contact=contact, by=cast.bram, heard="Bins, says Maria", category=litter)
    assert refused.value.offered == ("Bins, says someone", "")
    assert not Concern.objects.exists()


def test_the_names_of_our_places_are_known(contact, cast, litter):
    GazetteerEntry.objects.create(
        words="Pottawattomie", folded="pottawattomie", latitude=1, longitude=1
    )
    words = "We spoke of Pottawattomie and Southside"
    add_words(contact=contact, by=cast.bram, heard=words, category=litter)
    assert Concern.objects.exists()


def test_a_phone_carries_the_names_around_its_neighbourhoods(town):
    for name, (latitude, longitude) in (
        ("Near", NORTH_POINT), ("Next", SOUTH_POINT), ("Far", (42.5, -88.5)),
    ):  # fmt: skip
        GazetteerEntry.objects.create(
            words=name, folded=name.lower(), latitude=latitude, longitude=longitude
        )
    assert place_names_near([town.north], 10) == ["Northside", "Near", "Next"]
    assert place_names_near([town.north], 2) == ["Northside", "Near"]
    assert place_names_near([], 10) == []


def test_a_day_that_passed_without_a_network_is_today(contact, cast, clock_at):
    due = clock_at.day + timedelta(days=1)
    clock_at.forward(days=4)
    add_words(contact=contact, by=cast.bram, todo="Ask", due_on=due)
    assert Task.objects.get().due_on == clock_at.day


def test_a_day_that_was_over_when_it_was_logged_is_refused(contact, cast, clock_at):
    with pytest.raises(Refused, match="not over yet"):
        add_words(
            contact=contact, by=cast.bram, todo="Ask", due_on=clock_at.day - timedelta(days=1)
        )


def test_taking_the_entry_back_drops_its_task(contact, cast, clock_at):
    add_words(contact=contact, by=cast.bram, todo="Ask", due_on=clock_at.day)
    take_back(contact=contact, by=cast.bram)
    assert Task.objects.get().state == task_states.DROPPED


def test_chidi_and_dana_add_nothing_to_what_bram_logged(contact, cast, litter):
    with pytest.raises(PermissionDenied):
        add_words(contact=contact, by=cast.chidi, heard="Bins", category=litter)
    with pytest.raises(Refused, match="not there any more"):
        add_words(contact=contact, by=cast.dana, heard="Bins", category=litter)
    assert not Concern.objects.exists()


def test_without_script_the_tally_is_kept_and_the_words_come_back(client, cast, litter, clock_at):
    client.force_login(cast.bram)
    sent = {
        "kind": "visit", "neighbourhood": "northside", "minutes": "20", "idempotency_key": "Q",
        "heard": "Bins, says Maria", "category": "test-litter",
    }  # fmt: skip
    page = client.post(reverse("team-log"), sent)
    assert page.status_code == 400
    assert "The tally is safe" in page.content.decode()
    assert "Bins, says someone" in page.content.decode()
    contact = Contact.objects.get()
    assert contact.concern is None
    address = reverse("team-log-words", args=[contact.public_id])
    told = {"heard": "Bins, says Maria", "category": "test-litter"}
    assert client.post(address, told).status_code == 400
    offered = told | {"heard_offered": "Bins, says someone", "use_offered": "1"}
    assert client.post(address, offered).status_code == 302
    assert Concern.objects.get().messages.get().words.text == "Bins, says someone"


def test_chidi_dana_and_nobody_find_no_entry_of_brams_to_add_words_to(client, contact, cast):
    address = reverse("team-log-words", args=[contact.public_id])
    assert client.post(address, {"heard": "x"})["Location"].startswith("/accounts/login/")
    for other in (cast.chidi, cast.dana):
        client.force_login(other)
        assert client.post(address, {"heard": "x"}).status_code == 404
