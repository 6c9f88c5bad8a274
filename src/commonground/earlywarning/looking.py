"""One scan of one stream: reports in, clusters of cells out. Nothing is stored here."""

from dataclasses import dataclass

import h3
import numpy as np

from commonground.analysis.errors import Unusable
from commonground.analysis.scan import Scan, scan_permutation

from .frames import DAYS, Reports

RADIUS_KM = 1.0
WINDOW_DAYS = 28
LEAST_CASES = 3
MOST_CLUSTERS = 5
REPLICATIONS = 999


@dataclass(frozen=True)
class Looked:
    """A scan, and its reports with the cells that its locations stand for."""

    found: Scan
    reports: Reports
    cells: list[str]  # row i is the scan's location i
    until: int  # the last day, as date.toordinal()


def look(reports: Reports, until: int, *, seed: int, replications: int = REPLICATIONS) -> Looked:
    """Locations are the centres of the cells that have reports."""
    cells, location = np.unique(reports.cell, return_inverse=True)
    names = cells.tolist()
    centres = np.array([h3.cell_to_latlng(cell) for cell in names]).reshape(-1, 2)
    try:
        found = scan_permutation(
            location, reports.day, centres[:, 1], centres[:, 0],
            until=until, since=until - DAYS + 1, max_radius=RADIUS_KM, max_days=WINDOW_DAYS,
            min_cases=LEAST_CASES, replications=replications, seed=seed,
            max_clusters=MOST_CLUSTERS,
        )  # fmt: skip
    except Unusable:  # no report, one place, or one day: nothing can stand out
        found = Scan.nothing(len(reports.day), len(names))
    return Looked(found, reports, names, until)


def settings_of(replications: int) -> dict[str, float]:
    """What a run keeps, so that it can be asked again."""
    return {
        "radius_km": RADIUS_KM,
        "window_days": WINDOW_DAYS,
        "history_days": DAYS,
        "least_cases": LEAST_CASES,
        "replications": replications,
    }
