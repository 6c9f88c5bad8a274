"""A person changes the plan: each change is checked, kept as a version, and published."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.plans import changing, states, telling
from commonground.plans.forms import Sent
from commonground.plans.models import Solve, Version, WeekPlan
from commonground.plans.versions import find_plan

from .conftest import WEEK, at, solve

MONDAY = datetime(2026, 3, 9)


def find(plan: WeekPlan, what: str) -> dict:
    return next(s for s in plan.latest.slots if s["what"] == what)


def signed_in(staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def other(team, slot: dict):
    return team.ines if slot["officer"] == team.bram.public_id else team.bram


def test_the_promise_is_given_to_somebody_else_and_moved(plan, team):
    lamp = find(plan, "promise")
    to = other(team, lamp)
    # a time at which nothing else is: everything of theirs is taken out first
    for slot in [s for s in plan.latest.slots if s["officer"] == to.public_id]:
        changing.remove(plan=plan, based_on=plan.latest.number, slot_id=slot["id"], by=team.dana)
    number = plan.latest.number
    changing.move(
        plan=plan, based_on=number, slot_id=lamp["id"], officer=to,
        start=MONDAY + timedelta(hours=9), by=team.dana,
    )  # fmt: skip
    moved = find(plan, "promise")
    assert moved["id"] == lamp["id"] and moved["officer"] == to.public_id
    assert (moved["start"], moved["end"]) == ("2026-03-09T09:00", "2026-03-09T10:00")
    version = plan.latest
    assert version.number == number + 1 and version.by == team.dana and version.why == states.MOVED
    row = AuditRow.objects.filter(verb="plan.moved").get()
    assert row.actor_id == team.dana.public_id and row.detail["number"] == version.number


@pytest.mark.parametrize(
    ("hours", "why"),
    [(20, "outside of a shift"), (4 * 24 + 9, "after it is due")],
)
def test_a_move_that_breaks_a_hard_rule_is_refused_in_words_and_changes_nothing(
    plan, team, hours, why
):
    lamp = find(plan, "promise")
    for slot in [s for s in plan.latest.slots if s["id"] != lamp["id"]]:
        changing.remove(plan=plan, based_on=plan.latest.number, slot_id=slot["id"], by=team.dana)
    number = plan.latest.number
    with pytest.raises(Refused, match=why):
        changing.move(
            plan=plan, based_on=number, slot_id=lamp["id"], officer=team.bram,
            start=MONDAY + timedelta(hours=hours), by=team.dana,
        )  # fmt: skip
    assert plan.latest.number == number and find(plan, "promise") == lamp


def test_nothing_is_moved_or_added_to_a_time_that_is_over(plan, team, town, clock_at):
    clock_at.set(at(1, 12))
    talk = find(plan, "event")
    common = {"plan": plan, "based_on": 1, "officer": team.bram, "by": team.dana}
    with pytest.raises(Refused, match="This time is over"):
        changing.move(**common, slot_id=talk["id"], start=MONDAY + timedelta(hours=9))
    with pytest.raises(Refused, match="This time is over"):
        changing.add_visit(**common, place=town.north, start=MONDAY + timedelta(hours=9))
    assert plan.latest.number == 1 and find(plan, "event") == talk


def test_a_change_on_an_older_version_is_refused_and_the_same_form_twice_is_one_change(plan, team):
    lamp = find(plan, "promise")
    common = {"plan": plan, "slot_id": lamp["id"], "by": team.dana}
    one = changing.pin(**common, based_on=1, pinned=True, key="K1")
    assert changing.pin(**common, based_on=1, pinned=True, key="K1") == one
    with pytest.raises(Refused, match="changed the plan in the meantime"):
        changing.pin(**common, based_on=1, pinned=False, key="K2")
    assert plan.latest.number == 2


def test_a_visit_beyond_what_is_owed_may_be_added_and_stays_when_planned_again(plan, team, town):
    from commonground.plans import solving

    for day in (0, 4):
        hour = 13 if day == 0 else 9
        start = MONDAY + timedelta(days=day, hours=hour)
        taken = [s for s in plan.latest.slots if s["start"][:10] == f"{start:%Y-%m-%d}"]
        for slot in taken:
            changing.remove(
                plan=plan, based_on=plan.latest.number, slot_id=slot["id"], by=team.dana
            )
        changing.add_visit(
            plan=plan, based_on=plan.latest.number, officer=team.bram, place=town.north,
            start=start, by=team.dana,
        )  # fmt: skip
    added = [s for s in plan.latest.slots if s["pinned"]]
    solving.ask(plan=plan, based_on=plan.latest.number, by=team.dana)
    solving.work_off()
    assert plan.solves.order_by("-id").first().problem == ""
    assert {s["id"] for s in added} <= {s["id"] for s in plan.latest.slots}


def test_what_was_left_out_is_put_in_by_hand_with_its_crew(plan, team, meeting):
    source = f"event:{meeting.public_id}"
    talk = find(plan, "event")
    changing.remove(plan=plan, based_on=1, slot_id=talk["id"], by=team.dana)
    assert [what for what, _why in plan.latest.unmet] == [f"event {source}"]
    free = other(team, talk)
    changing.add_task(
        plan=plan, based_on=2, source=source, crew=[free], start=datetime(2026, 3, 11, 14),
        by=team.dana,
    )  # fmt: skip
    assert find(plan, "event")["officer"] == free.public_id and plan.latest.unmet == []


def test_while_the_week_is_planned_nobody_changes_it(plan, team):
    from commonground.plans import solving

    solving.ask(plan=plan, based_on=1, by=team.dana)
    with pytest.raises(Refused, match="is being planned"):
        changing.remove(plan=plan, based_on=1, slot_id=find(plan, "event")["id"], by=team.dana)


# the pages


def page(client: Client, **more):
    return client.get(f"/team/plan/week/{WEEK}/", **more)


def test_dana_plans_sees_and_publishes_on_the_pages(meeting, promise, team, town):
    from commonground.plans import solving

    dana = signed_in(team.dana)
    assert "2 officers are on duty in this week, 80 hours" in page(dana).content.decode()
    assert dana.post(f"/team/plan/week/{WEEK}/ask/").status_code == 302
    waiting = page(dana).content.decode()
    assert "The week is being planned" in waiting and 'http-equiv="refresh"' in waiting
    solving.work_off()
    shown = page(dana).content.decode()
    assert "All promises and events are kept." in shown and "Market talk" in shown
    assert "not published yet" in shown and "by lot" in shown
    plan = find_plan(WEEK, [town.north])
    bram = signed_in(team.bram)
    assert "No plan is published" in page(bram).content.decode()
    dana.post(f"/team/plan/{plan.public_id}/publish/", {"based_on": 1})
    seen = page(bram).content.decode()
    assert "Look at the broken lamp" in seen and "Publish</button>" not in seen


def test_the_form_moves_and_says_what_rule_a_move_would_break(plan, team):
    dana, lamp = signed_in(team.dana), find(plan, "promise")
    address = f"/team/plan/{plan.public_id}/slots/{lamp['id']}/"
    data = Sent.fresh(1) | {"move": "1", "officer": lamp["officer"], "at": "20:00"}
    data["day"] = WEEK.isoformat()
    answer = dana.post(address, data)
    assert answer.status_code == 400 and "It is outside of a shift." in answer.content.decode()
    pinned = dana.post(address, Sent.fresh(1) | {"pin": "1"})
    assert pinned.status_code == 302 and find(plan, "promise")["pinned"]
    assert "<i>fixed</i>" in page(dana).content.decode()


def test_dropping_a_slot_is_the_same_as_the_form(plan, team):
    dana, lamp = signed_in(team.dana), find(plan, "promise")
    address = f"/team/plan/{plan.public_id}/slots/{lamp['id']}/drop/"
    data = Sent.fresh(1) | {"officer": lamp["officer"], "day": "2026-03-15", "at": "09:00"}
    answer = dana.post(address, data)
    assert answer.status_code == 400 and "outside of a shift" in answer.json()["words"]
    data |= {"day": lamp["start"][:10], "at": lamp["start"][11:], "key": "again"}
    assert dana.post(address, data).status_code == 200


def test_history_says_who_changed_what(plan, team):
    changing.pin(
        plan=plan, based_on=1, slot_id=find(plan, "promise")["id"], pinned=True, by=team.dana
    )
    changing.remove(plan=plan, based_on=2, slot_id=find(plan, "event")["id"], by=team.dana)
    history = signed_in(team.dana).get(f"/team/plan/{plan.public_id}/history/").content.decode()
    assert "Taken out" in history and "Gone:" in history and "Dana (test cast)" in history
    assert "Nothing yet." in signed_in(team.bram).get(
        f"/team/plan/{plan.public_id}/history/"
    ).content.decode()  # fmt: skip


def test_an_officer_changes_and_publishes_nothing(plan, team):
    bram, lamp = signed_in(team.bram), find(plan, "promise")
    for address in ("publish/", "repair/", "add/", "needs/", f"slots/{lamp['id']}/"):
        answer = bram.post(f"/team/plan/{plan.public_id}/{address}", Sent.fresh(1) | {"pin": "1"})
        assert answer.status_code == 403, address
    assert bram.post(f"/team/plan/week/{WEEK}/ask/").status_code == 403
    assert Version.objects.count() == 1


def test_chidi_sees_nothing_of_it_and_nobody_signs_in(plan, team):
    telling.publish(plan=plan, based_on=1, by=team.dana)
    chidi = signed_in(team.chidi)
    assert "No plan is published" in page(chidi).content.decode()
    for address in ("history/", "taken/"):
        assert chidi.get(f"/team/plan/{plan.public_id}/{address}").status_code == 403
    assert Client().get(f"/team/plan/week/{WEEK}/").status_code == 302


def test_a_supervisor_of_another_place_may_read_no_draft_and_change_nothing(plan, team, town):
    from tests.cast import person

    omar = signed_in(person("Omar", "supervisor", town.south))
    lamp = find(plan, "promise")
    for address in ("publish/", "repair/", f"slots/{lamp['id']}/"):
        answer = omar.post(f"/team/plan/{plan.public_id}/{address}", Sent.fresh(1) | {"pin": "1"})
        assert answer.status_code == 403, address
    assert not Solve.objects.exclude(state=states.DONE).exists()


def test_a_day_that_is_no_day_is_not_found(team):
    dana = signed_in(team.dana)
    for text in ("2026-13-40", "soon", "0001-01-01"):
        assert dana.get(f"/team/plan/week/{text}/").status_code == 404


def test_the_plans_page_takes_as_many_queries_for_many_slots_as_for_few(
    plan, team, django_assert_max_num_queries
):
    dana = signed_in(team.dana)
    with django_assert_max_num_queries(34):
        page(dana)


def test_a_crew_with_a_van_goes_together_and_is_refused_where_no_van_is_back(
    meeting, promise, team, town, monkeypatch
):
    from dataclasses import replace

    from commonground.common import deployment
    from commonground.plans import collecting
    from commonground.plans.needing import say_need
    from commonground.plans.numbers import numbers

    ours = replace(numbers(), vehicles=("Van 1",))
    monkeypatch.setattr(collecting, "numbers", lambda: ours)
    deployment.forget()
    for source in (f"event:{meeting.public_id}", f"task:{promise.public_id}"):
        say_need(source=source, by=team.dana, crew=2, sworn=1, vehicle=True)
    plan = solve(team, town)
    crew = [s for s in plan.latest.slots if s["what"] == "event"]
    assert len(crew) == 2 and {s["vehicle"] for s in crew} == {"Van 1"}
    for slot in [s for s in plan.latest.slots if s["what"] == "visit"]:
        changing.remove(plan=plan, based_on=plan.latest.number, slot_id=slot["id"], by=team.dana)
    lamp = find(plan, "promise")
    common = {"plan": plan, "based_on": plan.latest.number, "slot_id": lamp["id"],
              "by": team.dana}  # fmt: skip
    who = team.bram if lamp["officer"] == team.bram.public_id else team.ines
    with pytest.raises(Refused, match="no vehicle free"):
        changing.move(**common, officer=who, start=datetime(2026, 3, 11, 12, 30))
    changing.move(**common, officer=who, start=datetime(2026, 3, 11, 9))
    moved = [s for s in plan.latest.slots if s["what"] == "promise"]
    assert {s["start"] for s in moved} == {"2026-03-11T09:00"} and len(moved) == 2
