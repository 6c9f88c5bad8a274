"""Instances and plans as JSON, as `reading` reads them."""

from collections.abc import Callable, Iterable

from commonground.analysis.planning.instance import Assignment, Instance, Officer, Span, Task
from commonground.analysis.planning.parts import HOUR, Document, Week
from commonground.analysis.planning.reading import FORMAT, RULES


def write_instance(instance: Instance) -> Document:
    week, rules = Week(instance.week), instance.rules
    made: Document = {
        "format": FORMAT,
        "week": instance.week.isoformat(),
        "rules": {name: getattr(rules, short) for name, short in RULES.items()}
        | {"lone_until": _clock(rules.lone_until)},
        "neighbourhoods": [
            {"id": p.id, "owed_hours": p.owed / HOUR, "minimum_hours": p.minimum / HOUR}
            for p in instance.neighbourhoods
        ],
        "travel_minutes": instance.travel.tolist(),
        "officers": [_write_officer(instance, officer, week) for officer in instance.officers],
        "vehicles": list(instance.vehicles),
        "tasks": [_write_task(instance, task, week) for task in instance.tasks],
        "pins": write_assignments(instance, instance.pins),
    }
    if instance.previous is not None:
        made["previous"] = write_assignments(instance, instance.previous)
    return made


def _clock(minutes: int) -> str:
    return f"{minutes // HOUR:02}:{minutes % HOUR:02}"


def _write_officer(instance: Instance, officer: Officer, week: Week) -> Document:
    def spans(found: Iterable[Span], more: Callable[[Span], Document]) -> list[Document]:
        return [{"start": week.name(s.start), "end": week.name(s.end)} | more(s) for s in found]

    return {
        "id": officer.id, "kind": officer.kind,
        "base": instance.neighbourhoods[officer.base].id,
        "homes": [instance.neighbourhoods[h].id for h in officer.homes],
        "languages": sorted(officer.languages), "alone": officer.alone,
        "shifts": spans(officer.shifts, lambda span: {}),
        "busy": spans(officer.busy, lambda span: {"why": span.why}),
    }  # fmt: skip


def _write_task(instance: Instance, task: Task, week: Week) -> Document:
    made = {
        "id": task.id, "kind": task.kind, "neighbourhood": instance.neighbourhoods[task.place].id,
        "earliest": week.name(task.earliest), "due": week.name(task.due), "minutes": task.minutes,
        "crew": task.crew, "sworn": task.sworn, "languages": sorted(task.languages),
        "vehicle": task.vehicle, "weight": task.weight,
    }  # fmt: skip
    return made if task.lone_until is None else made | {"lone_until": _clock(task.lone_until)}


def write_assignments(instance: Instance, plan: Iterable[Assignment]) -> list[Document]:
    week = Week(instance.week)
    return [
        {
            "officer": instance.officers[a.officer].id,
            "what": "visit" if a.task is None else instance.tasks[a.task].kind,
            "task": None if a.task is None else instance.tasks[a.task].id,
            "neighbourhood": instance.neighbourhoods[a.place].id,
            "start": week.name(a.start), "end": week.name(a.end),
            "vehicle": None if a.vehicle is None else instance.vehicles[a.vehicle],
        }
        for a in plan
    ]  # fmt: skip
