"""At which ratios replicates are compared with a table."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = 12  # more make fewer cylinders worth a closer look, and more tables
LEAST = 0.01
HIGH = 25.0
SAME = 1e-9


@dataclass(frozen=True)
class Levels:
    """values : ascending. A replicate is worked out exactly from the first of them until it
    reaches `stop`: to rank the clusters that were found, no more is needed of it."""

    values: Floats
    stop: float

    @property
    def floor(self) -> float:
        return float(self.values[0])

    @classmethod
    def between(cls, lowest: float, highest: float, *, whole: bool) -> "Levels":
        """lowest, highest : ratios of the clusters found. whole : every replicate exactly."""
        if whole:
            return cls(np.geomspace(LEAST, max(HIGH, highest), 2 * STEPS), np.inf)
        values = np.linspace(lowest - SAME, highest - SAME, STEPS if highest > lowest else 1)
        return cls(values, highest - SAME)
