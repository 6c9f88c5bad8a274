"""What a page of trust says in a minute: how many questions changed, and every interval alike."""

from datetime import date

import pytest

from commonground.insight.templatetags.shares import ends
from commonground.insight.trust.glance import words_of
from commonground.insight.trust.models import TrustChange, TrustRun
from commonground.surveys.models import Survey


def change(low: float | None, high: float | None, opens: date = date(2017, 6, 1), **more: str):
    survey = Survey(opens_on=opens, closes_on=opens.replace(day=28))
    return TrustChange(before=TrustRun(survey=survey), low=low, high=high, **more)


UP, DOWN, UNCLEAR = (1.0, 9.0), (-9.0, -1.0), (-4.0, 4.0)


def test_what_went_up_and_what_went_down_is_counted_in_one_sentence():
    told = words_of([change(*UP), change(*DOWN), change(*DOWN), change(*UNCLEAR)])
    assert told == "Since June 2017: 1 higher, 2 lower; of 1 we cannot tell."


def test_where_nothing_can_be_told_it_is_said_once_and_not_as_unchanged():
    told = words_of([change(*UNCLEAR), change(None, None), change(None, None, broken_by="wording")])
    assert told == (
        "Since June 2017: we cannot tell that anything changed. 1 question cannot be compared."
    )


def test_questions_that_cannot_be_compared_are_no_change():
    told = words_of([change(*UP, broken_by="mode"), change(*DOWN, broken_by="boundaries")])
    assert told == "2 questions cannot be compared."


def test_questions_that_were_last_asked_on_different_days_name_no_month():
    told = words_of([change(*UP), change(*UP, opens=date(2017, 3, 1))])
    assert told == "Since each was asked before: 2 higher, 0 lower; of 0 we cannot tell."


def test_a_first_survey_says_nothing_of_change():
    assert words_of([]) == ""


@pytest.mark.parametrize(
    ("low", "high", "decimals", "with_signs", "told"),
    [(50.4, 59.6, 0, False, "50 and 60"), (-4.96, 5.12, 1, True, "\u22125.0 and +5.1")],
)
def test_an_interval_reads_alike_in_every_table(low, high, decimals, with_signs, told):
    assert ends(low, high, decimals, with_signs) == told
