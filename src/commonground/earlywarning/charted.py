"""What the week's charts are drawn from."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from commonground.analysis.charts import Surprises
from commonground.analysis.charts.series import Unit


@dataclass(frozen=True)
class Charted:
    """The charts of one stream, one for each neighbourhood."""

    stream: str
    unit: Unit
    until: date
    starts: np.ndarray
    place: np.ndarray  # (n,) public ids
    counts: np.ndarray  # (n, t)
    found: Surprises  # of these n
    level: float
