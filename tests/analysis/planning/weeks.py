"""Small weeks to plan: a town of three neighbourhoods in a row, five minutes apart."""

from datetime import date

import numpy as np

from commonground.analysis.planning.instance import (
    DAY,
    Assignment,
    Instance,
    Neighbourhood,
    Officer,
    Rules,
    Span,
    Task,
)

MONDAY = date(2026, 11, 23)


def at(day: int, hour: float) -> int:
    return day * DAY + round(hour * 60)


def officer(name: str, *, days=(0,), hours=(9, 17), **more) -> Officer:
    made = {
        "kind": "sworn", "base": 0, "homes": (0,), "languages": frozenset({"en"}), "alone": True,
        "busy": (),
    } | more  # fmt: skip
    shifts = tuple(Span(at(day, hours[0]), at(day, hours[1])) for day in days)
    return Officer(name, shifts=shifts, **made)


def task(name: str, *, day=0, start=10.0, minutes=60, due=None, **more) -> Task:
    made = {
        "kind": "event", "place": 0, "crew": 1, "sworn": 0, "languages": frozenset(),
        "vehicle": False, "weight": 1, "lone_until": None,
    } | more  # fmt: skip
    earliest = at(day, start)
    until = earliest + minutes if due is None else due
    return Task(name, earliest=earliest, due=until, minutes=minutes, **made)


def week(*, officers=None, tasks=(), owed=(0, 0, 0), **more) -> Instance:
    made = {"rules": Rules(), "vehicles": ("van-1",), "minimum": 0} | more
    minimum = made.pop("minimum")
    places = tuple(Neighbourhood(f"n{i + 1}", o, minimum) for i, o in enumerate(owed))
    travel = 5 * np.abs(np.subtract.outer(np.arange(len(owed)), np.arange(len(owed))))
    staff = tuple(officers if officers is not None else [officer("amber")])
    return Instance(MONDAY, neighbourhoods=places, travel=travel, officers=staff,
                    tasks=tuple(tasks), **made)  # fmt: skip


def visit(who: int, place: int, start: int, minutes=120) -> Assignment:
    return Assignment(who, None, place, start, start + minutes)


def does(instance: Instance, who: int, number: int, start=None, **more) -> Assignment:
    wanted = instance.tasks[number]
    begin = wanted.earliest if start is None else start
    return Assignment(who, number, wanted.place, begin, begin + wanted.minutes, **more)
