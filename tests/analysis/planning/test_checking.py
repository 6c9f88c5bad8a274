"""A plan that breaks a hard rule is rejected for that rule, and for no other."""

import subprocess
import sys
from dataclasses import replace

import pytest

from commonground.analysis.planning.checking import RULES, check, missed
from commonground.analysis.planning.instance import Rules, Span

from .weeks import at, does, officer, task, visit, week

TWO = [officer("amber"), officer("blue")]
POLISH = frozenset({"pl"})
SOLO = officer("amber", hours=(13, 23))


def meeting(**more):
    return week(officers=TWO, tasks=[task("meeting", crew=2, **more)])


def events(**more):
    return week(officers=TWO, tasks=[task("one", **more), task("two", start=11, **more)])


def seeded():
    """rule -> an instance and a plan that breaks this rule alone."""
    pair = meeting()
    late = week(officers=[SOLO], tasks=[task("quiz", start=20.5)])
    walk = week(tasks=[task("walk", minutes=60, due=at(0, 16))])
    owing = week(owed=(120, 120, 120))
    vans = events(vehicle=True)
    court = officer("amber", busy=(Span(at(0, 12), at(0, 14), "court"),))
    late_then_early = (Span(at(0, 14), at(0, 22)), Span(at(1, 7), at(1, 15)))
    early = replace(officer("amber", hours=(14, 22)), shifts=late_then_early)
    return {
        "shift": (owing, [visit(0, 0, at(0, 17.5))]),
        "busy": (week(officers=[court], owed=(120,)), [visit(0, 0, at(0, 11))]),
        "rest": (week(officers=[early], owed=(120,)), [visit(0, 0, at(1, 8))]),
        "travel": (week(officers=[officer("amber", homes=(0, 1))], owed=(120, 120)),
                   [visit(0, 0, at(0, 10)), visit(0, 1, at(0, 12))]),
        "pause": (week(owed=(480,)), [visit(0, 0, at(0, 9 + 2 * n)) for n in range(4)]),
        "place": (walk, [replace(does(walk, 0, 0), place=1)]),
        "length": (owing, [visit(0, 0, at(0, 10), minutes=90)]),
        "window": (walk, [does(walk, 0, 0, start=at(0, 15.5))]),
        "together": (meeting(due=at(0, 16)),
                     [does(pair, 0, 0), does(pair, 1, 0, start=at(0, 11))]),
        "crew": (pair, [does(pair, 0, 0)]),
        "sworn": (replace(meeting(sworn=2), officers=(TWO[0], replace(TWO[1], kind="support"))),
                  [does(pair, 0, 0), does(pair, 1, 0)]),
        "language": (meeting(languages=POLISH), [does(pair, 0, 0), does(pair, 1, 0)]),
        "alone": (replace(late, officers=(replace(SOLO, alone=False),),
                          tasks=(replace(late.tasks[0], earliest=at(0, 15), due=at(0, 16)),)),
                  [does(late, 0, 0, start=at(0, 15))]),
        "vehicle": (vans, [does(vans, 0, 0, vehicle=0), does(vans, 1, 1, vehicle=0)]),
        "reach": (replace(owing, rules=Rules(reach=5)), [visit(0, 2, at(0, 10))]),
        "owed": (owing, [visit(0, 0, at(0, 10)), visit(0, 0, at(0, 13))]),
        "pin": (replace(owing, pins=(visit(0, 0, at(0, 10)),)), []),
    }  # fmt: skip


def test_there_is_a_broken_plan_for_every_rule():
    assert set(seeded()) == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_plan_is_rejected_for_its_own_reason(rule):
    instance, plan = seeded()[rule]
    assert {broken.rule for broken in check(instance, plan)} == {rule}


def test_one_officer_alone_after_eight_in_the_evening_is_too_few():
    late = week(officers=[SOLO], tasks=[task("quiz", start=20.5)])
    assert {b.rule for b in check(late, [does(late, 0, 0)])} == {"alone", "crew"}


def test_a_task_without_the_vehicle_that_it_needs_is_told():
    vans = events(vehicle=True)
    assert [b.rule for b in check(vans, [does(vans, 0, 0)])] == ["vehicle"]


def test_a_plan_that_keeps_every_rule_is_not_rejected():
    pair = meeting()
    assert check(pair, [does(pair, 0, 0), does(pair, 1, 0)]) == []
    assert check(pair, []) == []


def one(**more):
    return week(tasks=[task("talk", due=at(0, 16), **more)], owed=(240, 240, 240))


def off_duty(why):
    return week(officers=[officer("amber", busy=(Span(at(0, 9), at(0, 17), why),))], owed=(240,))


SUPPORT = week(officers=[officer("amber", kind="support")], tasks=[task("talk", sworn=1)])
VANS = events(vehicle=True)
PAIR = week(officers=TWO, tasks=[task("talk")])

MORE = {
    "two visits at one time": (one(), [visit(0, 0, at(0, 10)), visit(0, 0, at(0, 11))], "overlaps"),
    "the same visit twice": (one(), [visit(0, 0, at(0, 10))] * 2, "overlaps"),
    "on leave": (off_duty("leave"), [visit(0, 0, at(0, 10))], "leave"),
    "at court": (off_duty("court"), [visit(0, 0, at(0, 10))], "court"),
    "in training": (off_duty("training"), [visit(0, 0, at(0, 10))], "training"),
    "on a day off": (one(), [visit(0, 0, at(1, 10))], "outside of a shift"),
    "beyond the end of the shift": (one(), [visit(0, 0, at(0, 16))], "outside of a shift"),
    "restricted duty": (
        week(officers=[officer("amber", alone=False)], owed=(240,)), [visit(0, 0, at(0, 10))],
        "alone",
    ),
    "support where a sworn officer is needed": (SUPPORT, [does(SUPPORT, 0, 0)], "sworn"),
    "too many in a crew": (PAIR, [does(PAIR, 0, 0), does(PAIR, 1, 0)], "1 officer and has 2"),
    "one officer as a crew of two": (one(), [does(one(), 0, 0)] * 2, "officer twice"),
    "too early": (one(), [does(one(), 0, 0, start=at(0, 9))], "too early"),
    "no way back in time": (
        week(officers=[officer("amber", homes=(0, 2))], owed=(0, 0, 240)),
        [visit(0, 2, at(0, 15))], "way back",
    ),
    "a pinned part that is moved": (
        replace(one(), pins=(visit(0, 0, at(0, 10)),)), [visit(0, 0, at(0, 11))], "was fixed",
    ),
    "an event without its vehicle": (VANS, [does(VANS, 0, 0)], "needs one vehicle"),
}  # fmt: skip


@pytest.mark.parametrize("name", MORE)
def test_what_else_a_plan_may_do_wrong_is_told_in_a_sentence(name):
    instance, plan, words = MORE[name]
    told = check(instance, plan)
    assert any(words in broken.words for broken in told)
    assert all(broken.words.endswith(".") for broken in told)


def test_minimum_presence_that_is_missing_is_told_and_breaks_no_rule():
    place = replace(one().neighbourhoods[0], minimum=240)
    instance = replace(one(), neighbourhoods=(place, *one().neighbourhoods[1:]))
    plan = [visit(0, 0, at(0, 10))]
    assert check(instance, plan) == [] and missed(instance, plan) == ["n1 has 2 of 4 hours."]
    assert missed(instance, [*plan, visit(0, 0, at(0, 13))]) == []


def test_the_check_loads_nothing_of_the_solver():
    """It may read files; what it finds must not come from what it judges."""
    code = (
        "import sys, commonground.analyse.plan_check; "
        "print(sorted(m.rpartition('.')[2] for m in sys.modules "
        "if m.startswith('commonground.analysis.planning.') or m.startswith('highs')))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "['checking', 'fields', 'instance', 'parts', 'reading']"
