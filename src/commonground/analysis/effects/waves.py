"""One figure asked of different people before and after, where something was done and where not.

The second difference of the two first ones. Where many places were asked, places are what is
independent: that allows for whatever else happened in one of them (Bertrand, Duflo & Mullainathan,
Quarterly Journal of Economics 119, 2004). Where few were, only the drawing of people is counted,
and what is told says so.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.effects.results import Check, Effect, critical, told
from commonground.analysis.effects.saying import Said, reason, said
from commonground.analysis.errors import Unusable
from commonground.analysis.surveys.changes import independent_change
from commonground.analysis.surveys.design import Design
from commonground.analysis.surveys.gates import LEAST_SHOWN
from commonground.analysis.surveys.variance import covariance

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
LEAST_PLACES = 6  # on each side, for places to be what is independent
PLACES, PEOPLE = "places", "people"
POWER = 0.8
TOO_FEW = "Too few answers to say: under 30 on one side of one of the rounds."
ALIKE = "The answers do not differ, so nothing tells how sure this is."


@dataclass(frozen=True, slots=True)
class Wave:
    """Answers of one round. values, weights, done, others : (n,) each.

    values : nan where it was not answered. done, others : lives where it was done; where it is
    compared with. place : (n,) names. design : how people were drawn; None, nobody drew them.
    """

    values: Floats
    weights: Floats
    done: Bools
    others: Bools
    place: NDArray[np.str_]
    design: Design | None = None

    def inside(self, side: Bools) -> Bools:
        return side & np.isfinite(self.values) & (self.weights > 0)


@dataclass(frozen=True, slots=True)
class Cell:
    """Answers, and their weighted mean, of one side of one wave. rest : answers of places that
    have too few to be shown by themselves, and how many such places there are."""

    n: int
    mean: float
    rest: tuple[int, int]

    @property
    def is_shown(self) -> bool:
        """Nobody can take the shown places off and be left with too few."""
        answers, places = self.rest
        return not answers or (answers >= LEAST_SHOWN and places > 1)


@dataclass(frozen=True, slots=True)
class Seen:
    """effect : of the second wave's gap less the first's. cells : before and after where it was
    done, before and after where not. by : what counts as independent, "places" or "people".
    reliable : the smallest true change that is found four times in five.
    """

    effect: Effect
    cells: tuple[Cell, Cell, Cell, Cell]
    by: str
    reliable: float


def change_between(
    before: Wave, after: Wave, earlier: Wave | None = None, *, is_share: bool = False
) -> Seen:
    """How much more the figure changed where it was done than where it was not.

    Parameters
    ----------
    earlier : a wave before `before`, for a placebo: between these two nothing should differ.
    is_share : the figure is a share, of whose change the checks tell points.

    Raises
    ------
    Unusable : fewer than 30 answers on a side of a wave; answers that do not differ.
    """
    cells = [_cell(wave, side) for side in ("done", "others") for wave in (before, after)]
    estimate = cells[1].mean - cells[0].mean - (cells[3].mean - cells[2].mean)
    by, se, df = _error(before, after)
    made = told(
        method="waves", estimand="change of the figure beyond that of the compared places",
        estimate=estimate, se=se, df=df, n_units=sum(cell.n for cell in cells), n_periods=2,
        checks=_placebo(earlier, before, is_share),
    )  # fmt: skip
    return Seen(made, (cells[0], cells[1], cells[2], cells[3]), by, _reliable(se, df))


@dataclass(frozen=True, slots=True)
class Visible:
    """reliable : the smallest true change found four times in five, at best: of the luck of places
    one wave tells nothing. by : what will count as independent."""

    reliable: float
    by: str


def change_to_be_seen(last: Wave) -> Visible:
    """What a change must be to be found mostly, were the next wave like this one.

    Raises Unusable as `change_between`.
    """
    for side in ("done", "others"):
        _cell(last, side)
    se, df = _drawn(last)
    _check_varied(se)
    names = (np.unique(last.place[last.inside(side)]) for side in (last.done, last.others))
    by = PLACES if min(map(len, names)) >= LEAST_PLACES else PEOPLE
    return Visible(_reliable(se * np.sqrt(2), 2 * df), by)


def _check_varied(se: float) -> None:
    if not se > 0:
        raise Unusable(ALIKE)


def _reliable(se: float, df: float) -> float:
    return float((critical(0.95, df) + critical(2 * POWER - 1)) * se)


def _cell(wave: Wave, name: str) -> Cell:
    inside = wave.inside(getattr(wave, name))
    n = int(inside.sum())
    if n < LEAST_SHOWN:
        raise Unusable(TOO_FEW)
    _, counts = np.unique(wave.place[inside], return_counts=True)
    few = counts[counts < LEAST_SHOWN]
    mean = float(np.average(wave.values[inside], weights=wave.weights[inside]))
    return Cell(n, mean, (int(few.sum()), len(few)))


def _influence(wave: Wave) -> Floats:
    """(n,) whose sum moves with the wave's gap between the two sides."""
    made = np.zeros(len(wave.values))
    for side, sign in ((wave.done, 1.0), (wave.others, -1.0)):
        inside = wave.inside(side)
        values, weights = wave.values[inside], wave.weights[inside]
        mean = np.average(values, weights=weights)
        made[inside] += sign * weights * (values - mean) / weights.sum()
    return made


def _error(before: Wave, after: Wave) -> tuple[str, float, float]:
    """What is independent, the standard error of the second difference, degrees of freedom."""
    sides = [_places(before, after, name) for name in ("done", "others")]
    if min(len(names) for names, _ in sides) >= LEAST_PLACES:
        se = float(np.sqrt(sum(len(sums) * float(sums.var(ddof=1)) for _, sums in sides)))
        _check_varied(se)
        return PLACES, se, sum(len(sums) for _, sums in sides) - 2
    first, second = (_drawn(wave) for wave in (before, after))
    _check_varied(max(first[0], second[0]))
    change = independent_change((0.0, *first), (0.0, *second))
    return PEOPLE, change.se, change.df


def _places(before: Wave, after: Wave, side: str) -> tuple[NDArray[np.str_], Floats]:
    """Names, and what each place adds to the second difference."""
    parts = [
        (wave.place[inside], sign * _influence(wave)[inside])
        for wave, sign in ((before, -1.0), (after, 1.0))
        for inside in [wave.inside(getattr(wave, side))]
    ]
    names, at = np.unique(np.concatenate([p for p, _ in parts]), return_inverse=True)
    sums = np.zeros(len(names))
    np.add.at(sums, at, np.concatenate([influence for _, influence in parts]))
    return names, sums


def _drawn(wave: Wave) -> tuple[float, int]:
    """Standard error of one wave's gap, and its degrees of freedom."""
    influence = _influence(wave)
    if wave.design is not None:
        inside = wave.inside(wave.done | wave.others)
        variance = float(covariance(wave.design, influence)[0, 0])
        return float(np.sqrt(max(variance, 0.0))), wave.design.degrees_of_freedom(inside)
    sides = [influence[wave.inside(side)] for side in (wave.done, wave.others)]
    return float(np.sqrt(sum(len(s) * s.var(ddof=1) for s in sides))), sum(map(len, sides)) - 2


def _placebo(earlier: Wave | None, before: Wave, is_share: bool) -> tuple[Check, ...]:
    """The same between two waves before anything was done."""
    name = "placebo-in-time"
    if earlier is None:
        text = said("There is no earlier round with the same question to try the comparison on.")
        return (Check(name, None, text),)
    try:
        seen = change_between(earlier, before).effect
    except Unusable as sentence:
        text = said("The rounds before cannot be compared.") + reason(sentence)
        return (Check(name, None, text),)
    passed = seen.low <= 0 <= seen.high
    text = (
        said("Before anything was done, no difference was found.") if passed
        else said("Before anything was done, there was a difference already.")
    )  # fmt: skip
    return (Check(name, passed, text + _interval(seen, is_share)),)


def _interval(seen: Effect, is_share: bool) -> Said:
    if is_share:
        return said(
            "The interval lies between {low} and {high} points.",
            low=f"{100 * seen.low:.1f}", high=f"{100 * seen.high:.1f}",
        )  # fmt: skip
    return said(
        "The interval lies between {low} and {high}.",
        low=f"{seen.low:.2f}", high=f"{seen.high:.2f}",
    )  # fmt: skip
