"""The two cities of the study of escalation, as counts of places: nothing here but reading."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import duckdb
import h3
import numpy as np

from commonground.analysis.defects import on_default_points
from commonground.demo_data import INCIDENTS
from commonground.incidents import kinds

CELL, PLACE = 9, 8  # h3: what the scan looks at (0.1 km2), and a place (0.7 km2)
MINOR, SERIOUS, CONTROL = "minor", "serious", "control"
KINDS = (MINOR, SERIOUS, CONTROL)

# The file lacks these, but for slivers on the borders of others.
NOT_HELD = (
    "Bexley", "City of London", "Croydon", "Hackney", "Kensington and Chelsea", "Redbridge",
    "Southwark", "Tower Hamlets",
)  # fmt: skip
LEAST_WARDS = 0.99  # a month with fewer of the wards is left out
LONDON = {
    MINOR: ("anti-social-behaviour",),
    SERIOUS: ("violent-crime", "robbery", "burglary"),
    CONTROL: ("bicycle-theft",),
}
PORTAL = "read_parquet(?, union_by_name=true)"
CHICAGO = {
    MINOR: ("criminal-damage",),
    SERIOUS: ("homicide", "battery", "assault", "robbery", "burglary"),
    CONTROL: ("fraud",),
}


@dataclass(frozen=True)
class Clock:
    """In units of the city's time. history : before the window. quiet : no cluster before one."""

    unit: str
    first: date
    history: int
    window: int
    quiet: int
    step: int
    shift: int  # how far a pseudo-alert lies before its alert
    horizons: tuple[int, ...]
    days: float  # in a unit

    def at(self, day: str) -> int:
        """The unit in which a day lies, from 0."""
        then = date.fromisoformat(day)
        if self.unit == "month":
            return 12 * (then.year - self.first.year) + then.month - self.first.month
        return (then - self.first).days


MONTHS = Clock("month", date(2016, 1, 1), 12, 1, 3, 1, 6, (1, 3), 30.4)


def days_from(first: date) -> Clock:
    return Clock("day", first, 365, 28, 90, 7, 182, (30, 90), 1.0)


@dataclass(frozen=True)
class Records:
    """n records of the three kinds: kind (n,) row of KINDS, time (n,) unit, group (n,) district."""

    kind: np.ndarray
    time: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray
    group: np.ndarray

    def where(self, mask: np.ndarray) -> "Records":
        return Records(*(getattr(self, name)[mask] for name in self.__annotations__))


@dataclass(frozen=True)
class City:
    """m places of c cells over some units of time.

    cell_of, time_of : (n,) of the minor concerns. place_of : (c,) the place of each cell.
    group : (m,) district. counts : by kind, (m, units + 1), all before each unit.
    """

    name: str
    clock: Clock
    longitude: np.ndarray  # (c,)
    latitude: np.ndarray  # (c,)
    place_of: np.ndarray
    places: np.ndarray  # (m,) h3
    group: np.ndarray
    cell_of: np.ndarray
    time_of: np.ndarray
    counts: dict[str, np.ndarray]

    @property
    def units(self) -> int:
        return self.counts[MINOR].shape[1] - 1

    def count(self, kind: str, after: int, upto: int) -> np.ndarray:
        """(m,) records in the units (after, upto]."""
        return self.counts[kind][:, upto + 1] - self.counts[kind][:, after + 1]

    @cached_property
    def around(self) -> list[np.ndarray]:
        """The rows of each place's neighbours and its own."""
        row = {place: i for i, place in enumerate(self.places.tolist())}
        return [
            np.array([row[near] for near in h3.grid_disk(place, 1) if near in row])
            for place in self.places.tolist()
        ]


def city(name: str, clock: Clock, found: Records, units: int) -> City:
    """Places are where any record of the three kinds is; a place's district is its records'."""
    minor = found.kind == KINDS.index(MINOR)
    piled = on_default_points(found.longitude[minor], found.latitude[minor])
    lost = np.flatnonzero(minor)[piled]
    found = found.where(~np.isin(np.arange(len(minor)), lost))
    points, row = np.unique(found.longitude + 1j * found.latitude, return_inverse=True)
    names = [h3.latlng_to_cell(p.imag, p.real, CELL) for p in points.tolist()]
    cells, cell_row = np.unique(names, return_inverse=True)
    places, place_of = np.unique(
        [h3.cell_to_parent(c, PLACE) for c in cells.tolist()], return_inverse=True
    )
    centre = np.array([h3.cell_to_latlng(c) for c in cells.tolist()])
    at_cell, minor = cell_row[row], found.kind == KINDS.index(MINOR)
    at_place = place_of[at_cell]
    return City(
        name, clock, centre[:, 1], centre[:, 0], place_of, places,
        _most_often(at_place, found.group, len(places)), at_cell[minor], found.time[minor],
        {kind: _before(at_place, found, i, (len(places), units)) for i, kind in enumerate(KINDS)},
    )  # fmt: skip


def _most_often(at_place: np.ndarray, group: np.ndarray, places: int) -> np.ndarray:
    names, row = np.unique(group, return_inverse=True)
    table = np.bincount(at_place * len(names) + row, minlength=places * len(names))
    return table.reshape(places, -1).argmax(axis=1)


def _before(at_place: np.ndarray, found: Records, kind: int, shape: tuple[int, int]) -> np.ndarray:
    table, mine = np.zeros(shape, np.int64), found.kind == kind
    np.add.at(table, (at_place[mine], found.time[mine]), 1)
    return np.pad(table.cumsum(axis=1), ((0, 0), (1, 0)))


def _rows(query: str, values: list) -> dict[str, np.ndarray]:
    with duckdb.connect() as connection:
        return connection.execute(query, values).fetchnumpy()


def london(file: Path) -> City:
    """The street-level file, without boroughs it lacks, months and wards whose files are empty."""
    kind = {name: i for i, k in enumerate(KINDS) for name in LONDON[k]}
    wards = _rows(
        "SELECT ward_2018_code ward, month, count(*) n FROM read_parquet(?) "
        "WHERE NOT list_contains(?, borough) GROUP BY ALL", [str(file), list(NOT_HELD)],
    )  # fmt: skip
    months, wanting = _wanting(wards["ward"], wards["month"])
    rows = _rows(
        "SELECT month, category, longitude::DOUBLE x, latitude::DOUBLE y, borough "
        "FROM read_parquet(?) WHERE list_contains(?, category) AND list_contains(?, month) "
        "AND NOT list_contains(?, ward_2018_code) AND NOT list_contains(?, borough)",
        [str(file), list(kind), months, wanting, list(NOT_HELD)],
    )  # fmt: skip
    time = np.array([MONTHS.at(f"{month}-01") for month in rows["month"].tolist()])
    kinds_of = np.array([kind[name] for name in rows["category"].tolist()])
    found = Records(kinds_of, time, rows["x"], rows["y"], rows["borough"].astype("U40"))
    return city("London", MONTHS, found, int(time.max()) + 1)


def _wanting(ward: np.ndarray, month: np.ndarray) -> tuple[list[str], list[str]]:
    """The months that hold nearly all wards, and the wards that one of these lacks."""
    wards, months = np.unique(ward.astype("U9")), np.unique(month.astype("U7"))
    held = np.zeros((len(wards), len(months)), bool)
    held[np.searchsorted(wards, ward.astype("U9")), np.searchsorted(months, month.astype("U7"))] = 1
    large = held.mean(axis=1) > 0.5  # else a sliver, as of a ward in a borough that is not held
    whole = held[large].mean(axis=0) >= LEAST_WARDS
    wanting = large & ~held[:, whole].all(axis=1)
    return months[whole].tolist(), wards[wanting].tolist()


def chicago(*files: Path) -> City:
    """Resident-reported by the reviewed table, not sensitive, not domestic, with a place.

    files : with the columns of the bundled one, which is read if none is given.
    """
    paths = [str(file) for file in files or (INCIDENTS,)]
    table = {(one.type, one.subtype): one for one in kinds.read(kinds.find("chicago-crimes"))}
    types = _rows(f"SELECT DISTINCT primary_type t, description d FROM {PORTAL}", [paths])
    pairs = zip(types["t"].tolist(), types["d"].tolist(), strict=True)
    known = [(*pair, kind) for pair in pairs if (kind := _kind(table, *pair)) >= 0]
    rows = _rows(
        "SELECT k::BIGINT k, date_diff('day', DATE '1970-01-01', date::DATE)::BIGINT n, "
        f"longitude::DOUBLE x, latitude::DOUBLE y, beat[1:2] district FROM {PORTAL} "
        "JOIN (SELECT unnest(?) t, unnest(?) d, unnest(?) k) ON primary_type = t "
        "AND description = d WHERE latitude IS NOT NULL AND NOT domestic",
        [paths, *([*column] for column in zip(*known, strict=True))],
    )  # fmt: skip
    first, last = int(rows["n"].min()), int(rows["n"].max())
    clock = days_from(date.fromordinal(first + date(1970, 1, 1).toordinal()))
    district = rows["district"].astype("U2")
    found = Records(rows["k"], rows["n"] - first, rows["x"], rows["y"], district)
    return city("Chicago", clock, found, last - first + 1)


def _kind(table: dict, named: str, subtype: str) -> int:
    """Row of KINDS; -1 for what is neither, sensitive, or not surely reported by residents."""
    named, subtype = kinds.fold(named), kinds.fold(subtype)
    known = table.get((named, subtype)) or table.get((named, kinds.ANY))
    if known is None or known.resident_reported is not True or known.sensitive:
        return -1
    return next((i for i, k in enumerate(KINDS) if known.category in CHICAGO[k]), -1)
