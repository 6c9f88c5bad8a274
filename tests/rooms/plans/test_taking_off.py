"""Somebody is taken off: slots are freed, owners told, the smallest repair is proposed."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from commonground.common import clock
from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.messaging.models import OutboxMessage
from commonground.plans import states
from commonground.plans.models import Proposal, RosterEntry
from commonground.plans.taking_off import accept, leave, logged_off, take_off

from .conftest import WEEK, at


def owner_of(plan, team, what: str):
    slot = next(s for s in plan.latest.slots if s["what"] == what)
    return slot, team.bram if slot["officer"] == team.bram.public_id else team.ines


def whole_day(slot: dict) -> tuple[datetime, datetime]:
    day = datetime.fromisoformat(slot["start"][:10])
    return day.replace(hour=8), day.replace(hour=16)


def off(plan, team, staff, slot, key="K1"):
    start, end = whole_day(slot)
    return take_off(
        plan=plan, staff=staff, start=start, end=end, because="court", by=team.dana, key=key
    )


def test_the_meeting_is_freed_and_given_to_somebody_else_when_the_supervisor_accepts(plan, team):
    slot, gone = owner_of(plan, team, "event")
    other = team.ines if gone == team.bram else team.bram
    made = off(plan, team, gone, slot)
    assert slot["id"] in {s["id"] for s in made.freed}
    assert plan.latest.why == states.TAKEN_OFF
    kept = {s["id"]: s for s in plan.latest.slots}
    proposal = Proposal.objects.get()
    meeting = next(s for s in proposal.slots if s["what"] == "event")
    assert meeting["officer"] == other.public_id and meeting["id"] == slot["id"]
    # only what was in the meeting's way is moved
    moved = [kept[s["id"]] for s in proposal.slots if s["id"] in kept and s != kept[s["id"]]]
    assert all(s["task"] is None and s["officer"] == other.public_id for s in moved)
    assert all(s["start"][:10] == meeting["start"][:10] for s in moved) and len(moved) <= 1
    accept(plan=plan, by=team.dana, based_on=plan.latest.number)
    assert plan.latest.why == states.REPAIRED
    assert next(s for s in plan.latest.slots if s["what"] == "event")["officer"] == other.public_id


def test_the_owner_of_a_promise_is_told_and_who_did_it_is_not(plan, team):
    team.bram.email = "bram@example.org"
    team.bram.save()
    slot, gone = owner_of(plan, team, "promise")
    made = off(plan, team, gone, slot)
    assert (made.told, made.untold) == (("Bram (test cast)",), ())
    message = OutboxMessage.objects.get()
    assert message.to == "bram@example.org" and "lamp" not in message.body + message.subject


def test_an_owner_without_an_address_is_named_and_not_said_to_be_told(plan, team):
    slot, gone = owner_of(plan, team, "promise")
    dana = Client()
    dana.force_login(team.dana)
    told = {"who": gone.public_id, "day": slot["start"][:10], "because": "court", "key": "K1"}
    sent = dana.post(f"/team/plan/{plan.public_id}/taken/", told, follow=True).content.decode()
    assert "and they have no e-mail. Tell them: Bram (test cast)." in sent
    assert "Told by e-mail" not in sent and not OutboxMessage.objects.exists()


def test_the_same_form_twice_takes_off_once(plan, team):
    slot, gone = owner_of(plan, team, "event")
    off(plan, team, gone, slot)
    off(plan, team, gone, slot)
    assert plan.latest.number == 2 and RosterEntry.objects.filter(kind=states.TAKEN).count() == 1


def test_whatever_was_changed_is_on_record_also_where_nothing_was_planned(plan, team):
    slot, gone = owner_of(plan, team, "event")
    off(plan, team, gone, slot, key="K1")
    off(plan, team, gone, slot, key="K2")  # free by now
    leave(plan=plan, by=team.dana)
    leave(plan=plan, by=team.dana)
    later = datetime.fromisoformat(slot["end"]) + timedelta(days=6)
    for _twice in range(2):
        take_off(plan=plan, staff=gone, start=later, end=later + timedelta(hours=1),
                 because="court", by=team.dana, key="K3")  # fmt: skip
    rows = AuditRow.objects.filter(noun_id=plan.public_id)
    freed = rows.filter(verb="plan.taken-off").values_list("detail__freed", flat=True)
    assert len(freed) == 2 and min(freed) == 0 < max(freed)
    assert rows.filter(verb="plan.leave_repair").count() == 1


def test_an_accepted_repair_must_be_of_the_plan_as_it_stands(plan, team):
    slot, gone = owner_of(plan, team, "event")
    off(plan, team, gone, slot)
    with pytest.raises(Refused, match="in the meantime"):
        accept(plan=plan, by=team.dana, based_on=1)


def test_where_nobody_else_can_the_reason_is_told(plan, team):
    slot, gone = owner_of(plan, team, "event")
    other = team.ines if gone == team.bram else team.bram
    off(plan, team, other, slot, key="K1")
    off(plan, team, gone, slot, key="K2")
    why = {what.split(":")[0]: why for what, why in plan.latest.unmet}
    assert why["event event"] == "nobody is on duty long enough on Wednesday afternoon"


def test_an_officer_takes_off_only_themselves(plan, team):
    from commonground.plans.telling import publish

    publish(plan=plan, based_on=1, by=team.dana)
    client = Client()
    client.force_login(team.bram)
    address = f"/team/plan/{plan.public_id}/taken/"
    data = {
        "who": team.ines.public_id, "day": WEEK.isoformat(), "starts": "08:00", "ends": "16:00",
        "because": "court", "key": "K1",
    }  # fmt: skip
    assert client.post(address, data).status_code == 400
    assert not RosterEntry.objects.exists()
    assert client.post(address, data | {"who": team.bram.public_id}).status_code == 302
    assert RosterEntry.objects.get().staff == team.bram


def test_a_day_without_times_is_the_whole_day_and_today_from_now_on(plan, team, clock_at):
    slot, gone = owner_of(plan, team, "event")
    client = Client()
    client.force_login(team.dana)
    address = f"/team/plan/{plan.public_id}/taken/"
    data = {"who": gone.public_id, "day": slot["start"][:10], "because": "court", "key": "K1"}
    page = client.post(address, data, follow=True).content.decode()
    assert "free now" in page
    assert slot["id"] not in {s["id"] for s in plan.latest.slots}
    clock_at.set(at(5, 15))
    client.post(address, data | {"day": clock.today().isoformat(), "key": "K2"})
    today = RosterEntry.objects.filter(staff=gone).latest("starts_at")
    assert today.starts_at == clock.now()


def test_what_an_officer_logged_is_shown_until_the_plan_knows(plan, team, town, clock_at):
    from commonground.engagement.abstraction.recording import record_abstraction

    slot, gone = owner_of(plan, team, "event")
    clock_at.set(at(2, 9))
    record_abstraction(
        neighbourhood=town.north, minutes=240, because="court", by=gone, idempotency_key="A1"
    )
    (one,) = logged_off(plan.latest)
    assert one.staff == gone and one.hours == 4
    off(plan, team, gone, slot)
    assert logged_off(plan.latest) == []


def test_the_hours_of_the_shift_are_logged_as_taken_off_once_the_day_has_come(plan, team, clock_at):
    from commonground.engagement.abstraction.models import Abstraction

    slot, gone = owner_of(plan, team, "event")
    off(plan, team, gone, slot, key="K1")
    assert not Abstraction.objects.exists()  # next week: not yet
    clock_at.set(at(2, 9))
    start, _end = whole_day(slot)
    off_again = {"plan": plan, "staff": gone, "start": start, "because": "court", "by": team.dana}
    take_off(**off_again, end=start.replace(hour=20), key="K2")
    row = Abstraction.objects.get()
    assert (row.staff, row.minutes, row.because) == (gone, 480, "court")
