"""Groups within an area, where answers suffice: each beside everybody who answered there.

Only surveys by chance, and only areas and groups that are told themselves. Of a question about
oneself of which one group at least can be told in an area, the others are kept as too few.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commonground.surveys.instruments import Item
from commonground.surveys.models import Survey

from . import gating
from .estimating import Made, Part, figure, scale_of, set_gaps, too_few
from .models import TrustEstimate
from .weighing import Weighed


@dataclass(frozen=True)
class Table:
    """One question about oneself by area: every cell, told or not."""

    rows: list[TrustEstimate]

    def lines(self) -> Iterator[list[TrustEstimate]]:
        """The groups of each area, then the areas of each group."""
        by_area, by_group = defaultdict(list), defaultdict(list)
        for row in self.rows:
            by_area[row.neighbourhood].append(row)
            by_group[row.group].append(row)
        yield from by_area.values()
        yield from by_group.values()

    def hide_what_others_leave(self) -> None:
        """Groups make up their area, and areas their group: no cell is hidden alone in either.
        To hide one more for the one may leave another alone for the other: until none is."""
        before = -1
        while (hidden := sum(row.estimate is None for row in self.rows)) != before:
            before = hidden
            for line in self.lines():
                gating.hide_a_second(line)

    def kept(self) -> list[TrustEstimate]:
        told = {row.neighbourhood for row in self.rows if row.estimate is not None}
        return [row for row in self.rows if row.neighbourhood in told]


def within_areas(
    survey: Survey, found: Weighed, item: Item, parts: Iterable[Part], made: Iterable[Made]
) -> list[TrustEstimate]:
    """`parts` : the areas and groups; `made` : their figures, behind the gates."""
    told = [one for one in made if one.row.estimate is not None]
    areas = {one.row.neighbourhood: one for one in told if not one.row.group}
    shown = {one.row.group for one in told}
    parts = list(parts)
    rows = []
    for groups in _by_question(parts).values():
        cells = [
            row for area in parts if area.neighbourhood is not None
            for row in _cells(survey, found, item, area, groups, areas.get(area.neighbourhood))
        ]  # fmt: skip
        for row in cells:
            if row.group not in shown:
                gating.hide(row)
        table = Table(cells)
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
    survey: Survey, found: Weighed, item: Item, area: Part, groups: list[Part], whole: Made | None
) -> list[TrustEstimate]:
    """No figure is worked out that the gates would hold back in any case."""
    cells = [Part(area.members & group.members, area.neighbourhood, group.group)
             for group in groups]  # fmt: skip
    if whole is None or max(int(cell.members.sum()) for cell in cells) < survey.asks.least:
        return [too_few(found, item, cell) for cell in cells]
    made = [figure(survey, found, item, cell) for cell in cells]
    set_gaps(found, [whole, *made], scale_of(item))
    return [one.row for one in made]
