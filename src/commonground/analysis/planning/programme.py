"""Who does what, as a mixed-integer programme.

It leaves out the order of a day's work and the ways between places, so that every plan is one of
its solutions and its bounds hold for all plans. What it chooses gets its times in `packing`.
"""

from collections.abc import Iterable

from commonground.analysis.planning.days import Day, Piece
from commonground.analysis.planning.draft import Draft
from commonground.analysis.planning.goals import (
    GOALS,
    HOUR,
    due_curve,
    load_curves,
    worst_due,
)
from commonground.analysis.planning.instance import PROMISED, SWORN, Assignment, Officer, Task
from commonground.analysis.planning.packing import Choice, Lost
from commonground.analysis.planning.table import INF, Entries, Table
from commonground.analysis.planning.works import Work, visits_owed

EASE = 15  # minutes for the way to a visit, where time is easy

Curve = list[tuple[int, float]]  # minutes and worth: straight between, convex


class Programme:
    """x : (task, day). z : (task, moment). w : (officer, place), visits. u : day, visits.

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
        self.u = [column(self._most(day, None), whole=True) for day in work.week.days]
        self.goals: dict[str, Entries] = {name: {} for name in GOALS}
        self.offset = dict.fromkeys(GOALS, 0.0)
        self.owed: dict[int, list[int]] = {}  # place -> columns of the hours still owed
        self.crowded: list[int] = []  # of each day, minutes more than it holds with ease
        self.miss = {name: column(0.0) for name in GOALS}  # of a limit, once that is allowed
        self._rows()

    def _most(self, day: Day, beside: Piece | None) -> int:
        places = list(self.work.visits[day.officer])
        if not places:
            return 0
        short, spot = self.work.week.short, beside.place if beside else day.base
        ways = min(short[spot][h] for h in places), min(short[h][spot] for h in places)
        visit = self.instance.rules.visit
        return max(0, most_visits(day, visit, beside, ways))

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
        room = _open(day)
        ways = self.work.week.short
        far = {c: float(ways[day.base][p.place] + ways[p.place][day.base]) for c, p in mine.items()}
        most = self._most(day, None)
        for clash in _clashes(mine, ways):
            loss = {c: float(most - self._most(day, mine[c])) for c in clash}
            if len(clash) > 1:
                self.table.row(-INF, 1.0, dict.fromkeys(clash, 1.0))
            if any(loss.values()):
                self.table.row(-INF, float(most), loss | {self.u[day.number]: 1.0})
        self.table.row(-INF, room, minutes)
        self.crowded.append(self.table.column(INF))
        easy = {c: m + far.get(c, EASE) for c, m in minutes.items()}
        self.table.row(-INF, room, easy | {self.crowded[-1]: -1.0})

    def _officers(self) -> None:
        """Visits happen on days. Loads, and what of them is at home and how far out."""
        curves, visit = load_curves(self.instance), self.instance.rules.visit
        for number, officer in enumerate(self.instance.officers):
            visits = {self.w[number, h]: 1.0 for h in self.work.visits[number]}
            days = {self.u[d]: -1.0 for d in self.work.week.of[number]}
            self.table.row(0.0, 0.0, visits | days)
            load = dict.fromkeys(visits, visit / HOUR)
            for h in self.work.visits[number]:
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
            elif (made.officer, made.place) in self.w:
                pair = made.officer, made.place
                before[pair] = before.get(pair, 0) + 1
        for pair, count in before.items():
            column = self.table.column(float(count))
            self.goals["unchanged"][column] = -1.0
            self.table.row(-INF, 0.0, {column: 1.0, self.w[pair]: -1.0})

    def _same(self, made: Assignment, task: int) -> None:
        for day in self.work.week.of[made.officer]:
            piece = self.work.pieces[task].get(day)
            if piece is not None and made.start in piece.starts:
                self.goals["unchanged"][self.x[task, day]] = -1.0

    def choice(self, x: Entries) -> Choice:
        days: dict[int, list[int]] = {}
        for (t, d), column in self.x.items():
            if x[column] > 0.5:
                days.setdefault(t, []).append(d)
        starts = {
            t: self.work.moments[t][m].starts for (t, m), column in self.z.items()
            if x[column] > 0.5
        }  # fmt: skip
        visits = {pair: round(x[c]) for pair, c in self.w.items() if x[c] > 0.5}
        return Choice(days, starts, visits)

    def timeless(self, choice: Choice) -> list[Assignment]:
        """The choice as assignments at any time, to see what it is worth."""
        made = []
        for task, days in choice.days.items():
            for day in days:
                piece, officer = self.work.pieces[task][day], self.work.week.days[day].officer
                start = choice.starts.get(task, piece.starts)[0]
                made.append(Assignment(officer, task, piece.place, start, start + piece.minutes))
        visit = self.instance.rules.visit
        for (officer, place), count in choice.visits.items():
            made += [Assignment(officer, None, place, 0, visit)] * count
        return made

    def without(self, choice: Choice, lost: Lost) -> list[tuple[float, Entries]]:
        """Rows against what found no time. They hold for this choice's crews, not in general."""
        rows: list[tuple[float, Entries]] = []
        for task in lost.tasks:
            mine = {self.x[task, day]: 1.0 for day in choice.days[task]}
            for m, moment in enumerate(self.work.moments[task]):
                if moment.starts == choice.starts[task]:
                    mine[self.z[task, m]] = 1.0
            rows.append((len(mine) - 1.0, mine))
        for officer, room in lost.visits.items():
            held = {
                self.x[t, d]: 10.0 for t, days in choice.days.items() for d in days
                if self.work.week.days[d].officer == officer
            }  # fmt: skip
            visits = {self.w[officer, h]: 1.0 for h in self.work.visits[officer]}
            rows.append((room + 10.0 * len(held), held | visits))
        return rows

    def others(self, officers: set[int]) -> list[int]:
        """The columns of what these officers have no part in."""
        days = {d for officer in officers for d in self.work.week.of[officer]}
        touched = {t for t, d in self.x if d in days}
        return [
            *(c for (_, d), c in self.x.items() if d not in days),
            *(c for (t, _), c in self.z.items() if t not in touched),
            *(c for (o, _), c in self.w.items() if o not in officers),
        ]

    def of(self, draft: Draft) -> Entries:
        """The whole columns of the plan as a solution."""
        x = dict.fromkeys([*self.x.values(), *self.z.values(), *self.w.values(), *self.u], 0.0)
        for d, day in enumerate(draft.days):
            for piece, start in day:
                if piece.task is None:
                    x[self.w[draft.officer(d), piece.place]] += 1
                    x[self.u[d]] += 1
                else:
                    x[self.x[piece.task, d]] = 1
                    for m, moment in enumerate(self.work.moments[piece.task]):
                        if start in moment.starts:
                            x[self.z[piece.task, m]] = 1
        return x


def most_visits(day: Day, minutes: int, beside: Piece | None, ways: tuple[int, int]) -> int:
    """No more than so many visits have time in the day, beside a piece at its only time.

    ways : the shortest from and to the piece, else the base.
    """
    low = beside.starts[0] - ways[1] if beside else 0
    high = beside.starts[0] + beside.minutes + ways[0] if beside else 0
    count, free, end = 0, day.start + ways[0] * (not beside), day.end - ways[1] * (not beside)
    for start in day.visits:
        clear = not (low < start + minutes and start < high)
        if start >= free and start + minutes <= end and clear:
            count, free = count + 1, start + minutes
    taken = beside.minutes if beside else ways[0] + ways[1]
    return min(count, (day.end - day.start - day.pause - taken) // minutes)


def _open(day: Day) -> float:
    """Minutes that can be worked."""
    return float(min(sum(p.end - p.start for p in day.parts), day.end - day.start - day.pause))


def _clashes(mine: dict[int, Piece], ways: list[list[int]]) -> list[set[int]]:
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
