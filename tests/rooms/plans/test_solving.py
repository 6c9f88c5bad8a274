"""A week is planned from what the rooms know, and planned again around what a person fixed."""

from datetime import timedelta

import pytest

from commonground.common.errors import Refused
from commonground.plans import solving, states
from commonground.plans.changing import pin
from commonground.plans.models import Solve
from commonground.plans.versions import board, check_slots

from .conftest import WEEK, at, solve


def slots_of(plan, source: str) -> list[dict]:
    return [s for s in plan.latest.slots if s["task"] == source]


def test_the_meeting_and_the_promise_are_in_the_plan_and_no_rule_is_broken(
    plan, meeting, promise, team
):
    (talk,) = slots_of(plan, f"event:{meeting.public_id}")
    assert (talk["start"], talk["end"]) == ("2026-03-11T14:00", "2026-03-11T15:00")
    (lamp,) = slots_of(plan, f"task:{promise.public_id}")
    assert lamp["start"] < "2026-03-13"
    assert {s["officer"] for s in plan.latest.slots} <= {team.bram.public_id, team.ines.public_id}
    ours = board(plan, plan.latest.slots)
    check_slots(ours, ours.coming)


def test_what_stays_owed_is_visited_as_long_as_the_minimum_says(plan, town):
    visits = [s for s in plan.latest.slots if s["task"] is None]
    assert len(visits) == 2  # two hours a week, one hour each
    assert {s["neighbourhood"] for s in visits} == {town.north.public_id}


def test_a_week_without_a_shift_says_so_at_once(cast, town, clock_at):
    with pytest.raises(Refused, match="Nobody has a shift"):
        solving.ask_for_plan(week=WEEK, places=[town.north], by=cast.dana)


def test_asking_twice_gives_one_wish(meeting, team, town):
    one = solving.ask_for_plan(week=WEEK, places=[town.north], by=team.dana)
    two = solving.ask_for_plan(week=WEEK, places=[town.north], by=team.dana)
    assert one == two and Solve.objects.count() == 1
    assert solving.is_wanted() and solving.work_off() == 1 and not solving.is_wanted()


def test_a_process_that_was_cut_off_is_said_and_may_be_asked_again(meeting, team, town):
    asked = solving.ask_for_plan(week=WEEK, places=[town.north], by=team.dana)
    gone = solving._claim()
    gone.alive_at -= timedelta(minutes=5)
    gone.save()
    assert solving.is_wanted()
    solving.work_off()
    asked.refresh_from_db()
    assert asked.state == states.FAILED and "cut off" in asked.problem
    assert solve(team, town).latest.number == 1


def test_planning_again_keeps_what_was_fixed_and_changes_little(plan, team, town):
    before = plan.latest
    lamp = next(s for s in before.slots if s["what"] == "promise")
    pin(plan=plan, based_on=1, slot_id=lamp["id"], pinned=True, by=team.dana)
    solving.ask(plan=plan, based_on=2, by=team.dana)
    solving.work_off()
    after = plan.latest
    assert after.number == 3 and after.why == states.RESOLVED
    assert {s["id"] for s in after.slots} == {s["id"] for s in before.slots}
    kept = next(s for s in after.slots if s["id"] == lamp["id"])
    assert kept["pinned"] and all(kept[n] == lamp[n] for n in ("officer", "start", "end"))


def test_what_chance_decided_is_kept_with_the_seed_and_the_choices(plan):
    version = plan.latest
    assert version.seed == plan.solves.get().seed
    drawn = [s for s in version.slots if s["by_lot"]]
    chosen = {(d["officer"], d["neighbourhood"], d["chosen"]) for d in version.draws}
    at = {(s["officer"], s["neighbourhood"], s["start"]) for s in drawn}
    # a visit that goes on without a pause was drawn as one
    on = {(s["officer"], s["neighbourhood"], s["end"]) for s in drawn}
    assert drawn and at <= chosen | on
    assert all(len(d["among"]) > 1 and d["chosen"] in d["among"] for d in version.draws)


def test_in_a_week_that_has_begun_what_is_over_stays_as_it_was(plan, team, clock_at):
    before = {s["id"]: s for s in plan.latest.slots}
    clock_at.set(at(4, 10, 5))  # Friday morning
    solving.ask(plan=plan, based_on=1, by=team.dana, anew=True)
    solving.work_off()
    over = [s for s in plan.latest.slots if s["start"] < "2026-03-13T10:30"]
    assert over and all(before[s["id"]] == s for s in over)


def test_a_week_that_is_over_or_far_away_is_not_planned(team, town, clock_at):
    for week in (WEEK - timedelta(weeks=2), WEEK + timedelta(weeks=20)):
        with pytest.raises(Refused, match="Plan this week"):
            solving.ask_for_plan(week=week, places=[town.north], by=team.dana)


def test_what_nobody_can_do_is_told_with_the_reason(meeting, team, town):
    from commonground.plans.needing import say_need

    source = f"event:{meeting.public_id}"
    say_need(source=source, by=team.dana, crew=1, sworn=0, languages=["pl"])
    plan = solve(team, town)
    assert [f"event {source}", "nobody speaks Polish on Wednesday afternoon"] in plan.latest.unmet
