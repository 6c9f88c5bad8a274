"""Asking the store: one DuckDB per process, over the files that the manifest lists."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from . import store

if TYPE_CHECKING:
    import duckdb  # loaded when something is asked: most pages ask nothing

Answer = TypeVar("Answer")
_guard = threading.Lock()
_shared: "list[duckdb.DuckDBPyConnection]" = []


def _cursor() -> "duckdb.DuckDBPyConnection":
    import duckdb

    with _guard:
        if not _shared:
            connection = duckdb.connect(config={"threads": 2, "memory_limit": "256MB"})
            connection.execute("SET parquet_metadata_cache = true")  # files never change
            _shared.append(connection)
        return _shared[0].cursor()


def ask(
    sql: str,
    values: Sequence[object],
    *,
    kind: str,
    fetch: "Callable[[duckdb.DuckDBPyConnection], Answer]",
) -> Answer | None:
    """Run `sql` over a kind's records, named `held` in it; None when none were imported.

    An import may replace a file between our reading of the manifest and of the file: then the
    new manifest is asked.
    """
    manifest = store.current()
    while True:
        files = store.paths(manifest, kind)
        if not files:
            return None
        import duckdb

        listed = ", ".join("'" + f.replace("'", "''") + "'" for f in files)
        try:
            with _cursor() as cursor:
                return fetch(cursor.execute(
                    f"WITH held AS (SELECT * FROM read_parquet([{listed}])) {sql}", list(values)
                ))
        except duckdb.IOException:
            newer = store.current()
            if newer.generation == manifest.generation:
                raise
            manifest = newer


def known_sql(known_by: datetime | None) -> tuple[str, list[object]]:
    """SQL and its values: the version that was current then; None is now."""
    if known_by is None:
        return "superseded_at IS NULL", []
    moment = known_by.astimezone(UTC).replace(tzinfo=None)
    return (
        "known_at <= ? AND (superseded_at IS NULL OR superseded_at > ?)",
        [moment, moment],
    )
