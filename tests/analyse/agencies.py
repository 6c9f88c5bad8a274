"""Agencies with a store each: reports anywhere in a small town, and some more in one corner."""

from datetime import date, timedelta
from pathlib import Path

import h3
import numpy as np

from commonground.analyse import stores
from commonground.analyse.stores import Manifest

MORNING = date(2025, 3, 10)
DAYS = 393


def make_store(
    folder: Path, *, seed: int = 1, reports: int = 400, rings: int = 4, planted: int = 15
) -> Path:
    """One stream of `reports` over the cells within `rings` of the middle of a town."""
    draws = np.random.default_rng(seed)
    cells = sorted(h3.grid_disk(h3.latlng_to_cell(48.2, 11.0 + seed, 9), rings))
    last = MORNING.toordinal() - 1
    place = draws.integers(len(cells), size=reports)
    day = last - draws.integers(DAYS, size=reports)
    place[:planted] = 0
    day[:planted] = last - np.arange(planted) % 4
    pairs, count = np.unique(np.stack([place, day]), axis=1, return_counts=True)
    counts = {
        "cell": np.array(cells, dtype=object)[pairs[0]], "day": pairs[1], "count": count,
        "category": np.full(len(count), "crimes.theft").astype(object),
    }  # fmt: skip
    stores.write(folder, manifest(folder.name), counts)
    return folder


def manifest(agency: str) -> Manifest:
    return Manifest(
        agency=agency, time_zone="Europe/Berlin", as_of=MORNING, resolution=9,
        first_day=MORNING - timedelta(days=DAYS), last_day=MORNING - timedelta(days=1),
        false_alerts_a_month=1.0,
    )  # fmt: skip


def results(where: Path) -> dict[str, bytes]:
    """What was written into the stores."""
    return {str(f.relative_to(where)): f.read_bytes() for f in where.glob("*/results-*.json")}
