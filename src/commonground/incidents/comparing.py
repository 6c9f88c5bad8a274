"""Which staged rows are new, which we hold already, and which correct what we hold.

Only the latest row of an id in a file counts; the earlier ones are duplicates. A row equal to
the version that we hold, or to an earlier one, is a duplicate. Anything else is a correction: a
new version, known from now on, and the old one stays for mornings before that. A record that was
ever sensitive stops being so only when the source itself dates the change (`known_at`), so that
an old file imported again uncovers nothing.
"""

from datetime import datetime

import duckdb

from . import store
from .store import Manifest

STORED = (
    "source_id", "type", "category", "occurred_at", "occurred_on", "precision", "reported_at",
    "known_at", "superseded_at", "version", "resident_reported", "sensitive", "area",
    "neighbourhood", "boundary", "cell", "latitude", "longitude", "import_id",
)
# What makes two versions differ. The neighbourhood does not: a record keeps the one it was given.
CONTENT = (
    "type", "category", "occurred_at", "precision", "reported_at", "resident_reported",
    "sensitive", "area", "latitude", "longitude",
)


def fresh_sql() -> str:
    """SQL: staged rows as they will lie in the store, one per line not refused."""
    hidden = "(t.sensitive OR s.flagged)"
    return f"""
    SELECT s.line, s.source_id, t.type, t.category, s.occurred_at, s.occurred_on, s.precision,
           s.reported_at, s.source_known_at,
           CASE WHEN t.resident_reported IS FALSE OR s.initiated IS FALSE THEN false
                ELSE coalesce(s.initiated, t.resident_reported) END AS resident_reported,
           {hidden} AS sensitive,
           areas.area,
           coalesce(areas.neighbourhood, l.neighbourhood) AS neighbourhood,
           coalesce(areas.boundary, l.boundary) AS boundary,
           CASE WHEN NOT {hidden} THEN c.cell END AS cell,
           CASE WHEN NOT {hidden} THEN s.latitude END AS latitude,
           CASE WHEN NOT {hidden} THEN s.longitude END AS longitude
    FROM staged s LEFT JOIN types t USING (k) LEFT JOIN areas USING (a)
    LEFT JOIN located l ON s.a IS NULL
         AND l.latitude = s.latitude AND l.longitude = s.longitude
    LEFT JOIN cells c ON c.latitude = s.latitude AND c.longitude = s.longitude
    WHERE s.reason IS NULL"""


def compare(
    database: duckdb.DuckDBPyConnection, manifest: Manifest, kind: str, now: datetime
) -> None:
    """Make the tables `repeated` (lines not to keep) and `corrected` (ids, their new version)."""
    database.execute(
        """CREATE TEMP TABLE repeated AS
        WITH twice AS (
          SELECT source_id FROM staged WHERE reason IS NULL
          GROUP BY source_id HAVING count(*) > 1)
        SELECT line FROM (
          SELECT line, row_number() OVER (
            PARTITION BY source_id ORDER BY source_known_at DESC NULLS LAST, line DESC) AS place
          FROM staged SEMI JOIN twice USING (source_id) WHERE reason IS NULL)
        WHERE place > 1"""
    )
    database.execute(
        "CREATE TEMP TABLE corrected (line BIGINT, source_id VARCHAR, version INTEGER, "
        "known_at TIMESTAMP, sensitive BOOLEAN)"
    )
    files = store.paths(manifest, kind)
    if files:
        _compare_with_held(database, files, now)


def _compare_with_held(
    database: duckdb.DuckDBPyConnection, files: list[str], now: datetime
) -> None:
    same = " AND ".join(f"h.{c} IS NOT DISTINCT FROM f.{c}" for c in CONTENT)
    database.execute(
        f"""CREATE TEMP TABLE seen AS
        WITH f AS (SELECT * FROM ({fresh_sql()}) ANTI JOIN repeated USING (line))
        SELECT f.line, any_value(f.source_id) AS source_id,
               any_value(f.sensitive) AS sensitive, any_value(f.source_known_at) AS given,
               max(h.version) AS version, max(h.known_at) AS last_known,
               bool_or({same}) AS held_before,
               bool_or(h.superseded_at IS NULL AND {same}) AS held_now,
               bool_or(h.sensitive AND NOT f.sensitive) AS uncovers
        FROM read_parquet(?) h JOIN f ON h.source_id = f.source_id
        GROUP BY f.line""",
        [files],
    )
    # `newer`: the source itself says that this version came after the one that we hold
    newer = "coalesce(given > last_known, false)"
    database.execute(
        f"""INSERT INTO repeated SELECT line FROM seen
        WHERE held_now OR ((held_before OR uncovers) AND NOT {newer})
           OR coalesce(given < last_known, false)"""
    )
    database.execute(
        f"""INSERT INTO corrected
        SELECT line, source_id, version + 1,
               CASE WHEN {newer} THEN least(given, $now)
                    ELSE greatest($now, last_known + INTERVAL 1 MICROSECOND) END,
               sensitive
        FROM seen ANTI JOIN repeated USING (line)""",
        {"now": now},
    )
