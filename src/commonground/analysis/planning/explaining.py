"""Why something is not in the plan, in words: who is missing, and when."""

from collections.abc import Callable
from dataclasses import dataclass

from commonground.analysis.planning.goals import kept, remaining
from commonground.analysis.planning.instance import (
    DAY,
    SWORN,
    Assignment,
    Instance,
    Officer,
    Task,
    crew_at,
    usable,
)
from commonground.analysis.planning.works import may_do, task_starts

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LANGUAGES = {
    "ar": "Arabic", "en": "English", "es": "Spanish", "fr": "French", "pl": "Polish",
    "so": "Somali", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
PARTS = ((6, "night"), (12, "morning"), (17, "afternoon"), (24, "evening"))
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Unmet:
    what: str
    why: str


def unmet(instance: Instance, plan: list[Assignment]) -> list[Unmet]:
    """The tasks that nobody does and the minimum presence that is missed, with a reason each."""
    done = kept(instance, plan)
    found = [
        Unmet(f"{task.kind} {task.id}", _why(instance, task, plan))
        for number, task in enumerate(instance.tasks)
        if number not in done
    ]
    left = remaining(instance, plan)
    for number, place in enumerate(instance.neighbourhoods):
        present = place.due - int(left[number])
        if present < place.minimum:
            hours = f"{present / 60:g} of {place.minimum / 60:g} hours"
            why = _no_visits(instance, number, hours)
            found.append(Unmet(f"minimum presence in {place.id}", why))
    return found


def _no_visits(instance: Instance, place: int, hours: str) -> str:
    own = [officer for officer in instance.officers if place in officer.homes]
    if not own:
        return f"{hours}: it is nobody's own neighbourhood, and those near it have no time"
    if not any(usable(o, s, instance.rules.rest) for o in own for s in o.shifts):
        return f"{hours}: none of its officers is on duty this week"
    return f"{hours}: its officers have no more time that fits"


def when(task: Task) -> str:
    """For example: on Thursday evening; between Monday and Wednesday."""
    if not task.fixed:
        first, last = task.earliest // DAY, (task.due - 1) // DAY
        if first != last:
            return f"between {_day(first)} and {_day(last)}"
        return f"on {_day(first)}"
    hour = task.earliest % DAY // 60
    part = next(name for until, name in PARTS if hour < until)
    return f"on {_day(task.earliest // DAY)} {part}"


def _day(number: int) -> str:
    return DAYS[number % 7] if 0 <= number < 7 else f"{DAYS[number % 7]} of another week"


def _why(instance: Instance, task: Task, plan: list[Assignment]) -> str:
    """The first need that cannot be met at any time, even if nothing else were planned."""
    here = _present(instance, task)
    crew = crew_at(instance, task, task.earliest if task.fixed else task.due - task.minutes)
    crew = max(crew, task.crew) if task.fixed else task.crew
    if not any(here.values()):
        return f"nobody is on duty long enough {when(task)}"
    if task.vehicle and not instance.vehicles:
        return "it needs a vehicle, and there is none"
    for language in sorted(task.languages):
        if not _ever(here, 1, lambda o, word=language: word in o.languages):  # type: ignore[misc]
            return f"nobody speaks {LANGUAGES.get(language, language)} {when(task)}"
    if not _ever(here, task.sworn, lambda o: o.kind == SWORN):
        return f"{_count(task.sworn)} sworn needed {when(task)}, and there are not so many"
    if not _ever(here, crew, lambda o: may_do(o, task, max(crew, 2)) or task.sworn == crew):
        return f"{_count(crew)} needed {when(task)}, and not so many are on duty"
    if crew == 1 and not _ever(here, 1, lambda o: may_do(o, task, 1)):
        return f"nobody who may come alone meets all needs {when(task)}"
    return f"those who could come {when(task)} are needed for what comes first"


def _count(number: int) -> str:
    return f"{NUMBERS[number] if number < len(NUMBERS) else number} officer{'s' * (number != 1)}"


def _present(instance: Instance, task: Task) -> dict[int, list[Officer]]:
    """Start -> officers on duty for as long as the task, with time for the way."""
    parts = [
        (officer, shift, part)
        for officer in instance.officers
        for shift in officer.shifts
        for part in usable(officer, shift, instance.rules.rest)
    ]
    found = {}
    for start in task_starts(instance, task):
        end = start + task.minutes
        found[start] = [
            officer for officer, shift, part in parts
            if part.start <= start and end <= part.end
            and start - instance.travel[officer.base, task.place] >= shift.start
            and end + instance.travel[task.place, officer.base] <= shift.end
        ]  # fmt: skip
    return found


def _ever(here: dict[int, list[Officer]], many: int, able: Callable[[Officer], bool]) -> bool:
    return any(sum(able(officer) for officer in staff) >= many for staff in here.values())
