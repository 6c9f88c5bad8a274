"""A bound that is sought beside the plan, on the second core."""

from threading import Thread

from commonground.analysis.planning.table import INF, Entries, Floats, Solver

CLOSE = 0.002  # of the bound


class Bounding:
    """The search for a bound in a thread of its own. start : a solution's columns.

    better : the value and the columns of the best solution that it met on its way.
    """

    def __init__(self, solver: Solver, aim: Entries, start: Entries, seconds: float) -> None:
        self.found = -INF
        self.better: tuple[float, Floats] | None = None
        self.thread = Thread(target=self._seek, args=(solver, aim, start, seconds), daemon=True)
        self.thread.start()

    def _seek(self, solver: Solver, aim: Entries, start: Entries, seconds: float) -> None:
        solver.aim(aim)
        self.found = solver.relaxed(seconds).bound
        solver.telling(self._met, self._raise)
        self._raise(solver.best(seconds, CLOSE, start).bound)

    def _met(self, value: float, x: Floats) -> None:
        self.better = value, x

    def _raise(self, bound: float) -> None:
        self.found = max(self.found, bound)

    def bound(self, seconds: float) -> float:
        """What was found when it is through, or when the time is over."""
        self.thread.join(max(0.0, seconds))
        return self.found
