"""From who does what to a timetable: pieces are put into days, exactly or not at all.

What finds no time is given to whoever has some, as the greedy plan does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from commonground.analysis.errors import Unusable
from commonground.analysis.planning.days import Piece
from commonground.analysis.planning.draft import Draft
from commonground.analysis.planning.greedy import greedy
from commonground.analysis.planning.instance import Assignment
from commonground.analysis.planning.parts import Week
from commonground.analysis.planning.works import Work


@dataclass(frozen=True)
class Choice:
    """days : task -> its days. starts : task -> times for a crew. visits : (officer, place) -> how
    many.
    """

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
    """What found no time. tasks : of them. visits : officer -> how many found time."""

    tasks: list[int] = field(default_factory=list)
    visits: dict[int, int] = field(default_factory=dict)


def pack(work: Work, choice: Choice, seed: int) -> tuple[Draft, Lost]:
    """A plan of the choice, and what of the choice found no time."""
    draft, lost = kept_of(work, choice), Lost()
    random = np.random.default_rng(seed)
    for task in sorted(choice.days, key=lambda t: _times(work, choice, t)):
        if not _task(draft, task, choice, random):
            lost.tasks.append(task)
    wanted: dict[int, list[int]] = {}
    for (officer, place), count in sorted(choice.visits.items()):
        there = sum(p.task is None and p.place == place for p in _of(draft, officer))
        wanted.setdefault(officer, []).extend([place] * (count - there))
    for officer, places in wanted.items():
        if not _visits(draft, officer, places, random):
            lost.visits[officer] = sum(p.task is None for p in _of(draft, officer))
    return greedy(work, seed, draft), lost


def _times(work: Work, choice: Choice, task: int) -> tuple[bool, int]:
    """Crews first, and those with the fewest times before the others."""
    starts = choice.starts.get(task, work.pieces[task][choice.days[task][0]].starts)
    return task not in choice.starts, len(starts)


def _of(draft: Draft, officer: int) -> list[Piece]:
    return [piece for day in draft.work.week.of[officer] for piece, _ in draft.days[day]]


def _task(draft: Draft, task: int, choice: Choice, random: np.random.Generator) -> bool:
    days = choice.days[task]
    if len(draft.holding(task)) == draft.work.crews[task]:
        return True
    if task not in choice.starts:
        return draft.put(days[0], draft.work.pieces[task][days[0]])
    starts = random.permutation(choice.starts[task]).tolist()
    return any(draft.put_crew(task, start, days) for start in starts)


def _visits(draft: Draft, officer: int, places: list[int], random: np.random.Generator) -> bool:
    """Each in the emptiest day that has time; if that fails, day after day is filled."""
    days = draft.work.week.of[officer]
    before = {day: list(draft.days[day]) for day in days}
    for full in (False, True):
        placed = [place for place in places if _one(draft, days, place, full, random)]
        if len(placed) == len(places):
            return True
        if not full:
            for place in placed:
                draft.left[place] += 1
                draft.load[officer] -= draft.work.instance.rules.visit
            for day in days:
                draft.days[day] = before[day]
    return False


def _one(
    draft: Draft, days: Sequence[int], place: int, full: bool, random: np.random.Generator
) -> bool:
    def rank(day: int) -> tuple[int, int]:
        here = sum(piece.minutes for piece, _ in draft.days[day])
        same = sum(piece.place == place for piece, _ in draft.days[day])
        return (-same, -here) if full else (here, 0)

    order = sorted(random.permutation(list(days)).tolist(), key=rank)
    return any(draft.put(day, draft.visit(day, place)) for day in order)


def kept_of(work: Work, choice: Choice | None = None) -> Draft:
    """What is fixed, and what can be kept of the plan before; of the choice, if one is given."""
    draft = fixed(work)
    crews: dict[tuple[int, int], list[int]] = {}
    visits = dict(choice.visits) if choice else {}
    for made in sorted(work.instance.previous or (), key=lambda a: a.start):
        if made.task is not None:
            crews.setdefault((made.task, made.start), []).extend(_day_of(work, made))
            continue
        pair = made.officer, made.place
        if choice is None or visits.get(pair, 0) > 0:
            for day in work.week.of[made.officer]:
                kept = (
                    made.start in work.week.days[day].visits
                    and made.place in work.visits[made.officer]
                )
                if kept and draft.put(day, draft.visit(day, made.place).at(made.start)):
                    visits[pair] = visits.get(pair, 0) - 1
    for (task, start), days in crews.items():
        wanted = choice is None or set(choice.days.get(task, ())) == set(days)
        if wanted and not draft.holding(task):
            draft.put_crew(task, start, days)
    return draft


def _day_of(work: Work, made: Assignment) -> list[int]:
    """The day in which it could be as it was."""
    pieces = work.pieces[made.task or 0]
    return [
        day for day in work.week.of[made.officer]
        if day in pieces and made.start in pieces[day].starts
    ]  # fmt: skip
