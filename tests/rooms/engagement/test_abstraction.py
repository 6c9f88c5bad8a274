"""I was taken off my neighbourhood: hours, and what took me away. Never who sent me."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.common.retention import Subject
from commonground.engagement import activity
from commonground.engagement.abstraction.recording import (
    just_taken_off,
    record_abstraction,
    take_back_abstraction,
)
from commonground.engagement.models import Abstraction
from commonground.engagement.retention import TAKEN_OFF, erase, expired, export


@pytest.fixture
def taken_off(cast, town, clock_at):
    def record(key="K1", by=cast.bram, place=town.north, **changes):
        values = {"minutes": 240, "because": "court"} | changes
        return record_abstraction(neighbourhood=place, by=by, idempotency_key=key, **values)

    return record


def test_it_is_kept_to_the_day_and_is_on_record(taken_off, clock_at):
    row = taken_off()
    assert (row.away_on, row.hours) == (clock_at.day, 4.0)
    audit = AuditRow.objects.get(noun_id=row.public_id)
    assert (audit.verb, audit.detail) == ("log.taken_off", {"because": "court"})


def test_a_phone_that_sends_twice_logs_once(taken_off):
    assert taken_off() == taken_off()
    assert Abstraction.objects.count() == 1


def test_somebody_elses_key_opens_nothing(taken_off, cast):
    taken_off()
    with pytest.raises(Refused):
        taken_off(by=cast.dana)


@pytest.mark.parametrize(
    ("days", "changes"),
    [
        (0, {"because": "Sgt Jones"}),
        (0, {"minutes": 0}),
        (0, {"minutes": 1441}),
        (1, {}),
        (-15, {}),
    ],
)
def test_what_makes_no_sense_is_refused(taken_off, clock_at, days, changes):
    with pytest.raises(Refused):
        taken_off(away_on=clock_at.day + timedelta(days=days), **changes)
    assert not Abstraction.objects.exists()


def test_chidi_cannot_say_it_of_northside(taken_off, cast):
    with pytest.raises(PermissionDenied):
        taken_off(by=cast.chidi)


def test_bram_sees_his_own_hours_and_dana_only_hers(taken_off, cast, clock_at):
    taken_off()
    taken_off(key="K2", minutes=90)
    since = clock_at.moment - timedelta(days=28)
    assert [(t.because, t.hours) for t in activity.own_taken_off(cast.bram, since)] == [
        ("court", 5.5)
    ]
    assert activity.own_taken_off(cast.dana, since) == []


def test_a_wrong_tap_is_taken_back_by_its_author_alone_within_a_quarter_of_an_hour(
    client, taken_off, cast, clock_at
):
    row = taken_off()
    address = reverse("team-away-take-back", args=[row.public_id])
    assert client.post(address)["Location"].startswith("/accounts/login/")
    for other in (cast.chidi, cast.dana):
        client.force_login(other)
        assert client.post(address).status_code == 404
        with pytest.raises(PermissionDenied):
            take_back_abstraction(abstraction=row, by=other)
    client.force_login(cast.bram)
    assert "Taken back" in client.post(address, follow=True).content.decode()
    assert not Abstraction.objects.exists()
    late = taken_off(key="K2")
    clock_at.forward(minutes=15)
    assert just_taken_off(cast.bram) == []
    with pytest.raises(Refused, match="15 minutes"):
        take_back_abstraction(abstraction=late, by=cast.bram)


def test_the_form_logs_it_and_says_what_is_wrong(client, cast, clock_at):
    client.force_login(cast.bram)
    sent = {
        "away-neighbourhood": "northside", "away-minutes": "240", "away-because": "court",
        "away-idempotency_key": "Q",
    }  # fmt: skip
    address = reverse("team-log-away")
    page = client.post(address, sent, follow=True).content.decode()
    assert "Logged: taken off Northside, Court." in page
    wrong = sent | {"away-away_on": "2020-01-01", "away-idempotency_key": "R"}
    answer = client.post(address, wrong)
    assert answer.status_code == 400
    assert "more than 14 days ago" in answer.content.decode()
    assert Abstraction.objects.count() == 1


def test_nobody_and_esi_cannot_log_it(client, cast):
    assert client.post(reverse("team-log-away")).status_code == 302
    client.force_login(cast.esi)
    assert client.post(reverse("team-log-away")).status_code == 403


def test_after_ninety_days_nobody_can_tell_who_it_was(taken_off, cast, clock_at):
    row = taken_off()
    records = export(Subject(staff=cast.bram.public_id))
    assert [r.key for r in records] == [row.public_id]
    clock_at.forward(days=91)
    assert expired(TAKEN_OFF, clock_at.moment - timedelta(days=90)) == [row.public_id]
    assert [erase(TAKEN_OFF, row.public_id) for _ in range(2)] == [1, 0]
    row.refresh_from_db()
    assert (row.staff, row.minutes) == (None, 240)
