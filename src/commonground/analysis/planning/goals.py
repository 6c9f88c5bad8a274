"""What a plan is worth, goal by goal, in the order in which they count."""

import math
from collections.abc import Iterable

import numpy as np

from commonground.analysis.planning.instance import (
    ALERT,
    PROMISED,
    Assignment,
    Instance,
    Ints,
    crew_at,
    usable,
)

# name -> is more better?
GOALS = {
    "promises": True,
    "alerts": True,
    "unchanged": True,
    "worst_off": True,
    "debt": True,
    "continuity": True,
    "travel": False,
    "evenness": False,
}
KNOT = 60  # minutes: the squares of loads are straight between whole hours
HOUR = 60


def square(minutes: int, knot: int) -> float:
    """The square of hours, straight between multiples of `knot` minutes, as in the model."""
    low = minutes // knot
    left, right = (low * knot / HOUR) ** 2, ((low + 1) * knot / HOUR) ** 2
    return left + (right - left) * (minutes - low * knot) / knot


def kept(instance: Instance, plan: Iterable[Assignment]) -> dict[int, int]:
    """Task -> its start, for those with a whole crew at one time."""
    crews: dict[tuple[int, int], int] = {}
    for made in plan:
        if made.task is not None:
            crews[made.task, made.start] = crews.get((made.task, made.start), 0) + 1
    return {
        task: start
        for (task, start), crew in crews.items()
        if crew >= crew_at(instance, instance.tasks[task], start)
    }


def remaining(instance: Instance, plan: Iterable[Assignment]) -> Ints:
    """(n,) minutes of presence that each neighbourhood is still behind after the week.

    A task counts once, however many officers do it; a visit counts for each officer.
    """
    plan = list(plan)
    left = np.array([place.due for place in instance.neighbourhoods], dtype=np.int64)
    for made in plan:
        if made.task is None:
            left[made.place] -= made.end - made.start
    for task in kept(instance, plan):
        left[instance.tasks[task].place] -= instance.tasks[task].minutes
    return np.maximum(left, 0)


def loads(instance: Instance, plan: Iterable[Assignment]) -> Ints:
    """(o,) planned minutes of each officer."""
    load = np.zeros(len(instance.officers), dtype=np.int64)
    for made in plan:
        load[made.officer] += made.end - made.start
    return load


def duty(instance: Instance) -> list[int]:
    """(o,) minutes in which each officer can be planned."""
    rest = instance.rules.rest
    return [
        sum(part.end - part.start for shift in o.shifts for part in usable(o, shift, rest))
        for o in instance.officers
    ]


def load_curves(instance: Instance) -> list[list[tuple[int, float]]]:
    """(o,) for each officer: minutes of work, and the square of the hours off the fair share."""
    return [
        [(m, square(abs(m - fair), KNOT)) for m in range(0, most + KNOT, KNOT)]
        for fair, most in zip(fair_shares(instance), duty(instance), strict=True)
    ]


def due_curve(due: int, visit: int) -> list[tuple[int, float]]:
    """What is still owed, up to what is due, and its square; straight between whole visits."""
    knots = [*range(0, due, visit), due]
    return [(minutes, square(minutes, visit)) for minutes in knots]


def worst_due(instance: Instance) -> int:
    return max((place.due for place in instance.neighbourhoods), default=0)


def fair_shares(instance: Instance) -> list[int]:
    """(o,) minutes: all the work there is, shared by the time on duty; in whole KNOTs."""
    work = sum(place.due for place in instance.neighbourhoods)
    work += sum(task.minutes * task.crew for task in instance.tasks)
    on_duty = duty(instance)
    return [round(work * minutes / max(1, sum(on_duty)) / KNOT) * KNOT for minutes in on_duty]


def ideals(instance: Instance) -> dict[str, float]:
    """What no plan can beat, seen without solving."""
    kinds = {"promises": PROMISED, "alerts": (ALERT,)}
    made = {
        goal: float(sum(task.weight for task in instance.tasks if task.kind in mine))
        for goal, mine in kinds.items()
    }
    on_duty = sum(duty(instance)) / HOUR
    return made | offsets(instance) | {
        "unchanged": float(len(instance.previous or ())), "continuity": on_duty, "travel": 0.0,
        "evenness": 0.0,
    }  # fmt: skip


def grain(instance: Instance, goal: str) -> float:
    """Every value of the goal is a multiple of this; 0 where nothing is known."""
    if goal in ("promises", "alerts", "unchanged", "travel"):
        return 1.0
    if goal == "worst_off":
        minutes = [place.due for place in instance.neighbourhoods]
        minutes += [task.minutes for task in instance.tasks]
        return math.gcd(instance.rules.visit, *minutes) / HOUR
    return 0.0


def travel(instance: Instance, plan: Iterable[Assignment]) -> int:
    """Minutes from the officer's base, once for each assignment: how far out people are sent."""
    return sum(
        int(instance.travel[instance.officers[made.officer].base, made.place]) for made in plan
    )


def offsets(instance: Instance) -> dict[str, float]:
    """What these goals would be if nothing were owed after the week."""
    due = [place.due for place in instance.neighbourhoods]
    return {
        "worst_off": max(due, default=0) / HOUR,
        "debt": sum(square(minutes, instance.rules.visit) for minutes in due),
    }


def values(instance: Instance, plan: Iterable[Assignment]) -> dict[str, float]:
    """Every goal's value. `unchanged` is left out where there is no previous plan."""
    plan = list(plan)
    done = kept(instance, plan)
    left, offset = remaining(instance, plan), offsets(instance)
    made = {
        "promises": _weight(instance, done, PROMISED),
        "alerts": _weight(instance, done, (ALERT,)),
        "unchanged": float(_unchanged(instance, plan)),
        "worst_off": offset["worst_off"] - float(left.max(initial=0)) / HOUR,
        "debt": offset["debt"] - sum(square(int(m), instance.rules.visit) for m in left),
        "continuity": sum(
            a.end - a.start for a in plan if a.place in instance.officers[a.officer].homes
        )
        / HOUR,
        "travel": float(travel(instance, plan)),
        "evenness": sum(
            square(abs(int(load) - fair), KNOT)
            for fair, load in zip(fair_shares(instance), loads(instance, plan), strict=True)
        ),
    }
    if instance.previous is None:
        del made["unchanged"]
    return made


def _weight(instance: Instance, done: Iterable[int], kinds: tuple[str, ...]) -> float:
    tasks = [instance.tasks[task] for task in done]
    return float(sum(task.weight for task in tasks if task.kind in kinds))


def key(made: Assignment) -> tuple[int, int | None, int, int]:
    """What makes an assignment the same as one of another plan."""
    return made.officer, made.task, made.place, made.start


def _unchanged(instance: Instance, plan: list[Assignment]) -> int:
    before = {key(made) for made in instance.previous or ()}
    return sum(key(made) in before for made in plan)


def rank(worth: dict[str, float]) -> tuple[float, ...]:
    """To compare plans: higher is better, the first goal first."""
    return tuple(value if GOALS[goal] else -value for goal, value in worth.items())
