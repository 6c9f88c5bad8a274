"""Reads over what was imported. `known_by` asks as of a past moment: what we held then."""

from dataclasses import dataclass
from datetime import date, datetime

from . import asking
from .mapping import KINDS
from .models import ImportRun


@dataclass(frozen=True)
class MonthlyCount:
    """Records of one neighbourhood, local month and category. Small counts are not suppressed."""

    neighbourhood: str  # public id
    month: date  # its first day
    category: str
    count: int
    whole_month: bool  # False where `as_of` cuts the month


@dataclass(frozen=True)
class Held:
    """What the store holds of one kind."""

    kind: str
    records: int
    first_day: date
    last_day: date


def monthly_counts(
    neighbourhoods: list[str] | None,
    *,
    since: date,
    as_of: date,
    kind: str = "crimes",
    known_by: datetime | None = None,
    sensitive: bool | None = None,
) -> list[MonthlyCount]:
    """Counts per category from `since` to `as_of`, both included; months without are absent.

    `neighbourhoods` are public ids, None is all. `sensitive` True or False asks for those only.
    """
    known, values = asking.known_sql(known_by)
    tests = [known, "occurred_on BETWEEN ? AND ?", "neighbourhood IS NOT NULL"]
    values = [*values, since, as_of]
    if neighbourhoods is not None:
        tests.append("list_contains(?, neighbourhood)")
        values.append(list(neighbourhoods))
    if sensitive is not None:
        tests.append("sensitive = ?")
        values.append(sensitive)
    rows = asking.ask(
        f"""SELECT neighbourhood, date_trunc('month', occurred_on)::DATE, category,
                   count(*)
        FROM held WHERE {" AND ".join(tests)} GROUP BY ALL ORDER BY ALL""",
        values, kind=kind, fetch=lambda found: found.fetchall(),
    )
    return [
        MonthlyCount(n, month, category, count, _ends(month) <= as_of)
        for n, month, category, count in rows or []
    ]


def _ends(month: date) -> date:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def held(kind: str) -> Held | None:
    """How many records of a kind we hold, and of which days; None when none were imported."""
    row = asking.ask(
        "SELECT count(*), min(occurred_on), max(occurred_on) FROM held WHERE superseded_at IS NULL",
        [], kind=kind, fetch=lambda found: found.fetchone(),
    )
    if row is None or not row[0]:
        return None
    return Held(kind, row[0], row[1], row[2])


def all_held() -> list[Held]:
    """One entry per kind that was imported."""
    return [found for found in map(held, KINDS) if found is not None]


def initiated_counts(
    neighbourhood: str, *, since: date, as_of: date, kind: str = "calls"
) -> dict[str, int] | None:
    """Records by who started them: resident, officer, unknown. None when none were imported.

    "How much of our presence was only in answer to calls": with no calls it is not known.
    """
    rows = asking.ask(
        """SELECT CASE resident_reported WHEN true THEN 'resident' WHEN false THEN 'officer'
                       ELSE 'unknown' END AS who, count(*)
        FROM held WHERE superseded_at IS NULL AND neighbourhood = ?
          AND occurred_on BETWEEN ? AND ? GROUP BY who""",
        [neighbourhood, since, as_of], kind=kind, fetch=lambda found: found.fetchall(),
    )
    if rows is None:
        return None
    return {"resident": 0, "officer": 0, "unknown": 0} | dict(rows)


def are_examples(kind: str) -> bool:
    """Are the records of a kind invented ones? Examples and others never share a kind."""
    run = last_import(kind)
    return run is not None and run.is_example


def last_import(kind: str) -> ImportRun | None:
    """The latest import of a kind that was finished."""
    return ImportRun.objects.filter(kind=kind, finished_at__isnull=False).first()
