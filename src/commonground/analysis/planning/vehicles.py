"""A vehicle for each task that needs one."""

from dataclasses import replace

from commonground.analysis.planning.instance import Assignment, Instance


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
