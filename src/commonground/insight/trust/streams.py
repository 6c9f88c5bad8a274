"""What people say at the end of our events: a stream of its own, and no survey."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise

from commonground.common import clock
from commonground.engagement.feedback.asking import LEAST_ANSWERS, is_open
from commonground.engagement.feedback.models import ANSWERS, NONE, QUESTIONS
from commonground.engagement.models import Event
from commonground.places.models import Neighbourhood

DAYS = 365
Tally = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Said:
    """One question: how many gave each answer, at all events together."""

    question: str | Promise
    counts: list[tuple[str | Promise, int]]


@dataclass(frozen=True)
class Meetings:
    """Of a year of events of which each had five sheets or more."""

    events: int
    questions: list[Said]
    has_examples: bool


def meetings(place: Neighbourhood) -> Meetings | None:
    """Events whose week for answers is over; None where there is none with five sheets."""
    now = clock.now()
    rows = place.events.filter(starts_at__gte=now - timedelta(days=DAYS), starts_at__lt=now)
    told = [
        (event, tally) for event in rows.prefetch_related("feedback")
        if not is_open(event) and not event.is_cancelled
        and _sheets(tally := _tally(event)) >= LEAST_ANSWERS
    ]  # fmt: skip
    if not told:
        return None
    questions = [
        Said(words, _counts(name, [tally for _event, tally in told]))
        for name, words in QUESTIONS.items()
    ]
    return Meetings(len(told), questions, any(event.is_example for event, _tally in told))


def _counts(question: str, tallies: list[Tally]) -> list[tuple[str | Promise, int]]:
    """Of those who said something: who would rather not say is not counted."""
    return [
        (words, sum(tally.get((question, code), 0) for tally in tallies))
        for code, words in ANSWERS
        if code != NONE
    ]


def _tally(event: Event) -> Tally:
    return {(row.question, row.answer): row.count for row in event.feedback.all()}


def _sheets(tally: Tally) -> int:
    first = next(iter(QUESTIONS))
    return sum(count for (question, _answer), count in tally.items() if question == first)
