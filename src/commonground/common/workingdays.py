"""Working days: Monday to Friday without the deployment's public holidays."""

from datetime import date, timedelta

from .deployment import deployment


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in deployment().holidays


def add_working_days(day: date, count: int) -> date:
    """The working day that is `count` working days after `day` (count >= 0)."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when end < start."""
    if end < start:
        return -working_days_between(end, start)
    days = (start + timedelta(days=i + 1) for i in range((end - start).days))
    return sum(map(is_working_day, days))
