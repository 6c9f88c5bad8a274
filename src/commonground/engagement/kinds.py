"""The kinds of event to start with, from `kinds.toml`. What staff changed is left alone."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from commonground.common.errors import Refused

from .models import EventKind

FILE = Path(__file__).with_name("kinds.toml")
LANGUAGES = ("en", "es")
LISTS = ("preparation", "to_record", "safeguarding")
FLAGS = ("children_attend", "only_when_asked")
Kind = dict[str, Any]


@transaction.atomic
def load_kinds(file: Path = FILE) -> int:
    """Add what is missing, bring up to date what nobody here changed; how many kinds are new."""
    return sum(_load(slug, told) for slug, told in read_kinds(file).items())


def read_kinds(file: Path = FILE) -> dict[str, Kind]:
    """Slug -> the fields of its row. A file that is not whole is refused with what is wrong."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise Refused(f"{file.name} cannot be read: {problem}.") from problem
    return {
        slug: {**_read(slug, table), "order": 10 * number}
        for number, (slug, table) in enumerate(tables.items(), start=1)
    }


def _read(slug: str, table: object) -> Kind:
    if not isinstance(table, dict):
        raise Refused(f"{slug} stands outside every kind: write [name-of-the-kind] first.")
    if unknown := set(table) - {"name", *LISTS, *FLAGS}:
        raise Refused(f"{slug}: {', '.join(sorted(unknown))} is nothing that a kind has.")
    for flag in FLAGS:
        if not isinstance(table.get(flag, False), bool):
            raise Refused(f"{slug}: {flag} is true or false.")
    return {
        "name": _words(slug, table.get("name")),
        **{flag: table.get(flag, False) for flag in FLAGS},
        **{name: _lines(slug, name, table.get(name)) for name in LISTS},
    }


def _words(where: str, value: object) -> dict[str, str]:
    words = value if isinstance(value, dict) else {}
    if set(words) != set(LANGUAGES) or not all(isinstance(w, str) and w for w in words.values()):
        raise Refused(f"{where}: give the words in {' and '.join(LANGUAGES)}.")
    return words


def _lines(slug: str, name: str, value: object) -> list[dict[str, str]]:
    rows = value if isinstance(value, list) else []
    ids = [row.get("id") for row in rows if isinstance(row, dict)]
    if not rows or len(ids) < len(rows) or not all(ids):
        raise Refused(f"{slug}: {name} is a list of lines, each with an id.")
    if len(set(ids)) < len(ids):
        raise Refused(f"{slug}: two lines of {name} have the same id.")
    for row in rows:
        _words(f"{slug}, {name}", {key: row[key] for key in row if key != "id"})
    return rows


def _load(slug: str, told: Kind) -> bool:
    row, is_new = EventKind.objects.get_or_create(slug=slug, defaults=told | {"shipped": told})
    if not is_new:
        _refresh(row, told)
    return is_new


def _refresh(row: EventKind, told: Kind) -> None:
    """A field that still holds what was shipped follows the file; another one is the staff's."""
    before = row.shipped or {name: row._meta.get_field(name).get_default() for name in told}
    fresh = {name: value for name, value in told.items() if getattr(row, name) == before.get(name)}
    for name, value in fresh.items():
        setattr(row, name, value)
    if row.shipped != told:
        row.shipped = told
        row.save(update_fields=[*fresh, "shipped"])
