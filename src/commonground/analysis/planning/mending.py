"""Which options of which days repair a plan best: a small mixed-integer programme for HiGHS."""

import time

from commonground.analysis.planning.goals import (
    HOUR,
    due_curve,
    kept,
    load_curves,
    loads,
)
from commonground.analysis.planning.instance import PROMISED, SWORN
from commonground.analysis.planning.options import Board, Option
from commonground.analysis.planning.table import INF, Entries, Solver, Table
from commonground.analysis.planning.works import visits_owed

SECONDS = 0.2  # of each goal, at most; nearly always it is a hundredth
ENOUGH = 0.5  # CPU-seconds after which goals that are left are not looked at
ORDER = ("promises", "alerts", "changes", "worst_off", "debt", "continuity", "travel", "evenness")


def chosen(board: Board, options: list[Option], seed: int) -> list[Option]:
    """The options to take: the most promises, the most alerts, the fewest changes, the goals."""
    if not options:
        return []
    made = Mending(board, options)
    solver, best = Solver(made.table, seed), dict.fromkeys(range(len(options)), 0.0)
    began = time.process_time()
    for goal in ORDER:
        if time.process_time() - began > ENOUGH:
            break
        aim = {column: worth for column, worth in made.goals[goal].items() if worth}
        if not aim:
            continue
        solver.aim(aim)
        answer = solver.best(SECONDS, 0.0, best)
        if answer.x is None:
            break
        best = {column: float(round(answer.x[column])) for column in range(len(options))}
        value = sum(worth * answer.x[column] for column, worth in aim.items())
        solver.row(-INF, float(value) + 1e-6, aim)
    return [option for column, option in enumerate(options) if best[column] > 0.5]


class Mending:
    """The first columns are the options. goals : less is better in all of them."""

    def __init__(self, board: Board, options: list[Option]) -> None:
        self.board, self.options, self.table = board, options, Table()
        self.instance = board.work.instance
        self.goals: dict[str, Entries] = {goal: {} for goal in ORDER}
        for option in options:
            column = self.table.column(1, whole=True)
            self.goals["changes"][column] = float(option.changes)
        self._days()
        self.done: dict[int, list[int]] = {}
        self.out: list[tuple[int, int, int]] = []
        for task in sorted({a.task for a in board.freed if a.task is not None}):
            self._task(task)
        self._vans()
        self._places()
        self._officers()

    def _days(self) -> None:
        days: dict[int, Entries] = {}
        for column, option in enumerate(self.options):
            days.setdefault(option.day, {})[column] = 1.0
        for entries in days.values():
            self.table.row(-INF, 1.0, entries)

    def _task(self, task: int) -> None:
        mine: dict[int, list[int]] = {}
        for column, option in enumerate(self.options):
            for piece, start in option.added:
                if piece.task == task:
                    mine.setdefault(start, []).append(column)
        if self.board.work.moments[task]:
            done = [self._crew(task, start, columns) for start, columns in sorted(mine.items())]
        else:
            done = [column for columns in mine.values() for column in columns]
        self.done[task] = done
        self.table.row(-INF, 1.0, dict.fromkeys(done, 1.0))
        wanted = self.instance.tasks[task]
        goal = "promises" if wanted.kind in PROMISED else "alerts"
        for column in done:
            self.goals[goal][column] = self.goals[goal].get(column, 0.0) - wanted.weight

    def _crew(self, task: int, start: int, columns: list[int]) -> int:
        """A column for the crew at this time: whole, with the powers and the languages."""
        wanted, whole = self.instance.tasks[task], self.table.column(1, whole=True)
        staff = {column: self._who(column) for column in columns}
        crew = float(self.board.work.crews[task])
        self.table.row(0.0, 0.0, dict.fromkeys(columns, 1.0) | {whole: -crew})
        officers = self.instance.officers
        sworn = {c: 1.0 for c, who in staff.items() if officers[who].kind == SWORN}
        self.table.row(0.0, INF, sworn | {whole: -float(wanted.sworn)})
        for word in sorted(wanted.languages):
            speak = {c: 1.0 for c, who in staff.items() if word in officers[who].languages}
            self.table.row(0.0, INF, speak | {whole: -1.0})
        for pin in (p for p in self.instance.pins if p.task == task):
            theirs = {c: 1.0 for c, who in staff.items() if who == pin.officer}
            self.table.row(0.0, INF, theirs | {whole: -1.0})
        if wanted.vehicle:
            turn = self.instance.rules.vehicle
            self.out.append((start - turn, start + wanted.minutes + turn, whole))
        return whole

    def _who(self, column: int) -> int:
        return self.board.work.week.days[self.options[column].day].officer

    def _vans(self) -> None:
        """With those that are out already, never more than there are."""
        turn, tasks = self.instance.rules.vehicle, self.instance.tasks
        held = {
            (a.start - turn, a.end + turn, a.task) for a in self.board.kept
            if a.task is not None and tasks[a.task].vehicle
        }  # fmt: skip
        for moment in sorted({a for a, _, _ in held} | {a for a, _, _ in self.out}):
            here = {column: 1.0 for a, b, column in self.out if a <= moment < b}
            free = len(self.instance.vehicles) - sum(a <= moment < b for a, b, _ in held)
            if here:
                self.table.row(-INF, float(max(0, free)), here)

    def _places(self) -> None:
        """What is still owed after the week, as the goals count it."""
        visit, tasks = self.instance.rules.visit, self.instance.tasks
        gain: dict[int, Entries] = {}
        net: dict[int, Entries] = {}
        for column, option in enumerate(self.options):
            more = [piece.place for piece, _ in option.added if piece.task is None]
            for place, sign in [(p, 1) for p in more] + [(p, -1) for p in option.dropped]:
                for held, worth in ((gain, visit / HOUR), (net, 1.0)):
                    entries = held.setdefault(place, {})
                    entries[column] = entries.get(column, 0.0) + sign * worth
        for task, columns in self.done.items():
            entries = gain.setdefault(tasks[task].place, {})
            for column in columns:
                entries[column] = entries.get(column, 0.0) + tasks[task].minutes / HOUR
        self._owed(gain, net)

    def _owed(self, gain: dict[int, Entries], net: dict[int, Entries]) -> None:
        there, often = self._presence()
        worst = self.table.column(INF)
        self.goals["worst_off"][worst] = 1.0
        left = [(n, p.due - there[n]) for n, p in enumerate(self.instance.neighbourhoods)]
        self.table.row(max((m for n, m in left if n not in gain), default=0) / HOUR, INF,
                       {worst: 1.0})  # fmt: skip
        for place, entries in sorted(gain.items()):
            due = self.instance.neighbourhoods[place].due
            owed = self._stretches("debt", due_curve(due, self.instance.rules.visit))
            short = dict.fromkeys(owed, 1.0)
            self.table.row((due - there[place]) / HOUR, INF, entries | short)
            self.table.row(-INF, 0.0, short | {worst: -1.0})
            if place in net:
                most = max(0, visits_owed(self.instance, place) - often[place])
                self.table.row(-INF, float(most), net[place])

    def _presence(self) -> tuple[list[int], list[int]]:
        """Of each place, minutes in the plan without what was freed, and the visits."""
        count = len(self.instance.neighbourhoods)
        there, often = [0] * count, [0] * count
        for made in self.board.kept:
            if made.task is None:
                there[made.place] += made.end - made.start
                often[made.place] += 1
        for task in kept(self.instance, self.board.kept):
            there[self.instance.tasks[task].place] += self.instance.tasks[task].minutes
        return there, often

    def _officers(self) -> None:
        """Work at home, how far out, and the loads."""
        visit = self.instance.rules.visit
        load: dict[int, Entries] = {}
        for column, option in enumerate(self.options):
            who = self._who(column)
            officer = self.instance.officers[who]
            parts = [(p.place, p.minutes) for p, _ in option.added]
            parts += [(place, -visit) for place in option.dropped]
            home = sum(minutes for place, minutes in parts if place in officer.homes)
            self.goals["continuity"][column] = -home / HOUR
            self.goals["travel"][column] = float(sum(
                int(self.instance.travel[officer.base, place]) * (1 if minutes > 0 else -1)
                for place, minutes in parts
            ))  # fmt: skip
            load.setdefault(who, {})[column] = sum(minutes for _, minutes in parts) / HOUR
        curves, now = load_curves(self.instance), loads(self.instance, self.board.kept)
        for who, entries in sorted(load.items()):
            columns = self._stretches("evenness", curves[who])
            have = -float(now[who]) / HOUR
            self.table.row(have, have, entries | dict.fromkeys(columns, -1.0))

    def _stretches(self, goal: str, curve: list[tuple[int, float]]) -> list[int]:
        """A column for each straight stretch of a convex curve."""
        columns = []
        for (low, left), (high, right) in zip(curve, curve[1:], strict=False):
            columns.append(self.table.column((high - low) / HOUR))
            self.goals[goal][columns[-1]] = (right - left) / (high - low) * HOUR
        return columns
