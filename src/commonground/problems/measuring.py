"""Outcomes beside the count of reports: what residents say, and how soon they hear from us.

A count of reports alone cannot tell more trust from more trouble. A measure is named by its kind
and what it asks: "survey.safe-ten.1" is that question of a survey, "replies.in-time" the share of
concerns with a first reply within the 72 hours. Of a survey's rounds the last that closed before
the start and the last within the window are compared, of one way of asking.
"""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _

from commonground.analysis.errors import Unusable
from commonground.common import clock
from commonground.common.texts import in_language
from commonground.concerns.queries import first_replies
from commonground.surveys import instruments
from commonground.surveys.models import Mode, Survey

from . import check_words
from .choices import Choices

if TYPE_CHECKING:
    from commonground.analysis.effects.waves import Wave

Sides = tuple[Collection[str], Collection[str]]  # where it was done, and compared with
SURVEY, IN_TIME = "survey", "replies.in-time"
REPORTING = "would-report"  # the question that tells fewer reports from less trouble
NO_ROUNDS = "No round with this question was asked both before the start and after it."
NOT_ASKED = "No round has asked this yet: ask one before the start, and one after it."
ROUNDS_BACK = timedelta(days=730)  # an older round is of another time


def offered() -> list[tuple[str, str]]:
    """Every measure that a registration may name, and its words."""
    asked = {
        item.id: item for instrument in instruments.instruments().values()
        if instrument.audience == "residents" for item in instrument.items
        if item.kind in (instruments.CHOICE, instruments.NUMBER)
    }  # fmt: skip
    surveys = [(f"{SURVEY}.{item.id}", in_language(item.words)) for item in asked.values()]
    return [*sorted(surveys, key=lambda one: one[1]), (IN_TIME, name_of(IN_TIME))]


def name_of(measure: str) -> str:
    if measure == IN_TIME:
        return _("Concerns with a first reply within 72 hours")
    return in_language(_item(measure).words)


def is_survey(measure: str) -> bool:
    return measure.startswith(f"{SURVEY}.")


def is_reporting(measure: str) -> bool:
    return is_survey(measure) and _item(measure).slug == REPORTING


def is_share(measure: str) -> bool:
    """Of people or of concerns, from 0 to 1; else a mean from 0 to 10."""
    return not is_survey(measure) or _item(measure).kind == instruments.CHOICE


def _item(measure: str) -> instruments.Item:
    return instruments.items()[measure.removeprefix(f"{SURVEY}.")]


def to_be_seen(chosen: Choices, done: Collection[str], others: Collection[str], *,
               example: bool) -> list[dict]:  # fmt: skip
    """For each measure the change that would mostly be found, from what is known before."""
    return [_to_be_seen(one, chosen, (done, others), example) for one in chosen.measures]


def _to_be_seen(measure: str, chosen: Choices, sides: Sides, example: bool) -> dict:
    from commonground.analysis.effects.waves import change_to_be_seen  # loads SciPy

    try:
        before = _before(measure, chosen, sides, example, clock.today())
        seen = change_to_be_seen(before)
    except Unusable as sentence:
        return {"measure": measure, "cannot": str(sentence)}
    return {"measure": measure, "reliable": seen.reliable, "by": seen.by}


def found(chosen: Choices, done: Collection[str], others: Collection[str], *,
          example: bool) -> list[dict]:  # fmt: skip
    """For each measure what changed, with its checks, or the sentence that says why nothing is."""
    return [_found(one, chosen, (done, others), example) for one in chosen.measures]


def _found(measure: str, chosen: Choices, sides: Sides, example: bool) -> dict:
    from commonground.analysis.effects.waves import change_between

    rounds: list[Survey] = []
    try:
        if is_survey(measure):
            rounds = _rounds(measure, chosen, example)
            waves = [_asked(one, measure, sides) for one in rounds]
        else:
            waves = _replied(chosen, sides, example)
        earlier = waves[0] if len(waves) > 2 else None
        seen = change_between(*waves[-2:], earlier=earlier, is_share=is_share(measure))
    except Unusable as sentence:
        return {"measure": measure, "effect": {"cannot": str(sentence)}}
    shown = all(cell.is_shown for cell in seen.cells)
    return {
        "measure": measure, "effect": check_words.kept(asdict(seen.effect)), "by": seen.by,
        "cells": [{"n": c.n, "mean": c.mean} for c in seen.cells] if shown else None,
        "rounds": [_told(one) for one in rounds],
    }  # fmt: skip


def _told(survey: Survey) -> dict:
    return {
        "survey": survey.public_id, "instrument": survey.instrument, "mode": survey.mode,
        "opens_on": survey.opens_on.isoformat(), "closes_on": survey.closes_on.isoformat(),
    }  # fmt: skip


def _rounds(measure: str, chosen: Choices, example: bool) -> list[Survey]:
    """The last two before the start (or the last), and the last within the window."""
    for mode in Mode.values:  # people drawn by chance first
        asked = _asking(measure, mode, example)
        before = _ended(asked, chosen.since - ROUNDS_BACK, chosen.start)
        after = [s for s in asked if chosen.start <= s.opens_on and s.closes_on < chosen.end]
        if before and after:
            return [*before[-2:], after[-1]]
    raise Unusable(NO_ROUNDS)


def _asking(measure: str, mode: str, example: bool) -> list[Survey]:
    """Closed rounds with the question, the oldest first."""
    item = _item(measure).id
    rows = Survey.objects.filter(mode=mode, is_example=example, closes_on__lt=clock.today())
    return [
        survey for survey in rows.order_by("closes_on", "id")
        if item in {asked.id for asked in survey.asks.items}
    ]  # fmt: skip


def _ended(asked: list[Survey], since: date, until: date) -> list[Survey]:
    return [survey for survey in asked if since <= survey.closes_on < until]


def _asked(survey: Survey, measure: str, sides: Sides) -> "Wave":
    from commonground.analysis.effects.waves import Wave
    from commonground.surveys.frames import rows_of, values_of

    got = rows_of(survey)
    done, others = (np.isin(got.places, list(side)) for side in sides)
    return Wave(
        values_of(_item(measure), got.rows), got.weights, done, others, got.places, got.design
    )


def _replied(chosen: Choices, sides: Sides, example: bool) -> list["Wave"]:
    """As long before the time before, the time before, the time after."""
    length = chosen.start - chosen.since
    spans = [
        (chosen.since - length, chosen.since), (chosen.since, chosen.start),
        (chosen.start, chosen.end),
    ]  # fmt: skip
    return [_replies(since, until, sides, example) for since, until in spans]


def _replies(since: date, until: date, sides: Sides, example: bool) -> "Wave":
    from commonground.analysis.effects.waves import Wave

    told = first_replies(since, until - timedelta(days=1), example=example)
    places = np.array([one.place for one in told], dtype=np.str_)
    done, others = (np.isin(places, list(side)) for side in sides)
    values = np.array([one.in_time for one in told], dtype=np.float64)
    return Wave(values, np.ones(len(told)), done, others, places)


def _before(measure: str, chosen: Choices, sides: Sides, example: bool, day: date) -> "Wave":
    """What is known by `day`: the last round, or the time that is as long as the time before."""
    if not is_survey(measure):
        return _replies(day - (chosen.start - chosen.since), day, sides, example)
    for mode in Mode.values:
        if rounds := _ended(_asking(measure, mode, example), day - ROUNDS_BACK, day):
            return _asked(rounds[-1], measure, sides)
    raise Unusable(NOT_ASKED)
