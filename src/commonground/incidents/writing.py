"""Writing the months that change: new rows beside the rows that were there."""

from datetime import datetime
from pathlib import Path

import duckdb

from . import store
from .comparing import STORED, fresh_sql
from .store import Manifest

# One row per id lies in memory while a month is written; a group is what readers can skip.
ROW_GROUP = 122_880


def write_months(
    database: duckdb.DuckDBPyConnection,
    *,
    manifest: Manifest,
    kind: str,
    import_id: str,
    now: datetime,
    scratch: Path,
) -> dict[str, list[tuple[Path, int]]]:
    """Write each month that changes to `scratch`: month -> its files and their rows."""
    months = _changed_months(database, manifest, kind)
    if not months:
        return {}
    held = store.paths(manifest, kind, months)
    union = f" UNION ALL SELECT {_held_columns()} FROM {_held(held)}" if held else ""
    target = scratch / "months"
    written = database.execute(
        f"""COPY (
          SELECT *, (year(occurred_on) * 100 + month(occurred_on))::INTEGER AS month
          FROM ({_new_rows(import_id, now)}{union})
        ) TO '{_path(target)}' (FORMAT parquet, PARTITION_BY (month), COMPRESSION zstd,
              ROW_GROUP_SIZE {ROW_GROUP}, RETURN_STATS true)"""
    ).fetchall()
    found: dict[str, list[tuple[Path, int]]] = {}
    for file, rows, *_ in written:
        found.setdefault(_month_of(Path(file)), []).append((Path(file), rows))
    return found


def _path(path: Path) -> str:
    return str(path).replace("'", "''")


def _month_of(file: Path) -> str:
    number = file.parent.name.removeprefix("month=")
    return f"{number[:4]}-{number[4:]}"


def _changed_months(
    database: duckdb.DuckDBPyConnection, manifest: Manifest, kind: str
) -> set[str]:
    rows = database.execute(
        "SELECT DISTINCT strftime(occurred_on, '%Y-%m') FROM staged "
        "ANTI JOIN repeated USING (line) WHERE reason IS NULL"
    ).fetchall()
    files = store.paths(manifest, kind)
    if files and database.execute("SELECT count(*) FROM corrected").fetchone() != (0,):
        rows += database.execute(
            "SELECT DISTINCT strftime(occurred_on, '%Y-%m') FROM read_parquet(?) "
            "SEMI JOIN corrected USING (source_id)",
            [files],
        ).fetchall()
    return {row[0] for row in rows}


def _new_rows(import_id: str, now: datetime) -> str:
    at = f"TIMESTAMP '{now.isoformat(sep=' ')}'"
    given = {
        "known_at": f"coalesce(k.known_at, least(f.source_known_at, {at}), {at})",
        "superseded_at": "NULL::TIMESTAMP",
        "version": "coalesce(k.version, 1)::INTEGER",
        "import_id": f"'{import_id}'::import_word",
    }
    columns = ", ".join(f"{given.get(c, f'f.{c}')} AS {c}" for c in STORED)
    return (
        f"SELECT {columns} FROM ({fresh_sql()}) f LEFT JOIN corrected k USING (line) "
        "ANTI JOIN repeated r ON r.line = f.line"
    )


def _held(files: list[str]) -> str:
    listed = ", ".join("'" + f.replace("'", "''") + "'" for f in files)
    return f"read_parquet([{listed}]) h LEFT JOIN corrected k ON k.source_id = h.source_id"


def _held_columns() -> str:
    """A held row as it was, but closed where it is corrected.

    Where a correction says that the record is sensitive, its earlier versions lose their point
    too, and count as sensitive: protecting people comes before asking an old morning again.
    """
    hide = "coalesce(k.sensitive, false)"
    changed = {
        "superseded_at": "coalesce(h.superseded_at, k.known_at)",
        "sensitive": f"(h.sensitive OR {hide})",
        **{c: f"CASE WHEN NOT {hide} THEN h.{c} END" for c in ("cell", "latitude", "longitude")},
    }
    return ", ".join(f"{changed.get(c, f'h.{c}')} AS {c}" for c in STORED)
