"""Opening what is imported: a CSV (also .gz) or a Parquet file, and what its columns are."""

import codecs
import csv
import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import duckdb

from commonground.common.errors import Refused

from .mapping import Mapping

PATTERN_LETTERS = "*?["  # DuckDB would read such a name as a pattern of many files


@dataclass(frozen=True)
class Source:
    """A file to import: SQL that reads it in the file's order, and its columns' types."""

    file: Path
    sql: str
    columns: dict[str, str]  # target -> the file's own column, for each mapped target
    types: dict[str, str]  # target -> DuckDB type
    is_csv: bool


def open_source(
    file: Path, mapping: Mapping, database: duckdb.DuckDBPyConnection
) -> Source:
    """Check that `file` is there, can be read and has the mapped columns."""
    if not file.is_file():
        raise Refused(f"There is no file {file}.")
    if file.stat().st_size == 0:
        raise Refused(f"{file.name} is empty.")
    if any(letter in str(file) for letter in PATTERN_LETTERS):
        raise Refused(f"{file.name}: take * ? and [ out of the file's name.")
    if is_parquet(file):
        return _parquet(file, mapping, database)
    return _csv(file, mapping)


def is_parquet(file: Path) -> bool:
    with file.open("rb") as source:
        return source.read(4) == b"PAR1"


def is_gzip(file: Path) -> bool:
    with file.open("rb") as source:
        return source.read(2) == b"\x1f\x8b"


def _parquet(file: Path, mapping: Mapping, database: duckdb.DuckDBPyConnection) -> Source:
    sql = f"read_parquet({quoted(str(file))})"
    try:
        described = database.execute(f"DESCRIBE SELECT * FROM {sql}").fetchall()
        rows = database.execute(f"SELECT count(*) FROM {sql}").fetchone()
    except duckdb.Error as problem:
        raise Refused(f"{file.name} is not a Parquet file that can be read.") from problem
    if rows is None or rows[0] == 0:
        raise Refused(f"{file.name} holds no rows.")
    names = {row[0]: row[1] for row in described}
    columns = matched(list(names), mapping, file.name)
    return Source(file, sql, columns, {t: names[c] for t, c in columns.items()}, False)


def _csv(file: Path, mapping: Mapping) -> Source:
    header = read_header(file, mapping)
    columns = matched(header, mapping, file.name)
    declared = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in header)
    sql = (
        f"read_csv({quoted(str(file))}, header=true, auto_detect=false, "
        f"delim={quoted(mapping.delimiter)}, quote='\"', escape='\"', "
        f"encoding={quoted(mapping.encoding)}, columns={{{declared}}}, "
        f"compression={quoted('gzip' if is_gzip(file) else 'none')}, store_rejects=true)"
    )
    return Source(file, sql, columns, dict.fromkeys(columns, "VARCHAR"), True)


def read_header(file: Path, mapping: Mapping) -> list[str]:
    """The first line's names; refused where the file is not text in the stated encoding."""
    try:
        with open_text(file, mapping) as source:
            reader = csv.reader(source, delimiter=mapping.delimiter)
            header = next(reader, [])
            first = next(reader, None)
    except (UnicodeError, csv.Error, EOFError, OSError) as problem:
        raise wrong_encoding(file, mapping) from problem
    if any("\x00" in name for name in header):
        raise wrong_encoding(file, mapping)
    if first is None:
        raise Refused(f"{file.name} holds no rows.")
    if len(set(header)) < len(header):
        raise Refused(f"{file.name} has two columns of one name.")
    return header


def open_text(file: Path, mapping: Mapping) -> IO[str]:
    encoding = "utf-8-sig" if mapping.encoding == "utf-8" else mapping.encoding
    name = codecs.lookup(encoding).name
    if is_gzip(file):
        return gzip.open(file, "rt", encoding=name, newline="")
    return file.open("rt", encoding=name, newline="")


def wrong_encoding(file: Path, mapping: Mapping) -> Refused:
    return Refused(
        f"{file.name} is not text in {mapping.encoding}: name its encoding in the mapping, "
        '[csv] encoding = "latin-1" or "utf-16".'
    )


def matched(names: list[str], mapping: Mapping, file_name: str) -> dict[str, str]:
    """target -> the file's column; "Primary Type" answers to primary_type."""
    by_fold = {fold(name): name for name in names}
    missing = [c for c in mapping.columns.values() if fold(c) not in by_fold]
    if missing:
        raise Refused(
            f"{file_name} lacks the column {', '.join(missing)} that {mapping.name} names; "
            f"it has: {', '.join(names)[:300]}."
        )
    return {target: by_fold[fold(column)] for target, column in mapping.columns.items()}


def fold(name: str) -> str:
    letters = "".join(c if c.isalnum() else " " for c in name.casefold())
    return "_".join(letters.split())


def quoted(text: str) -> str:
    """A SQL string."""
    return "'" + text.replace("'", "''") + "'"


def named(column: str) -> str:
    """A SQL name."""
    return '"' + column.replace('"', '""') + '"'
