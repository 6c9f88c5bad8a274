"""Every reason that the solver gives is told in the reader's language."""

import inspect

import pytest
from django.utils import translation

from commonground.analysis.planning import explaining
from commonground.plans.reasons import reason, todo

GIVEN = [
    "nobody speaks Polish on Thursday evening",
    "nobody is on duty long enough between Monday and Wednesday",
    "it needs a vehicle, and there is none",
    "two officers sworn needed on Friday, and there are not so many",
    "one officer needed on Friday night, and not so many are on duty",
    "nobody who may come alone meets all needs on Sunday morning",
    "those who could come on Tuesday afternoon are needed for what comes first",
    "0 of 2 hours: it is nobody's own neighbourhood, and those near it have no time",
    "0 of 2 hours: none of its officers is on duty this week",
    "1.5 of 2 hours: its officers have no more time that fits",
]


@pytest.mark.parametrize("why", GIVEN)
def test_a_reason_is_known_and_said_in_spanish(why):
    with translation.override("es"):
        told = reason(why)
    assert told != why and not any(
        f" {word} " in f" {told} " for word in ("on", "the", "officers", "nobody", "hours")
    )


def test_each_reason_says_what_to_do_about_it_and_each_something_else():
    assert len({todo(why) for why in GIVEN}) == len(GIVEN)
    assert todo("because of the weather") == "Plan again, or put it in yourself."
    with translation.override("es"):
        assert not any(todo(why).startswith(("Say", "Give", "Ask", "Take")) for why in GIVEN)


def test_every_sentence_of_the_solvers_reasons_is_among_those():
    source = inspect.getsource(explaining)
    for part in ("nobody speaks", "long enough", "and there is none", "sworn needed", "on duty\"",
                 "may come alone", "are needed for what comes first", "nobody's own",
                 "is on duty this week", "no more time that fits"):  # fmt: skip
        assert part in source, part


def test_what_is_not_known_is_shown_as_it_came():
    assert reason("because of the weather") == "because of the weather"
