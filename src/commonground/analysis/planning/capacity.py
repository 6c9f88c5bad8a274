"""What a day has room for: how many visits, beside which tasks, as rows of the programme.

Each row holds for every plan: ways are the shortest there are, and an officer's places are taken
to be as near as the nearest of them.
"""

from collections.abc import Collection, Iterator

from commonground.analysis.planning.days import Day, Piece
from commonground.analysis.planning.table import Entries
from commonground.analysis.planning.works import Work

Row = tuple[float, Entries]  # at most so much


def at_most(work: Work, day: Day, places: Collection[int], beside: Piece | None = None) -> int:
    """No more than so many visits to these places have time, beside a piece at its only time."""
    if not places:
        return 0
    ways, base = work.week.short, day.base
    out, back = min(ways[base][h] for h in places), min(ways[h][base] for h in places)
    low = high = taken = 0
    if beside:
        spot, start = beside.place, beside.starts[0]
        there, on = min(ways[h][spot] for h in places), min(ways[spot][h] for h in places)
        low, high = start - there, start + beside.minutes + on
        taken = beside.minutes + max(out + back, ways[base][spot] + ways[spot][base])
    visit = work.instance.rules.visit
    count = _in_row(day, visit, (day.start + out, day.end - back), (low, high))
    return max(0, min(count, (day.end - day.start - day.pause - (taken or out + back)) // visit))


def _in_row(day: Day, visit: int, within: tuple[int, int], without: tuple[int, int]) -> int:
    """Visits one after another between two times, none while the officer is elsewhere."""
    count, free = 0, within[0]
    for start in day.visits:
        clear = not (without[0] < start + visit and start < without[1])
        if start >= free and start + visit <= within[1] and clear:
            count, free = count + 1, start + visit
    return count


def visit_rows(
    work: Work, day: Day, tasks: dict[int, Piece], visits: dict[int, int]
) -> Iterator[Row]:
    """tasks : column -> what it puts into the day. visits : place -> column of the visits there."""
    every = at_most(work, day, visits)
    for clash in clashes(tasks, work.week.short):
        if len(clash) > 1:
            yield 1.0, dict.fromkeys(clash, 1.0)
        loss = {c: float(every - at_most(work, day, visits, tasks[c])) for c in clash}
        if any(loss.values()):
            yield float(every), loss | dict.fromkeys(visits.values(), 1.0)
    for column, piece in tasks.items():
        if len(piece.starts) == 1:
            yield from _far_rows(work, day, (column, piece), visits)


def _far_rows(
    work: Work, day: Day, task: tuple[int, Piece], visits: dict[int, int]
) -> Iterator[Row]:  # fmt: skip
    """Beside the task there is less room for visits to places that are far from it."""
    column, piece = task
    room = {h: at_most(work, day, [h], piece) for h in visits}
    for few in sorted(set(room.values()))[:-1]:
        far = [h for h in visits if room[h] <= few]
        most, left = at_most(work, day, far), at_most(work, day, far, piece)
        if left < most:
            yield float(most), {column: float(most - left)} | {visits[h]: 1.0 for h in far}


def open_minutes(day: Day) -> float:
    """Minutes that can be worked."""
    return float(min(sum(p.end - p.start for p in day.parts), day.end - day.start - day.pause))


def clashes(mine: dict[int, Piece], ways: list[list[int]]) -> list[set[int]]:
    """Columns whose pieces can begin at one time only, of which no two have time for the way."""
    only = sorted((p.starts[0], c) for c, p in mine.items() if len(p.starts) == 1)

    def clash(a: int, b: int) -> bool:
        one, two = mine[a], mine[b]
        return one.starts[0] + one.minutes + ways[one.place][two.place] > two.starts[0]

    groups: list[set[int]] = []
    for n, (_, first) in enumerate(only):
        group = [first]
        for _, column in only[n + 1 :]:
            if all(clash(other, column) for other in group):
                group.append(column)
        if not any(set(group) <= other for other in groups):
            groups.append(set(group))
    return groups
