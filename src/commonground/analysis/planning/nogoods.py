"""Rows against one day's whole work, where no mixture of what fits tells that it does not fit.

Visits are counted, and one here and one there can be half of two here and half of two there. So a
whole number says whether there are at least so many, and what needs them all is forbidden.
"""

from dataclasses import replace
from itertools import combinations

from commonground.analysis.planning.capacity import Row
from commonground.analysis.planning.cuts import of_tasks
from commonground.analysis.planning.days import Day, Piece, arrange
from commonground.analysis.planning.packing import Choice
from commonground.analysis.planning.programme import Programme
from commonground.analysis.planning.table import INF, Entries, Solver


class Nogoods:
    """known : (visits' column, at least so many) -> column that says so."""

    def __init__(self, programme: Programme, solver: Solver) -> None:
        self.programme, self.solver = programme, solver
        self.known: dict[tuple[int, int], int] = {}

    def rows(self, days: dict[int, list[Piece]]) -> list[Row]:
        """A row for each day that does not hold its pieces."""
        week = self.programme.work.week
        return [
            self.row(week.days[number], pieces) for number, pieces in sorted(days.items())
            if arrange(week.short, week.days[number], pieces) is None
        ]  # fmt: skip

    def row(self, day: Day, pieces: list[Piece]) -> Row:
        """Not all of these on this day, nor as many visits at other places that fit no better."""
        tasks = [piece for piece in pieces if piece.task is not None]
        entries, count = of_tasks(self.programme, day, tasks)
        places = [piece.place for piece in pieces if piece.task is None]
        many = len(set(places))
        wider = self._as_bad(day, tasks, places) if many == len(places) > 0 else set(places)
        heavy = float(len(wider) - many + 1)
        row = dict.fromkeys(entries, heavy)
        for place in wider:
            column = self.programme.y[day.number, place]
            row[self._at_least(column, max(1, places.count(place)))] = 1.0
        return many - 1 + heavy * count, row

    def of_crews(self, choice: Choice) -> list[Row]:
        """Rows against crews that at no time find room on all their days beside what is chosen."""
        work, rows = self.programme.work, []
        free = Choice(choice.days, {}, choice.visits).by_day(work)  # at any of their times
        for task in (t for t in choice.days if len(work.moments[t]) > 1):
            days = choice.days[task]
            starts = set.intersection(*(set(work.pieces[task][day].starts) for day in days))
            if not any(
                self._come(task, start, {day: free[day] for day in days}) for start in starts
            ):
                rows.append(self._together({day: free[day] for day in days}))
        return rows

    def _come(self, task: int, start: int, days: dict[int, list[Piece]]) -> bool:
        """Do the days hold all of this with the crew at this time?"""
        week = self.programme.work.week
        return all(
            arrange(week.short, week.days[d], [p.at(start) if p.task == task else p for p in some])
            is not None
            for d, some in days.items()
        )

    def _together(self, days: dict[int, list[Piece]]) -> Row:
        """Not all of this on all of these days, at whatever times."""
        entries: Entries = {}
        for number, pieces in days.items():
            places = [piece.place for piece in pieces if piece.task is None]
            for place in set(places):
                column = self.programme.y[number, place]
                entries[self._at_least(column, places.count(place))] = 1.0
            for task in (piece.task for piece in pieces if piece.task is not None):
                entries[self.programme.x[task, number]] = 1.0
        return float(len(entries) - 1), entries

    def _as_bad(self, day: Day, tasks: list[Piece], places: list[int]) -> set[int]:
        """Places of which no choice of so many fits beside the tasks, these among them."""
        work, wider = self.programme.work, set(places)
        visit = Piece(None, 0, work.instance.rules.visit, day.visits)
        for place in work.visits[day.officer]:
            if place not in wider and not any(
                arrange(work.week.short, day, [*tasks, *(replace(visit, place=h) for h in some)])
                for some in ([*few, place] for few in combinations(sorted(wider), len(places) - 1))
            ):
                wider.add(place)
        return wider

    def _at_least(self, column: int, many: int) -> int:
        if (column, many) not in self.known:
            says = self.solver.column(1.0)
            most = self.programme.table.upper[column]
            self.solver.row(-INF, many - 1.0, {column: 1.0, says: many - 1.0 - most})
            self.known[column, many] = says
        return self.known[column, many]
