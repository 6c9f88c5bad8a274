"""A result as pictures: both paths by period, and the difference by time since the start."""

import json
from dataclasses import dataclass
from datetime import timedelta

from commonground.common import charts
from commonground.common.wording import day

from .choices import Choices
from .telling import Told, figure


@dataclass(frozen=True)
class Paths:
    """Mean reports where it was done and where not, by period, and the day it began."""

    done: str  # points of an SVG line
    others: str
    start: charts.Tick
    x_ticks: tuple[charts.Tick, ...]
    y_ticks: tuple[charts.Tick, ...]
    rows: tuple[tuple[str, str, str], ...]  # first day of the period, with it, without it


def paths(told: Told) -> Paths | None:
    document = json.loads(told.result.document) if told.result else {}
    lines = document.get("paths")
    if not lines:
        return None
    top = charts.nice_top(max(*lines["with"], *lines["without"]))
    periods = len(lines["with"])

    def points(values: list[float]) -> str:
        pairs = [(_x(i, periods), _y(v, top)) for i, v in enumerate(values)]
        return " ".join(f"{x:g},{y:g}" for x, y in pairs)

    since, length = told.chosen.since, timedelta(days=told.chosen.period_days)
    rows = tuple(
        (day(since + i * length), figure(a), figure(b))
        for i, (a, b) in enumerate(zip(lines["with"], lines["without"], strict=True))
    )
    ticks = tuple(charts.Tick(_y(v, top), f"{v:g}") for v in (0, top / 2, top))
    return Paths(
        points(lines["with"]), points(lines["without"]),
        _start(_x(document["start"] - 0.5, periods), told.chosen), _days(told.chosen), ticks, rows,
    )  # fmt: skip


def _start(x: float, chosen: Choices) -> charts.Tick:
    """The day it began, written where there is room for it."""
    is_late = x > charts.WIDTH / 2
    return charts.Tick(x, day(chosen.start), "end" if is_late else "start")


def _days(chosen: Choices) -> tuple[charts.Tick, ...]:
    last = chosen.end - timedelta(days=1)
    return (
        charts.Tick(charts.LEFT, day(chosen.since), "start"),
        charts.Tick(charts.RIGHT, day(last), "end"),
    )


def _x(period: float, periods: int) -> float:
    return charts.scale(period, 0, periods - 1, charts.LEFT, charts.RIGHT)


def _y(value: float, top: float) -> float:
    return charts.scale(value, 0, top, charts.BOTTOM, charts.TOP)


@dataclass(frozen=True)
class Event:
    """One time since the start, with its simultaneous interval."""

    at: str
    x: float
    dot: float
    low: float
    high: float
    estimate: str
    interval: str


def events(told: Told) -> list[Event]:
    """The estimates by time since the start, where the method gives them with intervals."""
    parts = [
        p for p in (told.effect or {}).get("by", ()) if p["low"] is not None
        and p["estimate"] is not None
    ]  # fmt: skip
    if not parts:
        return []
    edge = max(abs(p[end]) for p in parts for end in ("low", "high")) or 1.0

    def y(value: float) -> float:
        return charts.scale(value, -edge, edge, charts.BOTTOM, charts.TOP)

    return [
        Event(
            p["key"], charts.scale(i, -0.5, len(parts) - 0.5, charts.LEFT, charts.RIGHT),
            y(p["estimate"]), y(p["low"]), y(p["high"]), figure(p["estimate"]),
            f"{figure(p['low'])} – {figure(p['high'])}",
        )
        for i, p in enumerate(parts)
    ]  # fmt: skip
