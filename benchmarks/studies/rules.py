"""The rules that the early warning is held against: counts by area, no circles.

Each gives a number for every area and day; an area alarms while it is at least a threshold.
"""

import numpy as np
from towns import Reports

from commonground.analysis.following import LIVES_DAYS
from commonground.analysis.morning import DAYS

WEEK, MONTH = 7, 28


def counts(reports: Reports, area: np.ndarray, days: int) -> np.ndarray:
    """(areas, days)."""
    made = np.zeros((area.max() + 1, days))
    np.add.at(made, (area[reports.place], reports.day), 1)
    return made


def usual(count: np.ndarray) -> np.ndarray:
    """(areas, days after the first year) expected: an area's mean of the first year, as busy as
    the whole town was in the four weeks before."""
    mean = (count[:, :DAYS].sum(axis=1) + 0.5) / DAYS
    total = np.cumsum(count.sum(axis=0))
    busy = (total[DAYS - 1 : -1] - total[DAYS - 1 - MONTH : -1 - MONTH]) / MONTH
    return mean[:, None] * busy / (total[DAYS - 1] / DAYS)


def cusum(count: np.ndarray) -> np.ndarray:
    """The log likelihood ratio of twice as many as usual, added up from its lowest point (Page
    1954; Lucas 1985 for counts)."""
    steps = count[:, DAYS:] * np.log(2) - usual(count)
    made, now = np.zeros_like(steps), np.zeros(len(steps))
    for day in range(steps.shape[1]):
        made[:, day] = now = np.maximum(now + steps[:, day], 0)
    return made


def doubled(count: np.ndarray) -> np.ndarray:
    """The last seven days' reports where they are at least twice the usual, else 0."""
    added = np.cumsum(count, axis=1)
    week = added[:, DAYS:] - added[:, DAYS - WEEK : -WEEK]
    return np.where(week >= 2 * WEEK * usual(count), week, 0)


RULES = {"CUSUM by area": cusum, "count doubled": doubled}


def opened(number: np.ndarray, threshold: float) -> int:
    """Alarms of an area with none in the two weeks before: the same identity as an alert's."""
    alarm = number >= threshold
    before = np.zeros_like(alarm)
    for back in range(1, LIVES_DAYS):
        before[:, back:] |= alarm[:, :-back]
    return int((alarm & ~before).sum())


def threshold(quiet: list[np.ndarray], allowed: float) -> float:
    """The lowest that opens at most `allowed` alarms in all of the quiet runs together."""
    steps = np.unique(np.concatenate([np.unique(run) for run in quiet]))
    low, high = 0, len(steps)  # opens ever fewer, but for alarms that fall apart in two
    while low < high:
        middle = (low + high) // 2
        if sum(opened(run, steps[middle]) for run in quiet) <= allowed and steps[middle] > 0:
            high = middle
        else:
            low = middle + 1
    return float(steps[low]) if low < len(steps) else float(np.inf)
