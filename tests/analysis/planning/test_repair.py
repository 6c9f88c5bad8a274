"""Somebody is taken off: the smallest repair, as good as trying everything finds it."""

import time
from dataclasses import fields
from itertools import product

import pytest

from commonground.analysis.planning.checking import check
from commonground.analysis.planning.days import roster
from commonground.analysis.planning.example import example
from commonground.analysis.planning.goals import key, rank, values
from commonground.analysis.planning.greedy import greedy
from commonground.analysis.planning.instance import DAY, Instance
from commonground.analysis.planning.repair import freed_of, repair, without
from commonground.analysis.planning.vehicles import with_vehicles
from commonground.analysis.planning.works import works

from .weeks import at, does, officer, task, visit, week

PART = {"homes": (0, 1), "hours": (9, 14)}
AMBER, BLUE, CORAL = (officer(name, **PART) for name in ("amber", "blue", "coral"))
WHOLE_DAY = (0, at(0, 24))


def planned(seed, **sizes):
    instance = example(**sizes, seed=seed)
    made = greedy(works(roster(instance)), seed).assignments()
    return instance, with_vehicles(instance, made)


def test_an_event_goes_to_somebody_who_has_time_and_nobody_else_is_touched():
    instance = week(officers=[AMBER, BLUE], tasks=[task("talk", start=13)], owed=(120, 0, 0))
    stays = visit(1, 0, at(0, 9))
    found = repair(instance, [does(instance, 0, 0), stays], 0, *WHOLE_DAY)
    assert set(found.assignments) == {does(instance, 1, 0), stays}
    assert found.again == (0,) and not found.changed and not found.lost


def test_a_visit_makes_room_for_a_promise_by_moving_and_is_not_dropped():
    instance = week(officers=[AMBER, BLUE], tasks=[task("talk", start=9.5)], owed=(120, 0, 0))
    before = [does(instance, 0, 0), visit(1, 0, at(0, 9))]
    found = repair(instance, before, 0, *WHOLE_DAY)
    assert found.changed == (before[1],) and found.again == (0,)
    assert sorted(a.task is None for a in found.assignments) == [False, True]


def test_what_nobody_can_do_is_lost_and_told_why():
    alone = officer("amber", languages=frozenset({"pl"}), **PART)
    talk = task("talk", start=10, languages=frozenset({"pl"}))
    instance = week(officers=[alone, BLUE], tasks=[talk])
    found = repair(instance, [does(instance, 0, 0)], 0, *WHOLE_DAY)
    assert [(one.what, one.why) for one in found.lost] == [
        ("event talk", "nobody speaks Polish on Monday morning")
    ]


def test_the_rest_of_a_crew_stays_where_one_of_it_is_replaced():
    instance = week(officers=[AMBER, BLUE, CORAL], tasks=[task("walk", crew=2, due=at(0, 14))])
    before = [does(instance, 0, 0, start=at(0, 11)), does(instance, 1, 0, start=at(0, 11))]
    found = repair(instance, before, 0, *WHOLE_DAY)
    assert before[1] in found.assignments and not found.changed and len(found.freed) == 2


def test_a_pinned_visit_is_not_moved_for_anything():
    pin = visit(1, 0, at(0, 9))
    instance = week(
        officers=[AMBER, BLUE], tasks=[task("talk", start=9.5)], owed=(120, 0, 0), pins=(pin,)
    )
    found = repair(instance, [does(instance, 0, 0), pin], 0, *WHOLE_DAY)
    assert found.assignments == (pin,) and [one.what for one in found.lost] == ["event talk"]


def test_what_is_before_the_officer_leaves_stays():
    instance = week(officers=[AMBER, BLUE], owed=(240, 0, 0))
    before = [visit(0, 0, at(0, 9)), visit(0, 0, at(0, 11))]
    found = repair(instance, before, 0, at(0, 11), at(0, 24))
    assert before[0] in found.assignments and found.freed == (before[1],)
    assert all(a.start >= at(0, 11) for a in found.assignments if a != before[0])


def cost(instance, before, plan):
    """Promises, alerts, then the fewest changed, then the goals."""
    worth = rank(values(instance, plan))
    now = {key(a) for a in plan}
    return (*worth[:2], -sum(key(a) not in now for a in before), *worth[2:])


def every_repair(away, before, freed):
    """All plans in which the tasks that were not freed stay, and visits are where they were freed
    or belong to those who had them.
    """
    held = {key(a) for a in freed}
    staff = range(len(away.officers))
    starts = [at(0, 9 + quarter / 4) for quarter in range(13)]
    pieces = []
    for number in sorted({a.task for a in freed if a.task is not None}):
        wanted = away.tasks[number]
        times = range(wanted.earliest, wanted.due - wanted.minutes + 1, 15)
        crews = [[], *([does(away, w, number, start=t)] for w in staff for t in times)]
        if wanted.crew == 2:
            crews = [[], *([does(away, a, number, start=t), does(away, b, number, start=t)]
                           for t in times for a in staff for b in staff if a < b)]  # fmt: skip
        pieces.append(crews)
    for a in before:
        if a.task is None and key(a) in held:
            pieces.append([[], *([visit(w, a.place, t)] for w in staff for t in starts)])
        elif a.task is None:
            pieces.append([[], *([visit(a.officer, a.place, t)] for t in starts)])
        elif key(a) not in held:
            pieces.append([[a]])
    for picked in product(*pieces):
        plan = [a for part in picked for a in part]
        if not check(away, plan):
            yield plan


TINY = {
    "a talk in the way of a visit": (
        week(officers=[AMBER, BLUE], tasks=[task("talk", start=10.5)], owed=(120, 120, 0)),
        [("task", 0, 0), ("visit", 1, 0, 10)],
    ),
    "a talk and a visit for two others": (
        week(officers=[AMBER, BLUE, CORAL], tasks=[task("talk", start=11)], owed=(120, 120, 0)),
        [("task", 0, 0), ("visit", 1, 1, 10)],
    ),
    "a crew that loses one": (
        week(officers=[AMBER, BLUE, CORAL], tasks=[task("walk", crew=2, due=at(0, 12))],
             owed=(0, 120, 0)),
        [("task", 0, 0), ("task", 1, 0), ("visit", 2, 1, 9.5)],
    ),
    "a promise and an alert, and time for one": (
        week(officers=[AMBER, BLUE],
             tasks=[task("chat", kind="promise", start=9.5), task("call", kind="alert"),
                    task("fixed", start=12)], owed=(120, 0, 0)),
        [("task", 0, 0), ("task", 1, 2)],
    ),
    "a visit that somebody else could make": (
        week(officers=[AMBER, BLUE, CORAL], owed=(120, 240, 0)),
        [("visit", 0, 0, 10), ("visit", 1, 1, 9.5)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TINY)
def test_a_tiny_week_is_repaired_as_well_as_trying_everything(name):
    instance, rows = TINY[name]
    before = [
        does(instance, who, what) if kind == "task" else visit(who, what, at(0, when[0]))
        for kind, who, what, *when in rows
    ]
    assert check(instance, before) == []
    away = without(instance, 0, *WHOLE_DAY)
    best = max(
        cost(away, before, plan)
        for plan in every_repair(away, before, freed_of(before, 0, *WHOLE_DAY))
    )
    found = repair(instance, before, 0, *WHOLE_DAY)
    assert check(away, list(found.assignments)) == []
    assert cost(away, before, found.assignments) == pytest.approx(best)


@pytest.mark.parametrize("seed", range(8))
def test_a_repair_of_a_drawn_week_keeps_every_rule_and_all_that_was_not_freed(seed):
    instance, before = planned(seed, officers=9, neighbourhoods=15, events=9)
    found = repair(instance, before, seed, 0, 7 * DAY)
    assert check(found.instance, list(found.assignments)) == []
    freed, now = {key(a) for a in found.freed}, {key(a) for a in found.assignments}
    tasks = [a for a in before if a.task is not None and key(a) not in freed]
    assert all(key(a) in now for a in tasks)
    assert not any(a.officer == seed for a in found.assignments)


def test_a_city_is_repaired_in_two_seconds():
    instance, before = planned(1, officers=100, neighbourhoods=275, events=60)
    most = max(range(100), key=lambda o: sum(a.officer == o and a.task is not None for a in before))
    for since, until in ((0, 7 * DAY), (2 * DAY, 3 * DAY)):
        began = time.process_time()
        found = repair(instance, before, most, since, until)
        assert time.process_time() - began <= 2
        assert check(found.instance, list(found.assignments)) == []


def test_the_same_seed_gives_the_same_repair():
    instance, before = planned(3, officers=9, neighbourhoods=15, events=9)
    one, two = (repair(instance, before, 2, 0, 7 * DAY, seed=5) for _ in range(2))
    assert one.assignments == two.assignments


def test_a_pin_of_whoever_is_away_is_freed_too():
    pin = visit(0, 0, at(0, 9))
    instance = week(officers=[AMBER, BLUE], owed=(120, 0, 0), pins=(pin,))
    found = repair(instance, [pin], 0, *WHOLE_DAY)
    assert found.instance.pins == () and found.assignments[0].officer == 1
    changed = {one.name for one in fields(Instance)
               if getattr(found.instance, one.name) is not getattr(instance, one.name)}  # fmt: skip
    assert changed == {"officers", "pins"}
