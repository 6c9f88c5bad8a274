"""Where each staged row belongs: its neighbourhood, that one's boundary version, and its cell.

The source's own area wins over the point; a sensitive record has no cell and keeps no point.
"""

import duckdb
import numpy as np

from commonground.places import cells, locating
from commonground.places.models import BoundaryVersion

HIDDEN = "(types.sensitive OR staged.flagged)"


def place(database: duckdb.DuckDBPyConnection) -> None:
    """Make the tables `areas`, `located` and `cells` that the writing joins."""
    _load_areas(database)
    _locate_points(database)
    _find_cells(database)


def _load_areas(database: duckdb.DuckDBPyConnection) -> None:
    database.execute(
        "CREATE TEMP TABLE areas (area VARCHAR, neighbourhood VARCHAR, boundary VARCHAR)"
    )
    rows = list(
        BoundaryVersion.objects.filter(valid_to__isnull=True).values_list(
            "neighbourhood__source_id", "neighbourhood__public_id", "public_id"
        )
    )
    if rows:
        database.executemany("INSERT INTO areas VALUES (?, ?, ?)", rows)


def _locate_points(database: duckdb.DuckDBPyConnection) -> None:
    """Neighbourhoods of the distinct points whose row names no area of ours."""
    lat, lon = _points(
        database,
        "SELECT DISTINCT latitude, longitude FROM staged LEFT JOIN areas USING (area) "
        "WHERE latitude IS NOT NULL AND reason IS NULL AND neighbourhood IS NULL",
    )
    _, boundary_ids = locating.locate_many(lat, lon)
    names = {
        row[0]: (row[1], row[2])
        for row in BoundaryVersion.objects.filter(
            id__in=np.unique(boundary_ids).tolist()
        ).values_list("id", "neighbourhood__public_id", "public_id")
    }
    found = [names.get(i, (None, None)) for i in boundary_ids.tolist()]
    _make(
        database, "located", lat, lon,
        neighbourhood=[n for n, _ in found], boundary=[b for _, b in found],
    )


def _find_cells(database: duckdb.DuckDBPyConnection) -> None:
    lat, lon = _points(
        database,
        "SELECT DISTINCT latitude, longitude FROM staged JOIN types USING (k) "
        f"WHERE latitude IS NOT NULL AND reason IS NULL AND NOT {HIDDEN}",
    )
    _make(database, "cells", lat, lon, cell=cells.cells(lat, lon).tolist())


def _points(database: duckdb.DuckDBPyConnection, sql: str) -> tuple[np.ndarray, np.ndarray]:
    got = database.execute(sql).fetchnumpy()
    return np.asarray(got["latitude"], float), np.asarray(got["longitude"], float)


def _make(
    database: duckdb.DuckDBPyConnection,
    table: str,
    lat: np.ndarray,
    lon: np.ndarray,
    **words: list[str | None],
) -> None:
    """A table of points and their words, from arrays."""
    columns = {"latitude": lat, "longitude": lon}
    columns |= {name: np.array(values, dtype=object) for name, values in words.items()}
    named = ", ".join(
        ["latitude", "longitude", *(f"CAST({name} AS VARCHAR) AS {name}" for name in words)]
    )
    database.register("points_found", columns)
    database.execute(f"CREATE TEMP TABLE {table} AS SELECT {named} FROM points_found")
    database.unregister("points_found")
