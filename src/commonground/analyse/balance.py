"""`commonground analyse balance`: in which areas do police only come when they are called?"""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonground.analyse.dates import day_sql
from commonground.analyse.options import whole
from commonground.analyse.sheets import Database, Sheet, database, execute, literal, sheet
from commonground.analyse.tables import table
from commonground.analysis.coverage.balance import Balance, Rule, balance
from commonground.analysis.errors import Unusable

Floats = NDArray[np.float64]

MOST_CELLS = 50_000_000
EPILOG = """\
RECORDS.csv has one row per record of a dispatch system, with its day, area and type:

  call_received,zone,tencode
  2024-01-01 00:06:09,533,83

Types in --visits are presence without a call and without enforcement; those in --neither (stops,
officers' own work, types that do not say who began them) count as neither; all others are calls.

Example:
  commonground analyse balance calls.csv --date call_received --area zone --type tencode \\
      --visits 15,96 --neither 3,14,16,40,43,92,93,94,95

Where only a part of the records is in the file, read shares, not counts. What the rule assumes is
in docs/methods/reactive-balance.md.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = EPILOG
    parser.add_argument("records", type=Path, metavar="RECORDS.csv", help="one row per record")
    for name, what in (("date", "the day"), ("area", "the area"), ("type", "the type")):
        parser.add_argument(f"--{name}", default=name, help=f"column of {what} (default {name})")
    parser.add_argument("--visits", required=True, metavar="A,B", help="types that are visits")
    parser.add_argument("--neither", default="", metavar="A,B", help="types that are neither")
    parser.add_argument(
        "--without", action="append", default=[], metavar="COLUMN=A,B",
        help="leave out rows with these values, such as calls that nobody answered",
    )  # fmt: skip
    ours = Rule()
    parser.add_argument(
        "--share", type=float, default=ours.share, metavar="S", help="the threshold (default 0.05)"
    )
    parser.add_argument(
        "--weeks", type=whole, default=ours.weeks, metavar="K", help="last whole weeks (default 12)"
    )
    parser.add_argument(
        "--wrong", type=float, default=ours.wrong, metavar="P",
        help="how often each limit may be wrong by chance (default 0.01)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object, not a table")


def run(args: argparse.Namespace) -> None:
    rule = Rule(args.share, args.weeks, args.wrong)
    areas, first, visits, calls, left_out = _read(args)
    found = balance(visits, calls, rule)
    made = _document(areas, first, found, rule, visits.shape[1], left_out)
    print(json.dumps(made) if args.json else _shown(made))


def _read(args: argparse.Namespace) -> tuple[list[str], int, Floats, Floats, int]:
    """Areas by name, the first Monday as an ordinal, (n, k) visits and calls, rows left out."""
    file = sheet(args.records)
    with database(1) as opened:
        rows = _rows(opened, file, args)
        opened.execute(f"CREATE TEMP TABLE records AS {rows}")
        first, until = _whole_weeks(opened, file, args)
        sql = f"""SELECT area, CAST((day - {first}) // 7 AS BIGINT) AS week,
                  count(*) FILTER (kind = 'visit'), count(*) FILTER (kind = 'call')
                  FROM records WHERE area IS NOT NULL AND day BETWEEN {first} AND {until}
                  GROUP BY ALL ORDER BY ALL"""
        cells = opened.execute(sql).fetchall()
        total = _number(opened, "SELECT count(*) FROM records")
        used = _number(
            opened,
            f"""SELECT count(*) FROM records WHERE area IS NOT NULL
                                   AND day BETWEEN {first} AND {until}""",
        )
    areas = sorted({str(area) for area, *_rest in cells})
    weeks = (until - first + 1) // 7
    if len(areas) * weeks > MOST_CELLS:
        raise Unusable(f"{len(areas):,} areas and {weeks:,} weeks are more than can be held.")
    visits, calls = np.zeros((2, len(areas), weeks))
    row = {area: n for n, area in enumerate(areas)}
    for area, week, seen, called in cells:
        visits[row[area], week], calls[row[area], week] = seen, called
    return areas, first, visits, calls, total - used


def _number(opened: Database, sql: str) -> int:
    found = opened.execute(sql).fetchone()
    return int(found[0]) if found else 0


def _rows(opened: Database, file: Sheet, args: argparse.Namespace) -> str:
    """SQL: day (an ordinal), area and kind (visit, call or neither) of each row that counts."""
    day = day_sql(file.column(args.date), "day")
    area, kind = (f"trim({file.column(name)})" for name in (args.area, args.type))
    visits, neither = _list(args.visits), _list(args.neither)
    if not visits:
        raise Unusable("Say in --visits which types are visits.")
    inside = ", ".join(map(literal, visits))
    outside = ", ".join(map(literal, neither)) or "NULL"
    dropped = [_dropped(file, text) for text in args.without]
    wheres = " AND ".join(["true", *dropped])
    sql = f"""SELECT {day} AS day, nullif({area}, '') AS area,
              CASE WHEN {kind} IN ({inside}) THEN 'visit' WHEN {kind} IN ({outside})
              THEN 'neither' WHEN nullif({kind}, '') IS NULL THEN 'neither' ELSE 'call' END AS kind
              FROM {file.sql} WHERE {wheres}"""
    wrong = execute(opened, f"SELECT count(*), count(day) FROM ({sql})", file).fetchone()
    if wrong is None or not wrong[1]:
        raise Unusable(f"{file.name} has no row with a day in column “{args.date}”.")
    return sql


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _dropped(file: Sheet, text: str) -> str:
    column, sign, values = text.partition("=")
    if not sign or not _list(values):
        raise Unusable(f"Write --without as COLUMN=VALUE,VALUE, not {text[:40]!r}.")
    listed = ", ".join(map(literal, _list(values)))
    return f"coalesce(trim({file.column(column.strip())}), '') NOT IN ({listed})"


def _whole_weeks(opened: Database, file: Sheet, args: argparse.Namespace) -> tuple[int, int]:
    """The first Monday and the last Sunday of the whole weeks that the records cover."""
    found = opened.execute("SELECT min(day), max(day) FROM records").fetchone()
    if found is None or found[0] is None:
        raise Unusable(f"{file.name} has no row with a day in column “{args.date}”.")
    first = found[0] + -(found[0] - 1) % 7  # day 1 was a Monday
    until = found[1] - found[1] % 7
    if until < first:
        raise Unusable(f"{file.name} covers no whole week from Monday to Sunday.")
    return int(first), int(until)


def _document(
    areas: list[str], first: int, found: Balance, rule: Rule, weeks: int, left_out: int
) -> dict[str, Any]:
    counted = min(weeks, rule.weeks)
    start = first + 7 * (weeks - counted)
    return {
        "weeks": counted,
        "first_week": date.fromordinal(start).isoformat(),
        "share": rule.share,
        "wrong": rule.wrong,
        "weeks_alike": round(found.alike, 6),
        "rows_left_out": left_out,
        "areas": [_area(name, n, found) for n, name in enumerate(areas)],
    }


def _area(name: str, n: int, found: Balance) -> dict[str, Any]:
    none = not found.visits[n] + found.calls[n]
    return {
        "area": name,
        "word": str(found.word[n]),
        "visits": int(found.visits[n]),
        "calls": int(found.calls[n]),
        "share": None if none else round(float(found.share[n]), 6),
        "low": round(float(found.low[n]), 6),
        "high": round(float(found.high[n]), 6),
        "more_visits": int(found.more_visits[n]),
    }


def _shown(made: dict[str, Any]) -> str:
    rows = [
        (
            row["area"], f"{row['visits']:,}", f"{row['calls']:,}",
            "" if row["share"] is None else f"{row['share']:.1%}",
            f"{row['low']:.1%} to {row['high']:.1%}", row["word"],
        )
        for row in made["areas"]
    ]  # fmt: skip
    words = [row["word"] for row in made["areas"]]
    counts = ", ".join(
        f"{words.count(word)} {word}" for word in ("reactive only", "not", "cannot tell")
    )
    names = ("area", "visits", "calls", "share", "between", "word")
    return (
        f"{made['weeks']} weeks from {made['first_week']}: {counts}. Reactive only: the upper "
        f"limit of the share of visits is below {made['share']:.1%}. {made['rows_left_out']:,} "
        f"rows without an area or outside of whole weeks.\n{table(names, rows)}"
    )
