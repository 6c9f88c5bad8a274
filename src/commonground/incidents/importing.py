"""The verb: take one file in. Everything or nothing reaches the store."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from django.conf import settings
from django.db import transaction

from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.common.errors import Refused

from . import comparing, kinds, placing, queries, refusing, sources, staging, store, writing
from .mapping import Mapping
from .models import ImportRun
from .sources import Source

MEMORY = "256MB"  # DuckDB's share; it spills to the scratch folder beyond it
Progress = Callable[[float, str], None]  # share done (0 to 1), what is being done
SHARES = {"reading": (0.0, 0.4), "placing": (0.4, 0.55), "comparing": (0.55, 0.65),
          "writing": (0.65, 1.0)}


@dataclass(frozen=True)
class Counts:
    """What became of the rows of one file."""

    read: int
    kept: int
    corrected: int
    duplicate: int
    refused: int
    unlisted: int
    nowhere: int
    first_day: date | None
    last_day: date | None


def import_file(
    *, kind: str, file: Path, mapping: Mapping, by: Actor, progress: Progress | None = None
) -> ImportRun:
    """Take `file` in and return the run with its counts.

    Safe to repeat: rows that are held already change nothing, not even a file.
    """
    if mapping.kind != kind:
        raise Refused(f"{mapping.name} is a mapping for {mapping.kind}, not for {kind}.")
    _check_unmixed(mapping)
    types = kinds.read(kinds.find(mapping.types, mapping.folder))
    with store.writing() as scratch, _database(scratch) as database:
        source = sources.open_source(file, mapping, database)
        run = ImportRun.objects.create(
            kind=kind, file_name=file.name[:255], file_sha256=_sha256(file),
            mapping_name=mapping.name[:80], mapping_sha256=mapping.sha256,
            is_example=mapping.is_example, by_kind=by.kind, by_id=by.id,
        )
        counts = _take_in(database, source, mapping, types, run, scratch, progress)
    return _finish(run, counts, by)


def _check_unmixed(mapping: Mapping) -> None:
    """Examples beside records of what happened could be told apart by nobody."""
    before = queries.last_import(mapping.kind)
    if before is not None and before.is_example != mapping.is_example:
        held = "Examples" if before.is_example else "records of what happened"
        raise Refused(
            f"This data folder holds {held} of {mapping.kind}, and {mapping.name} brings the other "
            "kind: begin a data folder for each."
        )


def _take_in(
    database: duckdb.DuckDBPyConnection, source: Source, mapping: Mapping,
    types: list[kinds.Type], run: ImportRun, scratch: Path, progress: Progress | None,
) -> Counts:
    now = clock.now().astimezone(UTC).replace(tzinfo=None)
    manifest = store.current()
    with _shown(database, progress, "reading"):
        staging.load_words(database, types, placing.areas_now(), run.public_id)
        _stage(database, source, mapping, now)
        broken = refusing.broken_lines(database, source, mapping)
    with _shown(database, progress, "placing"):
        placing.place(database)
    with _shown(database, progress, "comparing"):
        comparing.compare(database, manifest, run.kind, now)
    with _shown(database, progress, "writing"):
        _write_refused(database, source, mapping, broken, run)
        written = writing.write_months(
            database, manifest=manifest, kind=run.kind, import_id=run.public_id, now=now,
            scratch=scratch,
        )
        counts = _counts(database, len(broken))
        if written:
            store.adopt(run.kind, written)
    return counts


def _stage(
    database: duckdb.DuckDBPyConnection, source: Source, mapping: Mapping, now: datetime
) -> None:
    try:
        staging.stage(database, source, mapping, now)
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.ConversionException) as bad:
        raise Refused(
            f"{source.file.name} cannot be read: {str(bad).splitlines()[0][:200]}"
        ) from bad


@contextmanager
def _database(scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of this import only, on one core and in bounded memory."""
    with duckdb.connect(
        config={"threads": 1, "memory_limit": MEMORY, "temp_directory": str(scratch / "spill")}
    ) as database:
        database.execute("SET enable_progress_bar = true")
        database.execute("SET enable_progress_bar_print = false")
        # Joins here are written with the small side last; guessing turns some of them round.
        database.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        yield database


@contextmanager
def _shown(
    database: duckdb.DuckDBPyConnection, progress: Progress | None, what: str
) -> Iterator[None]:
    """Tell `progress` a few times a second how far this part has come."""
    if progress is None:
        yield
        return
    low, high = SHARES[what]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.2):
            share = max(0.0, database.query_progress()) / 100
            progress(low + (high - low) * min(share, 1.0), what)

    progress(low, what)
    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
        progress(high, what)


def _write_refused(
    database: duckdb.DuckDBPyConnection, source: Source, mapping: Mapping, broken: list[int],
    run: ImportRun,
) -> None:
    found = refusing.refusals(database, source, mapping, broken)
    if found:
        run.refused_file = f"refused/{clock.today():%Y-%m-%d}-{run.kind}-{run.public_id}.csv"
        refusing.write(Path(settings.HOME) / run.refused_file, found)


def _counts(database: duckdb.DuckDBPyConnection, broken: int) -> Counts:
    good = "reason IS NULL AND NOT again"
    row = database.execute(
        f"""SELECT count(*), count(*) FILTER ({good}), count(*) FILTER (reason IS NOT NULL),
               count(*) FILTER ({good} AND k = 0), count(*) FILTER ({good} AND nowhere),
               min(occurred_on) FILTER ({good}), max(occurred_on) FILTER ({good})
        FROM (
          SELECT s.reason, s.k, s.occurred_on, r.line IS NOT NULL AS again,
                 s.a IS NULL AND l.neighbourhood IS NULL AS nowhere
          FROM staged s LEFT JOIN repeated r USING (line)
          LEFT JOIN located l ON s.a IS NULL
               AND l.latitude = s.latitude AND l.longitude = s.longitude)"""
    ).fetchone()
    corrected = database.execute("SELECT count(*) FROM corrected").fetchone()
    assert row is not None and corrected is not None  # aggregates always give one row
    read, kept, refused, unlisted, nowhere, first, last = row
    return Counts(
        read + broken, kept, corrected[0], read - kept - refused, refused + broken,
        unlisted, nowhere, first, last,
    )


@transaction.atomic
def _finish(run: ImportRun, counts: Counts, by: Actor) -> ImportRun:
    run.read_count, run.kept_count = counts.read, counts.kept
    run.corrected_count, run.duplicate_count = counts.corrected, counts.duplicate
    run.refused_count, run.unlisted_count = counts.refused, counts.unlisted
    run.nowhere_count = counts.nowhere
    run.first_day, run.last_day = counts.first_day, counts.last_day
    run.finished_at = clock.now()
    run.save()
    audit.record(
        by=by, verb="import", noun=run.kind, noun_id=run.public_id, read=counts.read,
        kept=counts.kept, corrected=counts.corrected, duplicate=counts.duplicate,
        refused=counts.refused,
    )
    return run


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
