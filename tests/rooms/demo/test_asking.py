"""The demo's surveys: Example all through, rounds with one break, made by the verbs."""

from datetime import date

import pytest
from shapely.geometry import box

from commonground import demo_data
from commonground.common import clock
from commonground.demo import asking
from commonground.insight.coverage.asked import SEEN
from commonground.insight.coverage.asked import asked as coverage_asked
from commonground.insight.trust.models import TrustChange, TrustEstimate, TrustLevel, TrustRun
from commonground.insight.trust.waves import CONTACT, stream_of
from commonground.messaging.models import OutboxMessage
from commonground.places.drawing import draw_boundaries
from commonground.places.models import CensusMargin, Neighbourhood
from commonground.places.reading import Area, Reading
from commonground.surveys.inviting import open_after_contact
from commonground.surveys.models import Survey

from ..insight.trusting import BY, beats


@pytest.fixture
def asked(db, monkeypatch):
    """Six beats of the district, so that areas borrow from each other."""
    beats(6)
    monkeypatch.setattr(asking, "HOMES", 120)
    monkeypatch.setattr(asking, "LETTERS", 80)
    with clock.held_at(clock.start_of(asking.ROUNDS[-1][0])):
        asking.make()


def test_each_survey_is_an_example_and_its_figures_are_kept(asked):
    assert Survey.objects.count() == 8 and not Survey.objects.filter(is_example=False).exists()
    assert TrustRun.objects.count() == 7
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
    segments = lines.filter(slug="informed").order_by("on").values_list("segment", flat=True)
    assert list(segments) == [0, 0, 0, 1]


def test_where_few_answer_nothing_is_told_and_where_few_like_to_a_model_is(asked):
    few = TrustEstimate.objects.filter(
        neighbourhood__source_id="2401", group="", method="korn-graubard"
    )
    assert few.exists() and not few.exclude(estimate=None).exists()
    liked = TrustEstimate.objects.filter(method="opt-in", run__survey__instrument="short.2")
    assert liked.filter(group="").exclude(estimate=None).exists()


def test_after_a_contact_48_said_how_it_was_nine_would_rather_not_and_the_next_is_open(asked):
    closed, still = Survey.objects.filter(mode="contacts").order_by("opens_on")
    run = closed.trust_runs.get()
    assert (run.asked, run.answered) == (57, 48) and stream_of(closed) == CONTACT
    assert set(run.estimates.values_list("method", flat=True)) == {"opt-in"}
    assert not still.trust_runs.exists() and not OutboxMessage.objects.exists()
    with clock.held_at(clock.start_of(demo_data.CLOCK_DAY)):
        assert open_after_contact() == still


def test_residents_were_asked_whether_they_saw_an_officer(asked):
    found = coverage_asked()
    assert found.is_example and [said.item.slug for said in found.lines] == list(SEEN)
    assert all(0 < said.low < said.share < said.high < 1 for said in found.lines)


def test_each_beat_where_letters_go_has_ages_so_that_answers_are_weighed_by_them():
    known = {row.community_area for row in demo_data.ages()}
    asked = [b for b in demo_data.beats() if b.number.startswith((asking.DISTRICT, asking.BESIDE))]
    assert len(asked) == 18 and {beat.community_area for beat in asked} == known
    for row in demo_data.ages():
        bands = (row.to_19, row.from_20, row.from_35, row.from_50, row.from_65)
        assert sum(bands) == row.residents


def test_census_margins_of_the_home_district_are_estimates_with_their_source(db):
    areas = [Area(f"24{n}", f"Beat 24{n}", box(-88 + n / 100, 41, -87.991 + n / 100, 41.1))
             for n in (11, 22, 33)]  # fmt: skip
    draw_boundaries(
        reading=Reading(areas=areas), valid_from=date(2013, 1, 1), by=BY,
        population={"2411": 10_000, "2422": 8_600, "2433": 18_253},
    )  # fmt: skip
    asking.load_ages(list(Neighbourhood.objects.order_by("source_id")))
    rows = CensusMargin.objects.filter(neighbourhood__source_id="2422")
    told = {row.group: row.count / row.residents for row in rows}
    # Rogers Park, of 55,062: 17,116 from 20 to 34 and a tenth of the 11,632 to 19
    assert told["age=18-34"] == pytest.approx((17_116 + 1_163.2) / 55_062, abs=1e-4)
    assert told["age=35-59"] == pytest.approx((12_560 + 8_945 * 2 / 3) / 55_062, abs=1e-4)
    assert told["age=60+"] == pytest.approx((8_945 / 3 + 2757 + 1363 + 689) / 55_062, abs=1e-4)
    assert "American Community Survey 2013-2017" in rows[0].source and rows[0].year == 2017
