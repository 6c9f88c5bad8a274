"""Census margins: how many residents of each group live in each neighbourhood.

They are used to weigh survey answers, and to see whether alerts and presence drift to some areas
(the alerts' audit page, the coverage page).
`commonground margins FILE.csv --source "..." --year 2020`
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from commonground.common import audit
from commonground.common.actors import Actor
from commonground.common.csv_files import rows_of
from commonground.common.errors import Refused

from .models import CensusMargin, Neighbourhood

AREA, RESIDENTS = "area", "residents"
MOST_GROUPS = 30
FIRST_YEAR, LAST_YEAR = 1900, 2100
NAME_LENGTH = CensusMargin._meta.get_field("group").max_length
SOURCE_LENGTH = CensusMargin._meta.get_field("source").max_length


@dataclass(frozen=True)
class Line:
    area: str
    residents: int
    groups: dict[str, int]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="CSV: area, residents, a column for each group")
    parser.add_argument("--source", required=True, help='who counted: "American Community Survey"')
    parser.add_argument("--year", required=True, type=int, help="the year that was counted")


def run(args: argparse.Namespace) -> int:
    lines = read(args.file)
    count = load_margins(
        lines=lines, source=args.source, year=args.year, by=Actor.system("margins")
    )
    groups = ", ".join(lines[0].groups)
    print(f"{count} neighbourhoods: {groups} ({args.source}, {args.year})")
    return 0


def read(file: Path) -> list[Line]:
    """The lines of a file. Refused, with the line that has to be put right."""
    with rows_of(file) as rows:
        groups = _groups(rows.fieldnames or [], file.name)
        lines = [_line(row, number, groups) for number, row in enumerate(rows, start=2)]
    if not lines:
        raise Refused(f"{file.name} has no line below its head: give one for each neighbourhood.")
    _refuse_twice(lines)
    return lines


def _groups(head: list[str], name: str) -> list[str]:
    groups = [column for column in head if column not in (AREA, RESIDENTS)]
    if not {AREA, RESIDENTS} <= set(head) or not groups:
        raise Refused(f"{name} needs the columns {AREA}, {RESIDENTS} and one for each group.")
    if len(groups) > MOST_GROUPS or len({group.strip() for group in groups}) < len(groups):
        raise Refused(f"{name} may have up to {MOST_GROUPS} groups, each of them once.")
    long = next((group for group in groups if not group.strip() or len(group) > NAME_LENGTH), None)
    if long is not None:
        raise Refused(f"A group's name has 1 to {NAME_LENGTH} characters: shorten {long[:20]!r}.")
    odd = next((group for group in groups if not group.isprintable()), None)
    if odd is not None:
        raise Refused(f"The group {odd[:20]!r} needs a name in letters that can be read.")
    return groups


def _line(row: dict[str, str], number: int, groups: list[str]) -> Line:
    if None in row:
        raise Refused(f"Line {number} has more values than the head has columns.")
    residents = _count(row, RESIDENTS, number)
    counts = {group: _count(row, group, number) for group in groups}
    over = next((group for group, count in counts.items() if count > residents), None)
    if over is not None:
        raise Refused(f"Line {number} has more residents in {over!r} than it has residents.")
    return Line((row[AREA] or "").strip(), residents, counts)


def _count(row: dict[str, str], column: str, number: int) -> int:
    text = (row[column] or "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refused(
            f"Line {number} has {text[:20]!r} in the column {column!r}: give a whole number, "
            "0 or more."
        )
    return int(text)


def _refuse_twice(lines: list[Line]) -> None:
    seen: set[str] = set()
    for line in lines:
        if line.area in seen:
            raise Refused(f"The area {line.area!r} stands twice: give one line for each.")
        seen.add(line.area)


@transaction.atomic
def load_margins(*, lines: list[Line], source: str, year: int, by: Actor) -> int:
    """Put these in the place of the margins that are there; how many neighbourhoods have one."""
    check_can_load(lines, source, year)
    places = {place.source_id: place for place in Neighbourhood.objects.all()}
    CensusMargin.objects.all().delete()
    CensusMargin.objects.bulk_create(
        CensusMargin(
            neighbourhood=places[line.area], group=group.strip(), count=count,
            residents=line.residents, source=source.strip(), year=year,
        )
        for line in lines
        for group, count in line.groups.items()
    )  # fmt: skip
    audit.record(
        by=by, verb="load", noun="margins", year=year, areas=len(lines),
        groups=len(lines[0].groups),
    )  # fmt: skip
    return len(lines)


def check_can_load(lines: list[Line], source: str, year: int) -> None:
    if not (source.strip() and source.isprintable() and len(source) <= SOURCE_LENGTH):
        raise Refused(f"Say in --source who counted, in up to {SOURCE_LENGTH} letters.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"The year is between {FIRST_YEAR} and {LAST_YEAR}.")
    known = set(Neighbourhood.objects.values_list("source_id", flat=True))
    strange = sorted({line.area for line in lines} - known)
    if strange:
        more = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        raise Refused(f"There is no neighbourhood {strange[0]!r}{more}: use the ids of your areas.")
