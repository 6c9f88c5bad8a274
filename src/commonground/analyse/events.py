"""Events and locations from CSV files to the arrays that the scans take."""

import argparse
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.analyse.dates import (
    EXAMPLES,
    day_sql,
    edges_of,
    end_of_unit,
    first_day,
    last_day,
)
from commonground.analyse.sheets import Database, Sheet, execute, sheet
from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST = 50_000_000  # cases and controls; the scans hold each of them
BETWEEN = "chr(31)"  # of the values of covariates, in one text


@dataclass(frozen=True)
class Events:
    """c rows of cases, one per location, unit of time and stratum, in that order; m locations.

    location, time, cases, controls : (c,) ints; time counts units of `edges` (t + 1,), the day
    ordinals at which they begin. stratum : (c,) values of the covariates. names, x, y : (m,).
    """

    location: Ints
    time: Ints
    cases: Ints
    controls: Ints
    stratum: list[str]
    edges: Ints
    names: list[str]
    x: Floats
    y: Floats

    @property
    def until(self) -> int:
        return int(self.edges[-1]) - 1


def read(opened: Database, args: argparse.Namespace) -> Events:
    """The events of the study period and the locations; see `scanning.arguments`.

    Raises Unusable for columns, values or places that nothing can be worked out from.
    """
    file = sheet(args.events)
    _stage(opened, file, args)
    opened.execute("CREATE TEMP TABLE known (place VARCHAR, x DOUBLE, y DOUBLE)")
    if args.model == "poisson":  # people may live where no case is
        opened.execute("INSERT INTO known SELECT place, x, y FROM events")
        people = sheet(args.population)
        if people.has(args.x) and people.has(args.y):
            _stage_locations(opened, people, args)
    if args.locations:
        _stage_locations(opened, sheet(args.locations), args)
    since, until = _period(opened, args)
    _place(opened)
    names, x, y = _locations(opened)
    edges = _edges(opened, args, since, until)
    rows = opened.execute(
        "SELECT code, day, stratum, sum(n)::BIGINT AS n, sum(controls)::BIGINT AS controls "
        "FROM events JOIN places USING (place) GROUP BY ALL ORDER BY ALL"
    ).fetchnumpy()
    time = np.searchsorted(edges, rows["day"].astype(np.int64), side="right") - 1
    return Events(
        rows["code"].astype(np.int64), time, rows["n"].astype(np.int64),
        rows["controls"].astype(np.int64), list(rows["stratum"]), edges, names, x, y,
    )  # fmt: skip


def strata_sql(file: Sheet, covariates: list[str]) -> str:
    columns = ", ".join(f"trim({file.column(name)})" for name in covariates)
    return f"concat_ws({BETWEEN}, {columns})" if covariates else "''"


def _stage(opened: Database, file: Sheet, args: argparse.Namespace) -> None:
    """The table `events` (place, x, y, day, n, controls, stratum), row by row of the file."""
    x, y = _coordinates(file, args)
    place = f"nullif(trim({file.column(args.location)}), '')" if args.location else f"{x}||','||{y}"
    day = day_sql(file.column(args.date), args.time_unit) if args.date else f"{_undated(args)[0]}"
    controls = _whole(file, args.controls) if args.controls else "0::BIGINT"
    # without counts, a row of a file of cases and controls is the one or the other
    n = "1::BIGINT" if not args.controls else f"CASE WHEN {controls} > 0 THEN 0 ELSE 1 END"
    n = _whole(file, args.count) if args.count else n
    execute(
        opened,
        f"CREATE TEMP TABLE events AS SELECT {place} AS place, {x} AS x, {y} AS y, {day} AS day, "
        f"{n} AS n, {controls} AS controls, {strata_sql(file, args.covariates)} AS stratum "
        f"FROM {file.sql}",
        file,
    )
    if args.location:
        _refuse(opened, file, "place IS NULL", args.location, "the name of a location")
    if file.has(args.x) or not args.locations:
        for name, column in (("x", args.x), ("y", args.y)):
            _refuse(opened, file, f"{name} IS NULL OR NOT isfinite({name})", column, "a number")
    if args.date:
        wanted = f"a date like {EXAMPLES[args.time_unit]}"
        _refuse(opened, file, "day IS NULL", args.date, wanted)
    for name, column in (("n", args.count), ("controls", args.controls)):
        if column:
            wrong = f"{name} IS NULL OR {name} < 0"
            _refuse(opened, file, wrong, column, "a whole number, 0 or more,")


def _coordinates(file: Sheet, args: argparse.Namespace) -> tuple[str, str]:
    """Of an event; not needed where the file of locations has them."""
    if args.location and args.locations and not file.has(args.x) and not file.has(args.y):
        return "NULL::DOUBLE", "NULL::DOUBLE"
    x, y = (f"TRY_CAST({file.column(name)} AS DOUBLE)" for name in (args.x, args.y))
    return x, y


def _whole(file: Sheet, column: str) -> str:
    """A whole number; NULL where the text is none, 1.5 among them."""
    number = f"TRY_CAST({file.column(column)} AS DOUBLE)"
    return f"CASE WHEN {number} = floor({number}) THEN TRY_CAST({number} AS BIGINT) END"


def _refuse(opened: Database, file: Sheet, wrong: str, column: str, wanted: str) -> None:
    """Raises Unusable about the first row of `events` for which `wrong` holds."""
    row = opened.execute(f"SELECT min(rowid) FROM events WHERE {wrong}").fetchone()
    if row and row[0] is not None:
        raise file.wrong_cell(opened, column, row[0], wanted)


def _period(opened: Database, args: argparse.Namespace) -> tuple[int | None, int]:
    """First day, if it is said, and last day; rows outside are left out from here on."""
    since = first_day(args.since) if args.since else None
    until = last_day(args.until) if args.until else _last(opened, args)
    if since is not None and since > until:
        raise Unusable("The study ends before it begins: --from must not be after --until.")
    opened.execute("DELETE FROM events WHERE day > ? OR day < ?", [until, since or 0])
    opened.execute("DELETE FROM events WHERE n = 0 AND controls = 0")
    persons = _one(opened, "SELECT sum(n) + sum(controls) FROM events") or 0
    if persons > MOST:
        raise Unusable(
            f"There are more than {MOST:,} cases: scan a shorter time or a smaller area."
        )
    if not _one(opened, "SELECT sum(n) FROM events"):
        said = f" up to {date.fromordinal(until)}" if args.date else ""
        raise Unusable(f"There is no case in the study period{said}.")
    return since, until


def _undated(args: argparse.Namespace) -> tuple[int, int]:
    """First and last day of a study whose cases have no dates; people may be counted by dates."""
    return (first_day(args.since), last_day(args.until)) if args.since else (1, 1)


def _last(opened: Database, args: argparse.Namespace) -> int:
    """The day on which a study ends if nothing is said: that of the last row, or of its unit."""
    last = int(_one(opened, "SELECT max(day) FROM events"))
    return end_of_unit(last, args.time_unit) if args.date else last


def _one(opened: Database, sql: str) -> Any:
    return (opened.execute(sql).fetchone() or [None])[0]


def _stage_locations(opened: Database, file: Sheet, args: argparse.Namespace) -> None:
    """Into the table `known` (place, x, y), row by row of the file of locations."""
    before = _one(opened, "SELECT count(*) FROM known")
    x, y = (f"TRY_CAST({file.column(name)} AS DOUBLE)" for name in (args.x, args.y))
    named = file.first_of((args.location, "location")) if args.location else None
    place = f"nullif(trim({named}), '')" if named else f"{x}||','||{y}"
    execute(
        opened,
        f"INSERT INTO known SELECT {place}, {x}, {y} FROM {file.sql}",
        file,
    )
    wrong = "place IS NULL OR x IS NULL OR y IS NULL OR NOT isfinite(x) OR NOT isfinite(y)"
    row = _one(opened, f"SELECT min(rowid) FROM known WHERE rowid >= {before} AND ({wrong})")
    if row is not None:
        row -= before
        what = "a name, x and y" if named else "x and y"
        raise Unusable(f"Row {row + 1} of {file.name} lacks something: a location needs {what}.")


def _place(opened: Database) -> None:
    """The table `places` (place, x, y, code), by name: the order of rows must not matter."""
    every = "SELECT place, x, y FROM events UNION ALL SELECT place, x, y FROM known"
    opened.execute(
        "CREATE TEMP TABLE places AS SELECT place, min(x) AS x, min(y) AS y, "
        "max(x) > min(x) OR max(y) > min(y) AS twice, "
        f"row_number() OVER (ORDER BY place) - 1 AS code FROM ({every}) GROUP BY place"
    )
    _refuse_places(opened, "twice", "has more than one pair of coordinates: give it one.")
    _refuse_places(
        opened, "x IS NULL OR y IS NULL", "has no coordinates in the file of --locations."
    )


def _refuse_places(opened: Database, wrong: str, words: str) -> None:
    sql = f"SELECT place FROM places WHERE {wrong} ORDER BY code LIMIT 1"
    place = _one(opened, sql)
    if place is not None:
        raise Unusable(f"Location “{place}” {words}")


def _locations(opened: Database) -> tuple[list[str], Floats, Floats]:
    rows = opened.execute("SELECT place, x, y FROM places ORDER BY code").fetchall()
    names, x, y = zip(*rows, strict=True)
    return list(names), np.array(x, dtype=np.float64), np.array(y, dtype=np.float64)


def _edges(opened: Database, args: argparse.Namespace, since: int | None, until: int) -> Ints:
    if not args.date:
        first, last = _undated(args)
        return np.array([first, last + 1])
    earliest = _one(opened, "SELECT min(day) FROM events")
    return edges_of(since, until, int(earliest), args.time_unit)
