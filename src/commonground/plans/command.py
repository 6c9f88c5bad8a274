"""`commonground roster import FILE`: a duty roster, as the page takes it in."""

import argparse
import sys
from pathlib import Path

from commonground.common.errors import Refused
from commonground.people.models import Staff
from commonground.people.rules import can

from .importing import LARGEST, look_at, read, take_in
from .roster_views import team_of


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["import"], help="what to do")
    parser.add_argument("file", metavar="FILE", help="CSV or iCalendar (docs/reference/roster.md)")
    parser.add_argument("--by", required=True, metavar="USER", help="whose team it is")
    parser.add_argument("--whose", metavar="USER", help="of a calendar: the person whose it is")


def run(args: argparse.Namespace) -> int:
    by = _user(args.by)
    if not can(by, "roster.edit"):
        raise Refused(f"{args.by} leads no team: name a supervisor.")
    people = team_of(by, "roster.edit")
    whose = _user(args.whose) if args.whose else None
    if whose and whose not in people:
        raise Refused(f"{args.whose} is not of {args.by}'s team.")
    reading = read(_content(Path(args.file)), people, whose)
    for problem in reading.problems:
        print(problem, file=sys.stderr)
    made = take_in(looked_at=look_at(reading=reading, by=by), by=by)
    print(f"taken in: {made.entry_count} entries of {made.staff_count} people, "
          f"{made.from_on} to {made.to_on}")  # fmt: skip
    return 0


def _user(name: str) -> Staff:
    found = Staff.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise Refused(f"Nobody signs in as {name}.")
    return found


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as held:
            return held.read(LARGEST + 1)
    except OSError as problem:
        raise Refused(f"{file} cannot be read: {problem.strerror}.") from None
