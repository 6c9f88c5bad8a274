"""A plan made better by planning the days of some officers anew, all else staying as it is.

Each day of theirs takes one of its offers, all of which fit, so that what comes out is a plan.
HiGHS chooses: among the offers of a dozen neighbours, as those of a whole city would be too many.
"""

from dataclasses import dataclass

from commonground.analysis.planning.days import Piece
from commonground.analysis.planning.draft import Draft
from commonground.analysis.planning.goals import (
    GOALS,
    HOUR,
    due_curve,
    kept,
    load_curves,
    square,
    values,
    worst_due,
)
from commonground.analysis.planning.instance import PROMISED, SWORN, Officer
from commonground.analysis.planning.offers import Offer, Offers, placed
from commonground.analysis.planning.table import INF, Entries, Solver, Table
from commonground.analysis.planning.works import visits_owed

KEEP = 40  # offers of a day that are chosen among, those that the relaxed programme likes most
EXACT = 0.0005  # of the least possible: nearer than this, nothing better is looked for
LIMITED = ("worst_off", "debt", "continuity", "travel")


@dataclass(frozen=True)
class Wanted:
    """limits : goal -> at most so much, less being better, `goals.values` turned where more is.
    prices : what a unit beyond the limit costs, in units of the last goal; of promises, alerts
    and what is unchanged, what one is worth.
    """

    limits: dict[str, float]
    prices: dict[str, float]


class Part:
    """The programme: the first columns are the offers, each day's present one first."""

    def __init__(self, draft: Draft, offers: Offers, made: list[Offer], wanted: Wanted) -> None:
        self.draft, self.days, self.offers, self.wanted = draft, offers.days, made, wanted
        self.room, self.undone, self.inside = offers.room, set(offers.undone), offers.inside
        self.work, self.instance = draft.work, draft.work.instance
        self.table = Table()
        self.columns = [self.table.column(1, whole=True) for _ in made]
        self.goals: dict[str, Entries] = {goal: {} for goal in LIMITED}
        self.aim: Entries = {}
        self.visits: dict[int, Entries] = {}
        self.tasks: dict[int, Entries] = {}
        self.loads: dict[int, Entries] = {}
        self.of_day: dict[int, list[int]] = {}
        for column, offer in zip(self.columns, made, strict=True):
            self._offer(column, offer)
        self.plan = draft.assignments()
        self._days()
        self._tasks()
        self._places()
        self._officers()
        self._limits()

    def _officer(self, column: int) -> int:
        return self.work.week.days[self.offers[column].day].officer

    def _offer(self, column: int, offer: Offer) -> None:
        self.of_day.setdefault(offer.day, []).append(column)
        number = self._officer(column)
        officer, minutes = self.instance.officers[number], 0
        for piece in offer.pieces:
            minutes += piece.minutes
            self._costs(column, officer, piece.place, piece.minutes)
            if piece.task is None:
                _add(self.visits.setdefault(piece.place, {}), column, 1.0)
            else:
                self.tasks.setdefault(piece.task, {})[column] = 1.0
        if minutes:
            self.loads.setdefault(number, {})[column] = minutes / HOUR
        if offer.same:
            _add(self.aim, column, -offer.same * self.wanted.prices["unchanged"])

    def _costs(self, column: int, officer: Officer, place: int, minutes: int) -> None:
        _add(self.goals["travel"], column, float(self.instance.travel[officer.base, place]))
        if place in officer.homes:
            _add(self.goals["continuity"], column, -minutes / HOUR)

    def _days(self) -> None:
        for columns in self.of_day.values():
            self.table.row(1.0, 1.0, dict.fromkeys(columns, 1.0))

    def _tasks(self) -> None:
        """What is done stays done; what is not may be."""
        for task, columns in self.tasks.items():
            if task not in self.undone:
                self._crew(task, columns)
                continue
            self.table.row(-INF, 1.0, columns)
            wanted = self.instance.tasks[task]
            price = self.wanted.prices["promises" if wanted.kind in PROMISED else "alerts"]
            for column in columns:
                _add(self.aim, column, -price * wanted.weight)

    def _crew(self, task: int, columns: Entries) -> None:
        """As many as are on these days now, with what the others do not bring."""
        held, wanted = self.draft.held[task], self.instance.tasks[task]
        here = float(sum(day in self.inside for day in held))
        others = [self.instance.officers[self.draft.officer(d)] for d in held
                  if d not in self.inside]  # fmt: skip
        staff = {column: self.instance.officers[self._officer(column)] for column in columns}
        self.table.row(here, here, columns)
        sworn = wanted.sworn - sum(officer.kind == SWORN for officer in others)
        self.table.row(float(sworn), INF, {c: 1.0 for c, o in staff.items() if o.kind == SWORN})
        for word in sorted(wanted.languages):
            if not any(word in officer.languages for officer in others):
                speak = {c: 1.0 for c, o in staff.items() if word in o.languages}
                self.table.row(1.0, INF, speak)

    def _places(self) -> None:
        """Presence that is still owed after the week."""
        done = kept(self.instance, self.plan)
        there = [0] * len(self.instance.neighbourhoods)
        for task in done:
            there[self.instance.tasks[task].place] += self.instance.tasks[task].minutes
        self.worst, visit = self.table.column(INF), self.instance.rules.visit
        self.owed = 0.0  # squares of what is owed now where these officers may go
        for place, where in enumerate(self.instance.neighbourhoods):
            elsewhere = visits_owed(self.instance, place) - self.room[place]
            due = where.due - there[place] - elsewhere * visit
            entries = self._presence(place, set(done))
            if not entries:
                self.table.row(max(0, due) / HOUR, INF, {self.worst: 1.0})
            elif where.due:
                now = sum(entries.get(column, 0.0) for column in self.now())
                self.owed += square(max(0, due - round(now * HOUR)), visit)
                self._owed(due, due_curve(where.due, visit), entries)
                self.table.row(-INF, float(self.room[place]), self.visits.get(place, {}))

    def _presence(self, place: int, done: set[int]) -> Entries:
        """Hours there, of visits and of tasks that nobody did."""
        visit = self.instance.rules.visit / HOUR
        entries = {column: times * visit for column, times in self.visits.get(place, {}).items()}
        for task, columns in self.tasks.items():
            if task not in done and self.instance.tasks[task].place == place:
                for column in columns:
                    _add(entries, column, self.instance.tasks[task].minutes / HOUR)
        return entries

    def _owed(self, due: int, curve: list[tuple[int, float]], entries: Entries) -> None:
        owed = self._stretches(self.goals["debt"], curve)
        short = dict.fromkeys(owed, 1.0)
        self.table.row(due / HOUR, INF, entries | short)
        self.table.row(-INF, 0.0, short | {self.worst: -1.0})

    def _officers(self) -> None:
        curves = load_curves(self.instance)
        for number in {self.work.week.days[day].officer for day in self.days}:
            frozen = sum(
                piece.minutes for d in self.work.week.of[number] if d not in self.inside
                for piece, _ in self.draft.days[d]
            )  # fmt: skip
            stretches = self._stretches(self.aim, curves[number])
            entries = self.loads.get(number, {}) | dict.fromkeys(stretches, -1.0)
            self.table.row(-frozen / HOUR, -frozen / HOUR, entries)

    def _stretches(self, goal: Entries, curve: list[tuple[int, float]]) -> list[int]:
        """A column for each straight stretch of a convex curve."""
        columns = []
        for (low, left), (high, right) in zip(curve, curve[1:], strict=False):
            columns.append(self.table.column((high - low) / HOUR))
            goal[columns[-1]] = (right - left) / (high - low) * HOUR
        return columns

    def _limits(self) -> None:
        """What all else comes to stays; what the days may come to is the rest of the limit."""
        worth = values(self.instance, self.plan)
        for goal in LIMITED:
            if goal not in self.wanted.limits:
                continue
            if goal == "worst_off":
                most, entries = worst_due(self.instance) / HOUR, {self.worst: 1.0}
            else:
                most, entries = self._inside(goal), self.goals[goal]
                most -= worth[goal] * (-1 if GOALS[goal] else 1)
            miss = self.table.column(INF)
            self.aim[miss] = self.wanted.prices[goal]
            self.table.row(-INF, most + self.wanted.limits[goal], entries | {miss: -1.0})

    def _inside(self, goal: str) -> float:
        """What the days come to now."""
        if goal == "debt":
            return self.owed
        return sum(self.goals[goal].get(column, 0.0) for column in self.now())

    def now(self) -> list[int]:
        return [columns[0] for columns in self.of_day.values()]


def _add(entries: Entries, column: int, worth: float) -> None:
    entries[column] = entries.get(column, 0.0) + worth


class Improver:
    """known : what fits into which day, which stays true from one part to the next."""

    def __init__(self, wanted: Wanted, seed: int) -> None:
        self.wanted, self.seed = wanted, seed
        self.known: dict[tuple[object, ...], list[tuple[Piece, ...]]] = {}

    def better(self, draft: Draft, officers: list[int], seconds: float) -> Draft:
        """The plan with the days of these officers planned anew; never a worse one."""
        offers = Offers(draft, officers)
        if not offers.days:
            return draft
        made = [offers.now(day) for day in offers.days] + offers.every(self.known)
        part = Part(draft, offers, made, self.wanted)
        chosen = self._chosen(part, seconds)
        new = {made[c].day: made[c] for c in chosen if made[c].day in offers.inside}
        return draft.changed({day: placed(draft.work, offer) for day, offer in new.items()})

    def _chosen(self, part: Part, seconds: float) -> list[int]:
        solver, now = Solver(part.table, self.seed), part.now()
        solver.aim(part.aim)
        if solver.relaxed(seconds).x is None:
            return now
        cost, unliked = solver.reduced(), []
        for columns in part.of_day.values():
            others = sorted(columns[1:], key=lambda column: float(cost[column]))
            unliked += others[KEEP:]
        none = [0.0] * len(unliked)
        solver.between(unliked, none, none)
        start = dict.fromkeys(part.columns, 0.0) | dict.fromkeys(now, 1.0)
        answer = solver.best(seconds, EXACT, start)
        if answer.x is None:
            return now
        return [column for column in part.columns if answer.x[column] > 0.5]
