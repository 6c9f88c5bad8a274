"""What a closed survey says, with the gates applied. Nobody sees less than a group.

Nothing is shown while a survey is open: figures that change with one more answer would tell it.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable
from commonground.analysis.surveys import estimate_mean, gate, model_based
from commonground.analysis.surveys.gates import FEW, LEAST_STEADY, TOO_FEW

from .frames import Rows, rows_of, values_of
from .instruments import CHOICE, NUMBER, Item
from .models import Survey

Members = NDArray[np.bool_]
MODEL = "model-interval"  # no margin of error: `opt_in` says what it takes for granted


@dataclass(frozen=True)
class Figure:
    """One question in one group. Without `estimate`: too few answers to say."""

    item: Item
    answers: int | None  # None where too few
    estimate: float | None = None  # a share of 0 to 100, or a mean of 0 to 10
    low: float | None = None  # None: no interval can be given
    high: float | None = None
    flags: tuple[str, ...] = ()

    @property
    def is_share(self) -> bool:
        return self.item.kind == CHOICE


@dataclass(frozen=True)
class Result:
    survey: Survey
    overall: list[Figure]
    places: dict[str, list[Figure]]  # a neighbourhood's public id -> the same questions there


def result_of(survey: Survey) -> Result | None:
    """None while it is open."""
    if not survey.is_closed:
        return None
    held = rows_of(survey)
    asked = [item for item in survey.asks.items if item.kind in (CHOICE, NUMBER)]
    everybody = np.ones(len(held.rows), dtype=bool)
    overall = [figure(survey, held, item, everybody) for item in asked]
    ids = sorted({row.place for row in held.rows if row.place})
    places: dict[str, list[Figure]] = {place: [] for place in ids}
    for item in asked:
        found = {place: figure(survey, held, item, held.places == place) for place in ids}
        for place, made in _not_by_subtraction(found).items():
            places[place].append(made)
    return Result(survey, overall, places)


def figure(survey: Survey, held: Rows, item: Item, members: Members) -> Figure:
    values = values_of(item, held.rows)
    inside = members & ~np.isnan(values)
    n = int(inside.sum())
    if n < survey.asks.least:
        return Figure(item, None, flags=(TOO_FEW,))
    values = np.where(inside, values, 0.0)
    scale = 100 if item.kind == CHOICE else 1
    if held.design is None:
        return _modelled(item, values[inside], scale)
    return _estimated(held, item, values, inside, scale)


def _modelled(item: Item, answers: NDArray[np.float64], scale: int) -> Figure:
    """Of answers that came by themselves: right if those who did not answer think alike."""
    made = model_based(answers, is_share=item.kind == CHOICE)
    flags = (MODEL, FEW) if made.n < LEAST_STEADY else (MODEL,)
    return Figure(item, made.n, scale * made.estimate, scale * made.low, scale * made.high, flags)


def _estimated(
    held: Rows, item: Item, values: NDArray[np.float64], inside: Members, scale: int
) -> Figure:
    method = "korn-graubard" if item.kind == CHOICE else None
    try:
        made = estimate_mean(held.design, values, members=inside, proportion=method)
    except Unusable:  # a stratum with one answer: the design cannot tell
        mean = float(np.average(values[inside], weights=held.weights[inside]))
        return Figure(item, int(inside.sum()), scale * mean, flags=("no-interval",))
    ends = (made.low, made.high) if made.low <= made.high else (None, None)
    low, high = (None if end is None else scale * end for end in ends)
    return Figure(item, made.n, scale * made.estimate, low, high, gate(made))


def _not_by_subtraction(found: dict[str, Figure]) -> dict[str, Figure]:
    """One hidden place alone could be worked out from the total and the others: hide another."""
    hidden = [place for place, made in found.items() if made.estimate is None]
    shown = [place for place in found if place not in hidden]
    if len(hidden) != 1 or not shown:
        return found
    smallest = min(shown, key=lambda place: (found[place].answers or 0, place))
    too_few = replace(
        found[smallest], answers=None, estimate=None, low=None, high=None, flags=(TOO_FEW,)
    )
    return found | {smallest: too_few}
