"""How far a goal's value may be from the best that it could be."""

from dataclasses import dataclass

from commonground.analysis.planning.goals import GOALS


@dataclass(frozen=True)
class Stage:
    """One goal: its value in the plan, and the best that it could be, given those before it."""

    goal: str
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """|bound - value| / |bound|; 0 where the value is as good, inf where the bound is 0."""
        short = (self.bound - self.value) * (1 if GOALS[self.goal] else -1)
        if short <= 1e-6 * max(1.0, abs(self.bound)):
            return 0.0
        return short / abs(self.bound) if self.bound else float("inf")


def sign(goal: str) -> float:
    """What turns the goal's value into one of which less is better."""
    return -1.0 if GOALS[goal] else 1.0
