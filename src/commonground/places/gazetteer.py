"""Words to points, from the deployment's own CSV (words,latitude,longitude)."""

import csv
import unicodedata
from pathlib import Path

from django.db import transaction

from commonground.common.errors import Refused

from .models import GazetteerEntry


def fold(words: str) -> str:
    """Lower case, no accents, single spaces: how words are compared."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


@transaction.atomic
def replace_gazetteer(file: Path) -> int:
    """Put the rows of `file` in the place of the present ones; return how many."""
    with file.open(newline="", encoding="utf-8") as source:
        reader = csv.DictReader(source)
        missing = {"words", "latitude", "longitude"} - set(reader.fieldnames or [])
        if missing:
            raise Refused(f"{file.name} lacks the column {', '.join(sorted(missing))}.")
        rows = [_entry(row, reader.line_num, file.name) for row in reader]
    GazetteerEntry.objects.all().delete()
    GazetteerEntry.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _entry(row: dict[str, str], line: int, name: str) -> GazetteerEntry:
    try:
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
    except (TypeError, ValueError) as problem:
        raise Refused(f"{name}, line {line}: the point is not two numbers.") from problem
    return GazetteerEntry(
        words=row["words"], folded=fold(row["words"]), latitude=latitude, longitude=longitude
    )


def look_up(words: str, limit: int = 8) -> list[GazetteerEntry]:
    """Entries whose words start with, or else hold, the words asked for."""
    wanted = fold(words)
    if len(wanted) < 3:
        return []
    starts = list(GazetteerEntry.objects.filter(folded__startswith=wanted)[:limit])
    if starts:
        return starts
    return list(GazetteerEntry.objects.filter(folded__contains=wanted)[:limit])
