"""How each answer counts: by the sample's design, then to meet census margins where loaded.

A margin is taken where `commonground margins` loaded a column for each of a question's answers,
named after it: `age=18-34`, `age=35-59`, `age=60+`. Whoever skipped the question keeps the weight
of the design.
"""

from dataclasses import dataclass, field

import numpy as np

from commonground.analysis.errors import Unusable
from commonground.analysis.surveys import Design, Margin, rake
from commonground.places.models import CensusMargin
from commonground.surveys.frames import Rows, rows_of
from commonground.surveys.instruments import Item
from commonground.surveys.models import Survey

from .models import Weighting

TRIM = 5.0  # times the median weight
SILENT = ""


@dataclass(frozen=True)
class Lives:
    """Who lives there, by the census: shares of the item's values, and who says so."""

    item: Item
    shares: dict[str, float]
    source: str


@dataclass(frozen=True)
class Weighed:
    held: Rows
    design: Design | None
    weighting: str
    lives: tuple[Lives, ...] = ()
    margins: tuple[Margin, ...] = field(default=())
    problem: str = ""  # why the census could not be met

    @property
    def weights(self) -> np.ndarray:
        return self.held.weights if self.design is None else self.design.weights


def weighed(survey: Survey) -> Weighed:
    held = rows_of(survey)
    lives = tuple(census(survey, held))
    if held.design is None:
        return Weighed(held, None, Weighting.EQUAL, lives)
    margins = [margin_of(known, held, held.design.weights) for known in lives]
    if not margins:
        return Weighed(held, held.design, Weighting.DESIGN)
    try:
        weights, calibration = rake(held.design.weights, margins, trim=TRIM)
    except Unusable as problem:
        return Weighed(held, held.design, Weighting.DESIGN, lives, problem=str(problem))
    design = held.design.calibrated(weights, calibration)
    return Weighed(held, design, Weighting.RAKED, lives, tuple(margins))


def census(survey: Survey, held: Rows) -> list[Lives]:
    """Of the neighbourhoods that answers came from. A question of which one column is missing
    somewhere is left out."""
    places = {row.place for row in held.rows if row.place}
    rows = CensusMargin.objects.filter(neighbourhood__public_id__in=places)
    counts: dict[str, list[CensusMargin]] = {}
    for row in rows.select_related("neighbourhood"):
        counts.setdefault(row.group, []).append(row)
    found = []
    for item in survey.asks.groups:
        named = {o.value: counts.get(f"{item.slug}={o.value}", []) for o in item.options}
        if places and all(len(rows) == len(places) for rows in named.values()):
            found.append(_lives(item, named))
    return [known for known in found if sum(known.shares.values()) > 0]


def _lives(item: Item, named: dict[str, list[CensusMargin]]) -> Lives:
    people = {value: sum(row.count for row in rows) for value, rows in named.items()}
    total = sum(people.values()) or 1
    first = next(iter(named.values()))[0]
    shares = {value: count / total for value, count in people.items()}
    return Lives(item, shares, f"{first.source}, {first.year}")


def margin_of(known: Lives, held: Rows, weights: np.ndarray) -> Margin:
    """Shares of the census among those who said it; those who did not stay as they are."""
    given = [row.answers.get(known.item.id, SILENT) for row in held.rows]
    levels = [*known.shares, *([SILENT] if SILENT in given else [])]
    codes = np.array([levels.index(value) for value in given], dtype=np.intp)
    total = float(weights.sum())
    silent = float(weights[[value == SILENT for value in given]].sum())
    counts = [known.shares.get(level, 0.0) * (total - silent) for level in levels]
    if levels[-1] == SILENT:
        counts[-1] = silent
    return Margin(known.item.slug, tuple(levels), np.array(counts), codes)
