"""`commonground coverage`: where police were without being called, and where only when called."""

import argparse
import json

from django.utils.translation import override

from commonground.common.errors import Refused
from commonground.engagement.coverage.adding_up import bring_up_to_date
from commonground.engagement.coverage.frames import weeks

from .asked import Asked, asked
from .city import City, Row, city
from .document import document
from .spread import Spread, groups, spreads

MOST_WEEKS = 520
HEAD = ("neighbourhood", "without a call", "calls", "share", "between", "only when called?", "owed")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--weeks", type=_weeks, default=52, metavar="N",
        help=f"the last N whole weeks, 1 to {MOST_WEEKS}; default 52",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON, for other programs")


def _weeks(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_WEEKS):
        raise Refused(f"{text[:20]!r} are no weeks: give a whole number from 1 to {MOST_WEEKS}.")
    return int(text)


def run(args: argparse.Namespace) -> int:
    with override("en"):
        bring_up_to_date()
        found = city(args.weeks)
        if found is None:
            raise Refused(
                "There is nothing to add up yet: log a contact, close an event or import calls "
                "(`commonground import calls`), and wait for a week to end."
            )
        if args.json:
            asked = weeks(args.weeks)
            made = document(found, asked, spreads(found.weeks), groups(found.weeks))
            print(json.dumps(made, indent=1))
        else:
            print(as_text(found, spreads(found.weeks)))
    return 0


def as_text(found: City, spread: list[Spread]) -> str:
    rows = [HEAD, *(_line(row) for row in found.rows)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([*_head(found), *(line.rstrip() for line in lines), "", *map(_told, spread)])


def _head(found: City) -> list[str]:
    rule = found.rule
    return [
        f"{len(found.rows)} neighbourhoods, weeks from {found.first} to the one from {found.last}.",
        f"Only when called: the upper limit of the share of visits without a call, over "
        f"{rule.weeks} weeks, is below {rule.share:.0%}. Each limit is wrong by chance at most "
        f"{rule.wrong:.0%} of the time.",
        f"Counts are as logged. {_heard(asked())}",
        "",
    ]


def _heard(found: Asked | None) -> str:
    """What residents said of it, in a line."""
    if found is None:
        return "Residents have not been asked yet."
    told = [
        f"{said.item.id}: too few to say" if said.share is None
        else f"{said.item.id}: {said.share:.0%} of {said.answers} answers"
        for said in found.lines
    ]  # fmt: skip
    return f"Residents, asked {found.first} to {found.last}: {'; '.join(told)}."


def _line(row: Row) -> tuple[str, ...]:
    share = "" if row.share is None else f"{row.share:.1%}"
    between = "" if row.share is None else f"{row.low:.1%} to {row.high:.1%}"
    owed = f"{row.owed.minutes} min, {row.owed.visits} visits"
    return (
        row.place.name, f"{row.visits:,}", f"{row.calls:,}", share, between, row.word, owed
    )  # fmt: skip


def _told(spread: Spread) -> str:
    if spread.found is None:
        return f"Spread over {spread.against}: too few to say."
    found = spread.found
    return (
        f"Spread over {spread.against}: Gini {found.curve.gini:.3f} as logged; chance alone shows "
        f"{found.chance_low:.3f} to {found.chance_high:.3f}; without chance {found.corrected:.3f} "
        f"({found.low:.3f} to {found.high:.3f})."
    )
