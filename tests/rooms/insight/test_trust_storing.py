"""A survey closes, and its figures are kept: once, behind their gates, never silently anew."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from commonground.common import clock
from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.insight.trust.models import Because, TrustEstimate, TrustRun
from commonground.insight.trust.storing import work_out, work_out_closed
from commonground.surveys.models import Response

from .trusting import BY, wave

OPENS = date(2026, 1, 5)


@pytest.fixture
def closed(town, clock_at, tmp_path):
    return wave(tmp_path, OPENS, good={"Northside": (60, 45), "Southside": (70, 35)})


def figure(run: TrustRun, item: str = "good-job.1", place=None, group: str = "") -> TrustEstimate:
    rows = run.estimates.exclude(method="fay-herriot")
    return rows.get(item=item, neighbourhood=place, group=group)


def test_the_night_after_the_last_day_keeps_the_figures_once(closed, town):
    assert work_out_closed() == 1 and work_out_closed() == 0
    run = closed.trust_runs.get()
    assert (run.asked, run.answered, run.weighting) == (300, 130, "design")
    whole = figure(run)
    # half of the homes are in each: 75 % and 50 % are 62.5 % of all
    assert whole.estimate == pytest.approx(62.5) and whole.n == 130
    assert whole.low < 62.5 < whole.high and whole.deff == pytest.approx(0.95, abs=0.1)
    assert figure(run, place=town.north).estimate == pytest.approx(75)
    assert figure(run, place=town.south).estimate == pytest.approx(50)
    row = AuditRow.objects.get(verb="trust.work_out")
    assert row.noun_id == closed.public_id and row.detail["answers"] == 130


def test_an_open_survey_has_no_figures(town, clock_at, tmp_path):
    survey = wave(tmp_path, clock.today(), good={"Northside": (60, 45)})
    assert work_out_closed() == 0
    with pytest.raises(Refused, match="once the questions are closed"):
        work_out(survey=survey, because=Because.CLOSED, by=BY)


def test_working_out_again_says_why_and_keeps_what_was_said_before(closed):
    first = work_out(survey=closed, because=Because.CLOSED, by=BY)
    for because in ("", "closed", "whim"):
        with pytest.raises(Refused):
            work_out(survey=closed, because=because, by=BY)
    second = work_out(survey=closed, because=Because.METHOD, by=BY)
    assert figure(first).estimate == figure(second).estimate
    assert closed.trust_runs.first() == second and closed.trust_runs.count() == 2
    whys = AuditRow.objects.filter(verb="trust.work_out").values_list("detail", flat=True)
    assert sorted(why["because"] for why in whys) == ["closed", "method"]


def test_once_the_answers_are_erased_the_figures_stay(closed):
    run = work_out(survey=closed, because=Because.CLOSED, by=BY)
    Response.objects.all().delete()
    with pytest.raises(Refused, match="have been erased"):
        work_out(survey=closed, because=Because.METHOD, by=BY)
    assert closed.trust_runs.get() == run and figure(run).n == 130


def test_a_kept_figure_cannot_be_changed(closed):
    row = figure(work_out(survey=closed, because=Because.CLOSED, by=BY))
    row.estimate = 99
    with pytest.raises(TypeError, match="never changed"):
        row.save()


def test_the_database_refuses_a_figure_of_nine(closed):
    run = work_out(survey=closed, because=Because.CLOSED, by=BY)
    row = TrustEstimate(run=run, item="x.1", method="opt-in", estimate=50, n=9)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_too_few_answers_are_kept_as_such_and_without_a_number(town, clock_at, tmp_path):
    """29 of one place: hidden, and the other too, or the total would tell it."""
    survey = wave(tmp_path, OPENS, good={"Northside": (29, 9), "Southside": (70, 35)})
    run = work_out(survey=survey, because=Because.CLOSED, by=BY)
    for place in (town.north, town.south):
        row = figure(run, place=place)
        assert (row.estimate, row.n, row.low, row.q) == (None, None, None, None)
        assert row.flags == ["too-few-answers"]
    assert figure(run).n == 99


def test_so_few_that_nothing_is_told_still_make_a_run(town, clock_at, tmp_path):
    survey = wave(tmp_path, OPENS, good={"Northside": (12, 9)})
    run = work_out(survey=survey, because=Because.CLOSED, by=BY)
    assert not run.estimates.exclude(estimate=None).exists()
    assert run.diagnostics == {"small_areas": []}


def test_groups_and_areas_are_compared_with_everybody_at_a_false_discovery_rate(closed, town):
    run = work_out(survey=closed, because=Because.CLOSED, by=BY)
    north = figure(run, place=town.north)
    assert north.gap == pytest.approx(12.5) and north.gap_low > 0 and north.q < 0.05
    young = figure(run, group="age.1=18-34")
    assert young.gap_low < 0 < young.gap_high and young.q > 0.05


def test_the_next_wave_is_compared_with_the_one_before(closed, town, tmp_path):
    later = wave(
        tmp_path, OPENS + timedelta(days=28), seed=8,
        good={"Northside": (60, 20), "Southside": (70, 36)},
    )  # fmt: skip
    with clock.held_at(clock.start_of(date(2026, 4, 1))):
        assert work_out_closed() == 2
    run = later.trust_runs.get()
    fell = run.changes.get(item="good-job.1", neighbourhood=town.north)
    assert fell.word == "down" and fell.difference == pytest.approx(-100 * 25 / 60)
    assert fell.visible < fell.reliable
    same = run.changes.get(item="good-job.1", neighbourhood=town.south)
    assert same.word == "cannot-tell" and same.low < 0 < same.high
    # all answered alike: no sampling error is known, so nothing is said of the difference
    assert run.changes.get(item="listen.1", neighbourhood=None).difference is None
