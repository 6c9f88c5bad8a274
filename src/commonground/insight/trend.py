"""Incidents on record by month, beside what last year makes usual."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
from django.utils import dateformat

from commonground.common.wording import add_months
from commonground.incidents import queries
from commonground.places.models import Neighbourhood

from .sheet import Trend

KINDS = ("crimes", "requests", "calls")  # the first that was imported, and is no Example
MONTHS_SHOWN = 13
MONTHS_ASKED = 48


def kind_held() -> queries.Held | None:
    found = {held.kind: held for held in queries.all_held()}
    real = (kind for kind in KINDS if kind in found and not queries.are_examples(kind))
    return next((found[kind] for kind in real), None)


def trend(neighbourhood: Neighbourhood, held: queries.Held, until: date) -> Trend:
    """The last 13 months up to a day that is over, or to where the source ends.

    A month without a record counts as nought, from the first month that the source covers.
    """
    until = min(until, held.last_day)
    first = max(held.first_day.replace(day=1), add_months(until.replace(day=1), -MONTHS_ASKED))
    months = _months(first, until)
    found = _counts(neighbourhood, held.kind, first, until)
    is_part = _last_day(months[-1]) > until
    whole = len(months) - is_part
    band = _band([found[month] for month in months[:whole]]) + [None] * is_part
    shown = months[-MONTHS_SHOWN:]
    return Trend(
        labels=[dateformat.format(month, "M Y") for month in shown],
        counts=[found[month] for month in shown],
        band=band[-MONTHS_SHOWN:],
        last_is_part=is_part,
    )


def _counts(neighbourhood: Neighbourhood, kind: str, first: date, until: date) -> Counter[date]:
    rows = queries.monthly_counts([neighbourhood.public_id], since=first, as_of=until, kind=kind)
    counts: Counter[date] = Counter()
    for row in rows:
        counts[row.month] += row.count
    return counts


def _band(counts: list[int]) -> list[tuple[float, float] | None]:
    from commonground.analysis.band import last_years_band  # loads scipy

    band = last_years_band(np.array(counts, dtype=np.float64))
    return [
        (float(low), float(high)) if np.isfinite(low) else None
        for low, high in zip(band.low, band.high, strict=True)
    ]


def _months(first: date, until: date) -> list[date]:
    count = (until.year - first.year) * 12 + until.month - first.month + 1
    return [add_months(first, n) for n in range(max(count, 1))]


def _last_day(month: date) -> date:
    return add_months(month, 1) - timedelta(days=1)
