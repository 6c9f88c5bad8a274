"""What the scan may read: reports that residents made by themselves. The type says so."""

from dataclasses import InitVar, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Literal

import numpy as np

from commonground.analysis import morning
from commonground.analysis.defects import on_default_points
from commonground.common import clock
from commonground.concerns.frames import Unprompted, unprompted
from commonground.incidents.frames import ResidentReported, resident_reported
from commonground.places.models import Neighbourhood

CONCERNS = morning.AT_ONCE
ORDINAL_OF_1970 = date(1970, 1, 1).toordinal()
SCAN_HOUR = 5
# The unit of time: a month, for kinds of record that know no day
Unit = Literal["day", "month"]
LATE_DAYS: dict[Unit, int] = {"day": morning.LATE_DAYS, "month": 100}
HISTORY_DAYS: dict[Unit, int] = {"day": morning.DAYS, "month": 731}
_SEAL = object()


@dataclass(frozen=True)
class Reports:
    """n reports that residents made by themselves: the only input of the scan.

    Made of `ResidentReported` incidents and `Unprompted` concerns alone, which themselves cannot
    hold what officers found, what we asked for, what is sensitive or what is an Example.
    """

    stream: np.ndarray  # (n,) str, "crimes.burglary", "concerns.noise"
    cell: np.ndarray  # (n,) str, h3 at resolution 9
    latitude: np.ndarray  # (n,) float, degrees
    longitude: np.ndarray  # (n,) float, degrees
    day: np.ndarray  # (n,) int, local civil day as date.toordinal()
    hour: np.ndarray  # (n,) int, local hour 0..23, -1 where it is not known
    neighbourhood: np.ndarray  # (n,) str, public id or ""
    seal: InitVar[object] = None  # not kept: nobody can take it from an instance

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("Make it with Reports.of(...) or .where(mask).")

    def __len__(self) -> int:
        return len(self.day)

    @classmethod
    def of(cls, *sources: ResidentReported | Unprompted) -> "Reports":
        """Anything else is refused, whatever columns it has.

        Reports from outside all our neighbourhoods are left out: nobody here could go and ask.
        """
        parts = [_columns(source) for source in sources]
        joined = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS}
        return cls(**joined, seal=_SEAL).where(joined["neighbourhood"] != "")

    def where(self, mask: np.ndarray) -> "Reports":
        """The reports for which `mask`, (n,) bool, holds."""
        return Reports(**{name: getattr(self, name)[mask] for name in COLUMNS}, seal=_SEAL)

    def streams(self) -> list[str]:
        return np.unique(self.stream).tolist()

    def kind(self) -> np.ndarray:
        """(n,) str: the part of the stream before the dot, which is where the reports are from."""
        names, row = np.unique(self.stream, return_inverse=True)
        return np.array([name.partition(".")[0] for name in names.tolist()], dtype="U20")[row]


COLUMNS = tuple(f.name for f in fields(Reports))


def without_place(found: Reports) -> np.ndarray:
    """(n,) bool: reports on a point that stands for "place not known" in their source."""
    piled, kind = np.zeros(len(found), dtype=bool), found.kind()
    for name in np.unique(kind).tolist():
        rows = kind == name
        piled[rows] = on_default_points(found.longitude[rows], found.latitude[rows])
    return piled


def _columns(source: object) -> dict[str, np.ndarray]:
    if type(source) is ResidentReported:
        return _of_incidents(source)
    if type(source) is Unprompted:
        return _of_concerns(source)
    raise TypeError(f"The scan reads no {type(source).__name__}.")


def _of_incidents(records: ResidentReported) -> dict[str, np.ndarray]:
    return {
        "stream": records.stream,
        "cell": records.cell,
        "latitude": records.lat,
        "longitude": records.lon,
        "day": records.day,
        "hour": records.hour,
        "neighbourhood": records.neighbourhood,
    }


def _of_concerns(concerns: Unprompted) -> dict[str, np.ndarray]:
    ids = dict(Neighbourhood.objects.values_list("source_id", "public_id"))
    names = [f"{CONCERNS}.{slug}" for slug in concerns.category.tolist()]
    return {
        "stream": np.array(names, dtype="U80"),
        "cell": concerns.cell,
        "latitude": concerns.latitude,
        "longitude": concerns.longitude,
        "day": concerns.day.astype("datetime64[D]").astype(np.int64) + ORDINAL_OF_1970,
        "hour": np.full(len(concerns), -1),  # when they wrote is not when it happened
        "neighbourhood": np.array([ids[n] for n in concerns.neighbourhood.tolist()], dtype="U12"),
    }


def reports(as_of: date, unit: Unit = "day") -> Reports:
    """What was known on the morning of `as_of` of the days before it: a year and a bit.

    Two years and a bit, of records that know their month but no day; their day is its first.
    """
    return between(as_of, first_day(as_of, unit), as_of - timedelta(days=1), unit)


def first_day(as_of: date, unit: Unit = "day") -> date:
    return as_of - timedelta(days=HISTORY_DAYS[unit] + LATE_DAYS[unit])


def between(as_of: date, since: date, until: date, unit: Unit = "day") -> Reports:
    """What was known on the morning of `as_of` of these days, both included."""
    known = known_by(as_of)
    if unit == "day":
        return Reports.of(
            resident_reported(until, since, known_by=known), unprompted(until, since)
        )
    until = min(until, as_of.replace(day=1) - timedelta(days=1))  # months that are over
    return Reports.of(resident_reported(until, since, known_by=known, by_month=True))


def known_by(as_of: date) -> datetime | None:
    """This morning: whatever we hold. A past one: what we held when its scan was due."""
    if as_of >= clock.today():
        return None
    return clock.start_of(as_of) + timedelta(hours=SCAN_HOUR)


def last_days(found: Reports, as_of: date, unit: Unit = "day") -> dict[str, int]:
    """The last day to look at, by kind: yesterday, or where a source's records end before."""
    ends = morning.last_days(found.kind(), found.day, as_of.toordinal())
    if unit == "day":
        return ends
    return {kind: month_end(end) for kind, end in ends.items() if kind != CONCERNS}


def months(day: np.ndarray) -> np.ndarray:
    """(n,) months since January 1970 of days as date.toordinal()."""
    return (day - ORDINAL_OF_1970).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_of_month(month: int) -> int:
    """date.toordinal() of the first day of a month counted from January 1970."""
    return date(1970 + month // 12, month % 12 + 1, 1).toordinal()


def month_end(day: int) -> int:
    """The last day of a day's month; both as date.toordinal()."""
    first = date.fromordinal(day).replace(day=1)
    return (first + timedelta(days=31)).replace(day=1).toordinal() - 1
