"""Which vehicle each task takes, after a person changed the plan."""

from datetime import datetime

from commonground.analysis.planning.instance import Instance
from commonground.analysis.planning.parts import HOUR, Document


def with_vehicles(instance: Instance, slots: list[Document]) -> list[Document]:
    """In order of time each task that needs one takes the first that is back; where none is, it
    has none, and the check says so.
    """
    needing = {task.id for task in instance.tasks if task.vehicle}
    back = dict.fromkeys(instance.vehicles, float("-inf"))
    taken: dict[str, str] = {}
    for slot in sorted(slots, key=lambda s: s["start"]):
        if slot["task"] in needing and slot["task"] not in taken:
            out = _minutes(slot["start"]) - instance.rules.vehicle
            free = next((name for name, until in back.items() if until <= out), None)
            if free is not None:
                taken[slot["task"]] = free
                back[free] = _minutes(slot["end"]) + instance.rules.vehicle
    return [slot | {"vehicle": taken.get(slot["task"])} for slot in slots]


def _minutes(text: str) -> float:
    at = datetime.fromisoformat(text)
    return at.toordinal() * 24 * HOUR + at.hour * HOUR + at.minute
