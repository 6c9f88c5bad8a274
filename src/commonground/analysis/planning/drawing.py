"""Where a plan is indifferent, chance decides, and what it decided between is kept.

The time of day of a visit often makes no difference to any goal. Drawing it, with the seed and the
choices written down, lets somebody ask later whether it made a difference in the neighbourhood.
"""

from dataclasses import dataclass

import numpy as np

from commonground.analysis.planning.candidates import Candidates
from commonground.analysis.planning.greedy import has_pause

Days = list[list[int]]


@dataclass(frozen=True)
class Draw:
    """officer, place : positions. among : starts that were equally good. chosen : one of them."""

    officer: int
    place: int
    among: tuple[int, ...]
    chosen: int


def draw_times(found: Candidates, days: Days, seed: int) -> tuple[Days, tuple[Draw, ...]]:
    """Draw the start of each visit from those that change nothing else in its day."""
    random = np.random.default_rng(seed)
    nodes, tasks = found.nodes, len(found.instance.tasks)
    pinned = set(nodes.after.tolist()) | set(nodes.needed.tolist())
    by_item: dict[tuple[int, int], list[int]] = {}
    made, draws = [], []
    for s, day in enumerate(days):
        day = list(day)
        for at, node in enumerate(day):
            if nodes.item[node] < tasks or node in pinned:
                continue
            if not by_item or next(iter(by_item))[0] != s:
                by_item = _of_shift(found, s)
            among = _equal(found, s, day, at, by_item[s, int(nodes.item[node])])
            if len(among) > 1:
                day[at] = among[int(random.integers(len(among)))]
                starts = tuple(int(nodes.start[n]) for n in among)
                officer, place = int(found.shifts.officer[s]), int(nodes.place[node])
                draws.append(Draw(officer, place, starts, int(nodes.start[day[at]])))
        made.append(day)
    return made, tuple(draws)


def _of_shift(found: Candidates, s: int) -> dict[tuple[int, int], list[int]]:
    made: dict[tuple[int, int], list[int]] = {}
    for node in range(int(found.nodes.first[s]), int(found.nodes.first[s + 1])):
        made.setdefault((s, int(found.nodes.item[node])), []).append(node)
    return made


def _equal(found: Candidates, s: int, day: list[int], at: int, same: list[int]) -> list[int]:
    """Nodes as long as the one at this place of the day that fit between its neighbours."""
    nodes, travel = found.nodes, found.instance.travel
    node, place = day[at], int(nodes.place[day[at]])
    low, high = int(found.shifts.start[s]), int(found.shifts.end[s])
    if at:
        before = day[at - 1]
        low = int(nodes.end[before] + travel[nodes.place[before], place])
    if at + 1 < len(day):
        after = day[at + 1]
        high = int(nodes.start[after] - travel[place, nodes.place[after]])
    long = nodes.end[node] - nodes.start[node]
    return [
        n for n in same
        if nodes.end[n] - nodes.start[n] == long and nodes.start[n] >= low and nodes.end[n] <= high
        and has_pause(found, s, [*day[:at], n, *day[at + 1 :]])
    ]  # fmt: skip
