"""Groups within an area, where answers suffice: each beside everybody who answered there.

Only surveys by chance, and only areas and groups that are told themselves. Of a question about
oneself of which one group at least can be told in an area, the others are kept as too few.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from commonground.places.models import Neighbourhood
from commonground.surveys.instruments import Item
from commonground.surveys.models import Survey

from . import gating
from .estimating import Made, Part, Values, figure, scale_of, set_gaps, too_few
from .models import TrustEstimate
from .weighing import Weighed

Key = tuple[Neighbourhood | None, str]


@dataclass(frozen=True)
class Table:
    """One question about oneself by area: every cell, told or not. `wholes` are the areas' and the
    groups' own figures, by area and by group."""

    cells: list[Made]
    least: int
    wholes: dict[Key, Made]

    def lines(self) -> Iterator[tuple[list[Made], int]]:
        """The groups of each area, then the areas of each group; and how many answers of the whole
        are in none of them."""
        lines: dict[Key, list[Made]] = defaultdict(list)
        for cell in self.cells:
            lines[cell.row.neighbourhood, ""].append(cell)
            lines[None, cell.row.group].append(cell)
        for key, line in lines.items():
            yield line, gating.silent_in(self.wholes[key], line)

    def hide_what_others_leave(self) -> None:
        """Groups make up their area, and areas their group: in neither is what is hidden a single
        cell or of too few. To hide one more for the one may leave too little for the other: until
        nothing changes."""
        before = -1
        while (hidden := sum(one.row.estimate is None for one in self.cells)) != before:
            before = hidden
            for line, silent in self.lines():
                gating.hide_what_is_left(line, self.least, silent)

    def kept(self) -> list[TrustEstimate]:
        rows = [cell.row for cell in self.cells]
        told = {row.neighbourhood for row in rows if row.estimate is not None}
        return [row for row in rows if row.neighbourhood in told]


def within_areas(
    survey: Survey, found: Weighed, item: Item, values: Values, parts: Iterable[Part],
    made: Iterable[Made],
) -> list[TrustEstimate]:  # fmt: skip
    """`parts` : the areas and groups; `made` : their figures, behind the gates."""
    wholes = {(one.row.neighbourhood, one.row.group): one for one in made}
    told = [one for one in wholes.values() if one.row.estimate is not None]
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
        table = Table(cells, survey.asks.least, wholes)
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
