"""The geometry of our charts: numbers in, SVG coordinates out. No words but numbers, no colours.

All charts share one box of 480 x 220 units; the templates in parts/ draw it, with a table
beside each, and the stylesheet gives the colours in light, dark and forced-colours mode.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .wording import grouped

WIDTH = 480
LEFT, RIGHT, TOP, BOTTOM = 66, 468, 18, 182
DOT = 7  # radius of an interval's dot


@dataclass(frozen=True)
class Tick:
    at: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True)
class WaitingCurve:
    curve: str  # an SVG path
    band: str  # an SVG path, "" where no interval is known
    promise_x: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    kind: str  # "bar", "bar-part" (a period still running) or "hidden-bar" (too few to say)


@dataclass(frozen=True)
class MonthChart:
    bars: tuple[Bar, ...]
    band: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class IntervalBar:
    """Positions on a line of the shared width: where the bar starts, how long it is, the dot."""

    start: float
    length: float
    dot: float


def scale(value: float, low: float, high: float, to_low: float, to_high: float) -> float:
    span = (high - low) or 1
    kept = min(max(value, low), high)
    return round(to_low + (kept - low) / span * (to_high - to_low), 1)


def steps(points: Sequence[tuple[float, float]]) -> str:
    """A path that stays level until each next point: shares change only when one is answered."""
    (x, y), rest = points[0], points[1:]
    return f"M{x:g} {y:g}" + "".join(f"H{x:g}V{y:g}" for x, y in rest)


def waiting_curve(
    days: Sequence[float],
    shares: Sequence[float],
    lows: Sequence[float] | None = None,
    highs: Sequence[float] | None = None,
    *,
    promise: float,
    until: float = 20,
    known_until: float | None = None,
) -> WaitingCurve:
    """Share answered by day, as a step curve with its interval.

    It goes from (0, 0) to `until`, or ends at `known_until` where nothing is known beyond it.
    """
    end = until if known_until is None else min(until, known_until)

    def line(values: Sequence[float]) -> list[tuple[float, float]]:
        known = [(d, v) for d, v in zip(days, values, strict=True) if 0 < d <= end]
        known = [(0.0, 0.0), *known, (end, known[-1][1] if known else 0.0)]
        return [(x_of(d), scale(v, 0, 1, BOTTOM, TOP)) for d, v in known]

    def x_of(d: float) -> float:
        return scale(d, 0, until, LEFT, RIGHT)

    return WaitingCurve(
        curve=steps(line(shares)),
        band=_band(line(lows), line(highs)) if lows and highs else "",
        promise_x=x_of(promise),
        x_ticks=(
            Tick(LEFT, "0"),
            Tick(x_of(until / 2), f"{until / 2:g}"),
            Tick(RIGHT, f"{until:g}", "end"),
        ),
        y_ticks=tuple(
            Tick(scale(s, 0, 1, BOTTOM, TOP), f"{s:.0%}".replace("%", " %")) for s in (0.5, 1)
        ),
    )


def _band(low: list[tuple[float, float]], high: list[tuple[float, float]]) -> str:
    back = "".join(f"V{y:g}H{x:g}" for (x, _), (_, y) in _pairs_backwards(low))
    return f"{steps(high)}{back}Z"


def _pairs_backwards(
    points: list[tuple[float, float]],
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """(previous point, this point) from the last to the second: a step path walked back."""
    return [(points[i - 1], points[i]) for i in range(len(points) - 1, 0, -1)]


def nice_top(value: float) -> int:
    """The next round number at or above `value`: 1, 2, 4, 5, 8 times a power of ten."""
    if value <= 4:
        return 4
    power = 10 ** math.floor(math.log10(value))
    return int(next(m * power for m in (1, 2, 4, 5, 8, 10) if m * power >= value))


def month_chart(
    labels: Sequence[str],
    counts: Sequence[int | None],
    band: Sequence[tuple[float, float] | None] = (),
    *,
    hidden_below: int = 0,
    last_is_part: bool = False,
) -> MonthChart:
    """Bars per month over a band to compare with; None is a count too small to publish."""
    tops = [c for c in counts if c is not None] + [b[1] for b in band if b] + [hidden_below]
    top = nice_top(max(tops, default=0))
    slot = (RIGHT - LEFT) / max(len(counts), 1)

    def y_of(v: float) -> float:
        return scale(v, 0, top, BOTTOM, TOP)

    def bar(i: int, count: int | None) -> Bar:
        y = y_of(hidden_below if count is None else count)
        is_part = last_is_part and i == len(counts) - 1
        kind = "hidden-bar" if count is None else "bar-part" if is_part else "bar"
        x = LEFT + slot * (i + 0.2)
        return Bar(round(x, 1), y, round(slot * 0.6, 1), round(BOTTOM - y, 1), kind)

    return MonthChart(
        bars=tuple(bar(i, c) for i, c in enumerate(counts)),
        band=_month_band(band, slot, y_of),
        x_ticks=_month_ticks(labels, slot),
        y_ticks=tuple(Tick(y_of(v), grouped(v)) for v in (top // 2, top)),
    )


def _month_ticks(labels: Sequence[str], slot: float) -> tuple[Tick, ...]:
    """About four labels, counted back from the last, which ends at the edge."""
    every, last = math.ceil(len(labels) / 4) or 1, len(labels) - 1
    return tuple(
        Tick(RIGHT, label, "end")
        if i == last
        else Tick(round(LEFT + slot * (i + 0.5), 1), label)
        for i, label in enumerate(labels)
        if (last - i) % every == 0
    )


def _month_band(
    band: Sequence[tuple[float, float] | None], slot: float, y_of: Callable[[float], float]
) -> str:
    """One rectangle a month, so that a month without a figure leaves a gap."""
    parts = [
        f"M{LEFT + slot * i:.1f} {y_of(b[1])}H{LEFT + slot * (i + 1):.1f}V{y_of(b[0])}"
        f"H{LEFT + slot * i:.1f}Z"
        for i, b in enumerate(band)
        if b
    ]
    return "".join(parts)


def interval_bar(
    value: float, low: float, high: float, *, floor: float = 0, ceiling: float = 100
) -> IntervalBar:
    start, end, dot = (scale(v, floor, ceiling, DOT, WIDTH - DOT) for v in (low, high, value))
    return IntervalBar(start, round(end - start, 1), dot)
