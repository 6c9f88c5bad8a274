"""The agency's store of counts, for a scan over many agencies: written here, read without Django.

Made of the sealed `Reports` alone: what residents reported by themselves, nothing sensitive. What
is kept of it is how many, by cell, day and stream.
"""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import transaction

from commonground.analyse import stores
from commonground.analyse.stores import Manifest
from commonground.analysis import morning
from commonground.analysis.errors import Unusable
from commonground.common import audit
from commonground.common.actors import Actor
from commonground.common.deployment import deployment
from commonground.common.errors import Refused
from commonground.places.cells import SCAN_RESOLUTION

from . import budget, frames, streams
from .frames import Reports
from .scanning import check_can_scan, with_places


def store_counts(*, folder: Path, as_of: date, by: Actor) -> Manifest:
    """Write what the scan of this morning reads into the agency's store, instead of what was there.

    Refused where the folder is something else or cannot be written.
    """
    check_can_scan(as_of)
    known, without_place = with_places(frames.reports(as_of))
    columns = counts(known)
    try:
        with transaction.atomic():  # no store without its line in the audit trail
            audit.record(
                by=by, verb="store", noun="counts", as_of=as_of.isoformat(), reports=len(known),
                rows=len(columns["count"]),
            )  # fmt: skip
            return stores.write(folder, _manifest(as_of, without_place), columns)
    except Unusable as problem:
        raise Refused(str(problem)) from problem


def our_folder() -> Path | None:
    """Where the morning job writes the store, if commonground.toml names a folder."""
    table = deployment().many_agencies
    named = table.get("store")
    if not table:
        return None
    if set(table) != {"store"} or not isinstance(named, str) or not Path(named).is_absolute():
        raise Refused('[many_agencies] in commonground.toml is one line: store = "/a/folder".')
    return Path(named)


def _manifest(as_of: date, without_place: Counter[str]) -> Manifest:
    return Manifest(
        agency=deployment().agency,
        time_zone=settings.TIME_ZONE,
        as_of=as_of,
        first_day=as_of - timedelta(days=morning.DAYS + morning.LATE_DAYS),
        last_day=as_of - timedelta(days=1),
        resolution=SCAN_RESOLUTION,
        false_alerts_a_month=budget.circles(),
        without_place=dict(sorted(without_place.items())),
    )


def counts(known: Reports) -> dict[str, np.ndarray]:
    """The columns of the store, (n,) each: cell, day as date.toordinal(), category, count.

    Every stream has its rows, also the parts of the day and all together: hours are not kept.
    """
    cells, place = np.unique(known.cell, return_inverse=True)
    parts = [_of_stream(str(s), place[m], known.day[m]) for s, m in streams.of(known).items()]
    name, row, day, count = (
        np.concatenate([part[i] for part in parts]) if parts else np.array([], dtype=int)
        for i in range(4)
    )
    return {
        "cell": cells[row].astype(object), "day": day, "category": name.astype(object),
        "count": count,
    }  # fmt: skip


def _of_stream(name: str, place: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, ...]:
    pairs, count = np.unique(np.stack([place, day]), axis=1, return_counts=True)
    return np.full(len(count), name), pairs[0], pairs[1], count
