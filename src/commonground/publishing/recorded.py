"""Imported records of a neighbourhood as monthly counts, small ones hidden.

Sensitive records (within a household, sexual offences and the like) are left out altogether:
in a place this small even a count can point at somebody.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from django.utils import dateformat

from commonground.analysis.suppression import THRESHOLD, Suppressed, suppress
from commonground.common import clock
from commonground.common.wording import add_months
from commonground.incidents import queries
from commonground.incidents.kinds import category_name
from commonground.incidents.mapping import KINDS

MONTHS_SHOWN = 13
HISTORY = 36  # months read: what was usual is estimated from all of them
TABLE_MONTHS = 4


@dataclass(frozen=True)
class CategoryRow:
    category: str
    counts: tuple[int | None, ...]  # None: hidden

    @property
    def name(self) -> str:
        return category_name(self.category)


@dataclass(frozen=True)
class Recorded:
    """Whole counts of the months shown; None where the count is 1 to 4."""

    kind: str
    until: date
    months: tuple[date, ...]
    totals: tuple[int | None, ...]
    band: tuple[tuple[float, float] | None, ...]
    last_is_part: bool
    rows: tuple[CategoryRow, ...]  # of the last TABLE_MONTHS months, most first
    hidden_below: int = THRESHOLD

    @property
    def month_labels(self) -> list[str]:
        return [dateformat.format(m, "M Y") for m in self.months]

    @property
    def table_labels(self) -> list[str]:
        return self.month_labels[-TABLE_MONTHS:]


def recorded(neighbourhood_id: str) -> list[Recorded]:
    """One entry per kind of record that was imported, Examples left out.

    `neighbourhood_id` is the public id.
    """
    found = []
    for kind in KINDS:
        run = queries.last_import(kind)
        if run is not None and not run.is_example:
            found.append(_recorded(neighbourhood_id, kind, run.id, clock.today()))
    return [r for r in found if r is not None]


@lru_cache(maxsize=600)
def _recorded(neighbourhood_id: str, kind: str, run_id: int, today: date) -> Recorded | None:
    """Read again only after another import or on another day."""
    held = queries.held(kind)
    if held is None:
        return None
    until = min(today, held.last_day)
    months = _months(held.first_day, until)
    counts = queries.monthly_counts(
        [neighbourhood_id], since=months[0], as_of=until, kind=kind, sensitive=False
    )
    categories = sorted({c.category for c in counts})
    table = np.zeros((len(categories), len(months)), dtype=int)
    for c in counts:
        table[categories.index(c.category), months.index(c.month)] = c.count
    return _summed(kind, until, months, categories, table)


def _months(first_day: date, until: date) -> list[date]:
    last = until.replace(day=1)
    first = max(first_day.replace(day=1), add_months(last, -(HISTORY - 1)))
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [add_months(first, i) for i in range(count)]


def _summed(
    kind: str, until: date, months: list[date], categories: list[str], table: np.ndarray
) -> Recorded:
    totals = table.sum(axis=0)
    last, shown = table[:, -TABLE_MONTHS:], _most_first(table[:, -TABLE_MONTHS:])
    # months are suppressed one by one: their totals are published, those of the rows are not
    safe = [suppress(last[shown][:, [m]]) for m in range(last.shape[1])]
    is_part = add_months(months[-1], 1).toordinal() - 1 > until.toordinal()
    return Recorded(
        kind=kind,
        until=until,
        months=tuple(months[-MONTHS_SHOWN:]),
        totals=_totals(totals[-MONTHS_SHOWN:].tolist(), safe),
        band=_band(totals, is_part)[-MONTHS_SHOWN:],
        last_is_part=is_part,
        rows=_rows([categories[i] for i in shown], safe),
    )


def _totals(totals: list[int], safe: list[Suppressed]) -> tuple[int | None, ...]:
    """Without the small ones, and those that would give a month's hidden counts away."""
    exposed = [False] * (len(totals) - len(safe)) + [bool(s.column_exposed.any()) for s in safe]
    return tuple(
        None if hide else _unless_small(n) for n, hide in zip(totals, exposed, strict=True)
    )


def _unless_small(count: int) -> int | None:
    return None if 0 < count < THRESHOLD else count


def _band(totals: np.ndarray, is_part: bool) -> tuple[tuple[float, float] | None, ...]:
    """What was usual in that season a year before; none for a month that still runs."""
    whole = totals[: len(totals) - is_part]
    if not len(whole):
        return (None,) * len(totals)
    from commonground.analysis.band import last_years_band  # loads scipy

    found = last_years_band(whole.astype(float))
    pairs = [
        (low, high) if np.isfinite(low) else None
        for low, high in zip(found.low.tolist(), found.high.tolist(), strict=True)
    ]
    return tuple(pairs + [None] * is_part)


def _most_first(table: np.ndarray) -> list[int]:
    """The rows in which there is anything."""
    order = np.argsort(-table.sum(axis=1), kind="stable").tolist()
    return [i for i in order if table[i].any()]


def _rows(categories: list[str], safe: list[Suppressed]) -> tuple[CategoryRow, ...]:
    months = [s.counts[:, 0].tolist() for s in safe]
    return tuple(
        CategoryRow(category, tuple(None if n < 0 else n for n in counts))
        for category, *counts in zip(categories, *months, strict=True)
    )
