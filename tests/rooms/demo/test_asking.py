"""The demo's surveys: Example all through, three rounds with one break, made by the verbs."""

import pytest

from commonground.common import clock
from commonground.demo import asking
from commonground.insight.trust.models import TrustChange, TrustEstimate, TrustLevel, TrustRun
from commonground.surveys.models import Survey

from ..insight.trusting import beats


@pytest.fixture
def asked(db, monkeypatch):
    """Six beats of the district, so that areas borrow from each other."""
    beats(6)
    monkeypatch.setattr(asking, "HOMES", 120)
    monkeypatch.setattr(asking, "LETTERS", 80)
    with clock.held_at(clock.start_of(asking.ROUNDS[-1][0])):
        asking.make()


def test_each_survey_is_an_example_and_its_figures_are_kept(asked):
    assert Survey.objects.count() == 5 and not Survey.objects.filter(is_example=False).exists()
    assert TrustRun.objects.count() == 5
    run = TrustRun.objects.get(survey__instrument="short.2", survey__mode="addresses")
    assert 0.3 < run.response_rate < 0.6
    methods = set(run.estimates.values_list("method", flat=True))
    assert methods == {"korn-graubard", "fay-herriot"}


def test_one_question_changed_its_words_and_is_not_compared(asked):
    last = TrustChange.objects.filter(run__survey__instrument="short.2")
    whole = last.filter(neighbourhood=None, run__survey__mode="addresses")
    assert whole.get(item="informed.2").broken_by == "wording"
    assert whole.get(item="good-job.1").difference is not None
    lines = TrustLevel.objects.filter(run__survey__instrument="short.2", neighbourhood=None)
    assert lines.filter(slug="good-job").count() == 3
    assert not lines.filter(slug="informed").exists()  # two waves and one: nothing to smooth


def test_where_few_answer_nothing_is_told_and_where_few_like_to_a_model_is(asked):
    few = TrustEstimate.objects.filter(
        neighbourhood__source_id="2401", group="", method="korn-graubard"
    )
    assert few.exists() and not few.exclude(estimate=None).exists()
    liked = TrustEstimate.objects.filter(method="opt-in", run__survey__instrument="short.2")
    assert liked.filter(group="").exclude(estimate=None).exists()
