"""Which types of record are reported by residents, and which are sensitive: reviewed tables.

A table is a CSV with a reason per row; a type that no row lists is unknown, and its words are
never stored, so that no free text can come in as a "type".
"""

import csv
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from commonground.common.errors import Refused
from commonground.common.texts import in_language

SHIPPED = Path(__file__).resolve().parent / "kinds"
COLUMNS = ("type", "subtype", "category", "resident_reported", "sensitive", "reason")
ANY = "*"
UNLISTED = "unlisted"
REPORTED = {"true": True, "false": False, "unknown": None}
FLAGS = {"true": True, "false": False}


@dataclass(frozen=True)
class Type:
    """What we hold of one type of record, and why."""

    type: str
    subtype: str  # ANY for the rest of a type
    category: str
    resident_reported: bool | None  # None: not known
    sensitive: bool
    reason: str


def find(name: str, beside: Path | None = None) -> Path:
    """A table beside the mapping, else a shipped one."""
    places = [SHIPPED / f"{name}.csv"]
    if beside is not None:
        places.insert(0, beside / f"{name.removesuffix('.csv')}.csv")
    for place in places:
        if place.is_file():
            return place
    raise Refused(f"There is no table of types {name!r}; shipped: {', '.join(shipped())}.")


def shipped() -> list[str]:
    return sorted(file.stem for file in SHIPPED.glob("*.csv"))


def read(file: Path) -> list[Type]:
    """The table in `file`; every type has a row for the rest of it, every row a reason."""
    with file.open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        missing = [c for c in COLUMNS if c not in (reader.fieldnames or [])]
        if missing:
            raise Refused(f"{file.name} lacks the column {', '.join(missing)}.")
        rows = [_row(row, f"{file.name}, line {reader.line_num}") for row in reader]
    keys = [(row.type, row.subtype) for row in rows]
    doubled = sorted({f"{t} / {s}" for t, s in keys if keys.count((t, s)) > 1})
    if doubled:
        raise Refused(f"{file.name} lists {doubled[0]} twice.")
    return rows


def _row(row: dict[str, str], where: str) -> Type:
    if not row["reason"]:
        raise Refused(f"{where}: give the reason.")
    try:
        reported = REPORTED[row["resident_reported"]]
        sensitive = FLAGS[row["sensitive"]]
    except KeyError as problem:
        raise Refused(f"{where}: {problem} is not true, false or unknown.") from problem
    return Type(
        fold(row["type"]), fold(row["subtype"]), row["category"], reported, sensitive,
        row["reason"],
    )


def fold(words: str) -> str:
    """How types are compared: upper case, no space around."""
    return words.strip().upper()


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, str]]:
    return tomllib.loads((SHIPPED / "categories.toml").read_text(encoding="utf-8"))


def categories() -> list[str]:
    """The categories that we have words for."""
    return list(_names())


@lru_cache(maxsize=1)
def reported_by_residents() -> frozenset[str]:
    """Categories of which some shipped table has a type that residents may have reported.

    A sensitive type is none of them; where it is not known who began it, the records may say.
    """
    rows = [row for name in shipped() for row in read(find(name)) if not row.sensitive]
    return frozenset(row.category for row in rows if row.resident_reported is not False)


def category_name(category: str, language: str | None = None) -> str:
    """What a page calls a category; a category that we have no words for says its own."""
    return in_language(_names().get(category), language) or category.replace("-", " ").capitalize()
