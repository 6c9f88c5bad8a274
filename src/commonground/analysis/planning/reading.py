"""Instances and plans as JSON (`instance.schema.json`, `plan.schema.json`), and back.

Whatever is wrong is one sentence that names the place.
"""

from collections.abc import Iterable
from datetime import date

import numpy as np

from commonground.analysis.errors import Unusable
from commonground.analysis.planning.instance import (
    DAY,
    KINDS,
    POWERS,
    Assignment,
    Instance,
    Ints,
    Neighbourhood,
    Officer,
    Rules,
    Task,
)
from commonground.analysis.planning.parts import LONGEST, Part, Week

FORMAT = 1
RULES = {
    "slot_minutes": "slot", "visit_minutes": "visit", "rest_minutes": "rest",
    "pause_minutes": "pause", "pause_after_minutes": "pause_after", "reach_minutes": "reach",
    "vehicle_minutes": "vehicle",
}  # fmt: skip


def read_instance(made: object) -> Instance:
    """Raises Unusable where the document is not an instance."""
    whole = Part(made, "The file")
    if whole.made.get("format") != FORMAT:
        raise Unusable(f"The file needs format: {FORMAT}. Is it an instance of a plan?")
    monday = _monday(whole)
    week = Week(monday)
    rules = _rules(Part(whole.made.get("rules", {}), "rules"))
    places = whole.parts("neighbourhoods")
    place_at = _positions(places)
    officers = [_officer(part, week, place_at) for part in whole.parts("officers")]
    tasks = [_task(part, week, place_at, rules) for part in whole.parts("tasks", [])]
    vehicles = tuple(whole.items("vehicles", []))
    if not all(isinstance(v, str) and 0 < len(v) <= 200 for v in vehicles):
        raise Unusable("The file needs vehicles: a list of texts of 1 to 200 letters.")
    _unique("vehicles", vehicles)
    made_of = _Names(_positions(whole.parts("officers")), _positions(whole.parts("tasks", [])),
                     place_at, {name: n for n, name in enumerate(vehicles)})  # fmt: skip
    previous = whole.made.get("previous")
    return Instance(
        monday, rules,
        tuple(Neighbourhood(p.word("id"), p.hours("owed_hours"), p.hours("minimum_hours", 0))
              for p in places),
        _travel(whole, len(places)), tuple(officers), tuple(tasks), vehicles,
        tuple(made_of.assignment(p, week) for p in whole.parts("pins", [])),
        None if previous is None
        else tuple(made_of.assignment(p, week) for p in whole.parts("previous")),
    )  # fmt: skip


def read_plan(made: object, instance: Instance) -> list[Assignment]:
    """The assignments of a plan's document. Raises Unusable where it is none of this instance."""
    whole = Part(made, "The file")
    names = _Names(
        {o.id: n for n, o in enumerate(instance.officers)},
        {t.id: n for n, t in enumerate(instance.tasks)},
        {p.id: n for n, p in enumerate(instance.neighbourhoods)},
        {v: n for n, v in enumerate(instance.vehicles)},
    )
    if whole.made.get("week", instance.week.isoformat()) != instance.week.isoformat():
        raise Unusable(f"The plan is of the week {whole.made['week']}, not {instance.week}.")
    week = Week(instance.week)
    return [names.assignment(part, week) for part in whole.parts("assignments")]


def _monday(whole: Part) -> date:
    try:
        day = date.fromisoformat(whole.word("week"))
    except ValueError:
        raise Unusable("The file needs week: the date of a Monday, such as 2026-11-23.") from None
    if day.weekday():
        raise Unusable(f"week {day} is not a Monday.")
    return day


def _rules(part: Part) -> Rules:
    usual = Rules()
    numbers = {
        short: part.whole(name, 5 if short in ("slot", "visit") else 0, DAY, getattr(usual, short))
        for name, short in RULES.items()
    }
    if DAY % numbers["slot"]:
        raise Unusable("rules needs slot_minutes: minutes that divide a day, such as 30.")
    until = part.clock("lone_until", "20:00")
    return Rules(**numbers, lone_until=usual.lone_until if until is None else until)


def _positions(parts: list[Part]) -> dict[str, int]:
    names = [part.word("id") for part in parts]
    _unique(parts[0].at.partition("[")[0] if parts else "ids", names)
    return {name: n for n, name in enumerate(names)}


def _unique(what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise Unusable(f"{what} has {name} twice: every id must be its own.")
        seen.add(name)


def _known(part: Part, name: str, value: object, known: dict[str, int], what: str) -> int:
    if not isinstance(value, str) or value not in known:
        raise Unusable(f"{part.at}: {name} names {value!r}, which is no {what} of the file.")
    return known[value]


def _officer(part: Part, week: Week, places: dict[str, int]) -> Officer:
    homes = [_known(part, "homes", h, places, "neighbourhood") for h in part.items("homes")]
    base = part.made.get("base", part.items("homes")[0] if homes else None)
    shifts = sorted((week.span(p) for p in part.parts("shifts")), key=lambda s: s.start)
    for one, two in zip(shifts, shifts[1:], strict=False):
        if two.start < one.end:
            raise Unusable(f"{part.at}: two shifts overlap at {week.name(two.start)}.")
    return Officer(
        part.word("id"), part.one_of("kind", POWERS),
        _known(part, "base", base, places, "neighbourhood"), tuple(homes),
        part.words("languages"), part.flag("alone", True), tuple(shifts),
        tuple(week.span(p) for p in part.parts("busy", [])),
    )  # fmt: skip


def _task(part: Part, week: Week, places: dict[str, int], rules: Rules) -> Task:
    window = week.span(part, "earliest", "due")
    minutes = part.whole("minutes", 5, LONGEST)
    if minutes > window.end - window.start:
        raise Unusable(f"{part.at}: {minutes} minutes do not fit between earliest and due.")
    crew = part.whole("crew", 1, 100, 1)
    return Task(
        part.word("id"), part.one_of("kind", KINDS),
        _known(part, "neighbourhood", part.made.get("neighbourhood"), places, "neighbourhood"),
        window.start, window.end, minutes, crew, part.whole("sworn", 0, crew, 0),
        part.words("languages"), part.flag("vehicle", False), part.whole("weight", 1, 1000, 1),
        part.clock("lone_until", None),
    )  # fmt: skip


def _travel(whole: Part, places: int) -> Ints:
    rows = whole.items("travel_minutes")
    if len(rows) != places or any(not isinstance(r, list) or len(r) != places for r in rows):
        raise Unusable(
            f"travel_minutes needs {places} rows of {places} minutes, one for each neighbourhood."
        )
    whole_numbers = all(
        isinstance(m, int) and not isinstance(m, bool) and 0 <= m <= LONGEST
        for row in rows for m in row
    )  # fmt: skip
    if not whole_numbers or any(rows[n][n] for n in range(places)):
        raise Unusable("travel_minutes must be whole minutes, 0 from a place to itself.")
    return np.array(rows, dtype=np.int64).reshape(places, places)


class _Names:
    """Positions of ids, to read assignments."""

    def __init__(
        self, officers: dict[str, int], tasks: dict[str, int], places: dict[str, int],
        vehicles: dict[str, int],
    ) -> None:  # fmt: skip
        self.officers, self.tasks = officers, tasks
        self.places, self.vehicles = places, vehicles

    def assignment(self, part: Part, week: Week) -> Assignment:
        span, task, vehicle = week.span(part), part.made.get("task"), part.made.get("vehicle")
        return Assignment(
            _known(part, "officer", part.made.get("officer"), self.officers, "officer"),
            None if task is None else _known(part, "task", task, self.tasks, "task"),
            _known(part, "neighbourhood", part.made.get("neighbourhood"), self.places,
                   "neighbourhood"),
            span.start, span.end,
            None if vehicle is None else _known(part, "vehicle", vehicle, self.vehicles, "vehicle"),
        )  # fmt: skip
