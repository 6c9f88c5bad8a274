"""The numbers of the hard rules: [planning] in commonground.toml, or what is usual."""

from dataclasses import dataclass, fields
from functools import lru_cache

from commonground.common.deployment import FILE, deployment
from commonground.common.errors import Refused

LIMITS = {
    "rest_hours": (0, 24), "pause_minutes": (0, 120), "visit_minutes": (30, 240),
    "task_minutes": (15, 240), "reach_minutes": (0, 120), "speed_kmh": (3, 60),
    "way_factor": (1, 3), "most_seconds": (5, 300),
}  # fmt: skip

PARTS = {"rest_hours", "speed_kmh", "way_factor"}  # need not be whole


@dataclass(frozen=True)
class Numbers:
    """task_minutes: how long a promise or an alert takes, where nobody said."""

    rest_hours: float = 11  # as the Working Time Directive 2003/88/EC has it, article 3
    pause_minutes: int = 30
    visit_minutes: int = 60
    task_minutes: int = 60
    reach_minutes: int = 10
    lone_until: str = "20:00"
    speed_kmh: float = 20
    way_factor: float = 1.3
    vehicles: tuple[str, ...] = ()
    most_seconds: int = 30

    def rules(self) -> dict[str, object]:
        """As the file of an instance names them."""
        return {
            "slot_minutes": 30, "visit_minutes": self.visit_minutes,
            "rest_minutes": round(60 * self.rest_hours), "pause_minutes": self.pause_minutes,
            "reach_minutes": self.reach_minutes, "lone_until": self.lone_until,
        }  # fmt: skip


def numbers() -> Numbers:
    return _checked(tuple(sorted((k, _frozen(v)) for k, v in deployment().planning.items())))


@lru_cache(maxsize=4)
def _checked(given: tuple[tuple[str, object], ...]) -> Numbers:
    known = {f.name for f in fields(Numbers)}
    for name, value in given:
        if name not in known:
            raise Refused(f"[planning] in {FILE} names {name}: use {', '.join(sorted(known))}.")
        _check(name, value)
    return Numbers(**dict(given))  # type: ignore[arg-type]


def _check(name: str, value: object) -> None:
    if name == "vehicles":
        good = isinstance(value, tuple) and all(isinstance(v, str) and v for v in value)
        words = "a list of names"
    elif name == "lone_until":
        good = isinstance(value, str) and len(value) == 5 and "00:00" < value <= "24:00"
        words = 'a time of day such as "20:00"'
    else:
        low, high = LIMITS[name]
        kind = int | float if name in PARTS else int
        is_number = isinstance(value, kind) and not isinstance(value, bool)
        whole = "" if name in PARTS else "whole "
        good, words = is_number and low <= value <= high, f"a {whole}number from {low} to {high}"
    if not good:
        raise Refused(f"[planning] in {FILE} says {name} = {value!r}: give {words}.")


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
