from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from commonground.common import charts, deployment, wording

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


@pytest.mark.parametrize(
    ("hours", "words", "tone"),
    [
        (-1, "1 h late", "bad"),
        (-72, "3 days late", "bad"),
        (6, "6 h left", "bad"),
        (14, "today", "wait"),
        (24, "tomorrow", "wait"),
        (72, "Thu", ""),
        (24 * 20, "22 March", ""),
    ],
)
def test_the_promise_clock_says_the_time_left_or_the_day_or_how_late(hours, words, tone):
    told = wording.time_left(NOW + timedelta(hours=hours), NOW)
    assert (told.words, told.tone) == (words, tone)


def test_a_promise_for_a_day_is_kept_until_that_day_is_over():
    assert wording.time_left(date(2026, 3, 2), NOW).words == "today"
    assert wording.time_left(date(2026, 3, 1), NOW).tone == "bad"


def test_a_stamp_is_fresh_for_three_months_and_then_counts_the_days():
    today = date(2026, 6, 10)
    assert wording.freshness(date(2026, 3, 10), today) == wording.Told("updated 10 March")
    assert wording.freshness(date(2026, 3, 9), today) == wording.Told(
        "not updated for 93 days", "bad"
    )


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 11, 15), 1, date(2025, 12, 15)),
    ],
)
def test_three_months_on_is_the_same_day_or_the_months_last(start, count, end):
    assert wording.add_months(start, count) == end


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0.4, "about once a day"),
        (12, "about once in 12 days"),
        (31, "about once a month"),
        (100, "about once in 3 months"),
        (370, "about once a year"),
        (1096, "about once in 3 years"),
    ],
)
def test_a_recurrence_interval_is_told_in_the_unit_that_fits(days, words):
    assert wording.once_in(days) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "Nobody"),
        (0.01, "Fewer than 1 in 20"),
        (0.34, "About 1 in 3"),
        (0.999, "More than 19 in 20"),
        (1, "Everyone"),
    ],
)
def test_a_share_is_told_as_so_many_in_so_many(share, words):
    assert wording.about_share(share) == words


def test_a_day_of_another_year_says_the_year():
    today = date(2026, 6, 10)
    assert wording.day(date(2025, 12, 1), today) == "1 December 2025"


def test_an_estimate_is_said_no_more_exactly_than_it_is_known():
    assert wording.about_count(15563) == "15,600"
    assert wording.about_count(87) == "87"


NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "thousands", "tenths"), [("en", "27,353", "0.4"), ("es", f"27{NBSP}353", "0,4")]
)
def test_a_number_has_one_form_in_a_language_in_words_pages_and_charts(language, thousands, tenths):
    with translation.override(language):
        assert wording.grouped(27353) == wording.grouped(27352.6) == thousands
        assert wording.grouped(0.42, 1) == tenths
        page = Template("{% load i18n %}{{ n }} {% blocktranslate %}{{ n }}{% endblocktranslate %}")
        assert page.render(Context({"n": 27353})) == f"{thousands} {thousands}"
        ticks = charts.month_chart(["a"], [40000]).y_ticks
        assert ticks[-1].label == wording.grouped(40000)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/Chicago", "Chicago time"),
        ("America/New_York", "New York time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_a_time_zone_is_told_by_its_city(settings, zone, words):
    settings.TIME_ZONE = zone
    assert wording.zone_name() == words


def test_a_time_zone_is_told_as_the_agency_tells_it(monkeypatch):
    ours = replace(deployment.deployment(), time_zone_name="Central time")
    monkeypatch.setattr(wording, "deployment", lambda: ours)
    assert wording.zone_name() == "Central time"


def test_a_sign_stays_before_its_number_where_the_page_runs_from_right_to_left():
    assert [wording.with_sign(n, str(abs(n))) for n in (3, -3, 0)] == ["+3", "−3", "0"]
    with translation.override("ar"):
        assert wording.with_sign(3, "3") == "\u200e+3"
        assert wording.with_sign(0, "0") == "0"
