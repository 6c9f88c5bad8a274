"""The geometry of the coverage pictures: numbers in, SVG coordinates out. No words, no colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import dateformat

from commonground.common.charts import BOTTOM, LEFT, RIGHT, TOP, Tick, scale
from commonground.engagement.coverage.frames import Weeks

from .over_time import Period

if TYPE_CHECKING:
    from commonground.analysis.coverage.fairness import Fairness

WIDTH = 480
LORENZ_BOTTOM = 330
STRIP_WEEKS = 52
TOPS = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)  # where a picture of shares may end


@dataclass(frozen=True)
class Cell:
    """One week of the strip; kind is a class of the stylesheet."""

    x: float
    width: float
    kind: str  # "bar": somebody came; "hidden-bar": nobody did; "track": not known


def strip(weeks: Weeks, row: int) -> list[Cell]:
    """A year of weeks, a full box for each in which somebody came without being called."""
    shown = weeks.last(STRIP_WEEKS)
    slot = WIDTH / len(shown.mondays)
    kinds = [
        "track" if not known else "bar" if count else "hidden-bar"
        for count, known in zip(shown.visits[row].tolist(), shown.visits_known, strict=True)
    ]
    return [
        Cell(round(n * slot + 0.5, 1), round(slot - 1, 1), kind) for n, kind in enumerate(kinds)
    ]


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    high_y: float
    low_y: float


@dataclass(frozen=True)
class OverTime:
    marks: tuple[Mark, ...]
    threshold_y: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def over_time(periods: Sequence[Period], threshold: float) -> OverTime:
    """A dot with its interval for each period; a period of which nothing is known leaves a gap."""
    highest = max([1.2 * threshold, *(p.high for p in periods if p.high is not None)])
    top = next(round_top for round_top in TOPS if round_top >= min(highest, 1.0))
    slot = (RIGHT - LEFT) / max(len(periods), 1)

    def y_of(share: float) -> float:
        return scale(share, 0, top, BOTTOM, TOP)

    marks = [
        Mark(round(LEFT + slot * (n + 0.5), 1), y_of(p.share), y_of(p.high), y_of(p.low))
        for n, p in enumerate(periods)
        if p.share is not None and p.high is not None and p.low is not None
    ]
    every = -(-len(periods) // 4) or 1
    ticks = [
        Tick(round(LEFT + slot * (n + 0.5), 1), dateformat.format(p.first, "M Y"))
        for n, p in enumerate(periods)
        if (len(periods) - 1 - n) % every == 0
    ]
    shares = [Tick(y_of(s), f"{s:.0%}".replace("%", " %")) for s in (top / 2, top)]
    return OverTime(tuple(marks), y_of(threshold), tuple(ticks), tuple(shares))


@dataclass(frozen=True)
class LorenzPicture:
    """A square of shares: residents along, presence up. even is the line of equal presence."""

    curve: str
    band: str
    even: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def lorenz(found: "Fairness", grid: Sequence[float]) -> LorenzPicture:
    """grid : (g,) shares of residents at which the band is known."""
    curve = zip(found.curve.of.tolist(), found.curve.presence.tolist(), strict=True)
    up = list(zip(grid, found.band_high.tolist(), strict=True))
    down = list(zip(grid, found.band_low.tolist(), strict=True))[::-1]
    return LorenzPicture(
        curve=_path(list(curve)),
        band=f"{_path([*up, *down])}Z",
        even=_path([(0, 0), (1, 1)]),
        x_ticks=tuple(Tick(_x(s), _percent(s), "end" if s == 1 else "middle") for s in (0, 0.5, 1)),
        y_ticks=tuple(Tick(_y(s), _percent(s)) for s in (0.5, 1)),
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{_x(x):g} {_y(y):g}" for x, y in points)


def _x(share: float) -> float:
    return scale(share, 0, 1, LEFT, RIGHT)


def _y(share: float) -> float:
    return scale(share, 0, 1, LORENZ_BOTTOM, TOP)


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")
