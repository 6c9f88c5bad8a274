"""A source that knows only months: the unit of time is the month, and a page says so."""

from datetime import UTC, date, datetime
from random import Random

import pytest

from commonground.earlywarning import charting, frames
from commonground.earlywarning.models import Alert, ScanRun

from .conftest import BY, EVERYWHERE, MORNING, line, scan
from .test_pages import words_of

LAST = date(2017, 10, 1)  # police records of a month come weeks after it
TIME = {"zone": "America/Chicago", "precision": "month"}


def month(back: int) -> date:
    number = 12 * LAST.year + LAST.month - 1 - back
    return date(number // 12, number % 12 + 1, 1)


def records(*, corner: int, months: int = 26, ordinary: int = 12) -> list[str]:
    """`ordinary` a month anywhere, and so many more in one corner in each of the last two."""
    chance, rows = Random(3), []
    for back in range(months):
        for _ in range(ordinary):
            rows.append(line(len(rows), chance.choice(EVERYWHERE), month(back)))
        for i in range(corner if back < 2 else 0):
            point = (41.908 + 0.0008 * (i % 3 - 1), -87.7085 + 0.0008 * (i // 3 % 3 - 1))
            rows.append(line(50_000 + len(rows), point, month(back)))
    return rows


def test_an_excess_of_two_months_is_found_and_told_in_months(desk, cast, client, town):
    desk.take(*records(corner=9), time=TIME)
    (alert,) = [a for a in scan(MORNING) if a.kind == "cluster"]
    assert (alert.unit, alert.span) == ("month", "in 2 months")
    assert (alert.started_on, alert.ends_on) == (date(2017, 9, 1), date(2017, 10, 31))
    assert [day for day, _count in alert.by_day] == ["2017-09-01", "2017-10-01"]
    run = ScanRun.objects.get(method="scan")
    assert (run.until, run.settings["history_months"], run.settings["window_months"]) == (
        date(2017, 10, 31), 24, 3,
    )  # fmt: skip
    client.force_login(cast.bram)
    page = words_of(client.get(f"/team/alerts/{alert.public_id}/"))
    assert "reports in 2 months" in page and "September 2017" in page
    assert "since their source knows no days" in page


def test_months_without_an_excess_bring_no_alert(desk):
    desk.take(*records(corner=0), time=TIME)
    assert scan(MORNING) == []
    assert ScanRun.objects.get(method="scan").n_cases == 24 * 12


def test_the_month_that_is_not_over_is_not_looked_at(desk):
    desk.take(*records(corner=0), line(90_000, EVERYWHERE[0], date(2017, 12, 1)), time=TIME)
    assert frames.reports(MORNING, "month").day.max() == LAST.toordinal()


def test_the_same_month_gives_the_same_answer_on_the_next_morning(desk, clock_at):
    desk.take(*records(corner=9), time=TIME)
    (alert,) = [a for a in scan(MORNING) if a.kind == "cluster"]
    clock_at.set(datetime(2017, 12, 12, 14, tzinfo=UTC))
    (same,) = [a for a in scan(date(2017, 12, 12)) if a.kind == "cluster"]
    assert (same, same.p_value) == (alert, alert.p_value)
    assert same.sightings.filter(run__method="scan").count() == 2


def test_a_kind_that_knows_days_is_looked_at_by_days_alone(desk):
    days = [line(70_000 + i, EVERYWHERE[i % 12], date(2017, 11, 1 + i % 30)) for i in range(60)]
    desk.take(*records(corner=9), time=TIME)
    desk.take(*days)
    scan(MORNING)
    assert ScanRun.objects.get(method="scan").n_cases == 60


@pytest.mark.parametrize(("last", "kind"), [(0, "fall"), (45, "rise")])
def test_months_are_charted_once_a_month(desk, last, kind):
    chance, rows = Random(5), []
    for back in range(30):
        for _ in range(last if back == 0 else 15):
            rows.append(line(len(rows), chance.choice(EVERYWHERE[6:]), month(back)))
        for _ in range(15):
            rows.append(line(len(rows), chance.choice(EVERYWHERE[:6]), month(back)))
    desk.take(*rows, time=TIME)
    known = frames.reports(MORNING, "month")
    charting.chart_period(as_of=MORNING, by=BY, latest=known, unit="month")
    (alert,) = Alert.objects.all()
    assert (alert.kind, alert.unit, alert.observed) == (kind, "month", last)
    assert (alert.started_on, alert.span) == (LAST, "in one month")
    assert ScanRun.objects.get(method="chart").settings["unit"] == "month"
