"""An officer's calendar: behind a secret that is kept as a hash, and true after every change."""

from datetime import datetime

import icalendar
import pytest
from django.test import Client

from commonground.common.models import AuditRow
from commonground.plans import changing, telling
from commonground.plans.calendars import calendar_of, make_address, revoke_address
from commonground.plans.models import CalendarKey

from .conftest import WEEK


def entries(staff) -> dict[str, icalendar.Event]:
    found = icalendar.Calendar.from_ical(calendar_of(staff))
    return {str(entry["UID"]): entry for entry in found.walk("VEVENT")}


@pytest.fixture
def published(plan, team):
    telling.publish(plan=plan, based_on=1, by=team.dana)
    return plan


def get(word: str):
    return Client().get(f"/calendar/{word}.ics")


def test_the_calendar_holds_what_the_plan_says_and_no_words_of_anybody(published, team):
    content = calendar_of(team.bram).decode() + calendar_of(team.ines).decode()
    slots = published.latest.slots
    assert content.count("BEGIN:VEVENT") == len(slots)
    assert "lamp" not in content and "Market talk" not in content and "Ines" not in content
    assert "Promise: Northside" in content


def test_a_move_keeps_the_uid_and_counts_up_and_what_is_gone_is_cancelled(published, team):
    slot = next(s for s in published.latest.slots if s["what"] == "promise")
    owner = team.bram if slot["officer"] == team.bram.public_id else team.ines
    before = entries(owner)
    for one in [s for s in published.latest.slots if s["id"] != slot["id"]]:
        changing.remove(
            plan=published, based_on=published.latest.number, slot_id=one["id"], by=team.dana
        )
    start = datetime(2026, 3, 10, 11 if slot["start"] != "2026-03-10T11:00" else 13)
    changing.move(
        plan=published, based_on=published.latest.number, slot_id=slot["id"], officer=owner,
        start=start, by=team.dana,
    )  # fmt: skip
    telling.publish(plan=published, based_on=published.latest.number, by=team.dana)
    after = entries(owner)
    assert set(after) == set(before)
    for uid, entry in after.items():
        assert entry["SEQUENCE"] == 1, uid
        is_ours = slot["id"] in uid
        assert str(entry["STATUS"]) == ("CONFIRMED" if is_ours else "CANCELLED")
    ours = next(e for uid, e in after.items() if slot["id"] in uid)
    assert ours["DTSTART"].dt.replace(tzinfo=None) == start


def test_publishing_again_without_a_change_changes_no_calendar(published, team):
    before = calendar_of(team.bram)
    telling.publish(plan=published, based_on=1, by=team.dana)
    assert calendar_of(team.bram) == before
    assert AuditRow.objects.filter(verb="plan.publish").count() == 1


def test_the_address_is_kept_as_a_hash_and_sent_with_care(published, team):
    word = make_address(staff=team.bram)
    assert len(word) >= 43
    key = CalendarKey.objects.get()
    assert word not in key.token_hash and len(key.token_hash) == 64
    answer = get(word)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer.content.startswith(b"BEGIN:VCALENDAR")


def test_a_guess_the_hash_itself_and_a_revoked_address_are_not_found(published, team):
    word = make_address(staff=team.bram)
    hashed = CalendarKey.objects.get().token_hash
    for guess in (hashed, word[:-1], word.upper(), "x"):
        assert get(guess).status_code == 404
    revoke_address(staff=team.bram)
    assert get(word).status_code == 404


def test_a_new_address_ends_the_old_one_and_only_making_and_ending_are_in_the_trail(
    published, team
):
    old, new = make_address(staff=team.bram), make_address(staff=team.bram)
    assert get(old).status_code == 404 and get(new).status_code == 200
    verbs = AuditRow.objects.filter(noun="calendar").values_list("verb", flat=True)
    assert sorted(verbs) == ["calendar.make", "calendar.make", "calendar.revoke"]


def test_who_left_has_no_calendar(published, team):
    word = make_address(staff=team.bram)
    team.bram.is_active = False
    team.bram.save()
    assert get(word).status_code == 404


def test_the_page_shows_the_address_once(published, team):
    bram = Client()
    bram.force_login(team.bram)
    shown = bram.post("/team/calendar/").content.decode()
    assert "/calendar/" in shown and "It is shown once" in shown
    again = bram.get("/team/calendar/").content.decode()
    assert "cannot be shown again" in again and ".ics" not in again
    bram.post("/team/calendar/", {"revoke": "1"})
    assert CalendarKey.objects.filter(revoked_at=None).count() == 0


def test_the_week_of_the_plan_is_the_week_of_the_calendar(published, team):
    days = {e["DTSTART"].dt.date() for e in [*entries(team.bram).values()]}
    assert all(WEEK <= day <= published.last_day for day in days)
