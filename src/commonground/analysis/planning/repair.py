"""Somebody is taken off: the smallest repair of the plan.

What they would have done is freed, and done again by others: first the most promises, then the
most alerts, then with the fewest assignments of others changed, then the goals in their order. All
tasks that were not freed stay where they are; visits may move or be dropped.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from commonground.analysis.planning.days import roster
from commonground.analysis.planning.explaining import Unmet, unmet
from commonground.analysis.planning.goals import kept, key, values
from commonground.analysis.planning.instance import Assignment, Instance, Span
from commonground.analysis.planning.mending import chosen
from commonground.analysis.planning.options import Board, options
from commonground.analysis.planning.vehicles import with_vehicles
from commonground.analysis.planning.works import works

TAKEN_OFF = "taken off"


@dataclass(frozen=True)
class Repaired:
    """instance : the week with the officer away. freed : with the whole crew of each task.

    changed : assignments of others that are no longer as they were. again : tasks that were freed
    and are done all the same. lost : those that are not, and why.
    """

    instance: Instance
    assignments: tuple[Assignment, ...]
    freed: tuple[Assignment, ...]
    changed: tuple[Assignment, ...]
    again: tuple[int, ...]
    lost: tuple[Unmet, ...]
    unmet: tuple[Unmet, ...]
    values: dict[str, float]


def repair(
    instance: Instance, plan: Iterable[Assignment], officer: int, since: int, until: int,
    seed: int = 1,
) -> Repaired:  # fmt: skip
    """Take an officer off and repair the plan.

    Parameters
    ----------
    officer : position in the instance.
    since, until : minutes since Monday 00:00; nothing that begins before `since` changes.
    """
    plan = list(plan)
    away = without(instance, officer, since, until)
    freed = freed_of(plan, officer, since, until)
    held = {key(a) for a in freed}
    staying = [a for a in plan if key(a) not in held]
    made = refill(away, staying, freed, begin=since, seed=seed)
    return _told(away, made, freed, staying, officer)


def without(instance: Instance, officer: int, since: int, until: int) -> Instance:
    """The week with the officer away; what was pinned for them then is not pinned any more."""
    who = instance.officers[officer]
    away = replace(who, busy=(*who.busy, Span(since, until, TAKEN_OFF)))
    pins = tuple(
        pin for pin in instance.pins
        if pin.officer != officer or pin.end <= since or pin.start >= until
    )  # fmt: skip
    staff = (*instance.officers[:officer], away, *instance.officers[officer + 1 :])
    return replace(instance, officers=staff, pins=pins)


def freed_of(
    plan: Iterable[Assignment], officer: int, since: int, until: int
) -> list[Assignment]:  # fmt: skip
    """What the officer would have done then; of a task, the whole crew's part."""
    plan = list(plan)
    theirs = [a for a in plan if a.officer == officer and a.start < until and since < a.end]
    tasks = {a.task for a in theirs} - {None}
    return [a for a in plan if a in theirs or a.task in tasks]


def refill(
    instance: Instance, staying: list[Assignment], freed: list[Assignment], *, begin: int,
    seed: int = 1,
) -> list[Assignment]:  # fmt: skip
    """The plan with as much of what was freed as can be done again, and the fewest changes.

    staying : a plan that keeps the hard rules. freed : whole crews. begin : nothing that starts
    before it changes.
    """
    gone = {key(a) for a in freed}
    loose = replace(instance, pins=tuple(p for p in instance.pins if key(p) not in gone))
    board = Board(works(roster(loose)), staying, freed, begin)
    new = {option.day: option for option in chosen(board, options(board), seed)}
    made = [a for a in staying if board.day_of(a) not in new]
    vans = {key(a)[1:]: a.vehicle for a in staying if a.vehicle is not None}
    for day, option in new.items():
        officer = board.work.week.days[day].officer
        for piece, start in sorted(option.placed, key=lambda placed: placed[1]):
            one = Assignment(officer, piece.task, piece.place, start, start + piece.minutes)
            made.append(replace(one, vehicle=vans.get(key(one)[1:])))
    needs = any(p.task is not None and instance.tasks[p.task].vehicle
                for option in new.values() for p, _ in option.added)  # fmt: skip
    made.sort(key=lambda a: (a.officer, a.start))
    return with_vehicles(instance, made) if needs else made


def _told(
    instance: Instance, made: list[Assignment], freed: list[Assignment],
    staying: list[Assignment], officer: int,
) -> Repaired:  # fmt: skip
    tasks = sorted({a.task for a in freed if a.task is not None})
    done, now = kept(instance, made), {key(a) for a in made}
    missing = unmet(instance, made)
    names = {f"{instance.tasks[t].kind} {instance.tasks[t].id}" for t in tasks if t not in done}
    others = [a for a in (*staying, *freed) if a not in freed or a.officer != officer]
    return Repaired(
        instance, tuple(made), tuple(freed), tuple(a for a in others if key(a) not in now),
        tuple(t for t in tasks if t in done), tuple(one for one in missing if one.what in names),
        tuple(missing), values(instance, made),
    )  # fmt: skip
