"""On which days a series falls. Weekly, every two weeks, monthly on the same weekday."""

from calendar import monthrange
from datetime import date, timedelta

from .models import FORTNIGHTLY, MONTHLY, WEEKLY

STEP_DAYS = {WEEKLY: 7, FORTNIGHTLY: 14}
LAST = -1


def days(first: date, every: str, count: int) -> list[date]:
    """The first `count` days, the first of all included."""
    if every == MONTHLY:
        nth = nth_of_month(first)
        return [_in_month(first, months, nth) for months in range(count)]
    return [first + timedelta(days=STEP_DAYS[every] * n) for n in range(count)]


def count_until(first: date, every: str, until: date, most: int) -> int:
    """How many days fall on or before `until`; never more than one above `most`."""
    return sum(day <= until for day in days(first, every, most + 1))


def nth_of_month(day: date) -> int:
    """1 to 4, or LAST: a fifth Tuesday is the last one, since most months have no fifth."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth < 5 else LAST


def _in_month(first: date, months: int, nth: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    first_weekday, length = monthrange(year, month + 1)
    day = 1 + (first.weekday() - first_weekday) % 7  # the first such weekday of the month
    day += 7 * ((length - day) // 7 if nth == LAST else nth - 1)
    return date(year, month + 1, day)
