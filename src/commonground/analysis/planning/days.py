"""Shifts with the time that can be planned in them, and what fits into one: exactly, by small DP.

A day's work is a set of pieces. `arrange` finds times for all of them or proves that there are
none: over subsets, the earliest end for each last piece (Held and Karp, J. SIAM 10, 1962), without
and with the pause that the shift owes.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from commonground.analysis.planning.instance import (
    Instance,
    Ints,
    Officer,
    Span,
    Task,
    usable,
    visit_may_start,
)

EXACT = 9  # pieces; of more, which nobody has in a day, the order of first starts is tried


@dataclass(frozen=True)
class Day:
    """A shift in which something can be planned. officer, base : positions.

    pause : minutes to keep free in one piece. visits : starts at which a visit may begin.
    """

    number: int
    officer: int
    start: int
    end: int
    base: int
    pause: int
    parts: tuple[Span, ...]
    visits: tuple[int, ...]


@dataclass(frozen=True)
class Piece:
    """Something to do in a day. task : None for a visit. starts : those allowed, ascending."""

    task: int | None
    place: int
    minutes: int
    starts: tuple[int, ...]

    def at(self, start: int) -> "Piece":
        return Piece(self.task, self.place, self.minutes, (start,))


@dataclass(frozen=True)
class Roster:
    """ways : travel minutes as lists, which single look-ups read faster. of : officer -> days.

    short : the same by way of other places where that is shorter, for bounds.
    """

    instance: Instance
    days: tuple[Day, ...]
    ways: list[list[int]]
    short: list[list[int]]
    of: tuple[tuple[int, ...], ...]


def roster(instance: Instance) -> Roster:
    days: list[Day] = []
    of: list[tuple[int, ...]] = []
    for number, officer in enumerate(instance.officers):
        first = len(days)
        for shift in officer.shifts:
            parts = tuple(usable(officer, shift, instance.rules.rest))
            if parts:
                days.append(_day(instance, len(days), number, officer, shift, parts))
        of.append(tuple(range(first, len(days))))
    return Roster(
        instance, tuple(days), instance.travel.tolist(), _shortest(instance.travel), tuple(of)
    )


def _shortest(travel: Ints) -> list[list[int]]:
    short = travel.copy()
    for place in range(len(short)):
        np.minimum(short, short[:, place : place + 1] + short[place], out=short)
    made: list[list[int]] = short.tolist()
    return made


def _day(
    instance: Instance, at: int, number: int, officer: Officer, shift: Span,
    parts: tuple[Span, ...],
) -> Day:  # fmt: skip
    rules = instance.rules
    long = shift.end - shift.start >= rules.pause_after
    starts = tuple(
        t for part in parts
        for t in on_grid(part.start, part.end - rules.visit, rules.slot)
        if visit_may_start(instance, t)
    )  # fmt: skip
    return Day(at, number, shift.start, shift.end, officer.base, rules.pause if long else 0, parts,
               starts if officer.alone else ())  # fmt: skip


def on_grid(first: int, last: int, step: int) -> range:
    return range(-(-first // step) * step, last + 1, step)


def starts_in(instance: Instance, day: Day, task: Task, starts: Sequence[int]) -> tuple[int, ...]:
    """Those starts of the task at which one could be there, with time for the ways."""
    there = int(instance.travel[day.base, task.place])
    back = int(instance.travel[task.place, day.base])
    found: list[int] = []
    for part in day.parts:
        low = bisect_left(starts, max(part.start, day.start + there))
        high = bisect_right(starts, min(part.end, day.end - back) - task.minutes)
        found += starts[low:high]
    return tuple(found)


def arrange(
    ways: list[list[int]], day: Day, pieces: Sequence[Piece]
) -> tuple[int, ...] | None:  # fmt: skip
    """A start for each piece, as early as can be; None if they do not all fit into the day.

    ways : minutes from place to place.
    """
    if sum(piece.minutes for piece in pieces) + day.pause > day.end - day.start:
        return None
    order = sorted(range(len(pieces)), key=lambda i: (pieces[i].place, pieces[i].starts[-1:]))
    every = [pieces[i] for i in order]
    found = _exactly(ways, day, every) if len(every) <= EXACT else _in_order(ways, day, every)
    if found is None:
        return None
    starts = [0] * len(every)
    for i, start in zip(order, found, strict=True):
        starts[i] = start
    return tuple(starts)


State = tuple[int, int, bool]  # done (bits), last, pause had
Reached = tuple[int, int, State | None]  # end, start of the last, state before


def _exactly(ways: list[list[int]], day: Day, pieces: list[Piece]) -> list[int] | None:
    if not pieces:
        return []
    layers: list[dict[State, Reached]] = [{(0, -1, day.pause == 0): (day.start, 0, None)}]
    for _ in pieces:
        new: dict[State, Reached] = {}
        for state, (free, _, _) in layers[-1].items():
            for i in range(len(pieces)):
                if not state[0] >> i & 1 and not _later_twin(pieces, i, state[0]):
                    _extend(ways, day, pieces, state, free, i, new)
        if not new:
            return None
        layers.append(new)
    return _back(ways, day, pieces, layers)


def _later_twin(pieces: list[Piece], i: int, done: int) -> bool:
    """Of equal pieces the first comes first."""
    return i > 0 and pieces[i] == pieces[i - 1] and not done >> (i - 1) & 1


def _extend(
    ways: list[list[int]], day: Day, pieces: list[Piece], state: State, free: int, i: int,
    new: dict[State, Reached],
) -> None:  # fmt: skip
    done, last, had = state
    piece = pieces[i]
    here = free + ways[day.base if last < 0 else pieces[last].place][piece.place]
    for wait in (0,) if had else (0, day.pause):
        at = bisect_left(piece.starts, here + wait)
        if at == len(piece.starts):
            return
        start = piece.starts[at]
        key = (done | 1 << i, i, had or start - here >= day.pause)
        end = start + piece.minutes
        if end <= day.end and (key not in new or end < new[key][0]):
            new[key] = (end, start, state)


def _back(
    ways: list[list[int]], day: Day, pieces: list[Piece], layers: list[dict[State, Reached]]
) -> list[int] | None:
    for state, (end, _, _) in sorted(layers[-1].items(), key=lambda entry: entry[1][0]):
        spare = day.end - end - ways[pieces[state[1]].place][day.base]
        if spare >= (0 if state[2] else day.pause):
            return _starts(pieces, layers, state)
    return None


def _starts(pieces: list[Piece], layers: list[dict[State, Reached]], state: State) -> list[int]:
    starts, at = [0] * len(pieces), state
    for layer in reversed(layers[1:]):
        _, start, before = layer[at]
        starts[at[1]] = start
        assert before is not None
        at = before
    return starts


def _in_order(ways: list[list[int]], day: Day, pieces: list[Piece]) -> list[int] | None:
    """By first start, each as early as can be: may miss an order that fits."""
    free, place, had = day.start, day.base, day.pause == 0
    starts = [0] * len(pieces)
    for i in sorted(range(len(pieces)), key=lambda i: (pieces[i].starts[-1], pieces[i].place)):
        here = free + ways[place][pieces[i].place]
        at = bisect_left(pieces[i].starts, here)
        if at == len(pieces[i].starts):
            return None
        starts[i] = pieces[i].starts[at]
        had = had or starts[i] - here >= day.pause
        free, place = starts[i] + pieces[i].minutes, pieces[i].place
    spare = day.end - free - ways[place][day.base]
    return starts if spare >= (0 if had else day.pause) else None
