"""What a choice gets wrong about time, as rows that the programme lacks.

These are combinatorial Benders cuts (Hooker and Ottosson, Mathematical Programming 96, 2003): each
holds for every plan, so that bounds stay bounds.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations_with_replacement

from commonground.analysis.planning.capacity import Row
from commonground.analysis.planning.days import Day, Piece, arrange
from commonground.analysis.planning.packing import Choice
from commonground.analysis.planning.programme import Programme
from commonground.analysis.planning.table import Entries
from commonground.analysis.planning.works import Work

FEW = 3  # places of which each choice is tried


def cuts(programme: Programme, choice: Choice) -> list[Row]:
    work, found = programme.work, []
    tasks, visits = _by_day(work, choice), _visits_by_day(choice)
    for number in sorted({*tasks, *visits}):
        day, pieces = work.week.days[number], tasks.get(number, [])
        if arrange(work.week.short, day, pieces) is None:
            found.append(_not_all(programme, choice, number, _fewest(work.week.short, day, pieces)))
        elif number in visits:
            found += _too_many(programme, choice, number, pieces, visits[number])
    return found


def _visits_by_day(choice: Choice) -> dict[int, list[int]]:
    """The places of each day's visits, each as often as it is visited."""
    found: dict[int, list[int]] = {}
    for (day, place), count in choice.visits.items():
        found.setdefault(day, []).extend([place] * count)
    return found


def _by_day(work: Work, choice: Choice) -> dict[int, list[Piece]]:
    """The tasks of each day, a crew's at the times that the choice leaves."""
    found: dict[int, list[Piece]] = {}
    for task, days in choice.days.items():
        for day in days:
            piece = work.pieces[task][day]
            here = [t for t in piece.starts if t in choice.starts.get(task, piece.starts)]
            found.setdefault(day, []).append(Piece(task, piece.place, piece.minutes, tuple(here)))
    return found


def _fewest(ways: list[list[int]], day: Day, pieces: list[Piece]) -> list[Piece]:
    """Some of them that do not fit together, none of which can be left out."""
    few = list(pieces)
    for piece in pieces:
        rest = [other for other in few if other is not piece]
        if arrange(ways, day, rest) is None:
            few = rest
    return few


def _not_all(programme: Programme, choice: Choice, day: int, pieces: list[Piece]) -> Row:
    entries = _chosen(programme, choice, day, pieces)
    return float(len(entries) - 1), entries


def _chosen(programme: Programme, choice: Choice, day: int, pieces: list[Piece]) -> Entries:
    """The columns that put these pieces there at these times."""
    entries: Entries = {}
    for task in (piece.task for piece in pieces if piece.task is not None):
        entries[programme.x[task, day]] = 1.0
        moments = programme.work.moments[task]
        for m, moment in enumerate(moments):
            if len(moments) > 1 and moment.starts == choice.starts[task]:
                entries[programme.z[task, m]] = 1.0
    return entries


def _too_many(
    programme: Programme, choice: Choice, number: int, pieces: list[Piece], visits: list[int]
) -> Iterator[Row]:
    """Beside these tasks there is room for fewer visits to these places."""
    work, day, many = programme.work, programme.work.week.days[number], len(visits)
    room = most_beside(work, day, pieces, set(visits), many)
    if room == many:
        return
    for piece in list(pieces):
        rest = [other for other in pieces if other is not piece]
        if most_beside(work, day, rest, set(visits), many) == room:
            pieces = rest
    places = set(visits)
    for place in work.visits[day.officer]:
        if most_beside(work, day, pieces, {*places, place}, room + 1) == room:
            places.add(place)
    loss = programme.table.upper[programme.u[number]] - room
    entries = _chosen(programme, choice, number, pieces)
    held = {programme.y[number, place]: 1.0 for place in places}
    yield room + loss * len(entries), dict.fromkeys(entries, loss) | held


def most_beside(work: Work, day: Day, pieces: list[Piece], places: set[int], many: int) -> int:
    """How many visits to these places fit beside the pieces, `many` at most.

    Never too few: first with all of them at one place, as near to everything as any of these is;
    then, of those that this leaves, each choice of the places by itself.
    """
    ways = work.week.short
    spots = [day.base, *(piece.place for piece in pieces)]
    near = [min(ways[spot][h] for h in places) for spot in spots]
    back = [min(ways[h][spot] for h in places) for spot in spots]
    small = [[ways[a][b] for b in spots] + [near[n]] for n, a in enumerate(spots)]
    small.append([*back, 0])
    moved = [Piece(p.task, n + 1, p.minutes, p.starts) for n, p in enumerate(pieces)]
    visit = Piece(None, len(spots), work.instance.rules.visit, day.visits)
    here = Day(day.number, day.officer, day.start, day.end, 0, day.pause, day.parts, day.visits)
    while many and arrange(small, here, [*moved, *[visit] * many]) is None:
        many -= 1
    while (
        many
        and len(places) <= FEW
        and not any(
            arrange(ways, day, [*pieces, *(replace(visit, place=h) for h in chosen)])
            for chosen in combinations_with_replacement(sorted(places), many)
        )
    ):
        many -= 1
    return many
