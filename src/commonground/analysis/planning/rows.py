"""The rows of the linear programme: crews, vehicles, presence, loads and settled goals."""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from commonground.analysis.planning.candidates import Candidates, visits_owed
from commonground.analysis.planning.goals import GOALS, HOUR, fair_shares
from commonground.analysis.planning.instance import ALERT, PROMISED, SWORN

Floats = NDArray[np.float64]
Part = tuple[NDArray[np.int64], NDArray[np.int64], Floats]  # rows, nodes, values
INF = highspy.kHighsInf
NAMES = tuple(GOALS)


@dataclass(frozen=True)
class Layout:
    """Where each group of rows begins."""

    shift: int
    once: int
    crew: int
    sworn: int
    spoken: int
    presence: int
    visits: int
    worst: int
    load: int
    van: int
    member: int
    goal: int
    rows: int


class Rows:
    """The rows' bounds, and what each node and each option puts into them."""

    def __init__(self, found: Candidates) -> None:
        self.found = found
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.spoken = [
            (o, language)
            for o, option in enumerate(found.options)
            if option.crew > 1
            for language in sorted(found.instance.tasks[option.task].languages)
        ]
        self.van_times = _van_times(found)
        self.members = self._members()
        self.layout = self._layout()
        self.nodes = self._nodes()

    def _add(self, count: int, lower: float, upper: float) -> int:
        self.lower += [lower] * count
        self.upper += [upper] * count
        return len(self.lower) - count

    def _layout(self) -> Layout:
        found, instance = self.found, self.found.instance
        shifts, places = len(found.shifts.start), len(instance.neighbourhoods)
        shift = self._add(shifts, -INF, 1.0)
        for s in np.flatnonzero(found.nodes.needed >= 0).tolist():
            self.lower[shift + s] = 1.0
        options = len(found.options)
        return Layout(
            shift=shift,
            once=self._add(len(instance.tasks), -INF, 1.0),
            crew=self._add(options, 0.0, 0.0),
            sworn=self._add(options, 0.0, INF),
            spoken=self._add(len(self.spoken), 0.0, INF),
            presence=self._presence(),
            visits=self._visits(),
            worst=self._add(places, -INF, 0.0),
            load=self._loads(),
            van=self._add(len(self.van_times), -INF, float(len(instance.vehicles))),
            member=self._add(len(self.members), -INF, 0.0),
            goal=self._add(len(NAMES), -INF, INF),
            rows=len(self.lower),
        )

    def _presence(self) -> int:
        first = len(self.lower)
        for place in self.found.instance.neighbourhoods:
            self._add(1, place.due / HOUR, INF)
        return first

    def _visits(self) -> int:
        """Nobody visits where nothing is owed any more."""
        first = len(self.lower)
        for number in range(len(self.found.instance.neighbourhoods)):
            self._add(1, -INF, float(visits_owed(self.found.instance, number)))
        return first

    def _loads(self) -> int:
        first = len(self.lower)
        for fair in fair_shares(self.found.instance):
            self._add(1, fair / HOUR, fair / HOUR)
        return first

    def _nodes(self) -> sparse.csc_array:
        """(rows, n): what each node puts into the rows, but for travel."""
        found, at, nodes = self.found, self.layout, self.found.nodes
        instance = found.instance
        size, tasks = len(nodes.start), len(instance.tasks)
        every = np.arange(size)
        hours = (nodes.end - nodes.start) / HOUR
        times = hours * HOUR / instance.rules.visit
        visit, joint = nodes.item >= tasks, nodes.option >= 0
        solo = ~visit & ~joint
        officer = found.shifts.officer[nodes.shift]
        parts = [
            (at.once + nodes.item[solo], every[solo], np.ones(solo.sum())),
            (at.crew + nodes.option[joint], every[joint], np.ones(joint.sum())),
            (at.presence + nodes.place[~joint], every[~joint], hours[~joint]),
            (at.visits + nodes.place[visit], every[visit], times[visit]),
            (at.load + officer, every, hours),
            self._sworn(officer, joint),
            self._member_part(joint),
            *(self._speakers(officer, row) for row in range(len(self.spoken))),
            *self._goal_parts(officer, hours, solo),
        ]
        where, which, value = (np.concatenate(column) for column in zip(*parts, strict=True))
        return sparse.csc_array((value, (where, which)), shape=(at.rows, size))

    def _members(self) -> dict[tuple[int, int], int]:
        """(task, officer) -> row: nobody is two of a crew, so that one alone makes no crew."""
        nodes = self.found.nodes
        joint = np.flatnonzero(nodes.option >= 0)
        officer = self.found.shifts.officer[nodes.shift[joint]]
        pairs = sorted(set(zip(nodes.item[joint].tolist(), officer.tolist(), strict=True)))
        return {pair: row for row, pair in enumerate(pairs)}

    def _member_part(self, joint: NDArray[np.bool_]) -> Part:
        nodes = self.found.nodes
        which = np.flatnonzero(joint)
        officer = self.found.shifts.officer[nodes.shift[which]]
        rows = [
            self.members[pair]
            for pair in zip(nodes.item[which].tolist(), officer.tolist(), strict=True)
        ]
        return self.layout.member + np.array(rows, dtype=np.int64), which, np.ones(len(which))

    def _sworn(self, officer: NDArray[np.int64], joint: NDArray[np.bool_]) -> Part:
        able = np.array([o.kind == SWORN for o in self.found.instance.officers], dtype=bool)
        which = np.flatnonzero(joint & able[officer])
        return self.layout.sworn + self.found.nodes.option[which], which, np.ones(len(which))

    def _speakers(self, officer: NDArray[np.int64], row: int) -> Part:
        option, language = self.spoken[row]
        able = np.array([language in o.languages for o in self.found.instance.officers])
        which = np.flatnonzero((self.found.nodes.option == option) & able[officer])
        return np.full(len(which), self.layout.spoken + row), which, np.ones(len(which))

    def _goal_parts(
        self, officer: NDArray[np.int64], hours: Floats, solo: NDArray[np.bool_]
    ) -> list[Part]:
        instance, nodes, goal = self.found.instance, self.found.nodes, self.layout.goal
        homes = np.zeros((len(instance.officers), len(instance.neighbourhoods)), dtype=bool)
        for number, person in enumerate(instance.officers):
            homes[number, list(person.homes)] = True
        home = np.flatnonzero(homes[officer, nodes.place])
        parts = [(np.full(len(home), goal + NAMES.index("continuity")), home, hours[home])]
        base = np.array([person.base for person in instance.officers])[officer]
        times = np.where(nodes.item >= len(instance.tasks), hours * HOUR / instance.rules.visit, 1)
        out = instance.travel[base, nodes.place] * times
        way = np.flatnonzero(out)
        parts.append((np.full(len(way), goal + NAMES.index("travel")), way, out[way]))
        for name, kinds in (("promises", PROMISED), ("alerts", (ALERT,))):
            weight = np.array([t.weight if t.kind in kinds else 0 for t in instance.tasks] + [0])
            which = np.flatnonzero(solo)
            worth = weight[np.minimum(nodes.item[which], len(instance.tasks))].astype(float)
            parts.append((np.full(len(which), goal + NAMES.index(name)), which, worth))
        same = self._unchanged()
        which = np.flatnonzero(same)
        parts.append((np.full(len(which), goal + NAMES.index("unchanged")), which, same[which]))
        return parts

    def _unchanged(self) -> Floats:
        """(n,) how many assignments of the plan before each node keeps."""
        instance, nodes = self.found.instance, self.found.nodes
        same, tasks = np.zeros(len(nodes.start)), len(instance.tasks)
        officer = self.found.shifts.officer[nodes.shift]
        for made in instance.previous or ():
            item = tasks + made.place if made.task is None else made.task
            here = (officer == made.officer) & (nodes.item == item)
            apart = made.start - nodes.start
            on_grid = (apart % instance.rules.visit == 0) if made.task is None else (apart == 0)
            same[here & on_grid & (apart >= 0) & (made.end <= nodes.end)] += 1
        return same


def _van_times(found: Candidates) -> list[list[int]]:
    """Options that need a vehicle at one moment, where they are more than the vehicles."""
    instance, turn = found.instance, found.instance.rules.vehicle
    needing = [o for o, option in enumerate(found.options) if instance.tasks[option.task].vehicle]

    def out(o: int) -> tuple[int, int]:
        option = found.options[o]
        return option.start - turn, option.start + instance.tasks[option.task].minutes + turn

    groups = {tuple(b for b in needing if out(b)[0] <= out(a)[0] < out(b)[1]) for a in needing}
    return [list(group) for group in sorted(groups) if len(group) > len(instance.vehicles)]
