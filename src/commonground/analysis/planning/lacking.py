"""The rows that a choice breaks, as its days do not hold what it puts there."""

import numpy as np

from commonground.analysis.planning.capacity import Row
from commonground.analysis.planning.choosing import choice_of
from commonground.analysis.planning.cuts import cuts
from commonground.analysis.planning.hulls import Hulls
from commonground.analysis.planning.nogoods import Nogoods
from commonground.analysis.planning.programme import Programme
from commonground.analysis.planning.table import Entries, Floats, Solver


class Lacking:
    """All its rows hold for every plan. solver : gets the columns that some of them need."""

    def __init__(self, programme: Programme, solver: Solver) -> None:
        self.programme, self.hulls = programme, Hulls(programme)
        self.nogoods = Nogoods(programme, solver)

    def of_parts(self, x: Floats) -> list[Row]:
        """Of a relaxed answer, (columns,)."""
        return self.hulls.rows(x)

    def of_choice(self, chosen: Entries) -> list[Row]:
        """Of whole columns; none where the days hold them all."""
        x = np.zeros(max(chosen, default=-1) + 1)
        x[list(chosen)] = list(chosen.values())
        choice = choice_of(self.programme, chosen)
        rows = self.hulls.rows(x, wide=True) + cuts(self.programme, choice)
        rows = rows or self.nogoods.rows(choice.by_day(self.programme.work))
        return rows or self.nogoods.of_crews(choice)
