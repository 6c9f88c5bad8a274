"""Rows -> arrays: the weeks of presence by neighbourhood. Counts of places, never of staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from commonground.places.models import Neighbourhood

from .adding_up import WEEK, last_run
from .models import CoverageWeek

Ints = NDArray[np.int64]
COUNTS = (
    "contacts", "contact_minutes", "events", "event_minutes", "imported_visits", "calls",
    "enforcement", "unknown", "abstraction_minutes", "examples",
)  # fmt: skip


@dataclass(frozen=True)
class Weeks:
    """n neighbourhoods by name and k weeks, the oldest first; each count is (n, k) int.

    calls_known : (n, k) bool, whether an imported history covers the week; what it counts is 0
    elsewhere. visits_known : (k,) bool, from the first week on in which anybody of the agency
    logged a visit, held an event, or an imported history has one: before that nobody can say that
    nobody was there.
    """

    places: tuple[Neighbourhood, ...]
    mondays: tuple[date, ...]
    calls_known: NDArray[np.bool_]
    visits_known: NDArray[np.bool_]
    contacts: Ints
    contact_minutes: Ints
    events: Ints
    event_minutes: Ints
    imported_visits: Ints
    calls: Ints
    enforcement: Ints
    unknown: Ints
    abstraction_minutes: Ints
    examples: Ints

    @property
    def visits(self) -> Ints:
        """Times that somebody was there without a call and not to enforce."""
        return self.contacts + self.events + self.imported_visits

    @property
    def logged_minutes(self) -> Ints:
        """As logged and held; an imported history says how often, not how long."""
        return self.contact_minutes + self.event_minutes

    def last(self, count: int) -> "Weeks":
        kept = {name: getattr(self, name)[:, -count:] for name in (*COUNTS, "calls_known")}
        return Weeks(
            self.places, self.mondays[-count:], visits_known=self.visits_known[-count:], **kept
        )

    @property
    def both_known(self) -> NDArray[np.bool_]:
        """(n, k) the weeks of which calls and visits are known: what a balance may count."""
        return self.calls_known & self.visits_known[None, :]


def weeks(count: int, places: Sequence[Neighbourhood] | None = None) -> Weeks | None:
    """The last `count` whole weeks that were added up; None before the first time.

    `places` in their order, None is every open neighbourhood by name. One query for the rows.
    """
    run = last_run()
    if run is None:
        return None
    found = tuple(Neighbourhood.objects.filter(closed_on=None) if places is None else places)
    oldest = run.last_week - (count - 1) * WEEK
    rows = CoverageWeek.objects.filter(week__gte=oldest, week__lte=run.last_week)
    if places is not None:
        rows = rows.filter(neighbourhood__in=found)
    first = max(oldest, first_week() or run.last_week)
    size = (run.last_week - first).days // 7 + 1
    table = _table(rows.values_list("neighbourhood_id", "week", *COUNTS), found, first, size)
    mondays = tuple(first + n * WEEK for n in range(size))
    begun = first_visit()
    known = np.array([begun is not None and monday >= begun for monday in mondays], dtype=bool)
    return Weeks(found, mondays, visits_known=known, **table)


def first_week() -> date | None:
    """The first week of all that were added up."""
    return CoverageWeek.objects.order_by("week").values_list("week", flat=True).first()


def first_visit() -> date | None:
    """The first week in which anybody was anywhere without a call."""
    some = Q(contacts__gt=0) | Q(events__gt=0) | Q(imported_visits__gt=0)
    rows = CoverageWeek.objects.filter(some).order_by("week")
    return rows.values_list("week", flat=True).first()


@dataclass(frozen=True)
class Totals:
    """Of one neighbourhood over weeks. None where no imported history covers any of them."""

    visits: int
    minutes: int
    calls: int | None
    enforcement: int
    unknown: int
    abstraction_minutes: int
    has_examples: bool
    last_visit: date | None  # the Monday of the last week with one


def totals(
    first: date, last: date, places: Sequence[Neighbourhood] | None = None
) -> dict[int, Totals]:
    """Neighbourhood's key -> what the weeks from `first` to `last` add up to. One query."""
    some = Q(contacts__gt=0) | Q(events__gt=0) | Q(imported_visits__gt=0)
    rows = _between(first, last)
    rows = rows if places is None else rows.filter(neighbourhood__in=places)
    found = rows.values("neighbourhood_id").order_by().annotate(
        visits=Sum("contacts") + Sum("events") + Coalesce(Sum("imported_visits"), 0),
        minutes=Sum("contact_minutes") + Sum("event_minutes"),
        of_calls=Sum("calls"),
        by_enforcement=Coalesce(Sum("enforcement"), 0),
        of_unknown=Coalesce(Sum("unknown"), 0),
        away=Sum("abstraction_minutes"),
        of_examples=Sum("examples"),
        last_visit=Max("week", filter=some),
    )  # fmt: skip
    return {
        row["neighbourhood_id"]: Totals(
            row["visits"], row["minutes"], row["of_calls"], row["by_enforcement"],
            row["of_unknown"], row["away"], row["of_examples"] > 0, row["last_visit"],
        )
        for row in found
    }  # fmt: skip


def _between(first: date, last: date) -> QuerySet[CoverageWeek]:
    """All rows without a condition where there are no others: going by an index costs more."""
    earliest, run = first_week(), last_run()
    if run is not None and earliest == first and run.last_week == last:
        return CoverageWeek.objects.all()
    return CoverageWeek.objects.filter(week__gte=first, week__lte=last)


def agency_weeks(first: date, last: date) -> list[tuple[date, int, int | None]]:
    """(Monday, visits, calls) of the whole agency, where calls are None if they are not known."""
    found = _between(first, last).values("week").order_by("week").annotate(
        visits=Sum("contacts") + Sum("events") + Coalesce(Sum("imported_visits"), 0),
        of_calls=Sum("calls"),
    )  # fmt: skip
    return [(row["week"], row["visits"], row["of_calls"]) for row in found]


def _table(
    rows: object, places: Sequence[Neighbourhood], first: date, size: int
) -> dict[str, NDArray]:
    position = {place.pk: row for row, place in enumerate(places)}
    kept = [row for row in rows if row[0] in position]  # type: ignore[attr-defined]
    where = np.array([position[row[0]] for row in kept], dtype=np.int64)
    when = np.array([(row[1] - first).days // 7 for row in kept], dtype=np.int64)
    counts = np.array([[-1 if n is None else n for n in row[2:]] for row in kept], dtype=np.int64)
    tables = np.zeros((len(COUNTS), len(places), size), dtype=np.int64)
    if kept:
        tables[:, where, when] = counts.T
    named = dict(zip(COUNTS, np.maximum(tables, 0), strict=True))
    known = np.zeros((len(places), size), dtype=bool)
    if kept:
        known[where, when] = counts[:, COUNTS.index("calls")] >= 0
    return {**named, "calls_known": known}
