"""The counts of an agency's store, read and checked."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import h3
import numpy as np
from numpy.typing import NDArray

from commonground.analyse.sheets import database, literal
from commonground.analyse.stores import (
    COLUMNS,
    File,
    Manifest,
    check_is_plain,
    read_manifest,
    sha256,
)
from commonground.analysis.errors import Unusable

Ints = NDArray[np.int64]

MOST_REPORTS = 50_000_000  # of a store; each counts in up to three streams
LONGEST = 80  # letters in the name of a category


@dataclass(frozen=True)
class Counts:
    """n rows. cell : (n,) h3. day : (n,) date.toordinal(). category : (n,) stream. count : (n,)."""

    cell: NDArray[np.str_]
    day: Ints
    category: NDArray[np.str_]
    count: Ints

    def where(self, mask: "NDArray[np.bool_]") -> "Counts":
        return Counts(self.cell[mask], self.day[mask], self.category[mask], self.count[mask])


@dataclass(frozen=True)
class Store:
    """manifest_sha256 : names the state of the store."""

    manifest: Manifest
    manifest_sha256: str
    counts: Counts


def read(folder: Path) -> Store:
    """Raises Unusable where the store is broken."""
    manifest, proof = read_manifest(folder)
    try:
        return Store(manifest, proof, _counts(folder, manifest))
    except Unusable:  # did the agency write a new one meanwhile?
        newer, again = read_manifest(folder)
        if again == proof:
            raise
        return Store(newer, again, _counts(folder, newer))


def _counts(folder: Path, manifest: Manifest) -> Counts:
    for file in manifest.files:
        _check_file(folder, file)
    if not manifest.files:
        raise Unusable(f"The manifest of {folder} names no file of counts.")
    listed = ", ".join(_by_name(folder / file.name) for file in manifest.files)
    with database(1) as opened:
        for file in manifest.files:
            _check_columns(opened, folder / file.name)
        try:
            _check_size(opened, listed, manifest, folder)
            got = opened.execute(
                "SELECT cell, day - DATE '0001-01-01' + 1 AS day, category, count "
                f"FROM read_parquet([{listed}])"
            ).fetchnumpy()
        except duckdb.Error:
            raise Unusable(
                f"The counts in {folder} cannot be read: write the store again."
            ) from None
    if any(np.ma.is_masked(column) for column in got.values()):
        raise Unusable(f"{folder} has a row that lacks a cell, a day, a category or a count.")
    counts = Counts(
        got["cell"].astype(str), got["day"].astype(np.int64),
        got["category"].astype(str), got["count"].astype(np.int64),
    )  # fmt: skip
    _check_rows(counts, manifest, folder)
    return counts


def _by_name(file: Path) -> str:
    """In SQL. DuckDB takes `*`, `?` and `[` in a name for a pattern, which may match others."""
    return literal("".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(file)))


def _check_file(folder: Path, file: File) -> None:
    try:
        check_is_plain(folder / file.name)
        proof = sha256(folder / file.name)
    except OSError as problem:
        raise Unusable(f"{folder / file.name} cannot be read: {problem.strerror}.") from None
    if proof != file.sha256:
        raise Unusable(f"{folder / file.name} is not what its manifest says: write it again.")


def _check_columns(opened: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Counts only: a file with anything more is not read at all."""
    try:
        rows = opened.execute(f"DESCRIBE SELECT * FROM read_parquet({_by_name(file)})")
        columns = {row[0]: row[1] for row in rows.fetchall()}
    except duckdb.Error:
        raise Unusable(f"{file} is no Parquet file: write the store again.") from None
    if columns != COLUMNS:
        wanted = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        raise Unusable(f"{file} has other columns than those of a store: {wanted}.")


def _check_size(
    opened: duckdb.DuckDBPyConnection, listed: str, manifest: Manifest, folder: Path
) -> None:
    """Before anything is held in memory: a few bytes can stand for any number of rows."""
    rows = opened.execute(f"SELECT count(*) FROM read_parquet([{listed}])").fetchone()
    told = sum(file.rows for file in manifest.files)
    if rows != (told,):
        raise Unusable(f"{folder} has not as many rows as its manifest says: write it again.")
    if told > MOST_REPORTS:
        raise Unusable(f"{folder} has more than {MOST_REPORTS:,} rows: that is no agency's year.")
    found = opened.execute(
        "SELECT coalesce(sum(count), 0), coalesce(min(count), 1), "
        f"coalesce(max(greatest(length(cell), length(category))), 0) FROM read_parquet([{listed}])"
    ).fetchone()
    total, least, longest = found or (0, 1, 0)
    if total > MOST_REPORTS or least < 1:
        raise Unusable(f"{folder} counts less than 1 somewhere, or over {MOST_REPORTS:,} in all.")
    if longest > LONGEST:
        raise Unusable(f"{folder} has a name of more than {LONGEST} letters in a row.")


def _check_rows(counts: Counts, manifest: Manifest, folder: Path) -> None:
    first, last = manifest.first_day.toordinal(), manifest.last_day.toordinal()
    if not ((counts.day >= first) & (counts.day <= last)).all():
        raise Unusable(f"{folder} counts reports on days that its manifest does not cover.")
    for cell in np.unique(counts.cell).tolist():
        if not h3.is_valid_cell(cell) or h3.get_resolution(cell) != manifest.resolution:
            raise Unusable(
                f"{folder} counts in “{cell[:20]}”, which is no h3 cell of resolution "
                f"{manifest.resolution}."
            )
