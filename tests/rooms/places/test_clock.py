"""Product time, local days and working days, across both clock changes."""

from datetime import UTC, date, datetime

import pytest

from commonground.common import clock, deployment
from commonground.common.workingdays import add_working_days, working_days_between


@pytest.fixture
def chicago(settings):
    settings.TIME_ZONE = "America/Chicago"


def test_the_clock_stands_where_a_test_puts_it_and_moves_forward(clock_at):
    assert clock.now() == datetime(2026, 3, 2, 9, tzinfo=UTC)
    clock_at.forward(hours=72)
    assert clock.today() == date(2026, 3, 5)


def test_a_local_day_starts_at_local_midnight_before_and_after_each_clock_change(chicago):
    assert clock.start_of(date(2017, 3, 12)) == datetime(2017, 3, 12, 6, tzinfo=UTC)
    assert clock.start_of(date(2017, 3, 13)) == datetime(2017, 3, 13, 5, tzinfo=UTC)
    assert clock.start_of(date(2017, 11, 5)) == datetime(2017, 11, 5, 5, tzinfo=UTC)
    assert clock.start_of(date(2017, 11, 6)) == datetime(2017, 11, 6, 6, tzinfo=UTC)


def test_a_late_evening_belongs_to_its_local_day(chicago):
    assert clock.local_day(datetime(2017, 12, 11, 4, 30, tzinfo=UTC)) == date(2017, 12, 10)


def test_the_demo_date_stands_still_and_the_time_of_day_is_real(monkeypatch, chicago):
    fixed = deployment.Deployment(demo_date=date(2017, 12, 11))
    monkeypatch.setattr(clock, "deployment", lambda: fixed)
    assert clock.today() == date(2017, 12, 11)
    local = datetime.now(UTC).astimezone(clock.zone())
    shown = clock.now().astimezone(clock.zone())
    assert abs((shown.hour * 60 + shown.minute) - (local.hour * 60 + local.minute)) <= 61


def test_working_days_skip_weekends_and_the_deployments_holidays(monkeypatch):
    from commonground.common import workingdays

    fixed = deployment.Deployment(holidays=(date(2026, 3, 3),))
    monkeypatch.setattr(workingdays, "deployment", lambda: fixed)
    monday = date(2026, 3, 2)
    assert add_working_days(monday, 1) == date(2026, 3, 4)
    assert add_working_days(date(2026, 3, 6), 1) == date(2026, 3, 9)
    assert working_days_between(monday, date(2026, 3, 9)) == 4
    assert working_days_between(date(2026, 3, 9), monday) == -4
