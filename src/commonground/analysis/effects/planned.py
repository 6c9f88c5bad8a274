"""What will be compared, and how probably an effect would be seen."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from commonground.analysis.errors import Unusable

from .panel import Codes, Floats

Outcome = Literal["counts", "means"]
Assignment = Literal["drawn", "kept"]


@dataclass(frozen=True, slots=True)
class Chance:
    """effect : relative, -0.2 a fall of 20 %. probability that it is seen; error : the
    simulation's standard error, nan for the formula."""

    effect: float
    probability: float
    error: float


@dataclass(frozen=True, slots=True)
class Planned:
    """What will be compared. history : (n, H) outcomes of the time before, nothing of after.

    first : (n,) the period of the window in which each unit starts, inf for never. periods : the
    window's length, before and after together. cluster : (n,) codes; None for a unit each.
    """

    history: Floats
    first: Floats
    periods: int
    outcome: Outcome = "counts"
    cluster: Codes | None = None

    def __post_init__(self) -> None:
        """Raises Unusable for what cannot be planned."""
        starts = self.first[np.isfinite(self.first)]
        if self.history.ndim != 2 or len(self.first) != len(self.history):
            raise Unusable("The plan must say for each unit when it starts.")
        if self.history.shape[1] < 2 or not np.all(np.isfinite(self.history)):
            raise Unusable("The time before needs two periods or more, without gaps.")
        if not len(starts) or starts.min() < 1 or starts.max() >= self.periods:
            raise Unusable("Somebody must start within the window, after its first period.")
        if self.outcome == "counts" and np.any(self.history < 0):
            raise Unusable("A count of the time before is negative.")
