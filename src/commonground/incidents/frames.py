"""Rows -> arrays for early warning: resident-reported records only, and the type says so."""

from dataclasses import InitVar, dataclass, fields
from datetime import date, datetime

import numpy as np

from commonground.common import clock

from . import asking, kinds, queries
from .mapping import KINDS

ORDINAL_OF_1970 = date(1970, 1, 1).toordinal()
NO_HOUR = -(2**31)
DATED = ("minute", "hour", "day")  # a record that knows only its month has no day
BY_MONTH = ("month", "month")  # a list of one is no SQL
_SEAL = object()


@dataclass(frozen=True)
class Records:
    """Records as they are held, n of them; the flags travel with them."""

    resident_reported: np.ndarray  # (n,) bool; unknown is False
    sensitive: np.ndarray  # (n,) bool
    lat: np.ndarray  # (n,) float, degrees
    lon: np.ndarray  # (n,) float, degrees
    cell: np.ndarray  # (n,) str, h3 at resolution 9
    day: np.ndarray  # (n,) int, local civil day as date.toordinal()
    hour: np.ndarray  # (n,) int, local hour 0..23, -1 where it is not known
    stream: np.ndarray  # (n,) str, "crimes.burglary"
    neighbourhood: np.ndarray  # (n,) str, public id or ""


@dataclass(frozen=True)
class ResidentReported:
    """Records that residents reported, none of them sensitive. Nothing else can be one.

    The only ways to make one are `of`, which refuses any other row, and `where`, which can only
    leave rows out. Discovered incidents feed on themselves (Lum & Isaac 2016; Ensign et al.
    2018): what patrols found must never say where to look next.
    """

    lat: np.ndarray  # (n,) float, degrees
    lon: np.ndarray  # (n,) float, degrees
    cell: np.ndarray  # (n,) str, h3 at resolution 9
    day: np.ndarray  # (n,) int, local civil day as date.toordinal()
    hour: np.ndarray  # (n,) int, local hour 0..23, -1 where it is not known
    stream: np.ndarray  # (n,) str, "crimes.burglary"
    neighbourhood: np.ndarray  # (n,) str, public id or ""
    seal: InitVar[object] = None  # not kept: nobody can take it from an instance

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("Make it with ResidentReported.of(records) or .where(mask).")

    def __len__(self) -> int:
        return len(self.day)

    @classmethod
    def of(cls, records: Records) -> "ResidentReported":
        """Refuse, rather than filter: a caller that mixes sources has a mistake to find."""
        if not bool(np.all(records.resident_reported)):
            raise ValueError("Officer-initiated or unknown records cannot enter a stream.")
        if bool(np.any(records.sensitive)):
            raise ValueError("Sensitive records cannot enter a stream.")
        return cls(**{name: getattr(records, name) for name in COLUMNS}, seal=_SEAL)

    def where(self, mask: np.ndarray) -> "ResidentReported":
        """The records for which `mask`, (n,) bool, holds."""
        if mask.dtype != bool or mask.shape != self.day.shape:
            raise ValueError("The mask is one truth value per record.")
        return ResidentReported(
            **{name: getattr(self, name)[mask] for name in COLUMNS}, seal=_SEAL
        )


COLUMNS = tuple(f.name for f in fields(ResidentReported))


def resident_reported(
    as_of: date, since: date, known_by: datetime | None = None, *, by_month: bool = False
) -> ResidentReported:
    """Resident-reported records that happened from `since` to `as_of`, both included.

    Only those with a point and a day. `known_by` leaves out what was known later, and takes the
    version that was current then. `by_month` asks for those that know their month but no day;
    their day is the first of it. Examples are never among them.
    """
    asked = (as_of, since, known_by, BY_MONTH if by_month else DATED)
    found = [_none() if queries.are_examples(kind) else _records(kind, *asked) for kind in KINDS]
    columns = {
        f.name: np.concatenate([getattr(records, f.name) for records in found])
        for f in fields(Records)
    }
    return ResidentReported.of(Records(**columns))


def _records(
    kind: str, as_of: date, since: date, known_by: datetime | None, precisions: tuple[str, ...]
) -> Records:
    known, values = asking.known_sql(known_by)
    got = asking.ask(
        f"""SELECT resident_reported, sensitive, latitude, longitude, cell, category,
                   coalesce(neighbourhood, '') AS neighbourhood,
                   date_diff('day', DATE '1970-01-01', occurred_on) AS day,
                   CASE WHEN precision IN ('minute', 'hour')
                        THEN date_diff('hour', TIMESTAMP '1970-01-01', occurred_at) END AS hour
        FROM held
        WHERE resident_reported AND NOT sensitive AND cell IS NOT NULL
          AND precision IN {precisions} AND {known} AND occurred_on BETWEEN ? AND ?
        ORDER BY occurred_on, source_id""",
        [*values, since, as_of], kind=kind, fetch=lambda rows: rows.fetchnumpy(),
    )
    if got is None:
        return _none()
    category, name = np.unique(got["category"].astype(str), return_inverse=True)
    streams = np.array([stream(kind, c) for c in category.tolist()], dtype=str)
    return Records(
        resident_reported=np.asarray(got["resident_reported"], bool),
        sensitive=np.asarray(got["sensitive"], bool),
        lat=np.asarray(got["latitude"], float),
        lon=np.asarray(got["longitude"], float),
        cell=got["cell"].astype("U16"),
        day=np.asarray(got["day"], np.int64) + ORDINAL_OF_1970,
        hour=_local_hours(got["hour"]),
        stream=streams[name] if len(streams) else np.array([], dtype=str),
        neighbourhood=got["neighbourhood"].astype("U12"),
    )


def _none() -> Records:
    flags, numbers, words = np.array([], bool), np.array([], float), np.array([], str)
    whole = np.array([], np.int64)
    return Records(flags, flags, numbers, numbers, words, whole, whole, words, words)


def _local_hours(since_1970: np.ma.MaskedArray) -> np.ndarray:
    """(n,) int, local hour of the day of (n,) whole hours UTC; -1 where there is none."""
    hours, row = np.unique(np.ma.filled(since_1970, NO_HOUR), return_inverse=True)
    zone = clock.zone()
    local = [
        -1 if hour == NO_HOUR else datetime.fromtimestamp(3600 * hour, zone).hour
        for hour in hours.tolist()
    ]
    return np.array(local, dtype=np.int64)[row]


def stream(kind: str, category: str) -> str:
    """A stream is a category of one kind: a call and a crime may be the same event."""
    return f"{kind}.{category}"


def stream_name(name: str, language: str | None = None) -> str:
    """What a page calls a stream: "Burglary"."""
    return kinds.category_name(name.partition(".")[2], language)
