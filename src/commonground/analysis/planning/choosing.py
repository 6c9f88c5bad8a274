"""Solutions of the programme as choices of who does what, and choices as rows and solutions."""

from commonground.analysis.planning.draft import Draft
from commonground.analysis.planning.instance import Assignment
from commonground.analysis.planning.packing import Choice
from commonground.analysis.planning.programme import Programme
from commonground.analysis.planning.table import Entries


def choice_of(programme: Programme, x: Entries) -> Choice:
    days: dict[int, list[int]] = {}
    for (t, d), column in programme.x.items():
        if x[column] > 0.5:
            days.setdefault(t, []).append(d)
    starts = {
        t: programme.work.moments[t][m].starts for (t, m), column in programme.z.items()
        if x[column] > 0.5
    }  # fmt: skip
    visits = {where: round(x[c]) for where, c in programme.y.items() if x[c] > 0.5}
    return Choice(days, starts, visits)


def timeless(programme: Programme, choice: Choice) -> list[Assignment]:
    """The choice as assignments at any time, that of the plan before where it had one; to see what
    it is worth.
    """
    work, made, before = programme.work, [], _before(programme)
    for task, chosen in choice.days.items():
        officers = [work.week.days[day].officer for day in chosen]
        piece = work.pieces[task][chosen[0]]
        starts = choice.starts.get(task, piece.starts)
        held = [t for o in officers for t in before.get((o, task, piece.place), [])]
        start = next((t for t in held if t in starts), starts[0])
        end = start + piece.minutes
        made += [Assignment(officer, task, piece.place, start, end) for officer in officers]
    visit = work.instance.rules.visit
    for (number, place), count in choice.visits.items():
        day = work.week.days[number]
        same = [t for t in before.get((day.officer, None, place), []) if t in day.visits]
        for start in [*same, *[day.start] * count][:count]:
            made.append(Assignment(day.officer, None, place, start, start + visit))
    return made


def _before(programme: Programme) -> dict[tuple[int, int | None, int], list[int]]:
    """(officer, task, place) -> the starts that the plan before had."""
    starts: dict[tuple[int, int | None, int], list[int]] = {}
    for made in programme.instance.previous or ():
        starts.setdefault((made.officer, made.task, made.place), []).append(made.start)
    return starts


def others(programme: Programme, officers: set[int]) -> list[int]:
    """The columns of what these officers have no part in."""
    days = {d for officer in officers for d in programme.work.week.of[officer]}
    touched = {t for t, d in programme.x if d in days}
    return [
        *(c for (_, d), c in programme.x.items() if d not in days),
        *(c for (t, _), c in programme.z.items() if t not in touched),
        *(c for (d, _), c in programme.y.items() if d not in days),
    ]


def solution_of(programme: Programme, draft: Draft) -> Entries:
    """The whole columns of the plan."""
    x = dict.fromkeys(
        [*programme.x.values(), *programme.z.values(), *programme.w.values(),
         *programme.y.values(), *programme.u],
        0.0,
    )  # fmt: skip
    for d, day in enumerate(draft.days):
        for piece, start in day:
            if piece.task is None:
                x[programme.w[draft.officer(d), piece.place]] += 1
                x[programme.y[d, piece.place]] += 1
                x[programme.u[d]] += 1
            else:
                x[programme.x[piece.task, d]] = 1
                for m, moment in enumerate(programme.work.moments[piece.task]):
                    if start in moment.starts:
                        x[programme.z[piece.task, m]] = 1
    return x
