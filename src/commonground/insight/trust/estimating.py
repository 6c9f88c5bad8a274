"""One figure of a closed survey, whomever it is of; and how far away it is from another that its
people are in. Rows that are not kept yet."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable
from commonground.analysis.surveys import difference, estimate_mean, gate, model_based
from commonground.analysis.surveys.comparing import p_value
from commonground.analysis.surveys.gates import (
    FEW,
    LEAST_STEADY,
    NO_INTERVAL,
    TOO_FEW,
    WIDE,
    WIDEST,
)
from commonground.places.models import Neighbourhood
from commonground.surveys.instruments import CHOICE, NUMBER, Item
from commonground.surveys.models import Survey

from . import gating
from .gating import Made
from .models import Method, TrustEstimate
from .weighing import Weighed

Members = NDArray[np.bool_]
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """Whom a figure is of."""

    members: Members
    neighbourhood: Neighbourhood | None = None
    group: str = ""


def measured(survey: Survey) -> list[Item]:
    """The questions that have a figure."""
    return [item for item in survey.asks.items if item.kind in (CHOICE, NUMBER)]


def scale_of(item: Item) -> int:
    return 100 if item.kind == CHOICE else 1


def areas(found: Weighed) -> Iterator[Part]:
    names = found.held.places
    places = Neighbourhood.objects.filter(public_id__in=set(names.tolist()))
    for place in places.order_by("name", "id"):
        yield Part(names == place.public_id, neighbourhood=place)


def groups(survey: Survey, found: Weighed) -> Iterator[Part]:
    for item in survey.asks.groups:
        given = np.array([row.answers.get(item.id, "") for row in found.held.rows])
        for option in item.options:
            yield Part(given == option.value, group=f"{item.id}={option.value}")


def figure(survey: Survey, found: Weighed, item: Item, values: Values, part: Part) -> Made:
    """`values` : of the question, of all rows; nan where nothing was said."""
    inside = part.members & ~np.isnan(values)
    n = int(inside.sum())
    row = too_few(found, item, part)
    if n < survey.asks.least:
        return Made(row, n)
    row.n = n
    values = np.where(inside, values, 0.0)
    if found.design is None:
        return Made(_modelled(row, item, values[inside]), n)
    return _estimated(row, found, item, values, inside)


def too_few(found: Weighed, item: Item, part: Part) -> TrustEstimate:
    return TrustEstimate(
        item=item.id, neighbourhood=part.neighbourhood, group=part.group,
        method=_method(found, item), flags=[TOO_FEW],
    )  # fmt: skip


def _method(found: Weighed, item: Item) -> str:
    if found.design is None:
        return Method.OPT_IN
    return Method.KORN_GRAUBARD if item.kind == CHOICE else Method.LINEARISED


def _modelled(row: TrustEstimate, item: Item, answers: Values) -> TrustEstimate:
    """Nobody drew these people: a model's interval, right if those who were silent think alike."""
    made, scale = model_based(answers, is_share=item.kind == CHOICE), scale_of(item)
    row.estimate, row.se, row.df = scale * made.estimate, scale * made.se, int(made.df)
    row.low, row.high = scale * made.low, scale * made.high
    rules = ((FEW, made.n < LEAST_STEADY), (WIDE, made.high - made.low > WIDEST))
    row.flags = [flag for flag, holds in rules if holds and (flag != WIDE or scale == 100)]
    return row


def _estimated(
    row: TrustEstimate, found: Weighed, item: Item, values: Values, inside: Members
) -> Made:
    interval, scale = "korn-graubard" if item.kind == CHOICE else None, scale_of(item)
    n = int(inside.sum())
    try:
        made = estimate_mean(found.design, values, members=inside, proportion=interval)
    except Unusable:  # a stratum with one answer: the design cannot tell
        return Made(_without_interval(row), n)
    if not made.low <= made.high:
        return Made(_without_interval(row), n)
    row.estimate, row.se = scale * made.estimate, _known(scale * made.se)
    row.low, row.high = scale * made.low, scale * made.high
    row.n_effective, row.deff, row.df = _known(made.n_effective), _known(made.deff), made.df
    row.flags = list(gate(made))
    return Made(row, n, made)


def _without_interval(row: TrustEstimate) -> TrustEstimate:
    """A figure of which nobody can say how sure it is, is not told."""
    gating.hide(row)
    row.flags = [NO_INTERVAL]
    return row


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def set_gaps(found: Weighed, made: list[Made], scale: int) -> None:
    """How far each is from the first, which holds them; both share answers, which the error
    takes in."""
    whole = made[0].estimate
    for one in made[1:]:
        if whole is None or one.estimate is None or one.estimate.df < 1:
            continue
        gap, se, low, high = difference(found.design, one.estimate, whole)
        if np.isfinite(low) and se > 0:
            one.row.gap, one.row.gap_low, one.row.gap_high = scale * gap, scale * low, scale * high
            one.row.q = p_value(gap, se, one.estimate.df)  # `families.set_q` makes a rate of it
