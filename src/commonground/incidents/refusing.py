"""Rows that were refused: a CSV with the line in the file, the id and the reason.

Nothing else of the row is kept: it may hold a name.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb

from commonground.common.files import no_formula

from .mapping import Mapping
from .sources import Source, open_text, wrong_encoding

NO_COLUMNS = "the line cannot be split into the columns of the first line"


@dataclass(frozen=True)
class Refusal:
    line: int  # in the file, the first line is 1; of a Parquet file the row
    source_id: str
    reason: str


def broken_lines(
    database: duckdb.DuckDBPyConnection, source: Source, mapping: Mapping
) -> list[int]:
    """Which records of a CSV could not be split (the first line is 1, records not lines)."""
    if not source.is_csv:
        return []
    rows = database.execute("SELECT DISTINCT line, error_type FROM reject_errors").fetchall()
    if any(kind == "INVALID ENCODING" for _, kind in rows):
        raise wrong_encoding(source.file, mapping)
    return sorted({line for line, _ in rows})


def refusals(
    database: duckdb.DuckDBPyConnection, source: Source, mapping: Mapping, broken: list[int]
) -> list[Refusal]:
    """Every refused row, in order of the file."""
    staged = database.execute(
        "SELECT line, coalesce(source_id, ''), reason FROM staged "
        "WHERE reason IS NOT NULL ORDER BY line"
    ).fetchall()
    if not source.is_csv:
        return [Refusal(line, _code(name, why), why) for line, name, why in staged]
    if not staged and not broken:
        return []
    by_row, by_record = _file_lines(source, mapping, {r[0] for r in staged}, set(broken))
    found = [Refusal(by_row.get(n, n + 1), _code(name, why), why) for n, name, why in staged]
    found += [Refusal(by_record.get(n, n), "", NO_COLUMNS) for n in broken]
    return sorted(found, key=lambda refusal: refusal.line)


def _code(source_id: str, reason: str) -> str:
    """An id that is not a code may be somebody's words: left out."""
    return "" if reason.startswith("the id is") else source_id


def _file_lines(
    source: Source, mapping: Mapping, rows: set[int], records: set[int]
) -> tuple[dict[int, int], dict[int, int]]:
    """Where rows (1 = the first good one) and broken records start in the file.

    A second, slow reading, only when something is refused: a quoted value may hold line ends,
    so that neither number is the line.
    """
    by_row: dict[int, int] = {}
    by_record: dict[int, int] = {}
    row, start, last = 0, 1, max(rows, default=0)
    with open_text(source.file, mapping) as text:
        reader = csv.reader(text, delimiter=mapping.delimiter)
        for record, values in enumerate(reader, start=1):
            if record in records:
                by_record[record] = start
            elif values and record > 1:
                row += 1
                if row in rows:
                    by_row[row] = start
            start = reader.line_num + 1
            if row >= last and len(by_record) == len(records):
                break
    return by_row, by_record


def write(file: Path, found: list[Refusal]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(["line", "id", "reason"])
        writer.writerows([r.line, no_formula(r.source_id), r.reason] for r in found)
