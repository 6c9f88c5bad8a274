"""The 20-second log, and that nobody counts anybody else's."""

import inspect
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.concerns.models import Concern
from commonground.engagement import activity
from commonground.engagement.contacting import just_logged, log_contact, take_back
from commonground.engagement.log.noting import add_words
from commonground.engagement.models import Contact
from commonground.engagement.retention import LOG, erase, expired
from commonground.places.models import GazetteerEntry, Neighbourhood
from tests.cast import NORTH_POINT


@pytest.fixture
def chat(cast, town, clock_at):
    clock_at.forward(minutes=47)

    def log(key="K1", by=cast.bram, place=town.north, **changes):
        values = {"kind": "chat", "minutes": 10} | changes
        return log_contact(neighbourhood=place, by=by, idempotency_key=key, **values)

    return log


def test_it_is_kept_to_the_hour_and_to_a_coarse_cell(chat):
    contact = chat(latitude=NORTH_POINT[0], longitude=NORTH_POINT[1])
    assert (contact.at_hour.hour, contact.at_hour.minute) == (9, 0)
    assert contact.cell.startswith("88")  # h3, resolution 8
    assert not [f.name for f in Contact._meta.fields if "lat" in f.name or "lon" in f.name]


def test_a_phone_that_sends_twice_logs_once(chat):
    assert chat() == chat()
    assert Contact.objects.count() == 1


def test_chidi_cannot_log_in_northside(chat, cast):
    with pytest.raises(PermissionDenied):
        chat(by=cast.chidi)


@pytest.mark.parametrize("changes", [{"kind": "arrest"}, {"minutes": 0}, {"minutes": 1000}])
def test_what_makes_no_sense_is_refused(chat, changes):
    with pytest.raises(Refused):
        chat(**changes)


def test_bram_sees_his_own_counts_and_dana_only_hers(chat, cast, clock_at):
    chat()
    since = clock_at.moment - timedelta(days=1)
    assert [(t.kind, t.count, t.minutes) for t in activity.own(cast.bram, since)] == [
        ("chat", 1, 10)
    ]
    assert activity.own(cast.dana, since) == []


def test_no_count_names_or_groups_by_a_member_of_staff(chat, cast, town, clock_at):
    chat(key="A")
    chat(key="B", by=cast.dana)
    since, until = clock_at.moment - timedelta(days=1), clock_at.moment + timedelta(days=1)
    calls = {
        "own": lambda: activity.own(cast.bram, since),
        "presence": lambda: activity.presence(town.north, since, until),
        "own_usual": lambda: activity.own_usual(cast.bram, since, [town.north]),
        "own_taken_off": lambda: activity.own_taken_off(cast.bram, since),
        "by_place": lambda: activity.by_place(Neighbourhood.objects.all(), since),
        "by_week": lambda: activity.by_week(clock_at.day, clock_at.day),
        "first_moment": lambda: activity.first_moment(),
        "reached_cells": lambda: activity.reached_cells([town.north], since),
    }
    public = {
        name
        for name, function in inspect.getmembers(activity, inspect.isfunction)
        if function.__module__ == activity.__name__ and not name.startswith("_")
    }
    assert public == set(calls)
    ids = {staff.public_id for staff in cast.all()} | {staff.username for staff in cast.all()}
    for call in calls.values():
        assert not [word for word in ids if word in repr(call())]
    assert [(p.neighbourhood, p.contact_count) for p in calls["by_place"]()] == [
        (town.south, 0),
        (town.north, 2),
    ]


def test_after_ninety_days_nobody_can_tell_who_it_was(chat, clock_at, town):
    contact = chat()
    clock_at.forward(days=91)
    assert expired(LOG, clock_at.moment - timedelta(days=90)) == [contact.public_id]
    assert [erase(LOG, contact.public_id) for _ in range(2)] == [1, 0]
    contact.refresh_from_db()
    assert (contact.staff, contact.cell, contact.minutes) == (None, "", 10)


def test_two_taps_log_a_chat(client, cast, clock_at):
    client.force_login(cast.bram)
    page = client.get(reverse("team-log"))  # the first tap
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if name != "kind"}
    sent["neighbourhood"] = form.fields["neighbourhood"].queryset.get().slug  # preselected
    answer = client.post(reverse("team-log"), sent | {"kind": "chat"}, follow=True)  # the second
    assert "Logged: Chat, Northside" in answer.content.decode()
    assert Contact.objects.get().minutes == 10


def test_a_known_place_is_kept_coarse_and_an_unknown_one_is_said(client, cast, clock_at):
    GazetteerEntry.objects.create(
        words="Library", folded="library", latitude=NORTH_POINT[0], longitude=NORTH_POINT[1]
    )
    client.force_login(cast.bram)
    sent = {"kind": "visit", "neighbourhood": "northside", "minutes": "20"}
    for key, near in (("Q", "library"), ("R", "Nowhere")):
        told = sent | {"near": near, "idempotency_key": key}
        page = client.post(reverse("team-log"), told, follow=True).content.decode()
        assert "Logged: Visit, Northside" in page
        assert ("We do not know the place" in page) is (near == "Nowhere")
    assert [bool(c.cell) for c in Contact.objects.order_by("idempotency_key")] == [True, False]


def test_nobody_and_esi_cannot_log(client, cast):
    assert client.get(reverse("team-log")).status_code == 302
    client.force_login(cast.esi)
    assert client.get(reverse("team-log")).status_code == 403


def back(client, contact):
    return client.post(reverse("team-log-take-back", args=[contact.public_id]), follow=True)


def test_bram_takes_back_a_wrong_tap_and_that_is_on_record(client, chat, cast, clock_at):
    contact = chat()
    client.force_login(cast.bram)
    assert "A wrong tap?" in client.get(reverse("team-log")).content.decode()
    clock_at.forward(minutes=14)
    assert "Taken back" in back(client, contact).content.decode()
    assert not Contact.objects.exists()
    verbs = AuditRow.objects.filter(noun_id=contact.public_id).values_list("verb", flat=True)
    assert set(verbs) == {"log.write", "log.take_back"}
    assert "A wrong tap?" not in client.get(reverse("team-log")).content.decode()


def test_after_a_quarter_of_an_hour_it_stays(client, chat, cast, clock_at):
    contact = chat()
    clock_at.forward(minutes=15)
    assert just_logged(cast.bram) == []
    client.force_login(cast.bram)
    assert "more than 15 minutes ago" in back(client, contact).content.decode()
    assert Contact.objects.get() == contact


def test_what_was_heard_stays_a_concern(chat, cast, litter):
    contact = add_words(contact=chat(), by=cast.bram, heard="Bins overflow", category=litter)
    assert just_logged(cast.bram) == []
    with pytest.raises(Refused, match="a concern now"):
        take_back(contact=contact, by=cast.bram)
    assert Concern.objects.exists() and Contact.objects.exists()


def test_chidi_dana_and_nobody_take_nothing_back_that_bram_logged(client, chat, cast):
    contact = chat()
    assert back(client, contact).redirect_chain[0][0].startswith("/accounts/login/")
    for other in (cast.chidi, cast.dana):
        assert just_logged(other) == []
        client.force_login(other)
        assert back(client, contact).status_code == 404
        with pytest.raises(PermissionDenied):
            take_back(contact=contact, by=other)
    assert Contact.objects.get() == contact


def test_the_log_costs_a_number_of_queries_that_does_not_grow(
    client, chat, cast, django_assert_num_queries
):
    client.force_login(cast.bram)
    chat()
    client.get(reverse("team-log"))
    for number in range(2):
        with django_assert_num_queries(18):
            client.get(reverse("team-log"))
        chat(key=f"more {number}")
