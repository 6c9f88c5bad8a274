"""Taking in a series that somebody else published, from a file.

`commonground scores FILE.csv --source "..."`, one line a figure: area, measure, name, first_day,
last_day, value from 0 to 100, answers (empty where the source does not say), neighbourhoods (ids of
your areas, with spaces between).
"""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path

from django.db import transaction

from commonground.common.actors import Actor
from commonground.common.csv_files import rows_of
from commonground.common.errors import Refused
from commonground.places.models import Neighbourhood

from .models import PublishedScore
from .scoring import record_score

COLUMNS = (
    "area", "measure", "name", "first_day", "last_day", "value", "answers", "neighbourhoods",
)  # fmt: skip
BY = Actor.system("scores")
LONGEST = {name: PublishedScore._meta.get_field(name).max_length for name in ("area", "measure")}
SOURCE_LENGTH = PublishedScore._meta.get_field("source").max_length


@dataclass(frozen=True)
class Line:
    number: int
    area: str
    measure: str
    name: str
    period_from: date
    period_to: date
    value: float
    answer_count: int | None
    neighbourhoods: tuple[str, ...]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="CSV: " + ", ".join(COLUMNS))
    parser.add_argument("--source", required=True, help="who published it, and its licence")


def run(args: argparse.Namespace) -> int:
    if not 0 < len(args.source) <= SOURCE_LENGTH:
        raise Refused(f"--source has 1 to {SOURCE_LENGTH} characters.")
    lines = read(args.file)
    record(lines, source=args.source)
    silent = sum(line.answer_count is None for line in lines)
    print(f"{len(lines)} figures ({args.source}); {silent} of them without a number of answers")
    return 0


def read(file: Path) -> list[Line]:
    """The lines of a file. Refused, with the line that has to be put right."""
    with rows_of(file) as rows:
        if not set(COLUMNS) <= set(rows.fieldnames or []):
            raise Refused(f"{file.name} needs the columns {', '.join(COLUMNS)}.")
        lines = [_line(row, number) for number, row in enumerate(rows, start=2)]
    if not lines:
        raise Refused(f"{file.name} has no line below its head.")
    return lines


def _line(row: Mapping[str | None, str | None], number: int) -> Line:
    if None in row:
        raise Refused(f"Line {number} has more values than the head has columns.")
    told = {name: (row[name] or "").strip() for name in COLUMNS}
    _refuse_words(told, number)
    first, last = (_day(told, name, number) for name in ("first_day", "last_day"))
    if last < first:
        raise Refused(f"Line {number} ends before it begins.")
    answers = told["answers"]
    if answers and not (answers.isascii() and answers.isdigit() and 0 < int(answers) < 10**9):
        raise Refused(f"Line {number} has {answers[:20]!r} answers: give a whole number, or none.")
    return Line(
        number, told["area"], told["measure"], told["name"], first, last, _value(told, number),
        int(answers) if answers else None, tuple(told["neighbourhoods"].split()),
    )  # fmt: skip


def _refuse_words(told: dict[str, str], number: int) -> None:
    empty = next((name for name in ("area", "measure", "name") if not told[name]), None)
    if empty:
        raise Refused(f"Line {number} has nothing in the column {empty}.")
    long = next((name for name, most in LONGEST.items() if len(told[name]) > most), None)
    if long:
        raise Refused(f"Line {number} has more than {LONGEST[long]} letters in the column {long}.")
    if not told["measure"].replace("-", "").replace("_", "").isalnum():
        raise Refused(f"Line {number}: a measure is named in letters, numbers and dashes.")


def _day(told: dict[str, str], name: str, number: int) -> date:
    try:
        return date.fromisoformat(told[name])
    except ValueError as problem:
        raise Refused(
            f"Line {number} has {told[name][:20]!r} in the column {name}: give a day as 2017-11-30."
        ) from problem


def _value(told: dict[str, str], number: int) -> float:
    try:
        value = float(told["value"])
    except ValueError:
        value = float("nan")
    if not (isfinite(value) and 0 <= value <= 100):
        raise Refused(f"Line {number} has {told['value'][:20]!r} as value: give 0 to 100.")
    return value


@transaction.atomic
def record(lines: list[Line], *, source: str) -> None:
    places = {place.source_id: place for place in Neighbourhood.objects.all()}
    for line in lines:
        strange = next((name for name in line.neighbourhoods if name not in places), None)
        if strange is not None:
            raise Refused(f"Line {line.number}: there is no neighbourhood {strange[:20]!r}.")
        record_score(
            area=line.area, measure=line.measure, name={"en": line.name}, value=line.value,
            neighbourhoods=[places[name] for name in line.neighbourhoods], source=source,
            period_from=line.period_from, period_to=line.period_to,
            answer_count=line.answer_count, by=BY,
        )  # fmt: skip
