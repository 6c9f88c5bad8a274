"""From who does what to a timetable: pieces are put into days, exactly or not at all."""

from dataclasses import dataclass, field, replace

import numpy as np

from commonground.analysis.errors import Unusable
from commonground.analysis.planning.days import Piece, arrange
from commonground.analysis.planning.draft import Draft
from commonground.analysis.planning.greedy import staff_all
from commonground.analysis.planning.instance import Assignment
from commonground.analysis.planning.parts import Week
from commonground.analysis.planning.works import Work


@dataclass(frozen=True)
class Choice:
    """days : of each task. starts : of a crew's task. visits : (day, place) -> how many."""

    days: dict[int, list[int]]
    starts: dict[int, tuple[int, ...]]
    visits: dict[tuple[int, int], int]

    def by_day(self, work: Work) -> dict[int, list[Piece]]:
        """All pieces of each day, a crew's at the times that are left open."""
        found: dict[int, list[Piece]] = {}
        for task, days in self.days.items():
            for day in days:
                piece = work.pieces[task][day]
                here = [t for t in piece.starts if t in self.starts.get(task, piece.starts)]
                found.setdefault(day, []).append(replace(piece, starts=tuple(here)))
        visit = work.instance.rules.visit
        for (day, place), count in self.visits.items():
            one = Piece(None, place, visit, work.week.days[day].visits)
            found.setdefault(day, []).extend([one] * count)
        return found


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
    """What found no time: tasks, and for each visit the day that it was chosen for."""

    tasks: list[int] = field(default_factory=list)
    days: list[int] = field(default_factory=list)

    @property
    def many(self) -> int:
        return len(self.tasks) + len(self.days)


def pack(work: Work, choice: Choice, seed: int) -> tuple[Draft, Lost]:
    """A plan of the choice, and what of the choice found no time. Tasks are given to others then,
    visits to nobody.
    """
    draft, lost = fixed(work), Lost()
    _same_tasks(draft, choice)
    random, chosen = np.random.default_rng(seed), choice.by_day(work)
    for task in sorted(choice.days, key=lambda t: _times(work, choice, t)):
        if not _task(draft, task, choice, random, chosen):
            lost.tasks.append(task)
    _same_visits(draft, choice)
    _visits(draft, choice, lost)
    staff_all(draft, random)
    return draft, lost


def _times(work: Work, choice: Choice, task: int) -> tuple[bool, int]:
    """Crews first, and those with the fewest times before the others."""
    starts = choice.starts.get(task, work.pieces[task][choice.days[task][0]].starts)
    return task not in choice.starts, len(starts)


def _task(
    draft: Draft, task: int, choice: Choice, random: np.random.Generator,
    chosen: dict[int, list[Piece]],
) -> bool:  # fmt: skip
    """A crew comes at a time that leaves its days room for all that was chosen, if there is one."""
    days = choice.days[task]
    if len(draft.holding(task)) == draft.work.crews[task]:
        return True
    if task not in choice.starts:
        return draft.put(days[0], draft.work.pieces[task][days[0]])
    starts = random.permutation(choice.starts[task]).tolist()
    for start in starts if len(starts) > 1 else []:
        new = {day: [p.at(start) if p.task == task else p for p in chosen[day]] for day in days}
        if _all_fit(draft.work, new) and draft.put_crew(task, start, days):
            chosen.update(new)
            return True
    return any(draft.put_crew(task, start, days) for start in starts)


def _all_fit(work: Work, days: dict[int, list[Piece]]) -> bool:
    week = work.week
    return all(arrange(week.ways, week.days[d], pieces) is not None for d, pieces in days.items())


def _visits(draft: Draft, choice: Choice, lost: Lost) -> None:
    """In their own days; what finds no time there, in another day of the officer."""
    homeless: list[tuple[int, int]] = []
    for (day, place), count in sorted(choice.visits.items()):
        here = sum(piece.task is None and piece.place == place for piece, _ in draft.days[day])
        for _ in range(count - here):
            if not draft.put(day, draft.visit(day, place)):
                homeless.append((day, place))
    for day, place in homeless:
        days = draft.work.week.of[draft.officer(day)]
        if not any(draft.put(other, draft.visit(other, place)) for other in days):
            lost.days.append(day)


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
