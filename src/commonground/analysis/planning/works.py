"""What there is to do: for each task the days in which somebody could do it, and the visits.

A task that one officer may do is done by one, at a time when one is enough. Any other is done by a
crew at one time, or goes with a vehicle; times with the same officers are one `Moment`.
"""

from dataclasses import dataclass

from commonground.analysis.planning.days import Piece, Roster, arrange, on_grid, starts_in
from commonground.analysis.planning.instance import (
    SWORN,
    Instance,
    Officer,
    Task,
    crew_at,
)


@dataclass(frozen=True)
class Moment:
    """Starts of a task that the same days (ascending) could serve."""

    starts: tuple[int, ...]
    days: tuple[int, ...]


@dataclass(frozen=True)
class Work:
    """crews : of each task. pieces : task -> day -> what it would be there. moments : of each task
    for a crew or with a vehicle, else none. visits : officer -> places.
    """

    week: Roster
    crews: tuple[int, ...]
    pieces: tuple[dict[int, Piece], ...]
    moments: tuple[tuple[Moment, ...], ...]
    visits: tuple[tuple[int, ...], ...]

    @property
    def instance(self) -> Instance:
        return self.week.instance


def may_do(officer: Officer, task: Task, crew: int) -> bool:
    """Could this officer be one of a crew of so many?"""
    if crew == 1 and (not officer.alone or not task.languages <= officer.languages):
        return False
    return task.sworn < crew or officer.kind == SWORN


def may_visit(instance: Instance, officer: Officer, place: int) -> bool:
    if not officer.alone:
        return False
    near = instance.travel[[*officer.homes, officer.base], place]
    return place in officer.homes or int(near.min()) <= instance.rules.reach


def visits_owed(instance: Instance, place: int) -> int:
    """Nobody is sent where nothing is owed any more."""
    return -(-instance.neighbourhoods[place].due // instance.rules.visit)


def crew_of(instance: Instance, task: Task) -> tuple[int, list[int]]:
    """How many do it, and the starts for that. What one may do, one does, when that is allowed."""
    starts = task_starts(instance, task)
    alone = [start for start in starts if crew_at(instance, task, start) == 1]
    return (1, alone) if alone else (max(task.crew, 2), starts)


def task_starts(instance: Instance, task: Task) -> list[int]:
    """The times that a task may begin at; a fixed one has its own."""
    if task.fixed:
        return [task.earliest]
    return list(on_grid(max(task.earliest, 0), task.due - task.minutes, instance.rules.slot))


def works(week: Roster) -> Work:
    instance = week.instance
    pieces, moments, crews = [], [], []
    for number, task in enumerate(instance.tasks):
        crew, starts = crew_of(instance, task)
        pinned = {pin.start for pin in instance.pins if pin.task == number}
        starts = [t for t in starts if not pinned or t in pinned]
        found = _pieces(week, number, task, crew, starts)
        joint = crew > 1 or task.vehicle
        times = tuple(_moments(week, task, crew, found)) if joint else ()
        pieces.append({} if joint and not times else found)
        moments.append(times)
        crews.append(crew)
    return Work(week, tuple(crews), tuple(pieces), tuple(moments), _visits(instance))


def _pieces(
    week: Roster, number: int, task: Task, crew: int, starts: list[int]
) -> dict[int, Piece]:  # fmt: skip
    instance, found = week.instance, {}
    able = [may_do(officer, task, crew) for officer in instance.officers]
    for day in week.days:
        if not able[day.officer] or day.end <= task.earliest or day.start >= task.due:
            continue
        here = starts_in(instance, day, task, starts)
        piece = Piece(number, task.place, task.minutes, here)
        if here and arrange(week.ways, day, [piece]) is not None:
            found[day.number] = piece
    return found


def _moments(week: Roster, task: Task, crew: int, pieces: dict[int, Piece]) -> list[Moment]:
    """The times with enough officers; where a vehicle is needed each is for itself."""
    days: dict[int, list[int]] = {}
    for day, piece in pieces.items():
        for start in piece.starts:
            days.setdefault(start, []).append(day)
    alike: dict[tuple[int, ...], list[int]] = {}
    for start, here in sorted(days.items()):
        if len({week.days[d].officer for d in here}) >= crew:
            alike.setdefault((start * task.vehicle, *here), []).append(start)
    return [Moment(tuple(starts), key[1:]) for key, starts in alike.items()]


def _visits(instance: Instance) -> tuple[tuple[int, ...], ...]:
    owed = [h for h in range(len(instance.neighbourhoods)) if visits_owed(instance, h)]
    return tuple(
        tuple(h for h in owed if may_visit(instance, officer, h)) for officer in instance.officers
    )
