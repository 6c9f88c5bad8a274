"""`commonground brief`: the weekly briefing as text, or as a PDF."""

import argparse
import os
from datetime import date
from pathlib import Path

from django.db.models import Q
from django.utils import translation

from commonground.common import wording
from commonground.common.errors import Refused
from commonground.places.models import Neighbourhood

from .briefing import brief
from .printing import pdf
from .sheet import Row, Section, Sheet

EXAMPLE = " (Example)"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "neighbourhood", metavar="NEIGHBOURHOOD", help="its name, address name or source id"
    )
    parser.add_argument("--pdf", type=Path, metavar="FILE", help="write one printed sheet")
    parser.add_argument(
        "--as-of", type=_day, metavar="DAY", help="as of the morning of this day: 2017-12-11"
    )
    parser.add_argument("--language", default="en", metavar="CODE", help="en or es; default en")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise Refused(f"{text!r} is no day: write it like 2017-12-11.") from problem


def run(args: argparse.Namespace) -> int:
    with translation.override(args.language):
        sheet = brief(find(args.neighbourhood), args.as_of)
        if args.pdf is None:
            print(as_text(sheet))
        else:
            write(args.pdf, pdf(sheet))
            print(args.pdf)
    return 0


def find(words: str) -> Neighbourhood:
    """By slug, source id or name; a part of the name where only one has it."""
    exact = Q(slug=words) | Q(source_id=words) | Q(name__iexact=words)
    rows = list(Neighbourhood.objects.filter(exact)[:2])
    rows = rows or list(Neighbourhood.objects.filter(name__icontains=words)[:4])
    if not rows:
        raise Refused(f"There is no neighbourhood {words!r}: the page /neighbourhoods/ lists all.")
    if len(rows) > 1:
        names = ", ".join(row.slug for row in rows[:3])
        raise Refused(f"{words!r} may be several neighbourhoods ({names}): say which.")
    return rows[0]


def write(file: Path, content: bytes) -> None:
    """All of it or nothing: a reader never sees half a sheet."""
    beside = file.with_name(f".{file.name}.part")
    try:
        beside.write_bytes(content)
        os.replace(beside, file)
    except OSError as problem:
        raise Refused(f"{file} cannot be written: {problem.strerror}.") from problem


def as_text(sheet: Sheet) -> str:
    head = [sheet.title, sheet.place, f"{sheet.period_words}.", sheet.population_words]
    return "\n".join([*head, *(line for part in sheet.sections for line in _lines(part))])


def _lines(section: Section) -> list[str]:
    rows = [_line(row) for row in section.rows]
    if section.trend:
        pairs = zip(section.trend.labels, section.trend.counts, strict=True)
        rows += ["  " + "; ".join(f"{label} {wording.grouped(count)}" for label, count in pairs)]
    more = [f"  + {section.more}"] if section.more else []
    words = section.words + EXAMPLE * section.has_examples
    return ["", section.title, words, *rows, *more, f"  [{section.source}]"]


def _line(row: Row) -> str:
    parts = [row.tag, row.text, row.note]
    return "  - " + " · ".join(part for part in parts if part) + EXAMPLE * row.is_example
