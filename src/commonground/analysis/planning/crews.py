"""Crews: whole ones only, and a vehicle for each that needs one."""

from dataclasses import replace

from commonground.analysis.planning.candidates import Candidates
from commonground.analysis.planning.instance import SWORN, Assignment, Instance

Days = list[list[int]]


def whole_crews(found: Candidates, days: Days) -> Days:
    """The plan without those who would come to a task in a crew that is not whole."""
    option = found.nodes.option
    crews: dict[int, list[int]] = {}
    for node in (n for day in days for n in day if option[n] >= 0):
        crews.setdefault(int(option[node]), []).append(node)
    short = {number for number, crew in crews.items() if not _is_whole(found, number, crew)}
    return [[n for n in day if int(option[n]) not in short] for day in days]


def _is_whole(found: Candidates, option: int, crew: list[int]) -> bool:
    task = found.instance.tasks[found.options[option].task]
    officers = found.instance.officers
    staff = [officers[found.shifts.officer[found.nodes.shift[node]]] for node in crew]
    return (
        len(crew) == found.options[option].crew
        and sum(officer.kind == SWORN for officer in staff) >= task.sworn
        and task.languages <= frozenset().union(*(officer.languages for officer in staff))
    )


def with_vehicles(instance: Instance, plan: list[Assignment]) -> list[Assignment]:
    """The plan with a vehicle for each task that needs one.

    In order of time each takes the first that is back: enough, as never more are out than there
    are.
    """
    turn, back = instance.rules.vehicle, [-(10**9)] * len(instance.vehicles)
    needing = {
        (a.start, a.task) for a in plan if a.task is not None and instance.tasks[a.task].vehicle
    }
    taken = {}
    for start, task in sorted(needing):
        free = next(v for v, until in enumerate(back) if until <= start - turn)
        back[free] = start + instance.tasks[task].minutes + turn
        taken[task] = free
    return [replace(a, vehicle=taken[a.task]) if a.task in taken else a for a in plan]
