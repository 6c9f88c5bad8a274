"""A plan as a careful person would make it: what is due first, then where most is owed.

It is the baseline that the solver has to beat, the plan that it starts from, and the plan where
there is no time left.
"""

from collections.abc import Callable, Sequence

import numpy as np

from commonground.analysis.planning.draft import Draft
from commonground.analysis.planning.goals import remaining
from commonground.analysis.planning.instance import ALERT, SWORN, Officer, Task
from commonground.analysis.planning.works import Work

TRIED = 24  # times at which a crew is looked for, at most, spread over those that there are


def greedy(work: Work, seed: int, begun: Draft | None = None) -> Draft:
    """Equal choices are drawn. begun : what is in the plan already, and stays."""
    random = np.random.default_rng(seed)
    draft = begun or Draft(work)
    staff_all(draft, random)
    _visit(draft, random)
    return draft


def staff_all(draft: Draft, random: np.random.Generator) -> None:
    """Give every task its crew that has none."""
    for task in _in_order(draft.work):
        if len(draft.holding(task)) < draft.work.crews[task]:
            staff(draft, task, random)


def _in_order(work: Work) -> list[int]:
    """Promises before alerts, what has a fixed time before what has not, then by due date."""
    tasks = work.instance.tasks
    return sorted(
        range(len(tasks)),
        key=lambda t: (tasks[t].kind == ALERT, not tasks[t].fixed, -tasks[t].crew, tasks[t].due),
    )


def staff(draft: Draft, task: int, random: np.random.Generator) -> bool:
    """Give the task its crew at the first time that has one, all or nobody."""
    work = draft.work
    if not work.moments[task]:
        ranked = _ranked(draft, task, list(work.pieces[task]), random)
        return any(draft.put(day, work.pieces[task][day]) for day in ranked)
    times = [(start, m.days) for m in work.moments[task] for start in m.starts]
    for start, days in sorted(times)[:: -(-len(times) // TRIED)]:
        able = [d for d in days if draft.fits(d, work.pieces[task][d].at(start)) is not None]
        crew = _crew(draft, task, _ranked(draft, task, able, random))
        if crew is not None and draft.put_crew(task, start, crew):
            return True
    return False


def _crew(draft: Draft, task: int, ranked: list[int]) -> list[int] | None:
    """Those who are there already, speakers, the sworn, then whoever comes first; None if there
    are not enough.
    """
    officers, wanted = draft.work.instance.officers, draft.work.instance.tasks[task]
    crew = draft.holding(task)
    for able, count in _needs(wanted, draft.work.crews[task]):
        for day in ranked:
            staff = {draft.officer(d) for d in crew}
            if sum(able(officers[n]) for n in staff) >= count:
                break
            if draft.officer(day) not in staff and able(officers[draft.officer(day)]):
                crew.append(day)
    return crew if draft.is_crew(task, crew) else None


def _needs(task: Task, crew: int) -> list[tuple[Callable[[Officer], bool], int]]:
    """Who is needed, and how many of them."""
    return [
        *((lambda o, word=word: word in o.languages, 1) for word in sorted(task.languages)),
        (lambda o: o.kind == SWORN, task.sworn),
        (lambda o: True, crew),
    ]


def _ranked(draft: Draft, task: int, days: Sequence[int], random: np.random.Generator) -> list[int]:
    """Days whose officers are at home there first, then the nearest, then the least loaded."""
    place = draft.work.instance.tasks[task].place
    return sorted(days, key=lambda day: _rank(draft, day, place, random))


def _rank(
    draft: Draft, day: int, place: int, random: np.random.Generator
) -> tuple[bool, int, int, float]:
    number = draft.officer(day)
    officer = draft.work.instance.officers[number]
    away = place not in officer.homes
    return away, draft.work.week.ways[officer.base][place], draft.load[number], random.random()


def _visit(draft: Draft, random: np.random.Generator) -> None:
    """Again and again, the neighbourhood that is furthest behind gets a visit, if one fits."""
    work = draft.work
    left = remaining(work.instance, draft.assignments()).tolist()
    near: dict[int, list[int]] = {}
    for officer, places in enumerate(work.visits):
        for place in places:
            near.setdefault(place, []).extend(work.week.of[officer])
    open_places = {place for place in near if left[place] > 0}
    while open_places:
        most = max(left[place] for place in open_places)
        place = int(random.choice([h for h in sorted(open_places) if left[h] == most]))
        days = sorted(near[place], key=lambda day: _rank(draft, day, place, random))
        if any(draft.put(day, draft.visit(day, place)) for day in days):
            left[place] -= work.instance.rules.visit
        else:
            left[place] = 0
        open_places = {h for h in open_places if left[h] > 0}
