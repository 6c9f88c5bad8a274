"""Three questions of those who came: given once, added to a tally, tied to nobody."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commonground.common import clock
from commonground.common.errors import Refused

from ..models import Event
from .models import ANSWERS, NONE, QUESTIONS, FeedbackTally

OPEN_DAYS = 7
LEAST_ANSWERS = 5


@dataclass(frozen=True)
class Shares:
    """One question: (answer, how many) in the order of the form."""

    question: str
    counts: list[tuple[str, int]]


@dataclass(frozen=True)
class Result:
    answers: int  # how many filled it in
    is_open: bool
    questions: list[Shares]  # empty while it is open, or with too few answers

    @property
    def is_shown(self) -> bool:
        return bool(self.questions)


def check_open(event: Event) -> None:
    if event.is_cancelled or not event.has_begun:
        raise Refused(_("The questions are open once it has begun."))
    if not is_open(event):
        raise Refused(_("The questions are closed: they are open for a week."))


def is_open(event: Event) -> bool:
    over = (event.ends_at or event.starts_at) + timedelta(days=OPEN_DAYS)
    return event.has_begun and not event.is_cancelled and clock.now() < over


@transaction.atomic
def give_feedback(*, event: Event, answers: dict[str, str]) -> None:
    """Add one to each tally. No row, no order, no time of it is left, and no audit row either:
    a row of that hour would stand beside who was in the room."""
    check_open(event)
    if set(answers) != set(QUESTIONS) or not set(answers.values()) <= dict(ANSWERS).keys():
        raise Refused(_("Choose one answer to each question."))
    _lay_out(event)
    for question, answer in answers.items():
        row = FeedbackTally.objects.filter(event=event, question=question, answer=answer)
        row.update(count=F("count") + 1)


def _lay_out(event: Event) -> None:
    """Every tally at once, in the order of the form: rows made one by one as answers come would
    tell by their keys what the first ones answered, each of them whole."""
    rows = [
        FeedbackTally(event=event, question=question, answer=answer)
        for question in QUESTIONS
        for answer, _words in ANSWERS
    ]
    FeedbackTally.objects.bulk_create(rows, ignore_conflicts=True)


def result(event: Event) -> Result:
    """Shown once, after the week: numbers that grow before one's eyes would tell each answer."""
    rows = event.feedback.values_list("question", "answer", "count")
    tally = {(question, answer): count for question, answer, count in rows}
    first = next(iter(QUESTIONS))
    answers = sum(tally.get((first, answer), 0) for answer, _words in ANSWERS)
    still_open = is_open(event)
    if still_open or answers < LEAST_ANSWERS:
        return Result(answers, still_open, [])
    questions = [
        Shares(str(words), _counts(tally, question)) for question, words in QUESTIONS.items()
    ]
    return Result(answers, still_open, questions)


def _counts(tally: dict[tuple[str, str], int], question: str) -> list[tuple[str, int]]:
    told = [(str(words), tally.get((question, code), 0)) for code, words in ANSWERS if code != NONE]
    silent = tally.get((question, NONE), 0)
    return [*told, (str(dict(ANSWERS)[NONE]), silent)] if silent else told
