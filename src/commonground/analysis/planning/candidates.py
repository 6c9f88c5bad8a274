"""Everything that an officer could do in a shift, as nodes of one graph per shift.

A node is (shift, item, start, end); items are the tasks, then visits to each neighbourhood, one
after the other. A day's work is a path through its shift's nodes that has no item twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from commonground.analysis.planning.instance import (
    SWORN,
    Assignment,
    Instance,
    Ints,
    Officer,
    Span,
    Task,
    crew_at,
    usable,
    visit_may_start,
)

OPTIONS = 12  # times at which a task for several officers may be set, at most


@dataclass(frozen=True)
class Shifts:
    """officer, start, end, base : (s,). pause : (s,) minutes to keep free in one piece."""

    officer: Ints
    start: Ints
    end: Ints
    base: Ints
    pause: Ints


@dataclass(frozen=True)
class Nodes:
    """(n,) each, by shift and start. first : (s + 1,) where each shift's nodes begin.

    option : position in `options`, -1 for what one officer does alone at any time.
    after : the last pinned node before it in its shift, or
    -1. needed : (s,) the last pinned node of each shift, or -1.
    """

    first: Ints
    shift: Ints
    item: Ints
    start: Ints
    end: Ints
    place: Ints
    option: Ints
    after: Ints
    needed: Ints


@dataclass(frozen=True)
class Option:
    """One time of a task that needs several at once, or a vehicle. crew : how many."""

    task: int
    start: int
    crew: int


@dataclass(frozen=True)
class Candidates:
    instance: Instance
    shifts: Shifts
    nodes: Nodes
    options: tuple[Option, ...]
    at: dict[tuple[int, int, int, int], int]  # (shift, item, start, end) -> node


def candidates(instance: Instance) -> Candidates:
    shifts, parts = _shifts(instance)
    options = tuple(
        option
        for number, task in enumerate(instance.tasks)
        if together(instance, task)
        for option in _options(instance, number, task, shifts, parts)
    )
    rows = _rows(instance, shifts, parts, options)
    nodes = _nodes(instance, shifts, rows)
    keys = np.stack([nodes.shift, nodes.item, nodes.start, nodes.end], axis=1).tolist()
    at = {(s, item, start, end): n for n, (s, item, start, end) in enumerate(keys)}
    return Candidates(instance, shifts, nodes, options, at)


def may_do(officer: Officer, task: Task, crew: int) -> bool:
    """Could this officer be one of a crew of so many?"""
    if crew == 1 and (not officer.alone or not task.languages <= officer.languages):
        return False
    return task.sworn < crew or officer.kind == SWORN


def may_visit(instance: Instance, officer: Officer, place: int) -> bool:
    if not officer.alone:
        return False
    near = instance.travel[[*officer.homes, officer.base], place]
    return place in officer.homes or int(near.min()) <= instance.rules.reach


def together(instance: Instance, task: Task) -> bool:
    """Must all be there at one time that the plan chooses for all?"""
    return task.vehicle or not alone_starts(instance, task)


def alone_starts(instance: Instance, task: Task) -> list[int]:
    """The times at which one officer is enough."""
    return [start for start in task_starts(instance, task) if crew_at(instance, task, start) == 1]


def _shifts(instance: Instance) -> tuple[Shifts, list[list[Span]]]:
    rules = instance.rules
    made, parts = [], []
    for number, officer in enumerate(instance.officers):
        for shift in officer.shifts:
            open_parts = usable(officer, shift, rules.rest)
            if open_parts:
                pause = rules.pause if shift.end - shift.start >= rules.pause_after else 0
                made.append((number, shift.start, shift.end, officer.base, pause))
                parts.append(open_parts)
    columns = np.array(made, dtype=np.int64).reshape(-1, 5).T
    return Shifts(*columns), parts


def _starts(first: int, last: int, step: int) -> range:
    """Starts on the grid, from `first` to `last`."""
    return range(-(-first // step) * step, last + 1, step)


def task_starts(instance: Instance, task: Task) -> list[int]:
    """The times that a task may begin at; a fixed one has its own."""
    if task.fixed:
        return [task.earliest]
    step = instance.rules.slot
    return list(_starts(max(task.earliest, 0), task.due - task.minutes, step))


def _options(
    instance: Instance, number: int, task: Task, shifts: Shifts, parts: list[list[Span]]
) -> list[Option]:
    """The times with enough officers on duty, thinned evenly where there are many."""
    able = [
        part
        for s, open_parts in enumerate(parts)
        if may_do(instance.officers[shifts.officer[s]], task, max(task.crew, 2))
        for part in open_parts
    ]
    found = []
    for start in task_starts(instance, task):
        crew = crew_at(instance, task, start)
        if sum(p.start <= start and start + task.minutes <= p.end for p in able) >= crew:
            found.append(Option(number, start, crew))
    pinned = {pin.start for pin in instance.pins if pin.task == number}
    pinned |= {kept.start for kept in instance.previous or () if kept.task == number}
    chosen = found[:: -(-len(found) // OPTIONS)] if found else []
    return chosen + [o for o in found if o.start in pinned and o not in chosen]


Row = tuple[int, int, int, int, int, int]  # shift, start, end, item, place, option


def _rows(
    instance: Instance, shifts: Shifts, parts: list[list[Span]], options: tuple[Option, ...]
) -> list[Row]:
    alone = [
        (t, task, alone_starts(instance, task))
        for t, task in enumerate(instance.tasks)
        if not together(instance, task)
    ]
    rows: list[Row] = []
    for s, open_parts in enumerate(parts):
        officer = instance.officers[shifts.officer[s]]
        for part in open_parts:
            rows += _visits(instance, s, officer, part)
            for t, task, starts in alone:
                if may_do(officer, task, 1):
                    rows += _of_task(s, officer, part, t, task, starts, instance)
            for o, option in enumerate(options):
                task = instance.tasks[option.task]
                end = option.start + task.minutes
                inside = part.start <= option.start and end <= part.end
                if inside and may_do(officer, task, option.crew):
                    rows.append((s, option.start, end, option.task, task.place, o))
    return [row for row in rows if _can_reach(instance, shifts, row)]


def _visits(instance: Instance, s: int, officer: Officer, part: Span) -> list[Row]:
    """One visit, or several to the same place without a pause, as far as they are owed."""
    length, items = instance.rules.visit, len(instance.tasks)
    spans = [
        (t, t + times * length, times)
        for t in _starts(part.start, part.end - length, instance.rules.slot)
        for times in range(1, (part.end - t) // length + 1)
        if visit_may_start(instance, t + (times - 1) * length)
    ]
    places = [
        (h, visits_owed(instance, h))
        for h in range(len(instance.neighbourhoods))
        if may_visit(instance, officer, h)
    ]
    return [
        (s, start, end, items + h, h, -1)
        for h, owed in places
        for start, end, times in spans
        if times <= owed
    ]


def visits_owed(instance: Instance, place: int) -> int:
    """Nobody is sent where nothing is owed any more."""
    return -(-instance.neighbourhoods[place].due // instance.rules.visit)


def _of_task(
    s: int, officer: Officer, part: Span, t: int, task: Task, starts: list[int], instance: Instance
) -> list[Row]:
    return [
        (s, start, start + task.minutes, t, task.place, -1)
        for start in starts
        if part.start <= start and start + task.minutes <= part.end
    ]


def _can_reach(instance: Instance, shifts: Shifts, row: Row) -> bool:
    """Is there time for the way from the base and back?"""
    s, start, end, _, place, _ = row
    base = shifts.base[s]
    there, back = instance.travel[base, place], instance.travel[place, base]
    return bool(start - there >= shifts.start[s] and end + back <= shifts.end[s])


def _nodes(instance: Instance, shifts: Shifts, rows: list[Row]) -> Nodes:
    rows.sort()
    columns = np.array(rows, dtype=np.int64).reshape(-1, 6).T
    shift, start, end, item, place, option = columns
    count = len(shifts.officer)
    first = np.searchsorted(shift, np.arange(count + 1))
    pinned = _pinned(instance, shifts, columns)
    after, needed = np.full(len(rows), -1), np.full(count, -1)
    for n in pinned:
        s = shift[n]
        after[n + 1 : first[s + 1]] = n
        needed[s] = n
    return Nodes(first, shift, item, start, end, place, option, after, needed)


def _pinned(instance: Instance, shifts: Shifts, columns: Ints) -> list[int]:
    """The nodes that must be in the plan, in order. A pin without a node is for the caller."""
    shift, start, end, item, _, _ = columns
    officer = shifts.officer[shift]
    found = []
    for pin in merged(instance.pins):
        wanted = len(instance.tasks) + pin.place if pin.task is None else pin.task
        hits = (officer == pin.officer) & (item == wanted) & (start == pin.start) & (end == pin.end)
        found += np.flatnonzero(hits)[:1].tolist()
    return sorted(found)


def merged(plan: Iterable[Assignment]) -> list[Assignment]:
    """Visits of one officer to one place without a pause between, as one."""
    made: list[Assignment] = []
    for a in sorted(plan, key=lambda a: (a.officer, a.start)):
        last = made[-1] if made else None
        if (
            last is not None
            and last.task is None
            and a == replace(a, officer=last.officer, task=None, place=last.place, start=last.end)
        ):
            made[-1] = replace(last, end=a.end)
        else:
            made.append(a)
    return made
