"""What a week's plan is made from. Times are minutes since Monday 00:00, local time.

The roster is given: the plan never moves a shift and never uses a minute outside of one.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

DAY = 24 * 60
SWORN, SUPPORT = "sworn", "support"
POWERS = (SWORN, SUPPORT)
PROMISED = ("event", "drop-in", "promise")  # told to people, so all three are promises
ALERT, VISIT = "alert", "visit"
KINDS = (*PROMISED, ALERT)


@dataclass(frozen=True)
class Rules:
    """The hard rules' numbers, in minutes.

    slot : starts lie on this grid. visit : how long a visit without an appointment is.
    rest : between the end of a shift and the next planned work. pause : kept free in one piece in
    shifts of `pause_after` and longer. reach : how far outside their own neighbourhoods officers
    go on visits. lone_until : time of day after which nobody is alone. vehicle : to fetch a
    vehicle, and to bring it back.
    """

    slot: int = 15
    visit: int = 120
    rest: int = 660
    pause: int = 30
    pause_after: int = 360
    reach: int = 10
    lone_until: int = 20 * 60
    vehicle: int = 30


@dataclass(frozen=True)
class Neighbourhood:
    """owed : minutes of presence that it is behind. minimum : of each week, whatever it is owed."""

    id: str
    owed: int
    minimum: int = 0

    @property
    def due(self) -> int:
        return max(self.owed, self.minimum)


@dataclass(frozen=True)
class Span:
    start: int
    end: int
    why: str = ""


@dataclass(frozen=True)
class Officer:
    """homes, base : positions in the list of neighbourhoods. alone : may work alone at all.

    busy : leave, court, training, abstraction; nothing is planned then.
    """

    id: str
    kind: str
    base: int
    homes: tuple[int, ...]
    languages: frozenset[str]
    alone: bool
    shifts: tuple[Span, ...]
    busy: tuple[Span, ...]


@dataclass(frozen=True)
class Task:
    """Something with a place, a crew and a time: between `earliest` and `due`, `minutes` long.

    crew : officers needed, `sworn` of them sworn; each language is spoken by one at least.
    lone_until : time of day after which one officer is not enough, else that of the rules.
    """

    id: str
    kind: str
    place: int
    earliest: int
    due: int
    minutes: int
    crew: int
    sworn: int
    languages: frozenset[str]
    vehicle: bool
    weight: int
    lone_until: int | None

    @property
    def fixed(self) -> bool:
        return self.due - self.earliest == self.minutes


@dataclass(frozen=True)
class Assignment:
    """One officer, one place, one stretch of time. task : position of the task, None for a visit.

    officer, place, vehicle : positions in the instance's lists.
    """

    officer: int
    task: int | None
    place: int
    start: int
    end: int
    vehicle: int | None = None


@dataclass(frozen=True)
class Instance:
    """travel : (n, n) minutes between neighbourhoods. pins : kept whatever they cost.

    previous : what the last plan said, of which as much as possible is kept; None if there is none.
    """

    week: date
    rules: Rules
    neighbourhoods: tuple[Neighbourhood, ...]
    travel: Ints
    officers: tuple[Officer, ...]
    tasks: tuple[Task, ...]
    vehicles: tuple[str, ...]
    pins: tuple[Assignment, ...] = ()
    previous: tuple[Assignment, ...] | None = None


def crew_at(instance: Instance, task: Task, start: int) -> int:
    """Officers needed: one more than one where one would be alone too late."""
    until = instance.rules.lone_until if task.lone_until is None else task.lone_until
    return max(task.crew, 2 if _too_late(start, start + task.minutes, until) else 1)


def _too_late(start: int, end: int, until: int) -> bool:
    return end - start // DAY * DAY > until


def visit_may_start(instance: Instance, start: int) -> bool:
    rules = instance.rules
    return not _too_late(start, start + rules.visit, rules.lone_until)


def usable(officer: Officer, shift: Span, rest: int) -> list[Span]:
    """The parts of a shift that can be planned: not busy, and rested since the shift before."""
    before = [other.end for other in officer.shifts if other.start < shift.start]
    start = max([shift.start, *(end + rest for end in before)])
    parts = []
    for busy in sorted(officer.busy, key=lambda span: span.start):
        if busy.end <= start or busy.start >= shift.end:
            continue
        if busy.start > start:
            parts.append(Span(start, busy.start))
        start = max(start, busy.end)
    if start < shift.end:
        parts.append(Span(start, shift.end))
    return parts
