"""From fractions to a plan: fix what is nearly whole, solve again, until everything is whole.

Columns are added on the way (Sadykov et al., INFORMS Journal on Computing 31, 2019, compare such
dives). First the times of tasks for several officers are fixed, then days' works.
"""

import numpy as np

from commonground.analysis.planning.candidates import visits_owed
from commonground.analysis.planning.crews import whole_crews
from commonground.analysis.planning.instance import Ints
from commonground.analysis.planning.model import Days, Search
from commonground.analysis.planning.paths import Floats, best_paths

WHOLE = 1 - 1e-6
NEARLY = 0.75
AT_ONCE = 10  # days' works that are fixed in one round, at least
TASKS_AT_ONCE = 3
ROUNDS = 4  # of new columns, after each decision
GAIN = 1e-4


class Dive:
    def __init__(self, search: Search) -> None:
        self.search, self.master, self.found = search, search.master, search.found
        self.aim = {search.goals[-1]: 1.0}
        self.fixed: dict[int, int] = {}  # shift -> column
        self.keys = self._keys()  # (n,) what each node does
        self.often = self._times()  # (n,) how often
        self.left = self._often()  # of each key, how often it may still be done
        self.times: dict[int, list[int]] = {}
        for number, option in enumerate(self.found.options):
            self.times.setdefault(option.task, []).append(number)

    def run(self, until: float) -> Days | None:
        """A plan, or None where the time was too short."""
        for q, path in enumerate(self.master.paths):
            if self.master.twice(path):
                self._rule_out(q)
        while self.search.clock() < until:
            self._generate(until)
            x = np.array(self.master.highs.getSolution().col_value)
            if self.times:
                self._fix_times(x)
            elif not self._fix_days(x):
                return self.days()
        return None

    def _generate(self, until: float) -> None:
        """Columns for the shifts that are open, of what is still to be done."""
        some = np.array([s for s in range(len(self.found.shifts.start)) if s not in self.fixed])
        for _ in range(ROUNDS):
            self.master.aim(self.aim)
            good, _, duals = self.master.solve(max(0.05, until - self.search.clock()))
            if not good or not len(some):
                return
            worth = self.master.prices(duals)
            worth[self.left[self.keys] < self.often] = -np.inf
            most, paths = best_paths(self.found, worth, some, once=True)
            gain = most + duals[some]
            new = [(int(some[k]), paths[k]) for k in np.flatnonzero(gain > GAIN).tolist()]
            if not self.master.add(new):
                return
        self.master.aim(self.aim)
        self.master.solve(max(0.05, until - self.search.clock()))

    def _fix_times(self, x: Floats) -> None:
        """Decide for some tasks whether and when: those that the solution is surest of."""
        likely = {task: max(options, key=lambda o: x[o]) for task, options in self.times.items()}
        surest = sorted(likely, key=lambda task: -x[likely[task]])
        whole = [task for task in surest if x[likely[task]] > WHOLE]
        for task in whole or surest[:TASKS_AT_ONCE]:
            options = self.times.pop(task)
            done = sum(x[o] for o in options) > 0.5
            for option in options:
                value = 1.0 if done and option == likely[task] else 0.0
                self.master.highs.changeColBounds(option, value, value)
                if not value:
                    self.left[len(self.left) - len(self.found.options) + option] = 0

    def _fix_days(self, x: Floats) -> bool:
        """Fix the most certain days' works. Returns whether any was left to fix."""
        first = self.master.fixed_columns
        share = x[first:]
        open_columns = [
            q for q in np.argsort(-share).tolist()
            if share[q] > 1e-6 and self.master.path_shift[q] not in self.fixed
        ]  # fmt: skip
        nearly = sum(share[q] > NEARLY for q in open_columns)
        fixed = 0
        for q in open_columns:
            if fixed >= max(nearly, AT_ONCE):
                break
            fixed += self._fix(q)
        return bool(open_columns)

    def _fix(self, q: int) -> bool:
        """Fix one if nothing is then done more often than it may be; else rule it out."""
        shift = self.master.path_shift[q]
        if shift in self.fixed:
            return False
        column = self.master.fixed_columns + q
        if not self._fits(self.master.paths[q]):
            self._rule_out(q)
            return False
        self.master.highs.changeColBounds(column, 1.0, 1.0)
        self.fixed[shift] = q
        return True

    def _rule_out(self, q: int) -> None:
        self.master.highs.changeColBounds(self.master.fixed_columns + q, 0.0, 0.0)

    def _fits(self, path: list[int]) -> bool:
        keys = self.keys[path]
        if (self.left[keys] < self.often[path]).any():
            return False
        self.left[keys] -= self.often[path]
        return True

    def _keys(self) -> Ints:
        """Items, and beyond them the options."""
        instance, nodes = self.found.instance, self.found.nodes
        items = len(instance.tasks) + len(instance.neighbourhoods)
        return np.where(nodes.option >= 0, items + nodes.option, nodes.item)

    def _times(self) -> Ints:
        nodes, instance = self.found.nodes, self.found.instance
        visits = (nodes.end - nodes.start) // instance.rules.visit
        return np.where(nodes.item >= len(instance.tasks), visits, 1)

    def _often(self) -> Ints:
        instance = self.found.instance
        visits = [visits_owed(instance, place) for place in range(len(instance.neighbourhoods))]
        crews = [option.crew for option in self.found.options]
        return np.array([1] * len(instance.tasks) + visits + crews, dtype=np.int64)

    def days(self) -> Days:
        """The plan that is fixed, without crews that are not whole."""
        days: Days = [[] for _ in self.found.shifts.start]
        for shift, q in self.fixed.items():
            days[shift] = self.master.paths[q]
        return whole_crews(self.found, days)
