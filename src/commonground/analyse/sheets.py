"""CSV files, plain or gzip, read by DuckDB; what is wrong with them in words."""

import csv
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import duckdb

from commonground.analysis.errors import Unusable

Database = duckdb.DuckDBPyConnection

DELIMITERS = ",;\t|"
CHUNK = 1 << 20  # bytes
SHOWN = 300  # characters of a header that a sentence names


@contextmanager
def database(threads: int) -> Iterator[Database]:
    """A database in memory that never reaches for the network."""
    settings: dict[str, Any] = {
        "threads": threads,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(config=settings) as opened:
        yield opened


@dataclass(frozen=True)
class Sheet:
    """One file: `sql` reads all its columns as text; the i-th one is called c{i} there, so that
    the header may hold empty names and names that differ in capitals only."""

    name: str
    header: tuple[str, ...]
    sql: str

    def has(self, column: str) -> bool:
        return column in self.header

    def column(self, name: str) -> str:
        """The column's name in SQL. Raises Unusable where there is none, or more than one."""
        if name not in self.header:
            there = ", ".join(self.header)[:SHOWN]
            raise Unusable(f"{self.name} has no column “{name}”; it has: {there}.")
        if self.header.count(name) > 1:
            raise Unusable(f"{self.name} has two columns “{name}”: rename one of them.")
        return f"c{self.header.index(name)}"

    def first_of(self, names: tuple[str, ...]) -> str:
        """The first of these columns that there is, whatever its capitals."""
        lower = {column.lower(): column for column in reversed(self.header)}
        for name in names:
            if name.lower() in lower:
                return self.column(lower[name.lower()])
        return self.column(names[0])

    def wrong_cell(
        self, opened: Database, column: str, row: int, wanted: str, hint: str = ""
    ) -> Unusable:
        """What to say about a column's cell in a row (from 0)."""
        sql = f"SELECT {self.column(column)} FROM {self.sql} LIMIT 1 OFFSET {int(row)}"
        found = opened.execute(sql).fetchone()
        there = f"“{found[0][:40]}”" if found and found[0] else "nothing"
        return Unusable(
            f"Row {row + 1} of {self.name} has {there} where {wanted} must be, "
            f"in column “{column}”{hint}."
        )


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def sheet(path: Path) -> Sheet:
    """Look at a file's first lines. Raises Unusable where it is not a table with rows."""
    if not _is_file(path):
        raise Unusable(f"There is no file {str(path)[:SHOWN]}.")
    try:
        with _text(path) as source:
            first, second = source.readline(), source.readline()
    except PermissionError as problem:
        raise Unusable(f"{path.name} may not be read by you: ask its owner.") from problem
    except (UnicodeError, EOFError, OSError, zlib.error) as problem:
        raise Unusable(f"{path.name} is not text in UTF-8: save it as CSV in UTF-8.") from problem
    delimiter = max(DELIMITERS, key=first.count)
    header = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
    if not second.strip():
        raise Unusable(f"{path.name} holds no rows.")
    if _is_left_open(path, delimiter):
        raise Unusable(
            f"{path.name} has a quotation mark that is never closed: close it, or leave it out."
        )
    return Sheet(path.name, tuple(header), _reader(path, len(header), delimiter))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long for any file
        return False


def _is_left_open(path: Path, delimiter: str) -> bool:
    """Whether a quoted cell has no end: DuckDB leaves out all rows from there on, and says nothing.

    An even count of marks cannot leave one open, so that most files are counted only.
    """
    try:
        with gzip.open(path) if _is_gzip(path) else path.open("rb") as source:
            if sum(part.count(b'"') for part in iter(lambda: source.read(CHUNK), b"")) % 2 == 0:
                return False
        with _text(path) as source:
            for _row in csv.reader(source, delimiter=delimiter, strict=True):
                pass
    except csv.Error as problem:
        return any(words in str(problem) for words in ("end of data", "field limit"))
    except (UnicodeError, EOFError, OSError, zlib.error):  # DuckDB says what is wrong with these
        return False
    return False


def _text(path: Path) -> IO[str]:
    if _is_gzip(path):
        return gzip.open(path, "rt", encoding="utf-8-sig", newline=None)
    return path.open("rt", encoding="utf-8-sig", newline=None)


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as source:
        return source.read(2) == b"\x1f\x8b"


def _reader(path: Path, columns: int, delimiter: str) -> str:
    declared = ", ".join(f"c{i}: 'VARCHAR'" for i in range(columns))
    file = "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))
    return (
        f"read_csv({literal(file)}, header=true, auto_detect=false, delim={literal(delimiter)}, "
        f"quote='\"', escape='\"', columns={{{declared}}}, null_padding=true, parallel=false, "
        f"compression={literal('gzip' if _is_gzip(path) else 'none')})"
    )


def execute(opened: Database, sql: str, read: Sheet) -> Database:
    """Run a query over a sheet. Raises Unusable where its rows do not fit its header."""
    try:
        return opened.execute(sql)
    except duckdb.Error as problem:
        words = str(problem).splitlines()[0].split("Error: ")[-1].rstrip(".")[:200]
        raise Unusable(f"{read.name} cannot be read as a table: {words}.") from problem
