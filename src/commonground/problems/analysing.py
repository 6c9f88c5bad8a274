"""What is reported in the problem's neighbourhood, when, and again: for "why does it happen?"."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from commonground.common import charts, clock
from commonground.earlywarning import frames

from . import repeating
from .models import Problem

DAYS = 364
SHOWN = 10


@dataclass(frozen=True)
class Table:
    """One question's counts, as a chart and its table."""

    chart: charts.MonthChart
    rows: tuple[tuple[object, int], ...]


@dataclass(frozen=True)
class Found:
    """Reports of a year that residents made by themselves. again : places of some 350 m with the
    most, how many of them there were, and what share of all reports those few have. repeats : of
    the most frequent types."""

    since: date
    count: int
    types: tuple[tuple[str, int], ...]
    weekdays: Table
    hours: Table
    no_hour: int
    again: tuple[int, ...]
    again_share: float
    repeats: tuple[repeating.Repeats, ...]


def find(problem: Problem) -> Found:
    today = clock.today()
    since = today - timedelta(days=DAYS)
    found = frames.between(today, since, today - timedelta(days=1))
    ours = found.where(found.neighbourhood == problem.neighbourhood.public_id)
    by_type = Counter(ours.stream.tolist()).most_common(SHOWN)
    hour = ours.hour[ours.hour >= 0]
    cells = [n for _cell, n in Counter(ours.cell[ours.cell != ""].tolist()).most_common(5)]
    return Found(
        since, len(ours), tuple(by_type), _table(range(7), (ours.day - 1) % 7),
        _table(range(24), hour), len(ours) - len(hour), tuple(cells),
        sum(cells) / max(len(ours), 1),
        tuple(repeating.repeats(ours, [name for name, _count in by_type])),
    )  # fmt: skip


def _table(keys: range, values: np.ndarray) -> Table:
    counts = np.bincount(values, minlength=len(keys)).tolist()
    labels = [str(key + (len(keys) == 7)) for key in keys]
    return Table(charts.month_chart(labels, counts), tuple(zip(labels, counts, strict=True)))
