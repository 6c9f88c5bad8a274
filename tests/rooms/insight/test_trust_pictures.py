"""What stands under the line of a question over time."""

from datetime import date

from commonground.insight.trust.pictures import WORD, Point, _ticks, trend


def points(*days: date) -> list[Point]:
    return [Point(day, 0.5, 0.4, 0.6, 300, "", "x") for day in days]


def test_no_two_months_meet_and_the_last_is_there():
    rows = points(date(2017, 3, 1), date(2017, 6, 1), date(2017, 8, 1), date(2017, 10, 1))
    ticks = _ticks(rows, lambda on: 66 + 402 * (on - rows[0].on).days / 214)
    ends = [(t.at - WORD, t.at) if t.anchor == "end" else (t.at - WORD / 2, t.at + WORD / 2)
            for t in ticks]  # fmt: skip
    assert all(left[1] <= right[0] for left, right in zip(ends, ends[1:], strict=False))
    assert ticks[-1].at == 468
    assert len(ticks) == 3  # August would meet October


def test_no_dot_stands_at_a_finer_place_than_the_table_tells():
    days = date(2017, 3, 1), date(2017, 6, 1)
    told = [
        trend([Point(day, value, value - 5, value + 5, 300, "", "x") for day in days], [], 100)
        for value in (57.3505, 57.0)
    ]
    assert told[0].dots == told[1].dots
