"""Where a plan is indifferent, chance decides, and what it decided between is kept.

The time of day of a visit often makes no difference to any goal. Drawing it, with the seed and the
choices written down, lets somebody ask later whether it made a difference in the neighbourhood.
"""

from dataclasses import dataclass

import numpy as np

from commonground.analysis.planning.days import arrange
from commonground.analysis.planning.draft import Draft, Placed
from commonground.analysis.planning.goals import key


@dataclass(frozen=True)
class Draw:
    """officer, place : positions. among : starts that were equally good, each as likely as the
    others. chosen : one of them.
    """

    officer: int
    place: int
    among: tuple[int, ...]
    chosen: int


def draw_times(draft: Draft, seed: int) -> tuple[Draw, ...]:
    """Draw the start of each visit from those that change nothing else in its day."""
    random = np.random.default_rng(seed)
    pinned = {key(pin) for pin in draft.work.instance.pins}
    draws = []
    for number in range(len(draft.days)):
        officer = draft.officer(number)
        for at, (piece, start) in enumerate(draft.days[number]):
            if piece.task is not None or (officer, None, piece.place, start) in pinned:
                continue
            among = _equal(draft, number, at)
            if len(among) > 1:
                chosen = among[int(random.integers(len(among)))]
                draft.days[number][at] = (piece, chosen)
                draws.append(Draw(officer, piece.place, among, chosen))
    return tuple(draws)


def _equal(draft: Draft, number: int, at: int) -> tuple[int, ...]:
    """Starts of the piece at which everything else of the day can stay where it is."""
    week, day = draft.work.week, draft.work.week.days[number]
    others: list[Placed] = [placed for n, placed in enumerate(draft.days[number]) if n != at]
    stay = [piece.at(start) for piece, start in others]
    piece, ways = draft.days[number][at][0], week.ways
    return tuple(t for t in piece.starts if arrange(ways, day, [*stay, piece.at(t)]) is not None)
