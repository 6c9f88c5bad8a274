"""Does a plan break a hard rule? Worked out from the instance alone, without the solver's code."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from commonground.analysis.planning.instance import (
    DAY,
    SWORN,
    Assignment,
    Instance,
    Officer,
    Span,
    Task,
)
from commonground.analysis.planning.parts import Week


@dataclass(frozen=True)
class Broken:
    """rule : one of RULES. words : what is wrong, for a person."""

    rule: str
    words: str


RULES = {
    "shift": "everything lies in a shift of its officer",
    "busy": "nothing during leave, court, training or abstraction",
    "rest": "nothing before the rest after the shift before is over",
    "travel": "time for the way from the base, between places and back",
    "pause": "a long shift keeps a pause free",
    "place": "a task is done in its neighbourhood",
    "length": "tasks and visits have their length",
    "window": "a task is done between its earliest time and its due date",
    "together": "a crew comes at one time",
    "crew": "a crew has as many as it needs, no more and no fewer, and nobody twice",
    "sworn": "a crew has its sworn officers",
    "language": "somebody in the crew speaks each language asked for",
    "alone": "nobody is alone late, or at all where their duty is restricted",
    "vehicle": "a task has the vehicle that it needs, and a vehicle is in one place",
    "reach": "visits are to one's own neighbourhoods or near them",
    "owed": "no more visits than a neighbourhood is owed",
    "pin": "what a person fixed stays",
}


def check(instance: Instance, plan: list[Assignment]) -> list[Broken]:
    """Every hard rule that the plan breaks, with words; empty for a valid plan."""
    checker = _Checker(instance, plan)
    parts = (checker.officers, checker.visits, checker.tasks, checker.vehicles, checker.pins)
    return [broken for part in parts for broken in part()]


def missed(instance: Instance, plan: list[Assignment]) -> list[str]:
    """Minimum presence that the plan does not reach. Where too few are on duty no plan does, so
    that it is told and breaks no rule.
    """
    found = []
    for number, place in enumerate(instance.neighbourhoods):
        visits = sum(a.end - a.start for a in plan if a.place == number and a.task is None)
        done = {a.task for a in plan if a.place == number and a.task is not None}
        present = visits + sum(instance.tasks[task].minutes for task in done)
        if present < place.minimum:
            found.append(f"{place.id} has {present / 60:g} of {place.minimum / 60:g} hours.")
    return found


class _Checker:
    def __init__(self, instance: Instance, plan: list[Assignment]) -> None:
        self.instance, self.plan = instance, plan
        self.week = Week(instance.week)

    def _at(self, a: Assignment) -> str:
        what = "a visit" if a.task is None else self.instance.tasks[a.task].id
        place = self.instance.neighbourhoods[a.place].id
        officer = self.instance.officers[a.officer].id
        return f"{officer}, {what} in {place} at {self.week.name(a.start)}"

    def officers(self) -> Iterator[Broken]:
        for number, officer in enumerate(self.instance.officers):
            mine = sorted((a for a in self.plan if a.officer == number), key=lambda a: a.start)
            held: dict[Span, list[Assignment]] = {}
            for a in mine:
                shift = next((s for s in officer.shifts if s.start <= a.start < s.end), None)
                if shift is None or a.end > shift.end:
                    yield Broken("shift", f"{self._at(a)} is outside of a shift.")
                if shift is not None:
                    held.setdefault(shift, []).append(a)
                yield from self._free(officer, a, shift)
            for shift, day in held.items():
                yield from self._day(officer, shift, day)

    def _free(self, officer: Officer, a: Assignment, shift: Span | None) -> Iterator[Broken]:
        for busy in officer.busy:
            if a.start < busy.end and busy.start < a.end:
                yield Broken("busy", f"{self._at(a)} is during {busy.why or 'another duty'}.")
        before = [s.end for s in officer.shifts if shift is not None and s.start < shift.start]
        if before and a.start < max(before) + self.instance.rules.rest:
            yield Broken("rest", f"{self._at(a)} is too soon after the shift before.")

    def _day(self, officer: Officer, shift: Span, day: list[Assignment]) -> Iterator[Broken]:
        travel, rules = self.instance.travel, self.instance.rules
        at, free, gaps = officer.base, shift.start, []
        for a in day:
            gaps.append(a.start - free - int(travel[at, a.place]))
            if a.start < free and at == a.place:
                yield Broken("travel", f"{self._at(a)} overlaps what is before it.")
            elif gaps[-1] < 0:
                yield Broken("travel", f"{self._at(a)}: there is no time for the way there.")
            at, free = a.place, max(free, a.end)
        gaps.append(shift.end - free - int(travel[at, officer.base]))
        if gaps[-1] < 0:
            yield Broken("travel", f"{self._at(day[-1])}: there is no time for the way back.")
        if shift.end - shift.start >= rules.pause_after and max(gaps) < rules.pause:
            yield Broken("pause", f"{officer.id} has no pause on {self.week.name(shift.start)}.")

    def visits(self) -> Iterator[Broken]:
        rules, counts = self.instance.rules, [0] * len(self.instance.neighbourhoods)
        for a in (a for a in self.plan if a.task is None):
            officer = self.instance.officers[a.officer]
            counts[a.place] += 1
            if a.end - a.start != rules.visit:
                yield Broken("length", f"{self._at(a)} is not {rules.visit} minutes long.")
            if not officer.alone or self._late(a, rules.lone_until):
                yield Broken("alone", f"{self._at(a)} would be alone.")
            near = min(
                int(self.instance.travel[h, a.place]) for h in (*officer.homes, officer.base)
            )
            if a.place not in officer.homes and near > rules.reach:
                yield Broken("reach", f"{self._at(a)} is too far from home.")
        for place, count in zip(self.instance.neighbourhoods, counts, strict=True):
            if (count - 1) * rules.visit >= max(place.owed, place.minimum) and count:
                yield Broken("owed", f"{place.id} gets more visits than it is owed.")

    def _late(self, a: Assignment, until: int) -> bool:
        return a.end - a.start // DAY * DAY > until

    def tasks(self) -> Iterator[Broken]:
        for number, task in enumerate(self.instance.tasks):
            crew = [a for a in self.plan if a.task == number]
            if crew:
                yield from self._times(task, crew)
                yield from self._crew(task, crew)

    def _times(self, task: Task, crew: list[Assignment]) -> Iterator[Broken]:
        for a in crew:
            if a.place != task.place:
                yield Broken("place", f"{self._at(a)}: the task is elsewhere.")
            if a.end - a.start != task.minutes:
                yield Broken("length", f"{self._at(a)} is not {task.minutes} minutes long.")
            if a.start < task.earliest or a.end > task.due:
                yield Broken("window", f"{self._at(a)} is too early or after it is due.")
        if len({a.start for a in crew}) > 1:
            yield Broken("together", f"The crew of {task.id} comes at different times.")

    def _crew(self, task: Task, crew: list[Assignment]) -> Iterator[Broken]:
        staff = [self.instance.officers[a.officer] for a in crew]
        until = self.instance.rules.lone_until if task.lone_until is None else task.lone_until
        late = any(self._late(a, until) for a in crew)
        if len(crew) == 1 and (late or not staff[0].alone):
            yield Broken("alone", f"{self._at(crew[0])} would be alone.")
        wanted = max(task.crew, 2) if late else task.crew
        if len({a.officer for a in crew}) != len(crew):
            yield Broken("crew", f"{task.id} has one officer twice.")
        elif len(crew) != wanted:
            needed = f"{wanted} officer{'s' if wanted > 1 else ''}"
            yield Broken("crew", f"{task.id} needs {needed} and has {len(crew)}.")
        if sum(officer.kind == SWORN for officer in staff) < task.sworn:
            yield Broken("sworn", f"{task.id} needs {task.sworn} sworn officers.")
        for language in sorted(task.languages):
            if not any(language in officer.languages for officer in staff):
                yield Broken("language", f"Nobody at {task.id} speaks {language}.")

    def vehicles(self) -> Iterator[Broken]:
        out: dict[int, list[tuple[int, int, str]]] = {}
        turn = self.instance.rules.vehicle
        for number, task in enumerate(self.instance.tasks):
            crew = [a for a in self.plan if a.task == number]
            taken = {a.vehicle for a in crew}
            if crew and task.vehicle and (None in taken or len(taken) != 1):
                yield Broken("vehicle", f"{task.id} needs one vehicle.")
            for vehicle in taken - {None}:
                start, end = min(a.start for a in crew), max(a.end for a in crew)
                out.setdefault(vehicle or 0, []).append((start - turn, end + turn, task.id))
        for vehicle, times in out.items():
            for one, two in pairwise(sorted(times)):
                if two[0] < one[1]:
                    name = self.instance.vehicles[vehicle]
                    yield Broken("vehicle", f"{name} is wanted for {one[2]} and {two[2]} at once.")

    def pins(self) -> Iterator[Broken]:
        held = {(a.officer, a.task, a.place, a.start) for a in self.plan}
        for pin in self.instance.pins:
            if (pin.officer, pin.task, pin.place, pin.start) not in held:
                yield Broken("pin", f"{self._at(pin)} was fixed and is not in the plan.")
