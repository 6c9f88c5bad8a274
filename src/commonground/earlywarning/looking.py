"""One scan of one stream: reports in, clusters of cells out. Nothing is stored here."""

import os
from dataclasses import dataclass

import h3
import numpy as np

from commonground.analysis.emerging import (
    DAILY,
    MONTHLY,
    REPLICATIONS,
    Emerging,
    Span,
    emerging,
)
from commonground.analysis.scan import Cluster

from .frames import Reports, Unit, first_of_month, month_end, months

MOST_THREADS = 4
SPANS: dict[Unit, Span] = {"day": DAILY, "month": MONTHLY}


@dataclass(frozen=True)
class Looked(Emerging):
    """A scan, and its reports with the cells that its locations stand for."""

    reports: Reports
    cells: list[str]  # row i is the scan's location i
    until: int  # the last day, as date.toordinal()
    unit: Unit

    def first_day(self, cluster: Cluster) -> int:
        """As date.toordinal()."""
        return cluster.start if self.unit == "day" else first_of_month(cluster.start)

    def last_day(self, cluster: Cluster) -> int:
        return cluster.end if self.unit == "day" else month_end(first_of_month(cluster.end))


def look(
    reports: Reports, until: int, *, seed: int, level: float, replications: int = REPLICATIONS,
    unit: Unit = "day",
) -> Looked:  # fmt: skip
    """Locations are the centres of the cells that have reports."""
    cells, location = np.unique(reports.cell, return_inverse=True)
    names = cells.tolist()
    centres = np.array([h3.cell_to_latlng(cell) for cell in names]).reshape(-1, 2)
    last = until if unit == "day" else int(months(np.array([until]))[0])
    made = emerging(
        location, reports.day if unit == "day" else months(reports.day),
        centres[:, 1], centres[:, 0],
        until=last, span=SPANS[unit], seed=seed, level=level, replications=replications,
        threads=min(os.cpu_count() or 1, MOST_THREADS),
    )  # fmt: skip
    return Looked(made.found, made.span, reports, names, until, unit)
