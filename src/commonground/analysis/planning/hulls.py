"""What a day can hold, as the rows that a solution in parts breaks most.

For each day the sets of pieces that fit are known (`sets`). A solution of the relaxed programme
that no mixture of such sets makes up breaks a row that all of them keep; a small linear programme
finds the one that it breaks most (a Fenchel cut: Boyd, Operations Research 42, 1994). What fits
still fits when something of it is left out, so that the rows have no coefficient below 0.
"""

import numpy as np

from commonground.analysis.planning.capacity import Row
from commonground.analysis.planning.days import Day, Piece
from commonground.analysis.planning.programme import Programme
from commonground.analysis.planning.sets import fitting
from commonground.analysis.planning.table import INF, Entries, Floats, Solver, Table

PART = 1e-6  # less of a column than this is none of it
BROKEN = 0.02  # of a row's 1; less is not worth the row
LIFT = 1e-4  # worth of a coefficient that does not help here, but may on the next day
Count = tuple[tuple[int, int], ...]  # (column, how often), ascending


class Hulls:
    """met : of each day, the columns that any solution so far had a part of; rows are about these,
    so that what a row forbids does not come back by the next column.
    """

    def __init__(self, programme: Programme) -> None:
        self.programme, self.week = programme, programme.work.week
        self.pieces = [self._pieces(day) for day in self.week.days]
        self.met: list[set[int]] = [set() for _ in self.pieces]
        self.known: dict[tuple[int, ...], list[Count]] = {}

    def _pieces(self, day: Day) -> dict[int, Piece]:
        """Column -> what it puts into the day."""
        programme, work = self.programme, self.programme.work
        visit = work.instance.rules.visit
        tasks = {
            programme.x[t, day.number]: pieces[day.number]
            for t, pieces in enumerate(work.pieces) if day.number in pieces
        }  # fmt: skip
        visits = {
            programme.y[day.number, h]: Piece(None, h, visit, day.visits)
            for h in work.visits[day.officer]
        }
        upper = programme.table.upper
        return tasks | {c: piece for c, piece in visits.items() if upper[c] and piece.starts}

    def rows(self, x: Floats, *, wide: bool = False) -> list[Row]:
        """Rows that hold for every plan and that `x`, (columns,), breaks. wide : with all visits,
        which takes longer.
        """
        found = []
        for number in range(len(self.pieces)):
            row = self._row(number, x, wide)
            if row is not None:
                found.append((1.0 + PART, row))
        return found

    def _row(self, number: int, x: Floats, wide: bool) -> Entries | None:
        here = [column for column in self.pieces[number] if x[column] > PART]
        if len(here) < 2 and all(x[column] <= 1 for column in here):
            return None
        if self._holds(number, here, x):
            return None
        self.met[number].update(here)
        row = self._most(number, here, [float(x[column]) for column in here])
        if sum(worth * x[column] for column, worth in row.items()) < 1 + BROKEN:
            return None
        if wide:
            self.met[number].update(c for c, p in self.pieces[number].items() if p.task is None)
        more = sorted(self.met[number])
        return self._most(number, more, [float(x[column]) + LIFT for column in more])

    def _holds(self, number: int, here: list[int], x: Floats) -> bool:
        """Is it in whole numbers, and does it fit?"""
        whole = [round(x[column]) for column in here]
        if any(abs(x[column] - times) > PART for column, times in zip(here, whole, strict=True)):
            return False
        return tuple(zip(here, whole, strict=True)) in self._sets(number, tuple(here))

    def _most(self, number: int, columns: list[int], worth: list[float]) -> Entries:
        """Coefficients, at most 1 together in any set that fits, that are worth most."""
        table = Table()
        at = {column: table.column(1.0) for column in columns}
        for count in self._sets(number, tuple(columns)):
            table.row(-INF, 1.0, {at[column]: float(times) for column, times in count})
        solver = Solver(table, 0)
        solver.aim({at[column]: -each for column, each in zip(columns, worth, strict=True)})
        answer = solver.relaxed(1.0)
        if answer.x is None:
            return {}
        found = np.maximum(answer.x, 0.0)
        return {c: float(found[n]) for c, n in at.items() if found[n] > PART}

    def _sets(self, number: int, columns: tuple[int, ...]) -> list[Count]:
        if columns not in self.known:
            self.known[columns] = self._fitting(number, columns)
        return self.known[columns]

    def _fitting(self, number: int, columns: tuple[int, ...]) -> list[Count]:
        pieces, upper = self.pieces[number], self.programme.table.upper
        of = {(pieces[c].task, pieces[c].place): c for c in columns}
        each = [pieces[c] for c in columns for _ in range(int(upper[c]))]
        found: set[Count] = set()
        for some in fitting(self.week.short, self.week.days[number], each):
            count: dict[int, int] = {}
            for piece in some:
                column = of[piece.task, piece.place]
                count[column] = count.get(column, 0) + 1
            found.add(tuple(sorted(count.items())))
        return sorted(found - {()})
