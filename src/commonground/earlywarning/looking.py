"""One scan of one stream: reports in, clusters of cells out. Nothing is stored here."""

import os
from dataclasses import dataclass

import h3
import numpy as np

from commonground.analysis.errors import Unusable
from commonground.analysis.scan import Cluster, Scan, scan_permutation

from .frames import DAYS, Reports

RADIUS_KM = 1.0
WINDOW_DAYS = 28
LEAST_CASES = 3
MOST_CLUSTERS = 5
REPLICATIONS = 999
# Once so many shuffles reach the first cluster's ratio its p-value is over 1 %: no alert. While
# fewer do, how rare it is is read from a Gumbel distribution fitted to the shuffles.
FEW = 10
MOST_THREADS = 4


@dataclass(frozen=True)
class Looked:
    """A scan, and its reports with the cells that its locations stand for."""

    found: Scan
    reports: Reports
    cells: list[str]  # row i is the scan's location i
    until: int  # the last day, as date.toordinal()

    def reached(self, cluster: Cluster) -> int:
        """How many shuffles held an excess as large as this one anywhere."""
        return int((self.found.largest >= cluster.llr - 1e-9).sum())

    def p_value(self, cluster: Cluster) -> float:
        """How often chance alone brings one as large, as a share of mornings."""
        fitted = cluster.gumbel_p_value
        if fitted is None or self.reached(cluster) >= FEW:
            return cluster.p_value
        return fitted


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
            max_clusters=MOST_CLUSTERS, stop_after=FEW, gumbel=True,
            threads=min(os.cpu_count() or 1, MOST_THREADS),
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
