"""Figures that others published, over time, and how much of their ups and downs is noise.

A source that gives neither n nor an interval leaves one thing to go by: what chance puts into a
figure, later figures take out again.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import QuerySet

from commonground.analysis.surveys.noise import noise_of_changes, taken_back
from commonground.common import clock
from commonground.common.charts import BOTTOM, LEFT, RIGHT, TOP, Tick, scale
from commonground.common.wording import month

from .models import PublishedScore

LEAST_PERIODS, LEAST_AREAS = 24, 5  # fewer, and the noise cannot be told
MEMORY = (1, 2, 3, 4)  # steps within which a smoothing that nobody told of is forgotten
Z = 1.96
SHOWN = 36  # periods of the picture


@dataclass(frozen=True)
class Noise:
    """In points. change : 95 of 100 changes to the next period are smaller, were nothing to
    change. figure : within so much of what it measures is one figure, 95 times in 100. taken_back :
    of the changes, how much in 100 later ones undo."""

    change: float
    figure: float
    taken_back: float
    periods: int
    areas: int


@dataclass(frozen=True)
class Mark:
    score: PublishedScore
    x: float
    y: float
    low_y: float
    high_y: float


@dataclass(frozen=True)
class Series:
    """One measure of one area. latest : its last figure. noise : None where nobody can tell."""

    latest: PublishedScore
    marks: list[Mark]
    noise: Noise | None
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]

    @property
    def has_line(self) -> bool:
        """One figure alone is told in words."""
        return len(self.marks) > 1


def over() -> QuerySet[PublishedScore]:
    """Of periods that are over by today."""
    return PublishedScore.objects.filter(period_to__lt=clock.today())


def published_series(area: str) -> list[Series]:
    """Each measure of one area. One query for the area, one for the noise of each measure."""
    found: dict[str, list[PublishedScore]] = {}
    for row in over().filter(area=area).order_by("period_from"):
        found.setdefault(row.measure, []).append(row)
    return [_series(rows, noise_of(measure)) for measure, rows in sorted(found.items())]


def noise_of(measure: str) -> Noise | None:
    """From all areas of a measure together: single ones have too few periods to tell."""
    rows = over().filter(measure=measure).values_list("period_from", "area", "value")
    figures = _table(list(rows))
    if figures.shape[0] < LEAST_PERIODS or figures.shape[1] < LEAST_AREAS:
        return None
    own = figures - np.nanmean(figures, axis=1, keepdims=True)  # what all share is no noise
    return Noise(
        change=Z * float(np.nanstd(np.diff(figures, axis=0))),
        figure=Z * noise_of_changes(own, MEMORY),
        taken_back=100 * taken_back(own, MEMORY[-1]),
        periods=figures.shape[0],
        areas=figures.shape[1],
    )


def _table(rows: list[tuple[date, str, float]]) -> np.ndarray:
    """(periods, areas), nan where there is no figure."""
    periods, areas = (sorted({row[i] for row in rows}) for i in (0, 1))
    at = {period: i for i, period in enumerate(periods)}, {area: j for j, area in enumerate(areas)}
    made = np.full((len(periods), len(areas)), np.nan)
    for period, area, value in rows:
        made[at[0][period], at[1][area]] = value
    return made


def _series(rows: list[PublishedScore], noise: Noise | None) -> Series:
    shown = rows[-SHOWN:]
    around = noise.figure if noise else 0.0
    slot = (RIGHT - LEFT) / len(shown)

    def y_of(value: float) -> float:
        return scale(value, 0, 100, BOTTOM, TOP)

    marks = [
        Mark(row, round(LEFT + slot * (n + 0.5), 1), y_of(row.value),
             y_of(row.value - around), y_of(row.value + around))
        for n, row in enumerate(shown)
    ]  # fmt: skip
    first, last = shown[0].period_from, shown[-1].period_from
    ends = (Tick(LEFT, month(first), "start"), Tick(RIGHT, month(last), "end"))
    return Series(shown[-1], marks, noise, ends, tuple(Tick(y_of(v), f"{v}") for v in (0, 50, 100)))
