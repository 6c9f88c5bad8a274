"""Defects of real data: late reports, unknown hours, the same row twice."""

from datetime import UTC, datetime, time, timedelta
from random import Random

from commonground.earlywarning import frames

from .conftest import EVERYWHERE, MORNING, line, ordinary, planted, scan
from .test_scanning import forget, told


def test_a_report_that_was_entered_late_is_not_in_a_past_mornings_scan(desk, clock_at):
    """200 reports of the last weeks, each entered 0 to 20 days after it happened: what a past
    morning reads is what had been entered at five on that morning."""
    chance, entered = Random(8), {}
    for name in range(200):
        happened = MORNING - timedelta(days=chance.randrange(1, 40))
        day = happened + timedelta(days=chance.randrange(0, 21))
        entered.setdefault(day, []).append(line(name, chance.choice(EVERYWHERE), happened))
    for day in sorted(entered):
        clock_at.set(datetime.combine(day, time(18), tzinfo=UTC))  # noon in Chicago
        desk.take(*entered[day])
    clock_at.set(datetime.combine(MORNING + timedelta(days=30), time(18), tzinfo=UTC))
    for back in (0, 5, 10, 20):
        morning = MORNING - timedelta(days=back)
        rows = [row for day in entered for row in entered[day] if day < morning]
        known = frames.reports(morning)
        assert len(known) == len([row for row in rows if str_day(row) < morning.isoformat()])
        assert len(known) < len(entered_of(entered, morning))


def str_day(row: str) -> str:
    return row.split(",")[1][:10]


def entered_of(entered: dict, morning) -> list[str]:
    """All that had happened by then, entered or not."""
    return [row for rows in entered.values() for row in rows if str_day(row) < str(morning)]


def test_a_past_morning_says_the_same_after_late_reports_came_in(desk, clock_at):
    desk.take(*ordinary(), *planted(count=8))
    tuesday = MORNING + timedelta(days=1)
    clock_at.set(datetime.combine(tuesday, time(18), tzinfo=UTC))
    before = told(scan(tuesday))
    assert before
    forget()
    clock_at.forward(days=3)
    desk.take(*planted(first=9500, count=10))  # of the same days, entered days late
    assert told(scan(tuesday)) == before


def test_reports_whose_hour_is_not_known_stay_in_their_day_and_in_no_part_of_it(desk):
    rows = [line(i, EVERYWHERE[i % 12], MORNING - timedelta(days=1 + i % 300)) for i in range(90)]
    desk.take(*rows)
    known = frames.reports(MORNING)
    assert set(known.hour.tolist()) == {-1} and len(known) == 90
    assert known.day.max() == MORNING.toordinal() - 1
    runs = {alert.stream for alert in scan(MORNING)}
    assert not any(":" in stream for stream in runs)


def test_the_same_rows_twice_and_a_second_import_change_nothing(desk):
    rows = [*ordinary(), *planted()]
    desk.take(*rows)
    before = told(scan(MORNING))
    forget()
    desk.take(*rows, *rows)
    assert len(frames.reports(MORNING)) == len(rows)
    assert told(scan(MORNING)) == before
