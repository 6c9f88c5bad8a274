"""What a choice gets wrong about time, as rows that the programme lacks.

These are combinatorial Benders cuts (Hooker and Ottosson, Mathematical Programming 96, 2003): each
holds for every plan, so that bounds stay bounds.
"""

from collections.abc import Iterator

from commonground.analysis.planning.days import Day, Piece, arrange
from commonground.analysis.planning.packing import Choice
from commonground.analysis.planning.programme import Programme
from commonground.analysis.planning.table import Entries
from commonground.analysis.planning.works import Work

Row = tuple[float, Entries]  # at most so much


def cuts(programme: Programme, choice: Choice, visits: dict[int, int]) -> list[Row]:
    """visits : day -> how many the choice puts there."""
    work, found = programme.work, []
    for number, pieces in _by_day(work, choice).items():
        day = work.week.days[number]
        if arrange(work.week.short, day, pieces) is None:
            found.append(_not_all(programme, choice, number, _fewest(work.week.short, day, pieces)))
        elif visits.get(number, 0):
            found += _too_many(programme, choice, number, pieces, visits[number])
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
    programme: Programme, choice: Choice, number: int, pieces: list[Piece], many: int
) -> Iterator[Row]:
    """Beside these tasks there is room for fewer visits, wherever they go."""
    day, column = programme.work.week.days[number], programme.u[number]
    room = most_beside(programme.work, day, pieces, many)
    if room < many:
        loss = programme.table.upper[column] - room
        entries = _chosen(programme, choice, number, pieces)
        yield room + loss * len(entries), dict.fromkeys(entries, loss) | {column: 1.0}


def most_beside(work: Work, day: Day, pieces: list[Piece], many: int) -> int:
    """How many visits fit beside the pieces, `many` at most: a bound for all places.

    All visits are at one place that is as near to everything as any of the officer's places.
    """
    ways, places = work.week.short, work.visits[day.officer]
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
    return many
