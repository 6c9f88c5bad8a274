"""Groups within an area, where answers suffice: each beside everybody who answered there.

Only surveys by chance, and only areas and groups that are told themselves. Of a question about
oneself of which one group at least can be told in an area, the others are kept as too few.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.places.models import Neighbourhood
from commonground.surveys.instruments import Item
from commonground.surveys.models import Survey

from . import gating
from .estimating import Part, Values, figure, scale_of, set_gaps, too_few
from .gating import Made
from .leaving import Crossed
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
            self._hide_one_where_lines_leave_few()

    def _hide_one_where_lines_leave_few(self) -> None:
        """The smallest cell that is shown, of those that the few are in if one of them is."""
        by_area = self._by_area()
        few = self._crossed(by_area).few(self.least)
        if few is None:
            return
        shown = [
            (not few[a, k], cell.n, a, k) for a, cells in enumerate(by_area)
            for k, cell in enumerate(cells) if cell.row.estimate is not None
        ]  # fmt: skip
        if shown:
            _elsewhere, _n, a, k = min(shown)
            gating.hide(by_area[a][k].row)

    def _by_area(self) -> list[list[Made]]:
        found: dict[Neighbourhood | None, list[Made]] = defaultdict(list)
        for cell in self.cells:
            found[cell.row.neighbourhood].append(cell)
        return list(found.values())

    def _crossed(self, by_area: list[list[Made]]) -> Crossed:
        everybody = self.wholes[None, ""]
        areas = [self.wholes[cells[0].row.neighbourhood, ""] for cells in by_area]
        groups = [self.wholes[None, cell.row.group] for cell in by_area[0]]
        n = np.zeros((len(areas) + 1, len(groups) + 1), dtype=int)
        n[:-1, :-1] = [[cell.n for cell in cells] for cells in by_area]
        n[:-1, -1] = [one.n for one in areas] - n[:-1].sum(axis=1)
        n[-1] = [*(one.n for one in groups), everybody.n - sum(one.n for one in groups)]
        n[-1] -= n[:-1].sum(axis=0)
        hidden = np.ones(n.shape, dtype=bool)
        hidden[:-1, :-1] = [[cell.row.estimate is None for cell in cells] for cells in by_area]
        return Crossed(n, hidden, _told(areas), _told(groups), everybody.row.estimate is not None)

    def kept(self) -> list[TrustEstimate]:
        rows = [cell.row for cell in self.cells]
        told = {row.neighbourhood for row in rows if row.estimate is not None}
        return [row for row in rows if row.neighbourhood in told]


def _told(lines: list[Made]) -> NDArray[np.bool_]:
    return np.array([*(one.row.estimate is not None for one in lines), False])


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
