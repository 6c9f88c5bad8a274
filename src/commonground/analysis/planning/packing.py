"""From who does what to a timetable: pieces are put into days, exactly or not at all.

What finds no time is given to whoever has some, as the greedy plan does.
"""

from dataclasses import dataclass, field

import numpy as np

from commonground.analysis.errors import Unusable
from commonground.analysis.planning.draft import Draft
from commonground.analysis.planning.greedy import greedy
from commonground.analysis.planning.instance import Assignment
from commonground.analysis.planning.parts import Week
from commonground.analysis.planning.works import Work


@dataclass(frozen=True)
class Choice:
    """days : of each task. starts : of a crew's task. visits : (day, place) -> how many."""

    days: dict[int, list[int]]
    starts: dict[int, tuple[int, ...]]
    visits: dict[tuple[int, int], int]


def fixed(work: Work) -> Draft:
    """A plan of what is pinned. Raises Unusable where that breaks a hard rule."""
    draft = Draft(work)
    for pin in work.instance.pins:
        if not _pin(draft, pin):
            raise Unusable(_against(work, pin))
    return draft


def _pin(draft: Draft, pin: Assignment) -> bool:
    work = draft.work
    for day in work.week.of[pin.officer]:
        if pin.task is None:
            piece = draft.visit(day, pin.place)
            allowed = pin.place in work.visits[pin.officer]
        else:
            piece = work.pieces[pin.task].get(day, draft.visit(day, pin.place))
            allowed = day in work.pieces[pin.task] and pin.place == piece.place
        if allowed and pin.start in piece.starts and pin.end - pin.start == piece.minutes:
            return draft.put(day, piece.at(pin.start))
    return False


def _against(work: Work, pin: Assignment) -> str:
    name, when = work.instance.officers[pin.officer].id, Week(work.instance.week).name(pin.start)
    return (
        f"What is fixed for {name} at {when} breaks a hard rule, or does not fit with what else is "
        "fixed: free it or change its time."
    )


@dataclass
class Lost:
    """What found no time. tasks : of them. visits : day -> how many of its own found time."""

    tasks: list[int] = field(default_factory=list)
    visits: dict[int, int] = field(default_factory=dict)


def pack(work: Work, choice: Choice, seed: int) -> tuple[Draft, Lost]:
    """A plan of the choice, and what of the choice found no time."""
    draft, lost = fixed(work), Lost()
    _same_tasks(draft, choice)
    random = np.random.default_rng(seed)
    for task in sorted(choice.days, key=lambda t: _times(work, choice, t)):
        if not _task(draft, task, choice, random):
            lost.tasks.append(task)
    _same_visits(draft, choice)
    _visits(draft, choice, lost)
    return greedy(work, seed, draft), lost


def _times(work: Work, choice: Choice, task: int) -> tuple[bool, int]:
    """Crews first, and those with the fewest times before the others."""
    starts = choice.starts.get(task, work.pieces[task][choice.days[task][0]].starts)
    return task not in choice.starts, len(starts)


def _task(draft: Draft, task: int, choice: Choice, random: np.random.Generator) -> bool:
    days = choice.days[task]
    if len(draft.holding(task)) == draft.work.crews[task]:
        return True
    if task not in choice.starts:
        return draft.put(days[0], draft.work.pieces[task][days[0]])
    starts = random.permutation(choice.starts[task]).tolist()
    return any(draft.put_crew(task, start, days) for start in starts)


def _visits(draft: Draft, choice: Choice, lost: Lost) -> None:
    """In their own days; what finds no time there, in another day of the officer."""
    homeless: list[tuple[int, int]] = []
    for (day, place), count in sorted(choice.visits.items()):
        here = sum(piece.task is None and piece.place == place for piece, _ in draft.days[day])
        for _ in range(count - here):
            if not draft.put(day, draft.visit(day, place)):
                homeless.append((day, place))
    for day in {day for day, _ in homeless}:
        lost.visits[day] = sum(piece.task is None for piece, _ in draft.days[day])
    for day, place in homeless:
        days = draft.work.week.of[draft.officer(day)]
        any(draft.put(other, draft.visit(other, place)) for other in days)


def kept_of(work: Work) -> Draft:
    """What is fixed, and what can be kept of the plan before."""
    draft = fixed(work)
    _same_tasks(draft, None)
    _same_visits(draft, None)
    return draft


def _same_visits(draft: Draft, choice: Choice | None) -> None:
    """Visits at the times of the plan before; of the choice, if one is given."""
    week, visits = draft.work.week, dict(choice.visits) if choice else {}
    for made in draft.work.instance.previous or ():
        if made.task is not None or made.place not in draft.work.visits[made.officer]:
            continue
        for day in week.of[made.officer]:
            pair = day, made.place
            wanted = choice is None or visits.get(pair, 0) > 0
            if wanted and made.start in week.days[day].visits:
                put = draft.put(day, draft.visit(day, made.place).at(made.start))
                visits[pair] = visits.get(pair, 0) - put


def _same_tasks(draft: Draft, choice: Choice | None) -> None:
    """The same for tasks."""
    crews: dict[tuple[int, int], list[int]] = {}
    for made in draft.work.instance.previous or ():
        if made.task is not None:
            crews.setdefault((made.task, made.start), []).extend(_day_of(draft.work, made))
    for (task, start), days in sorted(crews.items()):
        wanted = choice is None or set(choice.days.get(task, ())) == set(days)
        if wanted and not draft.holding(task):
            draft.put_crew(task, start, days)


def _day_of(work: Work, made: Assignment) -> list[int]:
    """The day in which it could be as it was."""
    pieces = work.pieces[made.task or 0]
    return [
        day for day in work.week.of[made.officer]
        if day in pieces and made.start in pieces[day].starts
    ]  # fmt: skip
