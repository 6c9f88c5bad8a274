"""A plan as a careful person would make it: what is due first, then where most is owed.

It is the baseline that the solver has to beat, the plan that it starts from, and the plan where
there is no time left.
"""

from dataclasses import dataclass, field

import numpy as np

from commonground.analysis.planning.candidates import Candidates
from commonground.analysis.planning.goals import remaining
from commonground.analysis.planning.instance import ALERT, SWORN, Assignment, Task


@dataclass
class Draft:
    """The plan so far: the nodes of each shift, by start."""

    found: Candidates
    days: list[list[int]]
    load: list[int]
    vans: list[tuple[int, int]] = field(default_factory=list)

    def fits(self, node: int) -> int | None:
        """Added minutes of travel if the node goes into its shift's day; None if it cannot."""
        nodes, shifts = self.found.nodes, self.found.shifts
        travel = self.found.instance.travel
        s = int(nodes.shift[node])
        day = [n for n in self.days[s] if nodes.item[n] != nodes.item[node]]
        base = int(shifts.base[s])
        place, start, end = int(nodes.place[node]), int(nodes.start[node]), int(nodes.end[node])
        before, after = base, base
        for other in day:
            there = int(nodes.place[other])
            if nodes.end[other] + travel[there, place] <= start:
                before = there
            elif end + travel[place, there] <= nodes.start[other]:
                after = there
                break
            else:
                return None
        if not has_pause(self.found, s, sorted([*day, node], key=lambda n: int(nodes.start[n]))):
            return None
        return int(travel[before, place] + travel[place, after] - travel[before, after])

    def put(self, node: int) -> None:
        nodes = self.found.nodes
        s = int(nodes.shift[node])
        others = [n for n in self.days[s] if n != self.same(node)]
        before = sum(int(nodes.end[n] - nodes.start[n]) for n in self.days[s])
        self.days[s] = sorted([*others, node], key=lambda n: int(nodes.start[n]))
        after = sum(int(nodes.end[n] - nodes.start[n]) for n in self.days[s])
        self.load[int(self.found.shifts.officer[s])] += after - before

    def put_all(self, nodes: list[int]) -> None:
        """Put in all of them if each fits, or none."""
        before = list(self.days), list(self.load)
        for node in nodes:
            if self.same(node) >= 0 or self.fits(node) is None:
                self.days, self.load = before
                return
            self.put(node)

    def same(self, node: int) -> int:
        """What the shift already has of the same item, -1 for nothing."""
        item, day = self.found.nodes.item, self.days[int(self.found.nodes.shift[node])]
        return next((n for n in day if item[n] == item[node]), -1)

    def van_free(self, start: int, end: int) -> bool:
        instance = self.found.instance
        turn = instance.rules.vehicle
        out = (start - turn, end + turn)
        moments = [out[0], *(a for a, _ in self.vans if out[0] <= a < out[1])]
        most = max(sum(a <= m < b for a, b in self.vans) for m in moments)
        return most < len(instance.vehicles)


def has_pause(found: Candidates, s: int, day: list[int]) -> bool:
    """Does the day, by start, leave the pause that the shift owes free in one piece?"""
    nodes, shifts, travel = found.nodes, found.shifts, found.instance.travel
    at, free = int(shifts.base[s]), int(shifts.start[s])
    for node in day:
        place = int(nodes.place[node])
        if nodes.start[node] - free - travel[at, place] >= shifts.pause[s]:
            return True
        at, free = place, int(nodes.end[node])
    return bool(shifts.end[s] - free - travel[at, shifts.base[s]] >= shifts.pause[s])


def greedy(found: Candidates, seed: int) -> list[list[int]]:
    """The nodes of each shift, by start. Equal choices are drawn."""
    random = np.random.default_rng(seed)
    week = Draft(found, [[] for _ in found.shifts.start], [0] * len(found.instance.officers))
    by_item = _by_item(found)
    fixed = pinned(found)
    for node in fixed:
        week.put(node)
    for task in _in_order(found):
        _staff(week, task, by_item.get(task, []), fixed, random)
    _visit(week, by_item, random)
    return week.days


def pinned(found: Candidates) -> list[int]:
    """The nodes that must be in the plan."""
    nodes = found.nodes
    both = {int(n) for n in nodes.after if n >= 0} | {int(n) for n in nodes.needed if n >= 0}
    return sorted(both)


def _by_item(found: Candidates) -> dict[int, list[int]]:
    made: dict[int, list[int]] = {}
    for node, item in enumerate(found.nodes.item.tolist()):
        made.setdefault(item, []).append(node)
    return made


def _in_order(found: Candidates) -> list[int]:
    """Promises before alerts, what has a fixed time before what has not, then by due date."""
    tasks = found.instance.tasks
    return sorted(
        range(len(tasks)),
        key=lambda t: (tasks[t].kind == ALERT, not tasks[t].fixed, -tasks[t].crew, tasks[t].due),
    )


def _staff(
    week: Draft, task: int, nodes: list[int], fixed: list[int], random: np.random.Generator
) -> None:
    """Give the task its crew at the first time that has one, all or nobody."""
    found = week.found
    here = [n for n in fixed if found.nodes.item[n] == task]
    wanted = found.instance.tasks[task]
    if here and found.nodes.option[here[0]] < 0:
        return
    starts = sorted({int(found.nodes.start[n]) for n in nodes})
    if here:
        starts = [int(found.nodes.start[here[0]])]
    for start in starts:
        if wanted.vehicle and not week.van_free(start, start + wanted.minutes):
            continue
        at = [n for n in nodes if found.nodes.start[n] == start and n not in here]
        crew = _crew(week, wanted, at, here, random)
        if crew is not None:
            for node in crew:
                week.put(node)
            if wanted.vehicle:
                turn = found.instance.rules.vehicle
                week.vans.append((start - turn, start + wanted.minutes + turn))
            return


def _crew(
    week: Draft, task: Task, nodes: list[int], here: list[int], random: np.random.Generator
) -> list[int] | None:
    """The nodes that make up the crew with those already there; None if there are not enough."""
    found = week.found
    officers = found.instance.officers

    def who(node: int) -> int:
        return int(found.shifts.officer[found.nodes.shift[node]])

    ranked = _ranked(week, nodes, random)
    if not here and not ranked:
        return None
    option = int(found.nodes.option[(here + ranked)[0]])
    size = found.options[option].crew if option >= 0 else 1
    crew = list(here)
    needs = [("language", language) for language in sorted(task.languages)]
    needs += [(SWORN, "")] * task.sworn + [("", "")] * size
    for need, word in needs:
        if need == "language" and any(word in officers[who(n)].languages for n in crew):
            continue
        sworn = sum(officers[who(n)].kind == SWORN for n in crew)
        if need == SWORN and sworn >= task.sworn:
            continue
        if need == "" and len(crew) >= size:
            break
        able = [
            n for n in ranked if n not in crew
            and (need != "language" or word in officers[who(n)].languages)
            and (need != SWORN or officers[who(n)].kind == SWORN)
        ]  # fmt: skip
        if not able:
            return None
        crew.append(able[0])
    return [n for n in crew if n not in here] if len(crew) == size else None


def _ranked(week: Draft, nodes: list[int], random: np.random.Generator) -> list[int]:
    """Those who can, best first: at home there, least added travel, least planned so far."""
    found, ranked = week.found, []
    for node in nodes:
        added = week.fits(node)
        if added is not None:
            officer = int(found.shifts.officer[found.nodes.shift[node]])
            away = int(found.nodes.place[node]) not in found.instance.officers[officer].homes
            ranked.append((away, added, week.load[officer], random.random(), node))
    return [entry[-1] for entry in sorted(ranked)]


def _visit(week: Draft, by_item: dict[int, list[int]], random: np.random.Generator) -> None:
    """Again and again, the neighbourhood that is furthest behind gets a visit, if one fits."""
    instance = week.found.instance
    tasks, length = len(instance.tasks), instance.rules.visit
    left = _left(week)
    open_places = {h for h in range(len(left)) if left[h] > 0}
    while open_places:
        most = max(left[h] for h in open_places)
        place = int(random.choice([h for h in sorted(open_places) if left[h] == most]))
        ranked = _ranked(week, _next_visits(week, by_item.get(tasks + place, [])), random)
        if ranked:
            week.put(ranked[0])
            left[place] -= length
        if not ranked or left[place] <= 0:
            open_places.remove(place)


def _next_visits(week: Draft, nodes: list[int]) -> list[int]:
    """Of each shift the first visit that fits, or one more after those that are there."""
    found, chosen = week.found, {}
    for node in nodes:
        shift = int(found.nodes.shift[node])
        there = week.same(node)
        long = int(found.nodes.end[there]) if there >= 0 else int(found.nodes.start[node])
        more = int(found.nodes.end[node]) - long == found.instance.rules.visit
        starts = there < 0 or found.nodes.start[there] == found.nodes.start[node]
        if shift not in chosen and more and starts and week.fits(node) is not None:
            chosen[shift] = node
    return list(chosen.values())


def _left(week: Draft) -> list[int]:
    return [int(m) for m in remaining(week.found.instance, assignments(week.found, week.days))]


def assignments(found: Candidates, days: list[list[int]]) -> list[Assignment]:
    """The plan that the nodes are, visit by visit, without vehicles."""
    nodes, tasks, length = found.nodes, len(found.instance.tasks), found.instance.rules.visit
    made = []
    for s, day in enumerate(days):
        officer = int(found.shifts.officer[s])
        for n in day:
            item, start, end = int(nodes.item[n]), int(nodes.start[n]), int(nodes.end[n])
            place = int(nodes.place[n])
            if item < tasks:
                made.append(Assignment(officer, item, place, start, end))
            else:
                made += [
                    Assignment(officer, None, place, t, t + length)
                    for t in range(start, end, length)
                ]
    return made
