"""The geometry of a line of waves: numbers in, SVG coordinates out. No words but numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from commonground.common.charts import BOTTOM, LEFT, RIGHT, TOP, Tick, scale
from commonground.common.wording import month

from .models import Broken, TrustLevel

EDGE = 16  # room for the first and the last dot
WORD = 86  # width of the longest month and year
TICKS = 4
SHARES = 100  # the ceiling of a scale of shares; means go to 10


@dataclass(frozen=True)
class Point:
    """One wave of one question; without `estimate` too few answered."""

    on: date
    estimate: float | None
    low: float | None
    high: float | None
    n: int | None
    broken_by: str  # why it cannot be compared with the wave before
    item: str


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    high_y: float | None
    low_y: float | None


@dataclass(frozen=True)
class Break:
    x: float
    why: str
    anchor: str


@dataclass(frozen=True)
class Trend:
    points: tuple[Point, ...]
    dots: tuple[Dot, ...]
    lines: tuple[str, ...]  # smoothed, one path between two breaks
    bands: tuple[str, ...]
    breaks: tuple[Break, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def trend(
    points: Sequence[Point], levels: Sequence[TrustLevel], ceiling: int, unit: str = ""
) -> Trend:
    """The whole scale is drawn, so that a small change looks small. Nothing stands at a finer place
    than the table tells: whole points of a share, tenths of a mean."""
    first, last = points[0].on.toordinal(), points[-1].on.toordinal()
    decimals = 0 if ceiling == SHARES else 1

    def x_of(day: date) -> float:
        return scale(day.toordinal(), first, last, LEFT + EDGE, RIGHT - EDGE)

    def y_of(value: float) -> float:
        return scale(round(value, decimals), 0, ceiling, BOTTOM, TOP)

    segments: dict[int, list[TrustLevel]] = {}
    for level in levels:
        segments.setdefault(level.segment, []).append(level)
    told = [rows for rows in segments.values() if len(rows) > 1]
    return Trend(
        points=tuple(points),
        dots=tuple(
            Dot(x_of(p.on), y_of(p.estimate), _or_none(p.high, y_of), _or_none(p.low, y_of))
            for p in points if p.estimate is not None
        ),
        lines=tuple(_path([(x_of(r.on), y_of(r.level)) for r in rows]) for rows in told),
        bands=tuple(
            _path([(x_of(r.on), y_of(r.high)) for r in rows]
                  + [(x_of(r.on), y_of(r.low)) for r in reversed(rows)]) + "Z"
            for rows in told
        ),
        breaks=tuple(_breaks(points, x_of)),
        x_ticks=tuple(_ticks(points, x_of)),
        y_ticks=tuple(Tick(y_of(v), f"{v:g}{unit}") for v in (0, ceiling / 2, ceiling)),
    )  # fmt: skip


def _or_none(value: float | None, y_of: Callable[[float], float]) -> float | None:
    return None if value is None else y_of(value)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _breaks(points: Sequence[Point], x_of: Callable[[date], float]) -> list[Break]:
    found = []
    for before, after in zip(points, points[1:], strict=False):
        if after.broken_by:
            x = round((x_of(before.on) + x_of(after.on)) / 2, 1)
            found.append(
                Break(
                    x,
                    str(Broken(after.broken_by).label),
                    "end" if x > (LEFT + RIGHT) / 2 else "start",
                )
            )
    return found


def _ticks(points: Sequence[Point], x_of: Callable[[date], float]) -> list[Tick]:
    """About four months, counted back from the last; none where its word would meet the next."""
    every = -(-len(points) // TICKS)
    shown: list[Tick] = []
    for point in points[::-1][::every]:
        x, last = x_of(point.on), not shown
        room = WORD if len(shown) > 1 else 1.5 * WORD  # the last word ends at its place
        if last or x <= shown[-1].at - room:
            shown.append(Tick(x, month(point.on), "end" if last else "middle"))
    return shown[::-1]
