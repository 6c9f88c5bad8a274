"""Why something is not in the plan: what is told is the cause that was planted."""

from dataclasses import replace

import pytest

from commonground.analysis.planning.explaining import unmet
from commonground.analysis.planning.instance import Rules, Span
from commonground.analysis.planning.solving import solve

from .weeks import at, officer, task, visit, week

AMBER, BLUE = officer("amber"), officer("blue")
EVENING = {"day": 3, "start": 18}
LATE = officer("amber", days=(3,), hours=(13, 21))
POLISH = frozenset({"pl"})
LONG_DUTY = "nobody is on duty long enough"


def rested_late():
    """On duty until ten on Wednesday, and again from seven on Thursday: rested from nine."""
    shifts = (Span(at(2, 14), at(2, 22)), Span(at(3, 7), at(3, 15)))
    return replace(officer("amber"), shifts=shifts)


def away(why):
    return officer("amber", busy=(Span(at(0, 9), at(0, 17), why),))


CAUSES = {
    "language": (
        week(officers=[LATE], tasks=[task("talk", languages=POLISH, **EVENING)]),
        "nobody speaks Polish on Thursday evening",
    ),
    "the only speaker is off that day": (
        week(officers=[LATE, officer("blue", languages=POLISH)],
             tasks=[task("talk", languages=POLISH, **EVENING)]),
        "nobody speaks Polish on Thursday evening",
    ),
    "powers": (
        week(officers=[officer("amber", kind="support")], tasks=[task("talk", sworn=1)]),
        "one officer sworn needed on Monday morning, and there are not so many",
    ),
    "crew": (
        week(officers=[AMBER, officer("blue", days=(1,))], tasks=[task("talk", crew=2)]),
        "two officers needed on Monday morning, and not so many are on duty",
    ),
    "lone working late": (
        week(officers=[LATE], tasks=[task("talk", day=3, start=19.5)]),
        "two officers needed on Thursday evening, and not so many are on duty",
    ),
    "restricted duty": (
        week(officers=[officer("amber", alone=False)], tasks=[task("talk")]),
        "nobody who may come alone meets all needs on Monday morning",
    ),
    "vehicle": (
        week(officers=[AMBER], tasks=[task("talk", vehicle=True)], vehicles=()),
        "it needs a vehicle, and there is none",
    ),
    "leave": (
        week(officers=[away("leave")], tasks=[task("talk")]), f"{LONG_DUTY} on Monday morning"
    ),
    "rest": (
        week(officers=[rested_late()], tasks=[task("talk", day=3, start=8)]),
        f"{LONG_DUTY} on Thursday morning",
    ),
    "no time for the way": (
        week(officers=[AMBER], tasks=[task("talk", place=2, start=9)], owed=(0, 0, 0)),
        f"{LONG_DUTY} on Monday morning",
    ),
    "not enough hours": (
        week(officers=[officer("amber", hours=(9, 11))],
             tasks=[task("talk", start=10, minutes=90)]),
        f"{LONG_DUTY} on Monday morning",
    ),
}  # fmt: skip


@pytest.mark.parametrize("cause", CAUSES)
def test_the_cause_that_was_planted_is_told(cause):
    instance, why = CAUSES[cause]
    plan = solve(instance, seconds=2)
    assert [(one.what, one.why) for one in plan.unmet] == [("event talk", why)]


CURES = {
    "leave": {"officers": (AMBER,)},
    "rest": {"rules": Rules(rest=0)},
    "crew": {"officers": (AMBER, BLUE)},
    "restricted duty": {"officers": (AMBER,)},
    "vehicle": {"vehicles": ("van-1",)},
}


@pytest.mark.parametrize("cause", CURES)
def test_without_that_cause_the_task_is_done(cause):
    assert solve(replace(CAUSES[cause][0], **CURES[cause]), seconds=2).unmet == ()


def test_of_two_at_one_time_and_one_officer_the_other_comes_first():
    instance = week(officers=[AMBER], tasks=[task("one"), task("two", weight=2)])
    (lost,) = solve(instance, seconds=2).unmet
    assert lost.what == "event one"
    assert lost.why == "those who could come on Monday morning are needed for what comes first"


PRESENCE = [
    ([officer("amber", base=1, homes=(1,))], "nobody's own neighbourhood"),
    ([away("leave")], "none of its officers is on duty this week"),
    ([officer("amber", hours=(9, 11))], "its officers have no more time that fits"),
]


@pytest.mark.parametrize(("staff", "why"), PRESENCE)
def test_minimum_presence_that_is_missed_is_told_with_its_hours(staff, why):
    instance = week(officers=staff, owed=(240, 0, 0), minimum=240, rules=Rules(reach=0))
    first = unmet(instance, [])[0]
    assert first.what == "minimum presence in n1"
    assert first.why.startswith("0 of 4 hours: ") and why in first.why


def test_minimum_presence_that_is_partly_met_says_how_much():
    instance = week(officers=[AMBER], owed=(240, 0, 0), minimum=0)
    place = replace(instance.neighbourhoods[0], minimum=240)
    instance = replace(instance, neighbourhoods=(place, *instance.neighbourhoods[1:]))
    (one,) = unmet(instance, [visit(0, 0, at(0, 10))])
    assert one.why == "2 of 4 hours: its officers have no more time that fits"
