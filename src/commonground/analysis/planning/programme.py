"""Who does what, as a mixed-integer programme.

It leaves out the order of a day's work and the ways between places, so that every plan is one of
its solutions and its bounds hold for all plans. What it chooses gets its times in `packing`.
"""

from collections.abc import Iterable

from commonground.analysis.planning.capacity import at_most, open_minutes, visit_rows
from commonground.analysis.planning.days import Day
from commonground.analysis.planning.goals import (
    GOALS,
    HOUR,
    due_curve,
    load_curves,
    worst_due,
)
from commonground.analysis.planning.instance import PROMISED, SWORN, Assignment, Officer, Task
from commonground.analysis.planning.table import INF, Entries, Table
from commonground.analysis.planning.works import Work, visits_owed

Curve = list[tuple[int, float]]  # minutes and worth: straight between, convex


class Programme:
    """x : (task, day). z : (task, moment). y : (day, place), w : (officer, place), u : day, visits.

    goals : of each, what the columns put into it; less is better in all of them, `offset` is added
    and `sense` turns it back.
    """

    def __init__(self, work: Work) -> None:
        self.work, self.instance, self.table = work, work.instance, Table()
        column = self.table.column
        self.x = {(t, d): column(1, whole=True) for t, p in enumerate(work.pieces) for d in p}
        self.z = {
            (t, m): column(1, whole=True)
            for t, moments in enumerate(work.moments)
            for m in range(len(moments))
        }
        self.w = {
            (o, h): column(visits_owed(self.instance, h), whole=True)
            for o, places in enumerate(work.visits)
            for h in places
        }
        days = work.week.days
        self.y = {
            (day.number, h): column(at_most(work, day, [h]), whole=True)
            for day in days
            for h in work.visits[day.officer]
        }
        self.u = [column(at_most(work, day, work.visits[day.officer]), whole=True) for day in days]
        self.goals: dict[str, Entries] = {name: {} for name in GOALS}
        self.offset = dict.fromkeys(GOALS, 0.0)
        self.owed: dict[int, list[int]] = {}  # place -> columns of the hours still owed
        self.miss = {name: column(0.0) for name in GOALS}  # of a limit, once that is allowed
        self._rows()

    def _rows(self) -> None:
        for number, task in enumerate(self.instance.tasks):
            self._task(number, task)
        for day in self.work.week.days:
            self._day(day)
        self._officers()
        self._places()
        self._vans()
        self._pins()
        self._kept()

    def _task(self, number: int, task: Task) -> None:
        """Done once at most; a crew that is whole, and at one time."""
        pieces, moments = self.work.pieces[number], self.work.moments[number]
        chosen = {self.z[number, m]: 1.0 for m in range(len(moments))}
        done = chosen or {self.x[number, d]: 1.0 for d in pieces}
        self.table.row(-INF, 1.0, done)
        for column in done:
            goal = "promises" if task.kind in PROMISED else "alerts"
            self.goals[goal][column] = -float(task.weight)
        if chosen:
            self._crew(number, task, chosen)

    def _crew(self, number: int, task: Task, chosen: Entries) -> None:
        crew = self.work.crews[number]
        officers = [self.instance.officers[self.work.week.days[d].officer]
                    for d in self.work.pieces[number]]  # fmt: skip
        days = list(self.work.pieces[number])

        def staff(able: Iterable[bool]) -> Entries:
            return {self.x[number, d]: 1.0 for d, yes in zip(days, able, strict=True) if yes}

        def times(factor: float) -> Entries:
            return dict.fromkeys(chosen, -factor)

        self.table.row(0.0, 0.0, staff(True for _ in days) | times(crew))
        if 0 < task.sworn < crew:
            self.table.row(0.0, INF, staff(o.kind == SWORN for o in officers) | times(task.sworn))
        for word in sorted(task.languages):
            self.table.row(0.0, INF, staff(word in o.languages for o in officers) | times(1.0))
        self._members(number, days)

    def _members(self, number: int, days: list[int]) -> None:
        """Nobody is twice in a crew, and nobody comes at another time than the crew."""
        moments = self.work.moments[number]
        mine: dict[int, list[int]] = {}
        for day in days:
            mine.setdefault(self.work.week.days[day].officer, []).append(day)
        for held in mine.values():
            for some in [held] if len(held) == 1 else [held, *([day] for day in held)]:
                here = set(some)
                open_at = {self.z[number, m]: -1.0 for m, moment in enumerate(moments)
                           if here & set(moment.days)}  # fmt: skip
                self.table.row(-INF, 0.0, {self.x[number, d]: 1.0 for d in some} | open_at)

    def _day(self, day: Day) -> None:
        """Time for all of it; of what is at one time, one; and what visits leave room for."""
        visit = self.instance.rules.visit
        mine = {
            self.x[t, day.number]: pieces[day.number]
            for t, pieces in enumerate(self.work.pieces)
            if day.number in pieces
        }
        minutes = {c: float(piece.minutes) for c, piece in mine.items()}
        minutes[self.u[day.number]] = float(visit)
        places = {h: self.y[day.number, h] for h in self.work.visits[day.officer]}
        self.table.row(0.0, 0.0, dict.fromkeys(places.values(), 1.0) | {self.u[day.number]: -1.0})
        for most, entries in visit_rows(self.work, day, mine, places):
            self.table.row(-INF, most, entries)
        self.table.row(-INF, open_minutes(day), minutes)

    def _officers(self) -> None:
        """Visits happen on days. Loads, and what of them is at home and how far out."""
        curves, visit = load_curves(self.instance), self.instance.rules.visit
        for number, officer in enumerate(self.instance.officers):
            load = {self.w[number, h]: visit / HOUR for h in self.work.visits[number]}
            for h in self.work.visits[number]:
                days = {self.y[d, h]: -1.0 for d in self.work.week.of[number]}
                self.table.row(0.0, 0.0, {self.w[number, h]: 1.0} | days)
                self._costs(officer, self.w[number, h], h, visit)
            for t, pieces in enumerate(self.work.pieces):
                for d in (d for d in self.work.week.of[number] if d in pieces):
                    load[self.x[t, d]] = pieces[d].minutes / HOUR
                    self._costs(officer, self.x[t, d], pieces[d].place, pieces[d].minutes)
            self._curve("evenness", curves[number], load)

    def _costs(self, officer: Officer, column: int, place: int, minutes: int) -> None:
        if place in officer.homes:
            self.goals["continuity"][column] = -minutes / HOUR
        self.goals["travel"][column] = float(self.instance.travel[officer.base, place])

    def _curve(self, goal: str, curve: Curve, entries: Entries) -> None:
        """A column for each straight stretch; together they are what the entries come to."""
        self.offset[goal] += curve[0][1]
        columns = self._stretches(goal, curve)
        self.table.row(0.0, 0.0, entries | dict.fromkeys(columns, -1.0))

    def _stretches(self, goal: str, curve: Curve) -> list[int]:
        columns = []
        for (low, left), (high, right) in zip(curve, curve[1:], strict=False):
            columns.append(self.table.column((high - low) / HOUR))
            self.goals[goal][columns[-1]] = (right - left) / (high - low) * HOUR
        return columns

    def _places(self) -> None:
        """Presence that is still owed after the week: visits and tasks bring it down."""
        worst = self.table.column(worst_due(self.instance) / HOUR)
        self.goals["worst_off"][worst] = 1.0
        self.worst = worst
        self.offset["worst_off"] = -worst_due(self.instance) / HOUR
        visit = self.instance.rules.visit
        there: list[Entries] = [{} for _ in self.instance.neighbourhoods]
        often: list[Entries] = [{} for _ in self.instance.neighbourhoods]
        for (_, place), column in self.w.items():
            there[place][column] = visit / HOUR
            often[place][column] = 1.0
        for number, task in enumerate(self.instance.tasks):
            done = [self.z[number, m] for m in range(len(self.work.moments[number]))]
            for column in done or [self.x[number, d] for d in self.work.pieces[number]]:
                there[task.place][column] = task.minutes / HOUR
        for number, where in enumerate(self.instance.neighbourhoods):
            if where.due:
                self._owed(number, where.due, there[number], often[number])

    def _owed(self, number: int, due: int, there: Entries, often: Entries) -> None:
        curve = due_curve(due, self.instance.rules.visit)
        self.offset["debt"] -= curve[-1][1]
        columns = self.owed[number] = self._stretches("debt", curve)
        left_over = dict.fromkeys(columns, 1.0)
        self.table.row(due / HOUR, INF, there | left_over)
        self.table.row(-INF, 0.0, left_over | {self.worst: -1.0})
        if often:
            self.table.row(-INF, float(visits_owed(self.instance, number)), often)

    def _vans(self) -> None:
        turn, out = self.instance.rules.vehicle, []
        for (t, m), column in self.z.items():
            if self.instance.tasks[t].vehicle:
                start = self.work.moments[t][m].starts[0]
                out.append((start - turn, start + self.instance.tasks[t].minutes + turn, column))
        for moment in sorted({start for start, _, _ in out}):
            group = {column: 1.0 for start, end, column in out if start <= moment < end}
            if len(group) > len(self.instance.vehicles):
                self.table.row(-INF, float(len(self.instance.vehicles)), group)

    def _pins(self) -> None:
        visits: dict[tuple[int, int], int] = {}
        for pin in self.instance.pins:
            if pin.task is None:
                visits[pin.officer, pin.place] = visits.get((pin.officer, pin.place), 0) + 1
            else:
                days = self.work.pieces[pin.task]
                mine = [d for d in self.work.week.of[pin.officer] if d in days]
                self.table.row(1.0, INF, {self.x[pin.task, d]: 1.0 for d in mine})
        for pair, count in visits.items():
            self.table.lower[self.w[pair]] = float(count)

    def _kept(self) -> None:
        """A task that an officer had before, at a time that is still open; visits, no more than
        there were.
        """
        before: dict[tuple[int, int], int] = {}
        for made in self.instance.previous or ():
            if made.task is not None:
                self._same(made, made.task)
                continue
            for day in self.work.week.of[made.officer]:
                pair = day, made.place
                if pair in self.y and made.start in self.work.week.days[day].visits:
                    before[pair] = before.get(pair, 0) + 1
        for pair, count in before.items():
            column = self.table.column(float(count))
            self.goals["unchanged"][column] = -1.0
            self.table.row(-INF, 0.0, {column: 1.0, self.y[pair]: -1.0})

    def _same(self, made: Assignment, task: int) -> None:
        for day in self.work.week.of[made.officer]:
            piece = self.work.pieces[task].get(day)
            if piece is not None and made.start in piece.starts:
                self.goals["unchanged"][self.x[task, day]] = -1.0
