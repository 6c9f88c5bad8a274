"""One scan of one stream: reports in, clusters of cells out. Nothing is stored here."""

import os
from dataclasses import dataclass

import h3
import numpy as np

from commonground.analysis.emerging import REPLICATIONS, Emerging, emerging

from .frames import Reports

MOST_THREADS = 4


@dataclass(frozen=True)
class Looked(Emerging):
    """A scan, and its reports with the cells that its locations stand for."""

    reports: Reports
    cells: list[str]  # row i is the scan's location i
    until: int  # the last day, as date.toordinal()


def look(
    reports: Reports, until: int, *, seed: int, level: float, replications: int = REPLICATIONS
) -> Looked:
    """Locations are the centres of the cells that have reports."""
    cells, location = np.unique(reports.cell, return_inverse=True)
    names = cells.tolist()
    centres = np.array([h3.cell_to_latlng(cell) for cell in names]).reshape(-1, 2)
    made = emerging(
        location, reports.day, centres[:, 1], centres[:, 0],
        until=until, seed=seed, level=level, replications=replications,
        threads=min(os.cpu_count() or 1, MOST_THREADS),
    )  # fmt: skip
    return Looked(made.found, reports, names, until)
