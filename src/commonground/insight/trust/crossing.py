"""Groups within an area, where answers suffice: each beside everybody who answered there.

Only surveys by chance, and only areas and groups that are told themselves. Of a question about
oneself of which one group at least can be told in an area, the others are kept as too few.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from commonground.surveys.instruments import Item
from commonground.surveys.models import Survey

from . import gating
from .estimating import Made, Part, Values, figure, scale_of, set_gaps, too_few
from .models import TrustEstimate
from .weighing import Weighed


@dataclass(frozen=True)
class Table:
    """One question about oneself by area: every cell, told or not."""

    cells: list[Made]
    least: int

    def lines(self) -> Iterator[list[Made]]:
        """The groups of each area, then the areas of each group."""
        by_area, by_group = defaultdict(list), defaultdict(list)
        for cell in self.cells:
            by_area[cell.row.neighbourhood].append(cell)
            by_group[cell.row.group].append(cell)
        yield from by_area.values()
        yield from by_group.values()

    def hide_what_others_leave(self) -> None:
        """Groups make up their area, and areas their group: in neither is what is hidden a single
        cell or of too few. To hide one more for the one may leave too little for the other: until
        nothing changes."""
        before = -1
        while (hidden := sum(one.row.estimate is None for one in self.cells)) != before:
            before = hidden
            for line in self.lines():
                gating.hide_what_is_left(line, self.least)

    def kept(self) -> list[TrustEstimate]:
        rows = [cell.row for cell in self.cells]
        told = {row.neighbourhood for row in rows if row.estimate is not None}
        return [row for row in rows if row.neighbourhood in told]


def within_areas(
    survey: Survey, found: Weighed, item: Item, values: Values, parts: Iterable[Part],
    made: Iterable[Made],
) -> list[TrustEstimate]:  # fmt: skip
    """`parts` : the areas and groups; `made` : their figures, behind the gates."""
    told = [one for one in made if one.row.estimate is not None]
    areas = {one.row.neighbourhood: one for one in told if not one.row.group}
    shown = {one.row.group for one in told}
    parts = list(parts)
    rows = []
    for groups in _by_question(parts).values():
        cells = [
            cell for area in parts if area.neighbourhood is not None
            for cell in _cells(
                survey, found, item, values, area, groups, areas.get(area.neighbourhood)
            )
        ]  # fmt: skip
        for cell in cells:
            if cell.row.group not in shown:
                gating.hide(cell.row)
        table = Table(cells, survey.asks.least)
        table.hide_what_others_leave()
        rows += table.kept()
    return rows


def _by_question(parts: Iterable[Part]) -> dict[str, list[Part]]:
    found = defaultdict(list)
    for part in parts:
        if part.group:
            found[part.group.partition("=")[0]].append(part)
    return found


def _cells(
    survey: Survey, found: Weighed, item: Item, values: Values, area: Part, groups: list[Part],
    whole: Made | None,
) -> list[Made]:  # fmt: skip
    """No figure is worked out that the gates would hold back in any case."""
    cells = [Part(area.members & group.members, area.neighbourhood, group.group)
             for group in groups]  # fmt: skip
    if whole is None or max(int(cell.members.sum()) for cell in cells) < survey.asks.least:
        known = ~np.isnan(values)
        return [Made(too_few(found, item, cell), int((cell.members & known).sum()))
                for cell in cells]  # fmt: skip
    made = [figure(survey, found, item, values, cell) for cell in cells]
    set_gaps(found, [whole, *made], scale_of(item))
    return made
