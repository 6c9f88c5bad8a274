"""People by location, census and group from a CSV file: how many cases to expect where and when."""

import argparse

import numpy as np
from numpy.typing import NDArray

from commonground.analyse.events import Events, strata_sql
from commonground.analyse.sheets import Database, Sheet, execute, sheet
from commonground.analysis.errors import Unusable

TIMES = ("date", "year", "time", "month", "day", "census")
PEOPLE = ("population", "pop", "people", "persons", "residents", "count")


def expected(opened: Database, events: Events, args: argparse.Namespace) -> NDArray[np.float64]:
    """(m, t) cases that each location expects in each unit of time.

    Raises Unusable for columns or values that cannot be used, and for people at a location that
    has no coordinates.
    """
    from commonground.analysis.scan import Population, census_days, expected_cases

    file = sheet(args.population)
    _stage(opened, file, args)
    rows = opened.execute(
        "SELECT code, written, stratum, people FROM people JOIN places USING (place) ORDER BY ALL"
    ).fetchnumpy()
    if len(set(rows["written"])) > 1 and not (args.date or args.since):
        raise Unusable(
            f"{file.name} counts people at several times: say when the cases were, with --date, or "
            "with --from and --until."
        )
    began = int(events.edges[0])
    days = {written: census_days(written, began) for written in set(rows["written"])}
    held = np.array([days[written] for written in rows["written"]], dtype=np.int64)
    numbers: dict[str, int] = {}
    for stratum in (*rows["stratum"], *events.stratum):
        numbers.setdefault(stratum, len(numbers))
    _check_strata(events, set(rows["stratum"]), file, args)
    population = Population(
        rows["code"].astype(np.int64), _numbered(rows["stratum"], numbers),
        held[:, 0], held[:, 1], rows["people"].astype(np.float64),
    )  # fmt: skip
    return expected_cases(
        population, events.edges, len(events.names), location=events.location,
        stratum=_numbered(events.stratum, numbers), count=events.cases,
    )  # fmt: skip


def _numbered(strata: "list[str] | np.ndarray", numbers: dict[str, int]) -> NDArray[np.int64]:
    return np.array([numbers[stratum] for stratum in strata], dtype=np.int64)


def _check_strata(
    events: Events, known: set[str], file: Sheet, args: argparse.Namespace
) -> None:  # fmt: skip
    strange = sorted(set(events.stratum) - known)
    if strange:
        values = ", ".join(strange[0].split(chr(31)))
        raise Unusable(
            f"There are cases with {', '.join(args.covariates)} = {values}, but no people of this "
            f"group in {file.name}."
        )


def _stage(opened: Database, file: Sheet, args: argparse.Namespace) -> None:
    """The table `people` (place, written, stratum, people), row by row of the file."""
    place = file.first_of((args.location, "location"))
    times = {*TIMES, (args.date or "date").lower()} - {name.lower() for name in args.covariates}
    any_time = next((name for name in file.header if name.lower() in times), None)
    written = f"trim({file.column(any_time)})" if any_time else "'2000'"  # one census holds always
    people = f"TRY_CAST({file.first_of(PEOPLE)} AS DOUBLE)"
    execute(
        opened,
        f"CREATE TEMP TABLE people AS SELECT trim({place}) AS place, {written} AS written, "
        f"{strata_sql(file, args.covariates)} AS stratum, {people} AS people FROM {file.sql}",
        file,
    )
    _refuse(
        opened, file, "people IS NULL OR NOT isfinite(people) OR people < 0",
        "has no number of people, 0 or more.",
    )  # fmt: skip
    _refuse(
        opened, file, "place NOT IN (SELECT place FROM places)",
        "is about a location without coordinates: put it into a file for --locations.",
    )  # fmt: skip


def _refuse(opened: Database, file: Sheet, wrong: str, words: str) -> None:
    row = opened.execute(f"SELECT min(rowid) FROM people WHERE {wrong}").fetchone()
    if row and row[0] is not None:
        raise Unusable(f"Row {row[0] + 1} of {file.name} {words}")
