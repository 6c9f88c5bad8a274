"""What residents say stands beside our counts, once a survey by chance asked them."""

from datetime import date

import pytest

from commonground.insight.coverage import command, document
from commonground.insight.coverage.asked import asked
from commonground.insight.trust.models import TrustEstimate, TrustRun
from commonground.surveys.models import Mode, Survey
from tests.json_schema import problems

from .test_coverage_command import SCHEMA
from .test_coverage_pages import PAGE, PLACE, two_years, words_of  # noqa: F401  (a fixture)


@pytest.fixture
def survey(cast, town, clock_at):
    """A closed survey of 400 residents: of everybody enough answers, of Northside too few."""

    def make(mode=Mode.ADDRESSES, instrument="presence.1", opens=date(2026, 1, 5)) -> TrustRun:
        asking = Survey.objects.create(
            instrument=instrument, mode=mode, opens_on=opens, closes_on=date(2026, 1, 31)
        )
        run = TrustRun.objects.create(
            survey=asking, because="closed", weighting="design", version="1", asked=900,
            answered=400,
        )  # fmt: skip
        figures = {"estimate": 21.4, "low": 17.2, "high": 26.1, "n": 400}
        for item in asking.asks.items[:3]:
            values = {"run": run, "item": item.id, "method": "korn-graubard"}
            TrustEstimate.objects.create(**values, **figures)
            TrustEstimate.objects.create(**values, neighbourhood=town.north)
        return run

    return make


def test_as_long_as_nobody_was_asked_the_page_says_so(client, cast, two_years):  # noqa: F811
    client.force_login(cast.dana)
    assert "Residents have not been asked yet." in words_of(client.get(PAGE))
    assert asked() is None


def test_the_share_stands_with_its_interval_answers_and_days(client, cast, two_years, survey):  # noqa: F811
    survey()
    client.force_login(cast.dana)
    page = words_of(client.get(PAGE))
    assert "Residents have not been asked yet." not in page
    assert "have you seen an officer of your neighbourhood team out on foot" in page
    assert "21 % (between 17 % and 26 %)" in page and "400 answers" in page
    assert "A survey of residents drawn by chance, 5 January to 31 January." in page
    assert "as logged" in page


def test_a_neighbourhood_with_too_few_answers_shows_no_figure(client, cast, two_years, survey):  # noqa: F811
    survey()
    client.force_login(cast.bram)
    page = words_of(client.get(PLACE))
    assert page.count("Too few answers to say.") == 3 and "21 %" not in page


@pytest.mark.parametrize(
    "other", [{"mode": Mode.SLIPS}, {"mode": Mode.CONTACTS}, {"instrument": "short.1"}]
)
def test_who_liked_to_answer_or_was_asked_other_things_says_nothing_of_it(survey, other):
    survey(**other)
    assert asked() is None


def test_the_newest_survey_that_asked_counts(survey):
    survey(opens=date(2026, 1, 2))
    survey(instrument="short.1")
    assert asked().first == date(2026, 1, 2)


def test_the_command_and_its_json_say_the_same(two_years, survey):  # noqa: F811
    survey()
    made = document._asked(asked())
    assert problems(made, SCHEMA["properties"]["residents_say"]) == []
    assert made["questions"][0] == {
        "item": "seen-officer.1", "answers": 400, "share": 0.214, "low": 0.172, "high": 0.261,
    }  # fmt: skip
    assert "seen-officer.1: 21% of 400 answers" in command._heard(asked())
