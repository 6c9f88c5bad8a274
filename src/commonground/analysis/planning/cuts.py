"""What a choice gets wrong about time, as rows that the programme lacks.

These are combinatorial Benders cuts (Hooker and Ottosson, Mathematical Programming 96, 2003): each
holds for every plan, so that bounds stay bounds.
"""

from collections.abc import Callable, Iterator
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
    for number, every in sorted(choice.by_day(work).items()):
        day = work.week.days[number]
        pieces = [piece for piece in every if piece.task is not None]
        visits = [piece.place for piece in every if piece.task is None]
        if arrange(work.week.short, day, pieces) is None:
            found.append(_not_all(programme, number, _fewest(work.week.short, day, pieces)))
        elif visits:
            found += _too_many(programme, number, pieces, visits)
    return found


def _fewest(ways: list[list[int]], day: Day, pieces: list[Piece]) -> list[Piece]:
    """Some of them that do not fit together, none of which can be left out."""
    few = list(pieces)
    for piece in pieces:
        rest = [other for other in few if other is not piece]
        if arrange(ways, day, rest) is None:
            few = rest
    return few


def _not_all(programme: Programme, number: int, pieces: list[Piece]) -> Row:
    week = programme.work.week
    day = week.days[number]
    pieces = _wider(programme, day, pieces, lambda some: arrange(week.short, day, some) is None)
    entries, count = of_tasks(programme, day, pieces)
    return float(count - 1), entries


def _wider(
    programme: Programme, day: Day, pieces: list[Piece], wrong: Callable[[list[Piece]], bool]
) -> list[Piece]:
    """The crews' pieces at all their times at which it is as wrong."""
    for at, piece in enumerate(pieces):
        moments = programme.work.moments[piece.task] if piece.task is not None else ()
        mine = (
            programme.work.pieces[piece.task][day.number].starts if piece.task is not None else ()
        )
        for moment in moments:
            starts = tuple(t for t in mine if t in piece.starts or t in moment.starts)
            some = [*pieces[:at], replace(piece, starts=starts), *pieces[at + 1 :]]
            if day.number in moment.days and starts != piece.starts and wrong(some):
                pieces, piece = some, some[at]
    return pieces


def of_tasks(programme: Programme, day: Day, pieces: list[Piece]) -> tuple[Entries, int]:
    """The columns that put these tasks there at these times, and what they come to at most."""
    entries: Entries = {}
    for piece in pieces:
        assert piece.task is not None
        entries[programme.x[piece.task, day.number]] = 1.0
        moments, starts = programme.work.moments[piece.task], set(piece.starts)
        mine = set(programme.work.pieces[piece.task][day.number].starts)
        if len(moments) > 1:
            for m, moment in enumerate(moments):
                if day.number in moment.days and mine & set(moment.starts) <= starts:
                    entries[programme.z[piece.task, m]] = 1.0
    crews = sum(p.task is not None and len(programme.work.moments[p.task]) > 1 for p in pieces)
    return entries, len(pieces) + crews


def _too_many(
    programme: Programme, number: int, pieces: list[Piece], visits: list[int]
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

    def as_few(some: list[Piece]) -> bool:
        return most_beside(work, day, some, places, room + 1) == room

    pieces = _wider(programme, day, pieces, as_few)
    loss = programme.table.upper[programme.u[number]] - room
    entries, count = of_tasks(programme, day, pieces)
    held = {programme.y[number, place]: 1.0 for place in places}
    yield room + loss * count, dict.fromkeys(entries, loss) | held


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
