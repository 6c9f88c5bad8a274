"""Where each staged row belongs: its neighbourhood, that one's boundary version, and its cell.

The source's own area wins over the point; a sensitive record has no cell and keeps no point.
"""

import duckdb
import numpy as np

from commonground.places import cells, locating
from commonground.places.models import BoundaryVersion

HIDDEN = "(types.sensitive OR staged.flagged)"


def areas_now() -> list[tuple[str, str, str]]:
    """(source's id, neighbourhood's public id, boundary's public id) of each open boundary."""
    return list(
        BoundaryVersion.objects.filter(valid_to__isnull=True).values_list(
            "neighbourhood__source_id", "neighbourhood__public_id", "public_id"
        )
    )


def place(database: duckdb.DuckDBPyConnection) -> None:
    """Make the tables `located` and `cells` that the writing joins."""
    _locate_points(database)
    _find_cells(database)


def _locate_points(database: duckdb.DuckDBPyConnection) -> None:
    """Neighbourhoods of the distinct points whose row names no area of ours."""
    lat, lon = _points(
        database,
        "SELECT DISTINCT latitude, longitude FROM staged "
        "WHERE latitude IS NOT NULL AND reason IS NULL AND a IS NULL",
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
        neighbourhood=("neighbourhood_word", [n for n, _ in found]),
        boundary=("boundary_word", [b for _, b in found]),
    )


def _find_cells(database: duckdb.DuckDBPyConnection) -> None:
    lat, lon = _points(
        database,
        "SELECT DISTINCT latitude, longitude FROM staged LEFT JOIN types USING (k) "
        f"WHERE latitude IS NOT NULL AND reason IS NULL AND NOT {HIDDEN}",
    )
    _make(database, "cells", lat, lon, cell=("VARCHAR", cells.cells(lat, lon).tolist()))


def _points(database: duckdb.DuckDBPyConnection, sql: str) -> tuple[np.ndarray, np.ndarray]:
    got = database.execute(sql).fetchnumpy()
    return np.asarray(got["latitude"], float), np.asarray(got["longitude"], float)


def _make(
    database: duckdb.DuckDBPyConnection,
    table: str,
    lat: np.ndarray,
    lon: np.ndarray,
    **words: tuple[str, list[str | None]],
) -> None:
    """A table of points and their words, from arrays; each word has its SQL type."""
    columns = {"latitude": lat, "longitude": lon}
    columns |= {name: np.array(values, dtype=object) for name, (_, values) in words.items()}
    cast = (f"CAST({name} AS {kind}) AS {name}" for name, (kind, _) in words.items())
    named = ", ".join(["latitude", "longitude", *cast])
    database.register("points_found", columns)
    database.execute(f"CREATE TEMP TABLE {table} AS SELECT {named} FROM points_found")
    database.unregister("points_found")
